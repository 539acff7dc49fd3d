"""The small values that code systems, value sets and maps are made of: codings, designations, properties, extensions.

FHIR's words, as everywhere from `terminology` upwards, and none of its key names: `registry.fhir` has those.
"""

from decimal import Decimal
from typing import NamedTuple, TypeAlias

from msgspec import Struct


class Coding(Struct, frozen=True, gc=False):
    """A code in a system (FHIR Coding); `system` is empty where none is said, `version` and `display` where unknown."""

    system: str
    code: str
    version: str = ""
    display: str = ""

    @property
    def canonical(self) -> str:
        """`system`, or `system|version` where there is a version."""
        return canonical(self.system, self.version)


class CodeableConcept(Struct, frozen=True):
    """What may be coded in several systems at once (FHIR CodeableConcept)."""

    codings: tuple[Coding, ...]
    text: str = ""


class Opaque(NamedTuple):
    """A value of a type that no operation reads: its JSON as it was given, to be handed on."""

    json: bytes


#: What a property, an extension or a parameter may hold.
Scalar: TypeAlias = str | bool | int | Decimal | Coding | Opaque


class Typed(NamedTuple):
    """A value with the name of its FHIR type: `code`, `string`, `boolean`, `Coding`, `dateTime` …"""

    kind: str
    value: Scalar

    @property
    def text(self) -> str:
        """The value as filters compare it: a Coding by its code, a boolean as `true` or `false`."""
        value = self.value
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Coding):
            return value.code
        return value.json.decode("utf-8", "replace") if isinstance(value, Opaque) else str(value)


class Extension(NamedTuple):
    """An extension: its canonical URL, and its value where it has one; one made of others is Opaque."""

    url: str
    value: Typed | None = None


class Designation(NamedTuple):
    """A term for a concept: text, language (BCP 47, empty where none is said), and what it is for."""

    value: str
    language: str = ""
    use: Coding | None = None
    extensions: tuple[Extension, ...] = ()


class ConceptProperty(NamedTuple):
    """What a concept says by a property of its code system."""

    code: str
    value: Typed


def canonical(url: str, version: str = "") -> str:
    """`url|version`, or the URL alone where there is no version."""
    return f"{url}|{version}" if version else url


def split_canonical(name: str) -> tuple[str, str]:
    """The URL and the version of a canonical; the version is empty where there is none."""
    url, _, version = name.partition("|")
    return url, version
