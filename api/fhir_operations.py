"""The operations of FHIR over HTTP: which one an address and a method ask for, its parameters, and the answer."""

from typing import Final
from urllib.parse import parse_qsl

from api.delivery import Reply
from api.fhir_asking import Ask, NotTaken, WrongType, form_of
from api.fhir_reading import Release, Resources
from registry.errors import InvalidInput
from registry.fhir.capabilities import MEDIA_TYPE
from registry.fhir.edition import Edition
from registry.fhir.operations.given_resources import ResourceCache
from registry.fhir.operations.parameters import GivenParameters, of_body, of_query
from registry.fhir.operations.service import Asked, Operations
from registry.fhir.operations.writing import encode, pretty

_OPERATION: Final = "$"
_JSON: Final = frozenset(("", "application/fhir+json", "application/json", "application/json+fhir", "text/json"))
_METHODS: Final = ("GET", "POST")
_MOST_FIELDS: Final = 1_000
#: Codes that an expansion may have; a caller may set the bound lower.
_MOST_CODES: Final = 10_000
_MOST_DIGITS: Final = 9
_THRESHOLD: Final = b"x-too-costly-threshold"
_OF_SYSTEM: Final = {"batch-validate-code": "ValueSet"}


class OperationRequests:
    """Answers requests for operations, over released content."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        cache = {edition: ResourceCache() for edition in Edition}
        self._operations = {edition: Operations(edition, cache[edition]) for edition in Edition}

    def answer(self, ask: Ask) -> Reply | None:
        """The answer; None where the address names no operation that is performed. Raises OmforentError."""
        found = _named(ask.segments)
        operations = self._operations[ask.edition]
        if found is None or not operations.has(*found[:2]):
            return None
        if ask.method not in _METHODS:
            rule = f"an operation takes {', '.join(_METHODS)}"
            raise NotTaken(f"{ask.method} is not supported here; {rule}.", field="method", value=ask.method, rule=rule)
        form_of(ask)
        kind, name, instance = found
        release = self._resources.release()
        canonical = _canonical(release, kind, instance) if instance else ""
        languages = ask.headers.get(b"accept-language", "")
        asked = Asked(kind, name, _parameters(ask), canonical, languages, _bound(ask))
        made = operations.perform(asked, release.sources)
        headers = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}
        return Reply(made.status, headers, pretty(made.resource) if ask.pretty else encode(made.resource))


def _named(segments: tuple[str, ...]) -> tuple[str, str, str] | None:
    """The type, the name and the instance that an address asks an operation of; None where it names none."""
    *place, last = segments or ("",)
    if not last.startswith(_OPERATION) or len(place) > 2:  # noqa: PLR2004 -- type and id
        return None
    name = last.removeprefix(_OPERATION)
    kind, instance = (*place, "", "")[:2]
    return kind or _OF_SYSTEM.get(name, ""), name, instance


def _canonical(release: Release, kind: str, instance: str) -> str:
    entry = release.shelf.entry(kind, instance)
    return f"{entry.url}|{entry.version.number}"


def _parameters(ask: Ask) -> GivenParameters:
    """The parameters of a request: those of the body go before those of the address."""
    query = of_query(ask.query)
    if ask.method != "POST" or not ask.body:
        return query
    if ask.is_form:
        return of_query(_form(ask.body)).over(query)
    kind = ask.headers.get(b"content-type", "").partition(";")[0].strip().lower()
    if kind not in _JSON:
        rule = f"send JSON: {MEDIA_TYPE}"
        raise WrongType(f"A body of type {kind!r} is not read; {rule}.", field="Content-Type", value=kind, rule=rule)
    return of_body(ask.body.removeprefix(b"\xef\xbb\xbf")).over(query)


def _form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as fault:
        raise InvalidInput(f"The form cannot be read: {fault}.", field="body", rule="a form in UTF-8") from fault


def _bound(ask: Ask) -> int:
    """How many codes an expansion may have."""
    asked = ask.headers.get(_THRESHOLD, "").strip()
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= _MOST_DIGITS
    return min(int(asked), _MOST_CODES) if is_number else _MOST_CODES
