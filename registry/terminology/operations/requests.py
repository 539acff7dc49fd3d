"""What operations are asked: the requests as values, whatever form they came in."""

from msgspec import Struct

from registry.terminology.coding import CodeableConcept, Coding, Opaque
from registry.terminology.value_set import ExpansionParameter, ValueSet


class ExpandRequest(Struct, frozen=True):
    """What `$expand` is asked. `echo` is what was given and is to be told again; `count` None means all.

    `exclude_abstract` leaves out what nobody can choose (excludeNotForUI).
    """

    value_set: ValueSet
    text: str = ""
    count: int | None = None
    offset: int = 0
    exclude_nested: bool = False
    exclude_abstract: bool = False
    include_designations: bool = False
    designations: tuple[str, ...] = ()
    include_definition: bool = False
    properties: tuple[str, ...] = ()
    echo: tuple[ExpansionParameter, ...] = ()


class ValidateRequest(Struct, frozen=True):
    """What `$validate-code` is asked: codings, where each stands (FHIRPath, empty for a bare code), and how to judge.

    `concept` is the CodeableConcept as it was given, to be told again. `infers` is whether the system is to be found,
    `system` the code system that is asked, where one is.
    """

    codings: tuple[Coding, ...]
    places: tuple[str, ...]
    is_concept: bool = False
    is_bare: bool = False
    concept: Opaque | None = None
    infers: bool = False
    lenient_display: bool = False
    membership_only: bool = False
    abstract: bool | None = None
    system: str = ""


class LookupRequest(Struct, frozen=True):
    """What `$lookup` is asked; no `properties` means what the server chooses, `*` all."""

    coding: Coding
    properties: tuple[str, ...] = ()


class TranslateRequest(Struct, frozen=True):
    """What `$translate` is asked: a concept of the source, or of the target where `reverse`.

    `map_url` and `map_version` name a map; else every map between the systems or value sets serves. Versions and
    scopes are empty where any is meant.
    """

    concept: CodeableConcept
    reverse: bool = False
    source_system: str = ""
    target_system: str = ""
    source_scope: str = ""
    target_scope: str = ""
    map_url: str = ""
    map_version: str = ""
