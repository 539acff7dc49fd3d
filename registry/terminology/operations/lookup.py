"""`$lookup` and `$subsumes`: what a code system says of a code, and how two codes of one stand to each other."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from registry.terminology.code_system import CodeSystem
from registry.terminology.coding import Coding, ConceptProperty, Designation, Typed
from registry.terminology.concept_facts import property_codes
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.display import PREFERRED_FOR_LANGUAGE, choose
from registry.terminology.issues import Refusal, refuse
from registry.terminology.operations.requests import LookupRequest
from registry.terminology.operations.work import Work

_ALL: Final = "*"
#: What `property` asks for that is no property: parts of the answer, which is given whole.
_PARTS: Final = frozenset(
    ("system", "name", "version", "display", "definition", "designation", "code", "abstract", "lang")
)


class Described(NamedTuple):
    """A property with the display of the concept that its value names, where it names one."""

    property: ConceptProperty
    description: str = ""


class Lookup(NamedTuple):
    """What is known of a concept."""

    header: CodeSystem
    code: str
    display: str
    definition: str
    abstract: bool
    designations: tuple[Designation, ...]
    properties: tuple[Described, ...]


def lookup(work: Work, request: LookupRequest) -> Lookup:
    """A concept by its code. Refused where its system, its version or itself is not known."""
    work.need(())
    index = _index(work, request.coding)
    ordinal = _ordinal(index, request.coding.code)
    own, language = index.display_at(ordinal), index.header.language
    terms = index.designations_at(ordinal)
    shown = choose(own, language, terms, work.manner.languages)
    base = [Designation(own, language, PREFERRED_FOR_LANGUAGE)] if own and language else []
    return Lookup(
        index.header,
        index.code_at(ordinal),
        shown.text or own,
        index.definition_at(ordinal),
        ordinal in index.abstract,
        (*base, *terms),
        tuple(_properties(index, ordinal, request.properties)),
    )


def _index(work: Work, coding: Coding) -> CodeSystemIndex:
    system = work.sources.system(coding.system)
    if not system:
        raise refuse("NO_SYSTEM_GIVEN", "system | coding")
    ruled = work.ruled(system, coding.version)
    picked = work.picked(system, ruled.version)
    index = None if picked is None else work.index(system, picked)
    if index is None:
        raise Refusal(work.unknown(system, ruled.version))
    barred = work.checked(index)
    if barred:
        raise Refusal(barred)
    return index


def _ordinal(index: CodeSystemIndex, code: str) -> int:
    found = index.ordinal(code)
    if found is None:
        raise refuse("CODE_NOT_FOUND", code, index.header.canonical)
    return found


def _properties(index: CodeSystemIndex, ordinal: int, asked: tuple[str, ...]) -> Iterator[Described]:
    names = [name for name in asked if name not in _PARTS]
    if asked and not names:
        return
    wanted = None if not names or _ALL in names else {code for name in names for code in _codes(index, name)}
    for row in _all(index, ordinal):
        if wanted is None or row.property.code in wanted:
            yield row


def _codes(index: CodeSystemIndex, name: str) -> tuple[str, ...]:
    return (name, *property_codes(index.header, name))


def _all(index: CodeSystemIndex, ordinal: int) -> Iterator[Described]:
    yield Described(ConceptProperty("inactive", Typed("boolean", ordinal in index.inactive)))
    for name, rows in (("parent", index.parents(ordinal)), ("child", index.children(ordinal))):
        for row in rows:
            yield Described(ConceptProperty(name, Typed("code", index.code_at(row))), index.display_at(row))
    for said in index.properties_at(ordinal):
        if said.code not in ("inactive", "parent", "child"):
            yield Described(said)


def subsumes(work: Work, one: Coding, other: Coding) -> str:
    """How the concept `one` stands to `other`: equivalent, subsumes, subsumed-by or not-subsumed."""
    work.need(())
    if work.sources.system(one.system) != work.sources.system(other.system):
        raise refuse("SUBSUMES_SYSTEMS_DIFFER", one.system, other.system)
    index = _index(work, one)
    if other.version and other.version != one.version and _index(work, other) is not index:
        raise refuse("SUBSUMES_SYSTEMS_DIFFER", one.canonical, other.canonical)
    left, right = _ordinal(index, one.code), _ordinal(index, other.code)
    above, below = index.subsumes(left, right), index.subsumes(right, left)
    if above and below:
        return "equivalent"
    return "subsumes" if above else "subsumed-by" if below else "not-subsumed"
