"""The index of a released code system: the operations' protocol, answered from the compiled file of its version."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pyroaring import BitMap, FrozenBitMap

from registry.domain import Iri
from registry.fhir.released import about, naming, properties, wording
from registry.fhir.released.entries import Entry
from registry.fhir.released.property_values import PropertyValues
from registry.fhir.released.record import Called, called, coding_of, in_language, whole
from registry.terminology.code_system import CodeSystem, PropertyDeclared
from registry.terminology.coding import Coding, ConceptProperty, Designation, Extension, Typed
from registry.terminology.protocol import MemberKind, ReleaseReader, VersionReader

_PREFERRED: Final = Coding(wording.PREFERRED["system"], wording.PREFERRED["code"])
_SYNONYM: Final = Coding(wording.SYNONYM["system"], wording.SYNONYM["code"], display=wording.SYNONYM["display"])
#: Concepts that are kept as they were read lately: an answer asks several things of each.
_MOST_READ: Final = 2_000
_NOT_SELECTABLE: Final = ("notSelectable", "http://hl7.org/fhir/concept-properties#notSelectable")


class ReleasedConcepts:
    """One version of one released code system (`registry.terminology.concepts.CodeSystemIndex`).

    Codes are the members of a version, in its order: their ordinals here are those of the compiled file, in which
    concepts and codes come before all else. `today` tells the day on which codes are judged.
    """

    def __init__(self, reader: ReleaseReader, entry: Entry, today: Callable[[], date]) -> None:
        self._reader = reader
        self._opened: VersionReader = reader.artefact(entry.object, entry.version.number)
        self._entry = entry
        self._lang = entry.language
        self._today = today
        self._many = sum(self._opened.count(kind) for kind in (MemberKind.CODE, MemberKind.CONCEPT))
        self._inactive: tuple[date, FrozenBitMap] | None = None
        self._read: dict[int, Called] = {}
        self._terms: dict[int, tuple[Designation, ...]] = {}

    @cached_property
    def header(self) -> CodeSystem:
        """What the code system says of itself."""
        entry = self._entry
        return CodeSystem(
            url=entry.url,
            version=entry.version.number,
            id=entry.id,
            name=entry.name,
            title=entry.title,
            status=about.status_of(entry.header),
            content="complete" if self._many else "not-present",
            case_sensitive=about.kept(entry.header, "CodeSystem").get("caseSensitive", True),
            hierarchy_meaning="is-a" if self.has_hierarchy else "",
            language=self._lang,
            version_algorithm="semver",
            value_set=naming.value_set_of(entry.object, entry.version.kind),
            properties=tuple(self._properties()) if self._many else (),
        )

    def _properties(self) -> Iterator[PropertyDeclared]:
        for row in properties.STANDARD.values():
            if self.with_property(row.code):
                yield PropertyDeclared(row.code, row.type, row.uri or "", row.description or "")
        for predicate, row in self._declared.items():
            yield PropertyDeclared(row.code, self._kind(predicate, row.code) or row.type, row.uri or "")

    def _kind(self, predicate: Iri, code: str) -> str:
        """The type of a property, by the first code that has it."""
        found = self._opened.sets.with_any(predicate)
        rows = self.properties_at(found.min()) if found else ()
        return next((row.value.kind for row in rows if row.code == code), "")

    @cached_property
    def _declared(self) -> dict[Iri, properties.Declared]:
        return properties.declared_in(self._entry.header)

    @cached_property
    def everything(self) -> FrozenBitMap:
        """All codes."""
        return FrozenBitMap(range(self._many))

    @property
    def inactive(self) -> FrozenBitMap:
        """The codes that may not be chosen today."""
        day = self._today()
        if self._inactive is None or self._inactive[0] != day:
            self._inactive = day, self._opened.sets.inactive(day.isoformat()) & self.everything
        return self._inactive[1]

    @cached_property
    def abstract(self) -> FrozenBitMap:
        """The codes that are not to be chosen."""
        found = BitMap()
        for predicate in self._predicates(_NOT_SELECTABLE):
            found |= self._opened.sets.with_value(predicate, "true")
        return FrozenBitMap(found)

    def _predicates(self, codes: tuple[str, ...]) -> list[Iri]:
        """The predicates of properties named by code or address."""
        return [predicate for predicate, row in self._declared.items() if row.code in codes or row.uri in codes]

    @cached_property
    def roots(self) -> FrozenBitMap:
        """The codes with none above them."""
        return self._opened.hierarchy.roots & self.everything

    @cached_property
    def has_hierarchy(self) -> bool:
        """Whether any code stands below another."""
        return len(self.roots) < self._many

    def ordinal(self, code: str) -> int | None:
        """The code's ordinal."""
        for at in self._opened.ordinals(code):
            if at < self._many and self.code_at(at) == code:
                return at
        iri = naming.iri_of(code)
        if self._entry.version.kind == "concept-scheme" and self._opened.has(iri):
            at = self._opened.ordinal(iri)
            return at if at < self._many and self.code_at(at) == code else None
        return None if self.header.case_sensitive else self._without_case.get(code.casefold())

    @cached_property
    def _without_case(self) -> dict[str, int]:
        return {self.code_at(at).casefold(): at for at in reversed(range(self._many))}

    def _called(self, ordinal: int) -> Called:
        found = self._read.get(ordinal)
        if found is not None:
            return found
        if not 0 <= ordinal < self._many:
            raise IndexError(ordinal)
        if len(self._read) >= _MOST_READ:
            self._read.clear()
        found = self._read[ordinal] = called(self._opened.json_at(ordinal))
        return found

    def code_at(self, ordinal: int) -> str:
        """The code."""
        found = self._called(ordinal)
        if found.notation and isinstance(found.notation, str):
            return found.notation
        return naming.code_of({"iri": found.iri, "notation": found.notation})

    def display_at(self, ordinal: int) -> str:
        """The display in the system's language."""
        found = in_language(self._called(ordinal).pref_label, self._lang)
        return found.text if found else ""

    def definition_at(self, ordinal: int) -> str:
        """The definition in the system's language."""
        written = about.texts("definition", wording.definitions_of(self._whole(ordinal)), self._lang)
        return str(written.get("definition", ""))

    def designations_at(self, ordinal: int) -> tuple[Designation, ...]:
        """The terms beside the display."""
        terms = self._terms.get(ordinal)
        if terms is None:
            if len(self._terms) >= _MOST_READ:
                self._terms.clear()
            terms = self._terms[ordinal] = self._designations(ordinal)
        return terms

    def _designations(self, ordinal: int) -> tuple[Designation, ...]:
        found = self._called(ordinal)
        shown = in_language(found.pref_label, self._lang)
        preferred = [Designation(row.text, row.lang, _PREFERRED) for row in found.pref_label if row is not shown]
        return (*preferred, *(Designation(row.text, row.lang, _SYNONYM) for row in found.alt_label))

    def properties_at(self, ordinal: int) -> tuple[ConceptProperty, ...]:
        """The properties that the code says."""
        member = self._whole(ordinal)
        rows = properties.said_by(member, self._today(), self._lang, self._declared, self._place)
        return (*(ConceptProperty(row.code, _typed(row)) for row in rows), *self._parents_said(ordinal))

    def _parents_said(self, ordinal: int) -> Iterator[ConceptProperty]:
        """What a resource says by `parent`: the codes above beside the one that it stands in."""
        for above in self._opened.hierarchy.parents(ordinal)[1:]:
            yield ConceptProperty("parent", Typed("code", self.code_at(above)))

    def _whole(self, ordinal: int) -> dict[str, Any]:
        if not 0 <= ordinal < self._many:
            raise IndexError(ordinal)
        return whole(self._opened.json_at(ordinal))

    def _place(self, iri: Iri) -> dict[str, Any] | str | None:
        if self._opened.has(iri):
            return self.code_at(self._opened.ordinal(iri))
        return coding_of(self._reader, iri)

    def extensions_at(self, ordinal: int) -> tuple[Extension, ...]:
        """None: released codes have no extensions."""
        if not 0 <= ordinal < self._many:
            raise IndexError(ordinal)
        return ()

    def status_at(self, ordinal: int) -> str:
        """The status by FHIR's words."""
        status = self._called(ordinal).status
        if not status:
            return ""
        word = properties.status_word(status, inactive=False)
        told = properties.status_word(status, inactive=True)
        return word if word == told or ordinal not in self.inactive else told

    def parents(self, ordinal: int) -> FrozenBitMap:
        """The codes one step up."""
        return FrozenBitMap(self._opened.hierarchy.parents(ordinal))

    def children(self, ordinal: int) -> FrozenBitMap:
        """The codes one step down."""
        return FrozenBitMap(self._opened.hierarchy.children(ordinal))

    def descendants(self, ordinal: int) -> FrozenBitMap:
        """The codes below, however far."""
        return self._opened.hierarchy.descendants(ordinal)

    def ancestors(self, ordinal: int) -> FrozenBitMap:
        """The codes above, however far."""
        return self._opened.hierarchy.ancestors(ordinal)

    def subsumes(self, above: int, below: int) -> bool:
        """Whether one code is the other or above it."""
        return self._opened.hierarchy.subsumes(above, below)

    def with_property(self, code: str) -> FrozenBitMap:
        """The codes that say anything by a property."""
        return self._values.with_property(code) & self.everything

    def with_value(self, code: str, value: str) -> FrozenBitMap:
        """The codes of which a property has a value."""
        return self._values.with_value(code, value) & self.everything

    @cached_property
    def _values(self) -> PropertyValues:
        return PropertyValues(self, self._opened, self._declared)

    def matching(self, text: str) -> FrozenBitMap:
        """The codes that answer to a text."""
        found = self._opened.answering(text)
        return self.everything if found is None else found


def _typed(row: properties.Said) -> Typed:
    if isinstance(row.value, dict):
        return Typed("Coding", Coding(row.value["system"], row.value["code"], display=row.value.get("display", "")))
    return Typed(row.type, Decimal(str(row.value)) if isinstance(row.value, float) else row.value)
