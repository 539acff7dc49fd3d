"""A code system as the operations see it: what it says of itself, its concepts as they are given, and supplements."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from registry.terminology.coding import ConceptProperty, Designation, Extension, canonical


class PropertyDeclared(Struct, frozen=True):
    """A property that concepts may have: `code` within the system, `uri` across systems, and the type of its values."""

    code: str
    kind: str
    uri: str = ""
    description: str = ""


class FilterDeclared(Struct, frozen=True):
    """A filter that the code system says value sets may use."""

    code: str
    operators: tuple[str, ...]
    value: str = ""
    description: str = ""


class CodeSystem(Struct, frozen=True):
    """A code system without its concepts (FHIR CodeSystem). Texts are empty where nothing is said.

    `content` is complete, fragment, example, not-present or supplement; `hierarchy_meaning` is is-a, part-of,
    grouped-by or classified-with; `language` is that of displays. `version_algorithm` tells how versions are compared
    (semver, integer, alpha, date, natural; empty: by what they look like). `standards_status` is that of the extension
    of that name (draft, deprecated, withdrawn …).
    """

    url: str
    version: str = ""
    id: str = ""
    name: str = ""
    title: str = ""
    status: str = "active"
    experimental: bool = False
    standards_status: str = ""
    content: str = "complete"
    case_sensitive: bool = True
    hierarchy_meaning: str = ""
    language: str = ""
    version_needed: bool = False
    version_algorithm: str = ""
    value_set: str = ""
    supplements: str = ""
    properties: tuple[PropertyDeclared, ...] = ()
    filters: tuple[FilterDeclared, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def canonical(self) -> str:
        """`url|version`, or the URL alone."""
        return canonical(self.url, self.version)


class ConceptGiven(Struct, frozen=True, gc=False):
    """A concept as a resource gives it. `parent` is the place of the one that it stands in, -1 for none."""

    code: str
    display: str = ""
    definition: str = ""
    designations: tuple[Designation, ...] = ()
    properties: tuple[ConceptProperty, ...] = ()
    extensions: tuple[Extension, ...] = ()
    parent: int = -1


class Supplement(Protocol):
    """What is added to the concepts of another code system, when it is asked for (content=supplement)."""

    @property
    def header(self) -> CodeSystem:
        """What the supplement says of itself; `supplements` is the canonical of the system that it adds to."""
        ...

    def concept(self, code: str) -> ConceptGiven | None:
        """What is added to a concept, compared to the letter; None where nothing is."""
        ...

    def concepts(self) -> Iterator[ConceptGiven]:
        """All that is added."""
        ...
