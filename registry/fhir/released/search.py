"""Search among the resources of a release, by FHIR's parameters and their kinds: uri, token, string."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from registry.domain import Kind, MappingSet, SemanticVersion
from registry.errors import InvalidInput
from registry.fhir.edition import Edition
from registry.fhir.released import about, naming
from registry.fhir.released.concept_map import mapped
from registry.fhir.released.entries import Entry, Part
from registry.fhir.released.shelf import Shelf
from registry.fhir.released.summary import SUMMARIES
from registry.terminology.protocol import MemberKind

USUAL_COUNT: Final = 20
MOST_COUNT: Final = 200
#: The same where resources are told whole, of types whose resources are large and take long to make.
MOST_WHOLE: Final = {"StructureDefinition": 5}
_MOST_OFFSET: Final = 2**31 - 1
_URI: Final = "urn:ietf:rfc:3986"
_PUBLICATION: Final = "http://hl7.org/fhir/publication-status"
_PIECES: Final = re.compile(r"(?<!\\),")
_ESCAPED: Final = re.compile(r"\\([\\,$|])")


@dataclass(frozen=True)
class Parameter:
    """A search parameter: its kind, the modifiers that it knows, and the test of one value."""

    kind: str
    matches: Callable[[Shelf, Entry, str, str], bool]
    modifiers: tuple[str, ...] = ()
    documentation: str = ""


@dataclass(frozen=True)
class Criterion:
    """One parameter as it is given: any of its values has to match."""

    name: str
    modifier: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Search:
    """What is searched for, and how much of it is to be told."""

    kind: str
    criteria: tuple[Criterion, ...] = ()
    summary: str | None = None
    elements: tuple[str, ...] = ()
    count: int = USUAL_COUNT
    offset: int = 0
    sort: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = field(default=())


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _string(values: Callable[[Entry], Iterable[str]]) -> Callable[[Shelf, Entry, str, str], bool]:
    def matches(_: Shelf, entry: Entry, modifier: str, wanted: str) -> bool:
        if modifier == "exact":
            return any(value == wanted for value in values(entry))
        folded = _folded(wanted)
        if modifier == "contains":
            return any(folded in _folded(value) for value in values(entry))
        return any(_folded(value).startswith(folded) for value in values(entry))

    return matches


def _token(system: str | None, values: Callable[[Entry], Iterable[str]]) -> Callable[[Shelf, Entry, str, str], bool]:
    """A token `code`, `system|code`, `|code` or `system|`; `system` None stands for no system."""

    def matches(_: Shelf, entry: Entry, modifier: str, wanted: str) -> bool:
        given, bar, code = wanted.rpartition("|")
        right = not bar or given == (system or "")
        return (right and (code in values(entry) if code else bool(given))) is (modifier != "not")

    return matches


def _url(shelf: Shelf, entry: Entry, modifier: str, wanted: str) -> bool:
    """The canonical, perhaps with a version; every other name of the resource means it too."""
    if modifier == "below":
        return entry.url.startswith(wanted)
    if modifier == "above":
        return wanted.startswith(entry.url)
    name, _, version = wanted.partition("|")
    return entry in shelf.named(entry.type, name) and version in ("", entry.version.number)


def _identifiers(entry: Entry) -> tuple[str, ...]:
    own = tuple(name for name, _ in entry.names if name != entry.url)
    return own or (entry.member.iri if entry.member else entry.header.iri,)


def _titles(entry: Entry) -> Iterable[str]:
    return (row.text for row in (entry.member.pref_label if entry.member else entry.header.title))


def _code(shelf: Shelf, entry: Entry, _: str, wanted: str) -> bool:
    """Whether a code system defines a code, or a value set of its own includes it."""
    system, bar, code = wanted.rpartition("|")
    if bar and system and entry not in _of_system(shelf, entry, system):
        return False
    if entry.part is Part.SUPPLEMENT:
        return False
    opened = shelf.reader.artefact(entry.object, entry.version.number)
    many = sum(map(opened.count, _CODED))  # they come before all other members
    found = [opened.iri_at(at) for at in opened.ordinals(code) if at < many]
    iri = naming.iri_of(code)
    if entry.version.kind == Kind.CONCEPT_SCHEME and opened.has(iri):
        found.append(iri)
    return bool(set(found) & set(entry.member.member)) if entry.member else bool(found)


_CODED: Final = (MemberKind.CODE, MemberKind.CONCEPT)


def _of_system(shelf: Shelf, entry: Entry, system: str) -> tuple[Entry, ...]:
    objects = {row.object for row in shelf.named("CodeSystem", system)}
    return (entry,) if entry.object in objects else ()


def _reference(shelf: Shelf, entry: Entry, _: str, wanted: str) -> bool:
    return bool(_of_system(shelf, entry, wanted.partition("|")[0]))


def _content(entry: Entry) -> tuple[str, ...]:
    if entry.part is Part.SUPPLEMENT:
        return ("supplement",)
    return ("complete",) if entry.coded else ("not-present",)


def _supplements(shelf: Shelf, entry: Entry, _: str, wanted: str) -> bool:
    name, _, version = wanted.partition("|")
    same = entry.part is Part.SUPPLEMENT and bool(_of_system(shelf, entry, name))
    return same and version in ("", entry.version.number)


def _side(place: int, *, systems: bool) -> Callable[[Shelf, Entry, str, str], bool]:
    """The codes, or the systems, that a map goes from (0) or to (1)."""

    def matches(shelf: Shelf, entry: Entry, _: str, wanted: str) -> bool:
        groups = mapped(shelf.reader, entry)
        if systems:
            names = {row.url for row in shelf.named("CodeSystem", wanted)} | {wanted}
            return any(group[place] in names for group in groups)
        system, _, code = wanted.rpartition("|")
        rows = (row[1:] for group in groups.values() for found in group.values() for row in found)
        sides = (pair[place] for pair in rows)
        return any(coding["code"] == code and system in ("", coding["system"]) for coding in sides)

    return matches


def _scope(side: str) -> Callable[[Shelf, Entry, str, str], bool]:
    def matches(shelf: Shelf, entry: Entry, _: str, wanted: str) -> bool:
        assert isinstance(entry.header, MappingSet)  # noqa: S101 -- by its part
        source = getattr(entry.header, f"{side}_source")
        return any(row.object == source for row in shelf.named("ValueSet", wanted.partition("|")[0]))

    return matches


_STRING: Final = ("exact", "contains")
_COMMON: Final = {
    "_id": Parameter("token", _token(None, lambda entry: (entry.id,)), (), "Logical id"),
    "url": Parameter(
        "uri", _url, ("below", "above"), "Canonical address, perhaps with |version; every alias means it too"
    ),
    "version": Parameter("token", _token(None, lambda entry: (entry.version.number,)), ("not",), "Version"),
    "name": Parameter("string", _string(lambda entry: (entry.name,)), _STRING, "Name for machines"),
    "title": Parameter("string", _string(_titles), _STRING, "Title, in any language"),
    "description": Parameter(
        "string", _string(lambda entry: (r.text for r in entry.header.description)), _STRING, "Description"
    ),
    "identifier": Parameter(
        "token", _token(_URI, _identifiers), (), "Another name: an OID, an IRI, a former canonical"
    ),
    "status": Parameter(
        "token", _token(_PUBLICATION, lambda entry: (about.status_of(entry.header),)), ("not",), "Status"
    ),
}
_SYSTEM_CODE: Final = Parameter("token", _code, (), "A code that it defines or includes, perhaps system|code")
_PARAMETERS: Final = {
    "CodeSystem": {
        "code": _SYSTEM_CODE,
        "system": Parameter("uri", _reference, (), "The system: its canonical or any alias"),
        "content-mode": Parameter(
            "token", _token("http://hl7.org/fhir/codesystem-content-mode", _content), (), "Content"
        ),
        "supplements": Parameter("reference", _supplements, (), "What a supplement adds to"),
    },
    "ValueSet": {
        "code": _SYSTEM_CODE,
        "reference": Parameter("uri", _reference, (), "A code system that it takes codes from"),
    },
    "ConceptMap": {
        "source-code": Parameter("token", _side(0, systems=False), (), "A code that is mapped"),
        "target-code": Parameter("token", _side(1, systems=False), (), "A code that is mapped to"),
    },
    "NamingSystem": {
        "value": Parameter(
            "string", _string(lambda entry: (n for n, _ in naming.aliases_of(entry.header))), _STRING, "A name"
        ),
        "kind": Parameter(
            "token", _token("http://hl7.org/fhir/namingsystem-type", lambda _: ("codesystem",)), (), "Kind"
        ),
    },
}
_PARAMETERS["StructureDefinition"] = {
    "kind": Parameter(
        "token", _token("http://hl7.org/fhir/structure-definition-kind", lambda _: ("logical",)), (), "Kind"
    ),
    "type": Parameter("uri", lambda _, entry, __, wanted: entry.url == wanted, (), "The type that is defined"),
    "abstract": Parameter("token", _token(None, lambda _: ("false",)), (), "Whether it is abstract"),
    "derivation": Parameter("token", _token(None, lambda _: ("specialization",)), (), "How it is derived"),
}
_R4_MAPS: Final = {
    "source-system": Parameter("uri", _side(0, systems=True), (), "A system that is mapped"),
    "target-system": Parameter("uri", _side(1, systems=True), (), "A system that is mapped to"),
    "source-uri": Parameter("reference", _scope("subject"), (), "The value set that is mapped"),
    "target-uri": Parameter("reference", _scope("object"), (), "The value set that is mapped to"),
}
_R5_MAPS: Final = {
    "source-group-system": _R4_MAPS["source-system"],
    "target-group-system": _R4_MAPS["target-system"],
    "source-scope-uri": _R4_MAPS["source-uri"],
    "target-scope-uri": _R4_MAPS["target-uri"],
}
#: What results may be sorted by; without more they are in the order of their addresses, the newest first.
_ORDERS: Final[dict[str, Callable[[Entry], Any]]] = {
    "_id": lambda entry: entry.id,
    "url": lambda entry: entry.url,
    "version": lambda entry: SemanticVersion.parse(entry.version.number),
    "name": lambda entry: entry.name,
    "title": lambda entry: _folded(entry.title),
    "status": lambda entry: about.status_of(entry.header),
    "_lastUpdated": lambda entry: entry.version.issued,
}
#: Parameters of how to answer, which every search knows.
RESULT: Final = ("_summary", "_elements", "_count", "_offset", "_format", "_pretty", "_total", "_sort")


def parameters(kind: str, edition: Edition) -> dict[str, Parameter]:
    """The search parameters of a type in an edition. What R5 added for NamingSystem is taken in R4 too."""
    maps = {Edition.R4: _R4_MAPS, Edition.R5: _R5_MAPS}[edition] if kind == "ConceptMap" else {}
    return {**_COMMON, **_PARAMETERS.get(kind, {}), **maps}


def read_search(kind: str, edition: Edition, given: Sequence[tuple[str, str]], *, lenient: bool = False) -> Search:
    """A search as it is asked for. Raises InvalidInput for a parameter, modifier or value that is not known.

    `lenient` leaves out what is unknown instead (HTTP's `Prefer: handling=lenient`).
    """
    known, criteria, told = parameters(kind, edition), [], {}
    asked = []
    for name, value in given:
        bare, _, modifier = name.partition(":")
        if name in RESULT:
            told[name] = value
        elif bare in known and modifier in ("", *known[bare].modifiers):
            criteria.append(Criterion(bare, modifier, _values(name, value)))
        elif lenient:
            continue
        else:
            raise _unknown(kind, name, known)
        asked.append((name, value))
    summary = _summary(told.get("_summary"))
    elements = tuple(part.strip() for part in told.get("_elements", "").split(",") if part.strip())
    most = MOST_WHOLE.get(kind, MOST_COUNT) if summary in (None, "data") and not elements else MOST_COUNT
    return Search(
        kind,
        tuple(criteria),
        summary,
        elements,
        min(_number("_count", told.get("_count"), USUAL_COUNT), most),
        _number("_offset", told.get("_offset"), 0),
        _sorted_by(told.get("_sort", "")),
        tuple(asked),
    )


def _sorted_by(value: str) -> tuple[str, ...]:
    found = tuple(part for part in value.split(",") if part)
    for part in found:
        if part.removeprefix("-") not in _ORDERS:
            rule = f"one of {', '.join(_ORDERS)}, with - before it for the other way"
            raise InvalidInput(f"_sort={part[:80]!r}: {rule}.", field="_sort", value=part, rule=rule)
    return found


def _values(name: str, value: str) -> tuple[str, ...]:
    found = tuple(_ESCAPED.sub(r"\1", piece) for piece in _PIECES.split(value) if piece)
    if not found:
        raise InvalidInput(f"{name} has no value.", field=name, rule="a search parameter has a value")
    return found


def _summary(value: str | None) -> str | None:
    if value is not None and value not in SUMMARIES:
        rule = f"one of {', '.join(SUMMARIES)}"
        raise InvalidInput(f"_summary={value!r}: {rule}.", field="_summary", value=value, rule=rule)
    return None if value == "false" else value


def _number(name: str, value: str | None, usual: int) -> int:
    if value is None:
        return usual
    if not value.isascii() or not value.isdecimal() or int(value[:12]) > _MOST_OFFSET:
        rule = f"a whole number from 0 to {_MOST_OFFSET}"
        raise InvalidInput(f"{name}={value[:40]!r}: {rule}.", field=name, value=value, rule=rule)
    return min(int(value), MOST_COUNT) if name == "_count" else int(value)


def _unknown(kind: str, name: str, known: dict[str, Parameter]) -> InvalidInput:
    bare, _, modifier = name.partition(":")
    if modifier and bare in known:
        rule = f"known for {bare}: {', '.join(known[bare].modifiers) or 'none'}"
        return InvalidInput(f"There is no modifier {modifier!r} of {bare}; {rule}.", field=name, rule=rule)
    rule = f"known for {kind}: {', '.join((*known, *RESULT))}"
    return InvalidInput(f"There is no search parameter {name!r}; {rule}.", field=name, rule=rule)


def find(shelf: Shelf, search: Search, edition: Edition) -> tuple[Entry, ...]:
    """All entries that match every parameter, in their order."""
    known = parameters(search.kind, edition)
    found: Iterable[Entry] = _narrowed(shelf, search)
    for row in search.criteria:
        matches = known[row.name].matches
        found = [one for one in found if any(matches(shelf, one, row.modifier, value) for value in row.values)]
    for part in reversed(search.sort):
        found = sorted(found, key=_ORDERS[part.removeprefix("-")], reverse=part.startswith("-"))
    return tuple(found)


def _narrowed(shelf: Shelf, search: Search) -> tuple[Entry, ...]:
    """Only those of one address where that is asked for: no other can match."""
    for row in search.criteria:
        if row.name == "url" and not row.modifier and len(row.values) == 1:
            return shelf.named(search.kind, row.values[0].partition("|")[0])
    return shelf.entries[search.kind]
