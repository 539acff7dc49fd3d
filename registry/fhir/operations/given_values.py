"""The JSON of a request to values: value[x], extensions, codings, designations; checked where it is read."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

import msgspec
from msgspec import Raw, Struct

from registry.errors import InvalidInput
from registry.terminology.coding import Coding, ConceptProperty, Designation, Extension, Opaque, Scalar, Typed

RawObject = dict[str, Raw]
_VALUE: Final = "value"
_TRUTH: Final = "boolean"
_WHOLE: Final = frozenset(("integer", "positiveInt", "unsignedInt", "integer64"))
_COMPLEX: Final = frozenset(("Coding",))

_T = TypeVar("_T")


class CodingJson(Struct, gc=False):
    """FHIR Coding; what no operation reads is left out."""

    system: str = ""
    version: str = ""
    code: str = ""
    display: str = ""

    def value(self) -> Coding:
        """The coding as a value."""
        return Coding(self.system, self.code, self.version, self.display)


class CodeableConceptJson(Struct):
    """FHIR CodeableConcept."""

    coding: list[CodingJson] = []
    text: str = ""


class DesignationJson(Struct, gc=False):
    """A designation of a concept, in a code system or a value set."""

    value: str = ""
    language: str = ""
    use: CodingJson | None = None
    extension: list[RawObject] = []

    def designation(self) -> Designation:
        """The designation as a value."""
        use = self.use.value() if self.use else None
        return Designation(self.value, self.language, use, extensions(self.extension))


class BesideJson(Struct):
    """What stands beside a primitive value (`_name`)."""

    extension: list[RawObject] = []


def decode(raw: bytes | Raw, kind: type[_T], where: str) -> _T:
    """JSON as a type. Raises InvalidInput with the place of what is malformed, of a wrong type, or nested too deep."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except RecursionError:
        raise InvalidInput(f"{where} is nested too deep.", field=where, rule="JSON of bounded depth") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{where} cannot be read: {fault}.", field=where, rule=str(fault)) from fault


def extensions(rows: Iterable[RawObject]) -> tuple[Extension, ...]:
    """Extensions as values."""
    return tuple(_extension(row) for row in rows)


def _extension(row: RawObject) -> Extension:
    url = decode(row.get("url", Raw(b'""')), str, "extension.url")
    found = typed(row)
    if found is None and "extension" in row:
        found = Typed("extension", Opaque(bytes(row["extension"])))
    return Extension(url, found)


def typed(row: Mapping[str, Raw]) -> Typed | None:
    """The value[x] of an element; None where it has none."""
    for key, raw in row.items():
        if key.startswith(_VALUE) and len(key) > len(_VALUE):
            kind = key.removeprefix(_VALUE)
            kind = kind if kind in _COMPLEX or _is_complex(raw) else kind[0].lower() + kind[1:]
            return Typed(kind, scalar(kind, raw, key))
    return None


def _is_complex(raw: Raw) -> bool:
    return bytes(memoryview(raw)[:1]) in (b"{", b"[")


def scalar(kind: str, raw: Raw, where: str) -> Scalar:
    """A value of a FHIR type. Raises InvalidInput where the JSON is of another type."""
    if kind == "Coding":
        return decode(raw, CodingJson, where).value()
    if _is_complex(raw):
        return Opaque(bytes(raw))
    if kind == _TRUTH:
        return decode(raw, bool, where)
    if kind in _WHOLE:
        return decode(raw, int, where)
    return _decimal(raw, where) if kind == "decimal" else decode(raw, str, where)


def _decimal(raw: Raw, where: str) -> Decimal:
    """A decimal as it is written: 1.0 is not 1."""
    try:
        found = Decimal(bytes(raw).decode())
    except (InvalidOperation, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{where} is no decimal.", field=where, rule="a decimal") from fault
    if not found.is_finite():
        raise InvalidInput(f"{where} is no decimal.", field=where, rule="a decimal")
    return found


def concept_property(row: RawObject) -> ConceptProperty | None:
    """A property of a concept; None where it has no value."""
    found = typed(row)
    return None if found is None else ConceptProperty(decode(row.get("code", Raw(b'""')), str, "property.code"), found)


def nested(row: Extension) -> dict[str, Typed]:
    """The parts of an extension made of others, by their urls."""
    value = row.value.value if row.value else None
    if not isinstance(value, Opaque):
        return {}
    parts = extensions(decode(value.json, list[RawObject], "extension"))
    return {part.url: part.value for part in parts if part.value is not None}
