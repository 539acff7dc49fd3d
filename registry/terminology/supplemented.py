"""The index of a code system together with the supplements that a request asks for."""

from collections.abc import Iterator

from msgspec.structs import replace
from pyroaring import BitMap, FrozenBitMap

from registry.terminology.code_system import CodeSystem, ConceptGiven, Supplement
from registry.terminology.coding import ConceptProperty, Designation, Extension
from registry.terminology.concept_facts import status_extension
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.text_match import matches, words


class Supplemented:
    """A `CodeSystemIndex` over another, with what supplements add to its concepts: terms, properties, extensions."""

    def __init__(self, base: CodeSystemIndex, supplements: tuple[Supplement, ...]) -> None:
        self._base = base
        self._supplements = supplements
        declared = {
            row.code: row
            for part in (base.header, *(each.header for each in supplements))
            for row in reversed(part.properties)
        }
        self.header = replace(base.header, properties=tuple(declared.values()))
        self.everything = base.everything
        self.inactive = base.inactive
        self.abstract = base.abstract
        self.roots = base.roots
        self.has_hierarchy = base.has_hierarchy
        self.ordinal = base.ordinal
        self.code_at = base.code_at
        self.parents = base.parents
        self.children = base.children
        self.descendants = base.descendants
        self.ancestors = base.ancestors
        self.subsumes = base.subsumes

    def _added(self, ordinal: int) -> Iterator[ConceptGiven]:
        code = self._base.code_at(ordinal)
        yield from filter(None, (row.concept(code) for row in self._supplements))

    def display_at(self, ordinal: int) -> str:
        """See the protocol: a supplement gives a display where the system has none."""
        found = self._base.display_at(ordinal)
        return found or next((row.display for row in self._added(ordinal) if row.display), "")

    def definition_at(self, ordinal: int) -> str:
        """See the protocol."""
        found = self._base.definition_at(ordinal)
        return found or next((row.definition for row in self._added(ordinal) if row.definition), "")

    def designations_at(self, ordinal: int) -> tuple[Designation, ...]:
        """See the protocol; the display that a supplement has is a designation in the supplement's language."""
        found = list(self._base.designations_at(ordinal))
        own, code = self._base.display_at(ordinal), self._base.code_at(ordinal)
        for supplement in self._supplements:
            row = supplement.concept(code)
            if row is not None:
                found += row.designations
                if row.display and row.display != own:
                    found.append(Designation(row.display, supplement.header.language))
        return tuple(found)

    def properties_at(self, ordinal: int) -> tuple[ConceptProperty, ...]:
        """See the protocol."""
        added = (each for row in self._added(ordinal) for each in row.properties)
        return (*self._base.properties_at(ordinal), *added)

    def extensions_at(self, ordinal: int) -> tuple[Extension, ...]:
        """See the protocol."""
        added = (each for row in self._added(ordinal) for each in row.extensions)
        return (*self._base.extensions_at(ordinal), *added)

    def status_at(self, ordinal: int) -> str:
        """See the protocol."""
        said = (status_extension(row.extensions) for row in self._added(ordinal))
        return next(filter(None, said), "") or self._base.status_at(ordinal)

    def with_property(self, code: str) -> FrozenBitMap:
        """See the protocol."""
        return self._or_added(self._base.with_property(code), code, None)

    def with_value(self, code: str, value: str) -> FrozenBitMap:
        """See the protocol."""
        return self._or_added(self._base.with_value(code, value), code, value)

    def _or_added(self, found: FrozenBitMap, code: str, value: str | None) -> FrozenBitMap:
        added = BitMap()
        for place, row in self._concepts():
            if any(each.code == code and value in (None, each.value.text) for each in row.properties):
                added.add(place)
        return FrozenBitMap(found | added)

    def _concepts(self) -> Iterator[tuple[int, ConceptGiven]]:
        for supplement in self._supplements:
            for row in supplement.concepts():
                place = self._base.ordinal(row.code)
                if place is not None:
                    yield place, row

    def matching(self, text: str) -> FrozenBitMap:
        """See the protocol."""
        asked = words(text)
        added = BitMap()
        for place, row in self._concepts():
            if matches(asked, words(row.display, *(each.value for each in row.designations))):
                added.add(place)
        return FrozenBitMap(self._base.matching(text) | added)


class GivenSupplement:
    """A `Supplement` of concepts in memory."""

    def __init__(self, header: CodeSystem, concepts: tuple[ConceptGiven, ...]) -> None:
        self.header = header
        self._concepts = {row.code: row for row in reversed(concepts)}

    def concept(self, code: str) -> ConceptGiven | None:
        """See the protocol."""
        return self._concepts.get(code)

    def concepts(self) -> Iterator[ConceptGiven]:
        """See the protocol."""
        return iter(self._concepts.values())
