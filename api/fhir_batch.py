"""A batch: a Bundle of interactions, each of which is answered as if it had come alone."""

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from api.delivery import Reply
from api.fhir_asking import Ask, body_of, form_of, guarded, told
from registry.errors import InvalidInput
from registry.fhir.bundle import batch_bundle
from registry.fhir.released.shelf import encode

Json = dict[str, Any]

#: Interactions in one batch.
MOST_ENTRIES: Final = 500
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_CONDITIONS: Final = {"ifNoneMatch": b"if-none-match", "ifModifiedSince": b"if-modified-since"}
_PASSED: Final = (b"accept-language",)
_OUTCOME_FROM: Final = 400


def batch(ask: Ask, perform: Callable[[Ask], Reply]) -> Reply:
    """The answers to the entries of a Bundle, in their order. One that fails leaves the others as they are.

    Raises InvalidInput for what is no batch: nothing of it is done then.
    """
    form_of(ask)
    bundle = body_of(ask)
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") not in ("batch", "transaction"):
        rule = "a Bundle of type batch"
        message = f"{bundle.get('resourceType')} of type {bundle.get('type')} is not taken here; {rule}."
        raise InvalidInput(message, field="Bundle.type", value=str(bundle.get("type")), rule=rule)
    if bundle["type"] == "transaction":
        rule = "send a batch: nothing is written here, so that nothing needs to happen together"
        raise InvalidInput(
            f"Transactions are not supported; {rule}.", field="Bundle.type", value="transaction", rule=rule
        )
    entries = bundle.get("entry", [])
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        rule = f"an array of at most {MOST_ENTRIES} entries"
        raise InvalidInput(f"Bundle.entry: {rule}.", field="Bundle.entry", rule=rule)
    return told(ask, batch_bundle(_answers(ask, entries, perform)))


def _answers(
    ask: Ask, entries: list[Any], perform: Callable[[Ask], Reply]
) -> Iterator[tuple[str, Json | None, str | None]]:
    for place, entry in enumerate(entries):
        made = guarded(ask, lambda entry=entry, place=place: perform(_asked(ask, entry, place)))  # type: ignore[misc]
        status = HTTPStatus(made.status)
        resource = json.loads(made.content) if made.content else None
        yield f"{status.value} {status.phrase}", resource, made.headers.get("ETag")


def _asked(ask: Ask, entry: Any, place: int) -> Ask:
    """One entry as an interaction of its own."""
    field = f"Bundle.entry[{place}].request"
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict):
        raise InvalidInput(f"{field} is missing.", field=field, rule="method and url")
    method, url = request.get("method"), request.get("url")
    if method not in _METHODS:
        rule = f"one of {', '.join(_METHODS)}"
        raise InvalidInput(f"{field}.method: {rule}.", field=f"{field}.method", value=str(method)[:80], rule=rule)
    if not isinstance(url, str) or not url:
        raise InvalidInput(f"{field}.url is missing.", field=f"{field}.url", rule="an address below the service's")
    segments, query = _address(ask.base, url, f"{field}.url")
    resource = entry.get("resource")
    body = encode(resource) if isinstance(resource, dict) else b""
    return Ask(
        ask.edition, ask.base, "GET" if method == "HEAD" else method, segments, query, _headers(ask, request), body
    )


def _address(base: str, url: str, field: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    try:
        parts = urlsplit(url.removeprefix(base))
        query = tuple(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200, errors="strict"))
        segments = tuple(unquote(one, errors="strict") for one in parts.path.strip("/").split("/") if one)
    except ValueError as fault:
        raise InvalidInput(f"{field} cannot be read: {fault}.", field=field, value=url[:200]) from fault
    if parts.scheme or parts.netloc:
        rule = f"an address below {base}"
        raise InvalidInput(f"{field}: {rule}.", field=field, value=url[:200], rule=rule)
    return segments, query


def _headers(ask: Ask, request: Mapping[str, Any]) -> dict[bytes, str]:
    """What holds for the whole batch, and the conditions of the entry."""
    kept = {name: ask.headers[name] for name in _PASSED if name in ask.headers}
    told = {name: request[key] for key, name in _CONDITIONS.items() if isinstance(request.get(key), str)}
    return {**kept, **told, b"content-type": "application/fhir+json"}
