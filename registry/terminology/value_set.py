"""A value set as the operations see it: what it says of itself, its definition (compose), and a ready expansion."""

from msgspec import Struct

from registry.terminology.coding import ConceptProperty, Designation, Extension, Typed, canonical


class ConceptReference(Struct, frozen=True):
    """A code that is listed, with what the value set says of it. `language` is that of the display."""

    code: str
    display: str = ""
    designations: tuple[Designation, ...] = ()
    extensions: tuple[Extension, ...] = ()
    language: str = ""


class Filter(Struct, frozen=True):
    """Concepts of which `property` (by code or by uri) stands in relation `op` to `value`."""

    property: str
    op: str
    value: str


class Include(Struct, frozen=True):
    """Concepts of one system that satisfy everything said here, and are in **every** one of `value_sets` (canonicals).

    `concepts` is None where codes are not listed one by one; a system with neither codes nor filters means all of it.
    """

    system: str = ""
    version: str = ""
    concepts: tuple[ConceptReference, ...] | None = None
    filters: tuple[Filter, ...] = ()
    value_sets: tuple[str, ...] = ()


class Compose(Struct, frozen=True):
    """What is in: the union of `include` without `exclude`. `inactive` None says nothing of inactive concepts."""

    include: tuple[Include, ...]
    exclude: tuple[Include, ...] = ()
    inactive: bool | None = None
    locked_date: str = ""
    properties: tuple[str, ...] = ()


class Contained(Struct, frozen=True):
    """One concept of an expansion, with those nested below it."""

    system: str = ""
    version: str = ""
    code: str = ""
    display: str = ""
    abstract: bool = False
    inactive: bool = False
    designations: tuple[Designation, ...] = ()
    properties: tuple[ConceptProperty, ...] = ()
    extensions: tuple[Extension, ...] = ()
    contains: tuple["Contained", ...] = ()


class ExpansionParameter(Struct, frozen=True):
    """A parameter that an expansion was made with."""

    name: str
    value: Typed


class Expansion(Struct, frozen=True):
    """A list of concepts, made from the definition at a moment."""

    contains: tuple[Contained, ...]
    identifier: str = ""
    timestamp: str = ""
    total: int | None = None
    offset: int | None = None
    parameters: tuple[ExpansionParameter, ...] = ()
    extensions: tuple[Extension, ...] = ()


class ValueSet(Struct, frozen=True):
    """A value set (FHIR ValueSet). Texts are empty, and `experimental` None, where nothing is said.

    `supplements` are the canonicals that its extension valueset-supplement names; `expansion_parameters` what its
    extension on compose (valueset-expansion-parameter) asks for; `contained` the value sets inside it, by `#id`.
    """

    url: str = ""
    version: str = ""
    id: str = ""
    name: str = ""
    title: str = ""
    status: str = ""
    experimental: bool | None = None
    standards_status: str = ""
    language: str = ""
    compose: Compose | None = None
    expansion: Expansion | None = None
    supplements: tuple[str, ...] = ()
    expansion_parameters: tuple[ExpansionParameter, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def canonical(self) -> str:
        """`url|version`, or the URL alone."""
        return canonical(self.url, self.version)
