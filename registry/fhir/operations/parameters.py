"""The parameters of an operation, from a Parameters resource or a query: by name, of the type that is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from msgspec import Raw, Struct, field

from registry.errors import InvalidInput
from registry.fhir.operations.given_values import (
    CodeableConceptJson,
    RawObject,
    decode,
    typed,
)
from registry.terminology.coding import CodeableConcept, Coding, Opaque, Typed

_TRUTHS: Final = {"true": True, "false": False}
#: Types of parameters that are not texts, where a query gives them.
_BOOLEANS: Final = frozenset(
    (
        *("abstract", "activeOnly", "excludeNested", "excludeNotForUI", "excludePostCoordinated", "includeDefinition"),
        *("includeDesignations", "inferSystem", "lenient-display-validation", "limitedExpansion", "reverse"),
        *("valueset-membership-only", "incomplete-ok", "diagnostics", "implySystem", "displayWarning"),
    )
)
_NUMBERS: Final = frozenset(("count", "offset"))
_URIS: Final = frozenset(("url", "system", "valueSetVersion"))
#: What names of a server's own begin with: they are nobody else's matter, and are read over.
_PRIVATE: Final = "x-"
#: Names that operations know, of R4, R5 and HL7's terminology ecosystem. Others are refused.
KNOWN: Final = (
    _BOOLEANS
    | _NUMBERS
    | frozenset(
        (
            *("url", "valueSet", "valueSetVersion", "context", "contextDirection", "filter", "date", "designation"),
            *("displayLanguage", "property", "useSupplement", "system-version", "check-system-version"),
            *("exclude-system", "force-system-version", "default-valueset-version", "check-valueset-version"),
            *("force-valueset-version", "default-system-version", "default-to-latest-version", "profile-url"),
            *("code", "system", "systemVersion", "version", "display", "coding", "codeableConcept", "codeSystem"),
            *("codeA", "codeB", "codingA", "codingB", "tx-resource", "validation", "manifest", "mode", "profile"),
            *("conceptMap", "conceptMapVersion", "source", "target", "targetsystem", "targetSystem", "sourceSystem"),
            *("sourceCode", "sourceCoding", "sourceCodeableConcept", "targetCode", "targetCoding", "sourceVersion"),
            *("targetCodeableConcept", "sourceScope", "targetScope", "dependency", "targetVersion"),
            *("uuid", "cache-id", "no-cache", "valueSetMode", "_incomplete", "_limit", "includeAlternateCodes"),
            *("checkDefinition", "issueType", "exclude-nested", "locale", "language", "ecl"),
        )
    )
)
#: What a query may have that belongs to the exchange, not the operation.
_EXCHANGE: Final = frozenset(("_format", "_pretty", "_summary", "_elements"))


#: Resources that may be sent by themselves, and the parameters that they are.
_ALONE: Final = {"ValueSet": "valueSet", "CodeSystem": "codeSystem", "ConceptMap": "conceptMap"}


class Given(NamedTuple):
    """One parameter: its value, or the resource that it is, as JSON."""

    name: str
    value: Typed | None = None
    resource: Raw | None = None


class _ParametersJson(Struct):
    type: str = field(name="resourceType", default="")
    parameter: list[RawObject] = []


class GivenParameters:
    """The parameters of one request, in their order."""

    def __init__(self, rows: Iterable[Given], *, known: bool = True) -> None:
        self._rows = tuple(rows)
        self._named: dict[str, list[Given]] = {}
        for row in self._rows:
            self._named.setdefault(row.name, []).append(row)
        for name in self._named if known else ():
            if name not in KNOWN and not name.startswith(_PRIVATE):
                rule = "a parameter of the operation"
                raise InvalidInput(f"There is no parameter {name[:80]!r}.", field=name[:80], rule=rule)

    def __iter__(self) -> Iterator[Given]:
        return iter(self._rows)

    def over(self, others: "GivenParameters") -> "GivenParameters":
        """These, and those of `others` that are not named here."""
        rows = (*self._rows, *(row for row in others if row.name not in self._named))
        return GivenParameters(rows, known=False)

    def without(self, name: str) -> "GivenParameters":
        """These but for those of a name."""
        return GivenParameters((row for row in self._rows if row.name != name), known=False)

    def all(self, name: str) -> tuple[Given, ...]:
        """The parameters of a name."""
        return tuple(self._named.get(name, ()))

    def one(self, *names: str) -> Given | None:
        """The first parameter of any of these names; InvalidInput where one is there twice."""
        for name in names:
            found = self._named.get(name, ())
            if len(found) > 1:
                raise InvalidInput(f"{name} is given {len(found)} times.", field=name, rule="it is given once")
            if found:
                return found[0]
        return None

    def text(self, *names: str) -> str:
        """A text, empty where none of the names is there."""
        found = self.one(*names)
        return "" if found is None else _text(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """All texts of a name."""
        return tuple(map(_text, self.all(name)))

    def truth(self, name: str) -> bool | None:
        """A boolean; None where it is not there."""
        found = self.one(name)
        if found is None or found.value is None:
            return None
        value = found.value.value
        if isinstance(value, str):
            value = _TRUTHS.get(value, value)
        if not isinstance(value, bool):
            raise _wrong(found, "true or false")
        return value

    def number(self, name: str) -> int | None:
        """A whole number from 0; None where it is not there."""
        found = self.one(name)
        if found is None or found.value is None:
            return None
        value = found.value.value
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
            raise _wrong(found, f"a whole number from 0 to {_LARGEST}")
        return value

    def coding(self, name: str) -> Coding | None:
        """A Coding; None where it is not there. In a query it is written `system|code`."""
        found = self.one(name)
        if found is None or found.value is None:
            return None
        value = found.value.value
        if isinstance(value, str):
            system, bar, code = value.rpartition("|")
            return Coding(system, code) if bar else Coding("", value)
        if isinstance(value, Coding):
            return value
        raise _wrong(found, "a Coding")

    def concept(self, name: str) -> tuple[CodeableConcept, Opaque] | None:
        """A CodeableConcept, with its JSON; None where it is not there."""
        found = self.one(name)
        if found is None or found.value is None:
            return None
        value = found.value.value
        if not isinstance(value, Opaque):
            raise _wrong(found, "a CodeableConcept")
        read = decode(value.json, CodeableConceptJson, name)
        return CodeableConcept(tuple(row.value() for row in read.coding), read.text), value

    def resources(self, name: str) -> tuple[Raw, ...]:
        """The resources of a name."""
        rows = self.all(name)
        for row in rows:
            if row.resource is None:
                raise InvalidInput(f"{name} is no resource.", field=name, rule="a resource")
        return tuple(row.resource for row in rows if row.resource is not None)


_MOST_DIGITS: Final = 10
_LARGEST: Final = 2**31 - 1


def _text(found: Given) -> str:
    value = found.value.value if found.value else None
    if not isinstance(value, str):
        raise _wrong(found, "a text")
    return value


def _wrong(found: Given, rule: str) -> InvalidInput:
    shown = found.value.text[:80] if found.value else ""
    return InvalidInput(f"{found.name}={shown!r} is not {rule}.", field=found.name, value=shown, rule=rule)


def of_body(body: bytes | Raw, where: str = "body", *, known: bool = True) -> GivenParameters:
    """The parameters in a Parameters resource; with `known`, of names that operations know. Raises InvalidInput."""
    found = decode(body, _ParametersJson, where)
    if found.type in _ALONE:
        return GivenParameters((Given(_ALONE[found.type], None, Raw(bytes(body))),))
    if found.type != "Parameters":
        rule = "a Parameters resource"
        raise InvalidInput(f"{where} is not {rule}: {found.type[:80]!r}.", field=where, rule=rule)
    return _with_profile(GivenParameters((_given(row) for row in found.parameter), known=known))


def _with_profile(given: GivenParameters) -> GivenParameters:
    """Parameters with those of the expansion profile that came along (`profile`: Parameters) where they are silent."""
    profiles = [row.resource for row in given.all("profile") if row.resource is not None]
    for raw in profiles:
        found = decode(raw, _ParametersJson, "profile")
        if found.type == "Parameters":
            given = given.over(GivenParameters(_given(row) for row in found.parameter))
    return given


def _given(row: RawObject) -> Given:
    name = decode(row.get("name", Raw(b"0")), str, "parameter.name")
    resource = row.get("resource")
    return Given(name, typed(row), None) if resource is None else Given(name, None, resource)


def of_query(pairs: Iterable[tuple[str, str]]) -> GivenParameters:
    """The parameters in a query."""
    return GivenParameters(_of_pair(name, value) for name, value in pairs if name not in _EXCHANGE)


def _of_pair(name: str, value: str) -> Given:
    if name in _BOOLEANS and value in _TRUTHS:
        return Given(name, Typed("boolean", _TRUTHS[value]))
    if name in _NUMBERS and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS:
        return Given(name, Typed("integer", int(value)))
    return Given(name, Typed(_KINDS.get(name, "string"), value))


_KINDS: Final[Mapping[str, str]] = {"displayLanguage": "code", "code": "code", **dict.fromkeys(_URIS, "uri")}
