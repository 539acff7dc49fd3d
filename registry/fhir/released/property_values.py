"""Released codes by their properties: which say anything by one, and which have a value; sets of ordinals."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final, Protocol

from pyroaring import BitMap, FrozenBitMap

from registry.domain import Iri
from registry.fhir.released.properties import Declared, status_word
from registry.terminology.coding import ConceptProperty
from registry.terminology.protocol import VersionReader

_NONE: Final = FrozenBitMap()
_REPLACED: Final = "is_replaced_by"
_NOTES: Final = ("scope_note", "note")


class Codes(Protocol):
    """What is asked of the index that the properties belong to."""

    @property
    def everything(self) -> FrozenBitMap:
        """All codes."""
        ...

    @property
    def inactive(self) -> FrozenBitMap:
        """The codes that may not be chosen today."""
        ...

    def ordinal(self, code: str) -> int | None:
        """A code's ordinal."""
        ...

    def properties_at(self, ordinal: int) -> tuple[ConceptProperty, ...]:
        """What a code says."""
        ...


class PropertyValues:
    """Answers from the sets of a compiled version; what FHIR calls otherwise than the registry is translated here."""

    def __init__(self, codes: Codes, opened: VersionReader, declared: Mapping[Iri, Declared]) -> None:
        self._codes = codes
        self._opened = opened
        self._declared = declared
        self._special: Mapping[str, tuple[Callable[[], FrozenBitMap], Callable[[str], FrozenBitMap]]] = {
            "status": (lambda: opened.sets.with_any("status"), self._with_status),
            "inactive": (lambda: codes.inactive, lambda value: codes.inactive if value == "true" else _NONE),
            "effectiveDate": self._dated("validity.start"),
            "retirementDate": self._dated("validity.end"),
            "replacedBy": (self._replaced_here, self._replaced_by),
            "replacedByElsewhere": (self._replaced_elsewhere, self._elsewhere),
            "parent": (lambda: opened.hierarchy.several, self._below),
            "comment": (self._noted, lambda value: self._said("comment", value, self._noted())),
        }

    def _dated(self, name: str) -> tuple[Callable[[], FrozenBitMap], Callable[[str], FrozenBitMap]]:
        sets = self._opened.sets
        return (lambda: sets.with_any(name)), (lambda value: sets.with_value(name, value))

    def with_property(self, code: str) -> FrozenBitMap:
        """The codes that say anything by a property."""
        if code in self._special:
            return self._special[code][0]()
        return _together(self._opened.sets.with_any(name) for name in self._predicates.get(code, ()))

    def with_value(self, code: str, value: str) -> FrozenBitMap:
        """The codes of which a property has a value."""
        if code in self._special:
            return self._special[code][1](value)
        return _together(self._valued(name, code, value) for name in self._predicates.get(code, ()))

    @cached_property
    def _predicates(self) -> dict[str, list[Iri]]:
        """The predicates of the codes' own properties, by the code that each goes by."""
        found: dict[str, list[Iri]] = {}
        for name in self._opened.sets.names():
            if ":" in name:
                own = self._declared.get(name)
                found.setdefault(own.code if own else name.rpartition("#")[2], []).append(name)
        return found

    def _valued(self, predicate: Iri, code: str, value: str) -> FrozenBitMap:
        """By a literal as it is written, by another code of the list, or by a code elsewhere."""
        sets = self._opened.sets
        found = sets.with_value(predicate, value)
        if found:
            return self._said(code, value, found)
        named = self._iri(value)
        if named:
            return sets.with_value(predicate, named)
        return self._said(code, value, sets.with_any(predicate)) if self._refers(predicate) else _NONE

    def _iri(self, code: str) -> Iri | None:
        at = self._codes.ordinal(code)
        return None if at is None else self._opened.iri_at(at)

    def _refers(self, predicate: Iri) -> bool:
        """Whether the values of a property are IRIs, by the first of them."""
        first = next(self._opened.sets.values(predicate), ("", _NONE))[0]
        return ":" in first

    def _said(self, code: str, value: str, among: FrozenBitMap) -> FrozenBitMap:
        """Those of which the property has the value as it is told."""
        among &= self._codes.everything
        return FrozenBitMap(
            at
            for at in among
            if any(row.code == code and row.value.text == value for row in self._codes.properties_at(at))
        )

    def _with_status(self, value: str) -> FrozenBitMap:
        inactive, found = self._codes.inactive, BitMap()
        for status, members in self._opened.sets.values("status"):
            found |= members & inactive if status_word(status, inactive=True) == value else _NONE
            found |= members - inactive if status_word(status, inactive=False) == value else _NONE
        return FrozenBitMap(found)

    def _targets(self, *, here: bool) -> Iterator[tuple[Iri, FrozenBitMap]]:
        for iri, members in self._opened.sets.values(_REPLACED):
            if self._opened.has(iri) is here:
                yield iri, members

    def _replaced_here(self) -> FrozenBitMap:
        return _together(members for _, members in self._targets(here=True))

    def _replaced_by(self, value: str) -> FrozenBitMap:
        named = self._iri(value)
        return self._opened.sets.with_value(_REPLACED, named) if named else _NONE

    def _replaced_elsewhere(self) -> FrozenBitMap:
        found = _together(members for _, members in self._targets(here=False)) & self._codes.everything
        said = "replacedByElsewhere"
        return FrozenBitMap(at for at in found if any(row.code == said for row in self._codes.properties_at(at)))

    def _elsewhere(self, value: str) -> FrozenBitMap:
        return self._said("replacedByElsewhere", value, self._replaced_elsewhere())

    def _below(self, value: str) -> FrozenBitMap:
        at, hierarchy = self._codes.ordinal(value), self._opened.hierarchy
        if at is None:
            return _NONE
        return FrozenBitMap(child for child in hierarchy.children(at) if at in hierarchy.parents(child)[1:])

    def _noted(self) -> FrozenBitMap:
        return _together(self._opened.sets.with_any(name) for name in _NOTES)


def _together(sets: Iterator[FrozenBitMap]) -> FrozenBitMap:
    return FrozenBitMap.union(*found) if (found := [one for one in sets if one]) else _NONE
