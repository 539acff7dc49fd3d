"""Where operations find code systems, value sets, concept maps and supplements; several sources, one before the other.

A stored release is one source, the resources of a request another that shadows it (`Layered`). Names are canonicals,
OIDs (`urn:oid:…`) and whatever else the source knows a thing by; a version is the text that the resource says, empty
for a resource that has none. Patterns of versions (`1.x`) are no matter of a source: who asks picks from `…_versions`.
"""

from typing import Protocol

from registry.terminology.code_system import Supplement
from registry.terminology.concept_map import ConceptMap
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.value_set import ValueSet


class Sources(Protocol):
    """What can be named in a request. Every look-up is constant time and gives the same value for the same name."""

    def system(self, name: str) -> str:
        """The canonical URL of the code system that an alias (OID, former canonical …) means; the name itself where it
        is a canonical URL, or unknown."""
        ...

    def code_system_versions(self, url: str) -> tuple[str, ...]:
        """The versions of a code system that can be read, **the one that is used by default first**; empty: unknown.

        Supplements are not among them.
        """
        ...

    def code_system(self, url: str, version: str) -> CodeSystemIndex | None:
        """One version of a code system, by the text of its version; None where there is none."""
        ...

    def value_set_versions(self, url: str) -> tuple[str, ...]:
        """The versions of a value set, the one that is used by default first; empty: unknown."""
        ...

    def value_set(self, url: str, version: str) -> ValueSet | None:
        """One version of a value set; None where there is none."""
        ...

    def supplement_versions(self, url: str) -> tuple[str, ...]:
        """The versions of a supplement, the one that is used by default first; empty: unknown."""
        ...

    def supplement(self, url: str, version: str) -> Supplement | None:
        """One version of a supplement, by its own canonical; None where there is none."""
        ...

    def supplements_of(self, url: str) -> tuple[Supplement, ...]:
        """The supplements that add to a code system, whatever version of it they name."""
        ...

    def concept_map_versions(self, url: str) -> tuple[str, ...]:
        """The versions of a concept map, the one that is used by default first; empty: unknown."""
        ...

    def concept_map(self, url: str, version: str) -> ConceptMap | None:
        """One version of a concept map; None where there is none."""
        ...

    def concept_maps(self, source: str = "", target: str = "") -> tuple[ConceptMap, ...]:
        """The maps (default versions) with a group from one system to another; an empty name stands for any."""
        ...
