"""Bundles: what a search found, page by page; the history of a resource; the answers to a batch."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from registry.fhir.released import about
from registry.fhir.released.entries import Entry
from registry.fhir.released.search import Search
from registry.fhir.released.shelf import Shelf

Json = dict[str, Any]
_READABLE = ":/|,$"


def search_bundle(base: str, search: Search, total: int, rows: Iterable[tuple[Entry, Json]], shelf: Shelf) -> Json:
    """One page of a search (Bundle, searchset), with links to the others."""
    found: Json = {"resourceType": "Bundle", "type": "searchset", "total": total}
    found["meta"] = {"lastUpdated": about.instant(shelf.reader.release.issued)}
    found["link"] = list(_links(f"{base}/{search.kind}", search, total))
    entries = [
        {"fullUrl": f"{base}/{entry.type}/{entry.id}", "resource": resource, "search": {"mode": "match"}}
        for entry, resource in rows
    ]
    return found | ({"entry": entries} if entries else {})


def _links(place: str, search: Search, total: int) -> Iterable[Json]:
    step, here = search.count, search.offset
    yield {"relation": "self", "url": _page(place, search, here)}
    if search.summary == "count" or step == 0:
        return
    last = max(total - 1, 0) // step * step
    yield {"relation": "first", "url": _page(place, search, 0)}
    if here > 0:
        yield {"relation": "previous", "url": _page(place, search, min(max(here - step, 0), last))}
    if here + step < total:
        yield {"relation": "next", "url": _page(place, search, here + step)}
    yield {"relation": "last", "url": _page(place, search, last)}


def _page(place: str, search: Search, offset: int) -> str:
    kept = [row for row in search.asked if row[0] not in {"_count", "_offset"}]
    query = [*kept, ("_count", str(search.count)), *([("_offset", str(offset))] if offset else [])]
    return f"{place}?{urlencode(query, safe=_READABLE, quote_via=quote)}"


def history_bundle(base: str, rows: Sequence[tuple[Entry, Json]], id: str) -> Json:  # noqa: A002 -- FHIR's name for it
    """All versions of a resource, newest first (Bundle, history)."""
    entries = []
    for entry, resource in rows:
        address = f"{base}/{entry.type}/{id}"
        version = entry.version.number
        told = {"method": "PUT", "url": f"{entry.type}/{id}"}
        answered = {"status": "200", "etag": f'W/"{version}"', "lastModified": resource["meta"]["lastUpdated"]}
        entries.append({"fullUrl": address, "resource": resource, "request": told, "response": answered})
    return {"resourceType": "Bundle", "type": "history", "total": len(entries), "entry": entries}


def batch_bundle(rows: Iterable[tuple[str, Json | None, str | None]]) -> Json:
    """The answers to the entries of a batch, in their order: status, resource or OperationOutcome, ETag."""
    entries = []
    for status, resource, etag in rows:
        answered: Json = {"status": status, **({"etag": etag} if etag else {})}
        if resource and resource["resourceType"] == "OperationOutcome":
            entries.append({"response": {**answered, "outcome": resource}})
        else:
            entries.append({**({"resource": resource} if resource else {}), "response": answered})
    return {"resourceType": "Bundle", "type": "batch-response", **({"entry": entries} if entries else {})}
