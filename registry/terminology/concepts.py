"""The index of one version of one code system: what every operation of FHIR reads, whoever made it.

Two makers: `registry.terminology.given.GivenConcepts`, from a resource sent with a request, and the compiled release.
A concept is its **ordinal**, from 0, in the order of the code system; a set of concepts is a bitmap of ordinals.
Nothing here changes once it is made: it may be kept and shared between threads. The contract is held by
tests/fhir/contract.py, run over both makers.
"""

from typing import Protocol

from pyroaring import FrozenBitMap

from registry.terminology.code_system import CodeSystem
from registry.terminology.coding import ConceptProperty, Designation, Extension


class CodeSystemIndex(Protocol):
    """One version of one code system. An `ordinal` that is out of range is the caller's fault (IndexError)."""

    @property
    def header(self) -> CodeSystem:
        """What the code system says of itself: constant time."""
        ...

    @property
    def everything(self) -> FrozenBitMap:
        """All concepts."""
        ...

    @property
    def inactive(self) -> FrozenBitMap:
        """The concepts that are not active.

        By property `inactive` (true), else by `status` (retired, deprecated by date … the maker knows): exactly those
        of which `$lookup` says inactive=true.
        """
        ...

    @property
    def abstract(self) -> FrozenBitMap:
        """The concepts that are not to be chosen (property notSelectable, by code or by FHIR's uri)."""
        ...

    @property
    def roots(self) -> FrozenBitMap:
        """The concepts with none above them."""
        ...

    @property
    def has_hierarchy(self) -> bool:
        """Whether any concept stands below another."""
        ...

    def ordinal(self, code: str) -> int | None:
        """The concept with a code, compared to the letter, then (where `case_sensitive` is false) without case.

        Constant time. `code_at` tells how the system itself writes it.
        """
        ...

    def code_at(self, ordinal: int) -> str:
        """The code, as the system writes it."""
        ...

    def display_at(self, ordinal: int) -> str:
        """The display in the system's own language; empty where there is none."""
        ...

    def definition_at(self, ordinal: int) -> str:
        """The definition; empty where there is none."""
        ...

    def designations_at(self, ordinal: int) -> tuple[Designation, ...]:
        """The other terms, in their order; the display is not among them."""
        ...

    def properties_at(self, ordinal: int) -> tuple[ConceptProperty, ...]:
        """The properties as the concept says them, in their order; `parent` and `child` only where it says so."""
        ...

    def extensions_at(self, ordinal: int) -> tuple[Extension, ...]:
        """The extensions of the concept."""
        ...

    def status_at(self, ordinal: int) -> str:
        """The status (active, retired, deprecated, withdrawn, inactive …) that the concept says; empty for none."""
        ...

    def parents(self, ordinal: int) -> FrozenBitMap:
        """The concepts one step up."""
        ...

    def children(self, ordinal: int) -> FrozenBitMap:
        """The concepts one step down."""
        ...

    def descendants(self, ordinal: int) -> FrozenBitMap:
        """The concepts below, however far, without itself."""
        ...

    def ancestors(self, ordinal: int) -> FrozenBitMap:
        """The concepts above, however far, without itself."""
        ...

    def subsumes(self, above: int, below: int) -> bool:
        """Whether `above` is `below` itself or is reached from it by steps up: constant or logarithmic time."""
        ...

    def with_property(self, code: str) -> FrozenBitMap:
        """The concepts that say anything by a property (named by its code in the system)."""
        ...

    def with_value(self, code: str, value: str) -> FrozenBitMap:
        """The concepts of which a property has a value, as `Typed.text` writes it, compared to the letter."""
        ...

    def matching(self, text: str) -> FrozenBitMap:
        """The concepts of which the display, a designation or the code answers to a text: every word of it begins a
        word there. An empty text is answered by all."""
        ...
