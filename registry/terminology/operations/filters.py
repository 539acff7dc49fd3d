"""The filters of value sets (FHIR ValueSet.compose.include.filter): as sets of concepts, and for one concept alone.

`select` and `holds` say the same: tests/fhir/test_filters.py holds them to each other. Neither takes more than linear
time in what it reads: regular expressions are RE2's.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

import re2
from pyroaring import BitMap, FrozenBitMap

from registry.terminology.concept_facts import (
    CHILD,
    DEFINED,
    INACTIVE,
    NOT_SELECTABLE,
    PARENTS,
    PROPERTIES,
    STATUS,
    property_codes,
)
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.issues import Refusal, refuse
from registry.terminology.value_set import Filter

_CODE: Final = frozenset(("code", "concept"))
_HIERARCHICAL: Final = frozenset(("is-a", "descendent-of", "is-not-a", "generalizes", "child-of", "descendent-leaf"))
_BY_VALUE: Final = frozenset(("=", "in", "not-in", "regex", "exists"))
_TRUTHS: Final = ("true", "false")
_MEMORY: Final = 1 << 23  # bytes that RE2 may take for one expression
_MOST_KEPT: Final = 500
_LONGEST: Final = 10_000  # characters of a regular expression

#: Tells the values of one property of a concept, as texts.
Values = Callable[[int], Iterable[str]]


def check(found: Filter, system: str, value_set: str, at: str) -> None:
    """Refuse a filter that says nothing, or that nothing is known to do."""
    if not found.value:
        raise refuse("UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE", system, found.property, found.op, at=at)
    hierarchical = found.op in _HIERARCHICAL and found.property in _CODE
    if not hierarchical and found.op not in _BY_VALUE:
        raise _not_understood(found, system, value_set, at)
    if found.op == "exists" and found.value.lower() not in _TRUTHS:
        raise _not_understood(found, system, value_set, at)
    if found.op == "regex":
        compiled(found.value, value_set, at)


def _not_understood(found: Filter, system: str, value_set: str, at: str) -> Refusal:
    return refuse("FILTER_NOT_UNDERSTOOD", found.property, found.op, found.value, value_set, system, at=at)


def compiled(pattern: str, value_set: str = "", at: str = "") -> "re2._Regexp":
    """A regular expression ready for use. Refused where RE2 does not take it: its message tells why."""
    if len(pattern) > _LONGEST:
        raise refuse("INVALID_REGEX", f"{pattern[:80]}…", value_set, f"it is longer than {_LONGEST}", at=at)
    try:
        return _compiled(pattern)
    except (re2.error, UnicodeError) as fault:
        why = fault.args[0] if fault.args else "it is not understood"
        why = why.decode("utf-8", "replace") if isinstance(why, bytes) else why
        raise refuse("INVALID_REGEX", pattern[:200], value_set, why, at=at) from fault


@lru_cache(maxsize=_MOST_KEPT)
def _compiled(pattern: str) -> "re2._Regexp":
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return re2.compile(pattern, options)


def select(index: CodeSystemIndex, found: Filter, value_set: str = "", at: str = "") -> FrozenBitMap:
    """The concepts that a filter means. Refused where a code that it names is not there."""
    _refuse_unknown(index, found, value_set, at)
    if found.op in _HIERARCHICAL:
        return _related(index, found.op, _named(index, found, value_set, at))
    if found.op == "exists":
        having = _having(index, found.property)
        return having if found.value.lower() == "true" else index.everything - having
    if found.op == "regex":
        pattern = compiled(found.value, value_set, at)
        return _where(index, found.property, lambda text: pattern.fullmatch(text) is not None)
    wanted = _wanted(found)
    chosen = BitMap()
    for value in wanted:
        chosen |= _equal(index, found.property, value)
    return index.everything - chosen if found.op == "not-in" else FrozenBitMap(chosen)


def holds(index: CodeSystemIndex, found: Filter, ordinal: int, value_set: str = "", at: str = "") -> bool:
    """Whether a filter means one concept."""
    _refuse_unknown(index, found, value_set, at)
    if found.op in _HIERARCHICAL:
        return _is_related(index, found.op, _named(index, found, value_set, at), ordinal)
    values = list(_values(index, found.property)(ordinal))
    if found.op == "exists":
        return any(True for _ in _said(index, found.property)(ordinal)) is (found.value.lower() == "true")
    if found.op == "regex":
        pattern = compiled(found.value, value_set, at)
        return any(pattern.fullmatch(text) is not None for text in values)
    same = any(_same(value, text) for value in _wanted(found) for text in values)
    if found.property in _CODE:
        same = any(index.ordinal(value) == ordinal for value in _wanted(found))
    return same is not (found.op == "not-in")


def _refuse_unknown(index: CodeSystemIndex, found: Filter, value_set: str, at: str) -> None:
    """Refuse a filter by a property that the code system neither declares nor uses, and FHIR does not define."""
    name, header = found.property, index.header
    if name in _CODE or name in _TEXTS or name.removeprefix(PROPERTIES) in DEFINED:
        return
    if any(name in (row.code, row.uri) for row in header.properties) or index.with_property(name):
        return
    raise _not_understood(found, header.url, value_set, at)


def _wanted(found: Filter) -> list[str]:
    return [found.value] if found.op == "=" else [value.strip() for value in found.value.split(",")]


def _same(wanted: str, text: str) -> bool:
    return wanted == text or (text in _TRUTHS and wanted.lower() == text)


def _named(index: CodeSystemIndex, found: Filter, value_set: str, at: str) -> int:
    ordinal = index.ordinal(found.value)
    if ordinal is None:
        raise refuse("FILTER_VALUE_UNKNOWN", found.value, value_set, index.header.canonical, at=at)
    return ordinal


def _related(index: CodeSystemIndex, op: str, named: int) -> FrozenBitMap:
    itself = FrozenBitMap((named,))
    if op == "child-of":
        return index.children(named)
    if op == "generalizes":
        return index.ancestors(named) | itself
    below = index.descendants(named)
    if op == "descendent-leaf":
        return FrozenBitMap(row for row in below if not index.children(row))
    if op == "is-not-a":
        return index.everything - below - itself
    return below | itself if op == "is-a" else below


def _is_related(index: CodeSystemIndex, op: str, named: int, ordinal: int) -> bool:
    if op == "child-of":
        return named in index.parents(ordinal)
    if op == "generalizes":
        return index.subsumes(ordinal, named)
    below = index.subsumes(named, ordinal)
    if op in ("is-a", "is-not-a"):
        return below is (op == "is-a")
    strictly = below and named != ordinal
    return strictly and (op == "descendent-of" or not index.children(ordinal))


def _where(index: CodeSystemIndex, name: str, fits: Callable[[str], bool]) -> FrozenBitMap:
    values = _values(index, name)
    return FrozenBitMap(row for row in index.everything if any(fits(text) for text in values(row)))


def _equal(index: CodeSystemIndex, name: str, value: str) -> FrozenBitMap:
    """The concepts of which a property has a value; what the system keeps as sets is not walked through."""
    if name in _CODE:
        ordinal = index.ordinal(value)
        return FrozenBitMap() if ordinal is None else FrozenBitMap((ordinal,))
    if name in _TEXTS:
        return _where(index, name, lambda text: text == value)
    special = _special(index, name, value)
    if special is not None:
        return special
    found = BitMap()
    for code in property_codes(index.header, name):
        for spelt in {value, value.lower()} if value.lower() in _TRUTHS else {value}:
            found |= index.with_value(code, spelt)
    if value.lower() == "false" and _is_boolean(index, name):
        found |= index.everything - _having(index, name)
    return FrozenBitMap(found)


def _is_boolean(index: CodeSystemIndex, name: str) -> bool:
    """Whether a property is declared as true or false: a concept that does not say it is taken to say false."""
    codes = property_codes(index.header, name)
    return any(row.kind == "boolean" and row.code in codes for row in index.header.properties)


def _special(index: CodeSystemIndex, name: str, value: str) -> FrozenBitMap | None:
    """The same for what FHIR itself defines: a concept that does not say so is selectable, and active."""
    uri = _uri(index, name)
    if uri in (NOT_SELECTABLE, INACTIVE):
        marked = index.abstract if uri == NOT_SELECTABLE else index.inactive
        return {"true": marked, "false": index.everything - marked}.get(value.lower(), FrozenBitMap())
    if uri == STATUS:
        return _where(index, name, lambda text: text == value)
    if uri in (*PARENTS, CHILD):
        named = index.ordinal(value)
        if named is None:
            return FrozenBitMap()
        return index.parents(named) if uri == CHILD else index.children(named)
    return None


def _uri(index: CodeSystemIndex, name: str) -> str:
    """FHIR's uri of a property that is named by its code or its uri; another text for any other property."""
    declared = next((row.uri for row in index.header.properties if row.code == name and row.uri), "")
    if declared or name.startswith(PROPERTIES):
        return declared or name
    return PROPERTIES + name


def _having(index: CodeSystemIndex, name: str) -> FrozenBitMap:
    if name in _CODE or name in _TEXTS or _uri(index, name) in (STATUS, CHILD, *PARENTS):
        said = _said(index, name)
        return FrozenBitMap(row for row in index.everything if any(True for _ in said(row)))
    found = BitMap()
    for code in property_codes(index.header, name):
        found |= index.with_property(code)
    return FrozenBitMap(found)


def _said(index: CodeSystemIndex, name: str) -> Values:
    """What tells what a concept says by a property; nothing is taken for granted."""
    implied = _uri(index, name) in (NOT_SELECTABLE, INACTIVE) or _is_boolean(index, name)
    is_own = name not in _CODE and name not in _TEXTS and implied
    return _of_property(index, name) if is_own else _values(index, name)


def _values(index: CodeSystemIndex, name: str) -> Values:
    """What tells the values of a property; what depends on the property alone is found once."""
    if name in _CODE:
        return lambda ordinal: (index.code_at(ordinal),)
    if name in _TEXTS:
        return _TEXTS[name](index)
    uri = _uri(index, name)
    if uri in (NOT_SELECTABLE, INACTIVE):
        marked = index.abstract if uri == NOT_SELECTABLE else index.inactive
        return lambda ordinal: (_TRUTHS[ordinal not in marked],)
    if uri == STATUS:
        return lambda ordinal: filter(None, (index.status_at(ordinal),))
    if uri in (*PARENTS, CHILD):
        near = index.children if uri == CHILD else index.parents
        return lambda ordinal: (index.code_at(row) for row in near(ordinal))
    own = _of_property(index, name)
    implied = ("false",) if _is_boolean(index, name) else ()
    return lambda ordinal: tuple(own(ordinal)) or implied


_TEXTS: Final[dict[str, Callable[[CodeSystemIndex], Values]]] = {
    "display": lambda index: lambda ordinal: filter(None, (index.display_at(ordinal),)),
    "definition": lambda index: lambda ordinal: filter(None, (index.definition_at(ordinal),)),
    "designation": lambda index: lambda ordinal: (row.value for row in index.designations_at(ordinal)),
}


def _of_property(index: CodeSystemIndex, name: str) -> Values:
    codes = property_codes(index.header, name)
    return lambda ordinal: (row.value.text for row in index.properties_at(ordinal) if row.code in codes)
