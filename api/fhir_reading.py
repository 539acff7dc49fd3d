"""Reads and searches of released resources, and what the service says of itself: interactions that change nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from api.delivery import CURRENT, PINNED, Answer, Reply
from api.fhir_asking import Ask, NotTaken, WrongType, delivered, form_of, told
from api.selection import Library
from registry.errors import InvalidInput, NotFound
from registry.fhir import capabilities
from registry.fhir.bundle import history_bundle, search_bundle
from registry.fhir.released.entries import Entry, Part
from registry.fhir.released.search import find, read_search
from registry.fhir.released.shelf import TYPES, Shelf, encode
from registry.fhir.released.sources import ReleasedSources
from registry.fhir.released.summary import SUMMARIES, has_codes, part_of
from registry.namespaces import BASE
from registry.terminology.postings import Lately
from registry.terminology.protocol import ReleaseReader

Json = dict[str, Any]
Key = tuple[str, ...]

_MOST_KEPT: Final = 32_000_000  # bytes of answers that are kept for a release
_LARGEST_KEPT: Final = 2_000_000
_MOST_FIELDS: Final = 200
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_MODES: Final = ("full", "normative", "terminology")
_PLAIN: Final = ("_format", "_pretty")
_PARTIAL: Final = (*_PLAIN, "_summary", "_elements")


class Release:
    """A release as the FHIR service reads it, and the bytes of answers that were given lately."""

    def __init__(self, reader: ReleaseReader, today: Callable[[], date]) -> None:
        self.shelf = Shelf(reader)
        self.sources = ReleasedSources(self.shelf, today)
        self._kept: Lately[Key, bytes] = Lately(_MOST_KEPT)

    def bytes(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """The bytes of an answer, made where they are not kept."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            if len(found) <= _LARGEST_KEPT:
                self._kept.keep(key, found, len(found))
        return found


class Resources:
    """Answers reads, searches and questions about the service from released content alone."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._release: tuple[ReleaseReader, Release] | None = None

    def release(self) -> Release:
        """The current release; what is kept of the last one is let go."""
        reader = self._library.releases.current()
        if self._release is None or self._release[0] is not reader:
            self._release = reader, Release(reader, self._library.today)
        return self._release[1]

    def answer(self, ask: Ask) -> Reply | None:
        """The answer; None for an operation, which is another's. Raises OmforentError."""
        head = ask.segments[0] if ask.segments else ""
        if ask.segments == ("$versions",):
            _allow(ask, "GET", "POST")
            form_of(ask)
            return told(ask, capabilities.versions(ask.edition))
        if any(segment.startswith("$") for segment in ask.segments):
            return None
        if ask.segments == ("metadata",):
            return self._metadata(ask)
        if not head:
            raise InvalidInput("Searching all types at once is not supported.", field="path", rule="name a type")
        if head not in TYPES:
            raise NotFound(f"There are no resources of type {head!r}.", field="type", value=head, rule=", ".join(TYPES))
        return self._typed(ask, head, ask.segments[1:])

    def _typed(self, ask: Ask, kind: str, rest: tuple[str, ...]) -> Reply:
        if rest == ("_search",):
            _allow(ask, "POST")
            return self._search(replace(ask, query=(*ask.query, *_form(ask))), kind)
        _allow(ask, "GET")
        if not rest:
            return self._search(ask, kind)
        release = self.release()
        if len(rest) == 1:
            return self._read(ask, release, release.shelf.entry(kind, rest[0]), rest[0])
        if rest[1:] == ("_history",):
            return self._history(ask, release, release.shelf.entry(kind, rest[0]), rest[0])
        if len(rest) == 3 and rest[1] == "_history":  # noqa: PLR2004 -- type, id, _history, version
            return self._read(ask, release, release.shelf.version(kind, rest[0], rest[2]), rest[0], pinned=True)
        raise NotFound("There is nothing at this address.", field="path", value="/".join(ask.segments))

    def _read(self, ask: Ask, release: Release, entry: Entry, name: str, *, pinned: bool = False) -> Reply:
        _known(ask, _PARTIAL)
        if form_of(ask, pages=True) == "html":
            return _see(entry)
        day = self._library.today()
        summary, elements = _part(ask)
        changed = release.shelf.changed(entry, day)
        dated = entry.part is Part.CODES and changed != entry.version.issued
        key = (ask.edition, entry.type, entry.id, name, summary or "", *sorted(elements), str(ask.pretty), str(day))

        def build() -> bytes:
            whole = release.shelf.json(entry, ask.edition, day, name, codes=has_codes(summary, elements))
            return encode(part_of(whole, summary, elements), pretty=ask.pretty)

        answer = Answer(
            capabilities.MEDIA_TYPE,
            key,
            lambda: release.bytes(key, build),
            cache=PINNED if pinned and entry.part is not Part.CODES else CURRENT,
            modified=changed,
            vary=("Accept",),
            tag=f"{entry.version.number}.{changed:%Y%m%d}" if dated else entry.version.number,
        )
        return delivered(ask, answer)

    def _history(self, ask: Ask, release: Release, entry: Entry, name: str) -> Reply:
        _known(ask, (*_PLAIN, "_count", "_since", "_at"))
        form_of(ask)
        day = self._library.today()

        def build() -> bytes:
            rows = [(row, release.shelf.json(row, ask.edition, day, name)) for row in release.shelf.history(entry)]
            return encode(history_bundle(ask.base, rows, name), pretty=ask.pretty)

        key = (ask.edition, ask.base, "history", entry.type, name, str(ask.pretty), str(day))
        return self._whole(ask, release, key, build, release.shelf.changed(entry, day))

    def _search(self, ask: Ask, kind: str) -> Reply:
        form_of(ask)
        lenient = "handling=lenient" in ask.headers.get(b"prefer", "").replace(" ", "").lower()
        search = read_search(kind, ask.edition, ask.query, lenient=lenient)
        release, day = self.release(), self._library.today()

        def build() -> bytes:
            found = find(release.shelf, search, ask.edition)
            page = () if search.summary == "count" else found[search.offset : search.offset + search.count]
            codes = has_codes(search.summary, search.elements)
            wholes = ((row, release.shelf.json(row, ask.edition, day, codes=codes)) for row in page)
            rows = ((row, part_of(whole, search.summary, search.elements)) for row, whole in wholes)
            bundle = search_bundle(ask.base, search, len(found), rows, release.shelf)
            return encode(bundle, pretty=ask.pretty)

        asked = tuple(part for row in search.asked for part in row)
        key = (ask.edition, ask.base, "search", kind, *asked, str(ask.pretty), str(day))
        return self._whole(ask, release, key, build, _later(release, day))

    def _metadata(self, ask: Ask) -> Reply:
        _allow(ask, "GET")
        _known(ask, (*_PARTIAL, "mode"))
        form_of(ask)
        mode = ask.given("mode") or "full"
        if mode not in _MODES:
            rule = f"one of {', '.join(_MODES)}"
            raise InvalidInput(f"mode={mode!r}: {rule}.", field="mode", value=mode, rule=rule)
        release = self.release()

        def build() -> bytes:
            if mode == "terminology":
                made = capabilities.terminology_capabilities(release.shelf, release.sources, ask.edition, ask.base)
            else:
                made = capabilities.capability_statement(release.shelf, ask.edition, ask.base)
            return encode(made, pretty=ask.pretty)

        key = (ask.edition, ask.base, "metadata", mode, str(ask.pretty))
        return self._whole(ask, release, key, build, release.shelf.reader.release.issued)

    def _whole(self, ask: Ask, release: Release, key: Key, build: Callable[[], bytes], modified: datetime) -> Reply:
        """An answer that depends on the release and perhaps the day."""
        seed = (release.shelf.reader.release.digest, *key)
        answer = Answer(
            capabilities.MEDIA_TYPE, seed, lambda: release.bytes(key, build), modified=modified, vary=("Accept",)
        )
        return delivered(ask, answer)


def _later(release: Release, day: date) -> datetime:
    """What is found changes with the release, and codes in it with the day."""
    began = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return max(release.shelf.reader.release.issued, began)


def _allow(ask: Ask, *methods: str) -> None:
    if ask.method not in methods:
        rule = f"this address takes {', '.join(methods)}"
        raise NotTaken(f"{ask.method} is not supported here; {rule}.", field="method", value=ask.method, rule=rule)


def _known(ask: Ask, names: tuple[str, ...]) -> None:
    for name, _ in ask.query:
        if name not in names:
            rule = f"known here: {', '.join(names)}"
            raise InvalidInput(f"There is no parameter {name!r}; {rule}.", field=name, rule=rule)


def _part(ask: Ask) -> tuple[str | None, tuple[str, ...]]:
    summary = ask.given("_summary")
    if summary is not None and summary not in SUMMARIES:
        rule = f"one of {', '.join(SUMMARIES)}"
        raise InvalidInput(f"_summary={summary!r}: {rule}.", field="_summary", value=summary, rule=rule)
    elements = tuple(part.strip() for part in (ask.given("_elements") or "").split(",") if part.strip())
    return (None if summary in ("false", "count") else summary), elements


def _form(ask: Ask) -> tuple[tuple[str, str], ...]:
    """What a form says. Raises WrongType for anything else, InvalidInput for what is no UTF-8."""
    if not ask.is_form and ask.body:
        rule = "a search is posted as application/x-www-form-urlencoded"
        raise WrongType(f"The body is no form: {rule}.", field="Content-Type", rule=rule)
    try:
        found = parse_qsl(ask.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as fault:
        raise InvalidInput(f"The form cannot be read: {fault}.", field="body", rule="a form in UTF-8") from fault
    if any(_CONTROL.search(text) for row in found for text in row):
        raise InvalidInput("The form has a control character.", field="body", rule="as in an address: none")
    return tuple(found)


def _see(entry: Entry) -> Reply:
    """303 to the page that shows what a resource is made of."""
    own = entry.object.startswith(BASE)
    path = "/" + quote(entry.object.removeprefix(BASE), safe="/%") + ".html" if own else ""
    place = path or f"/resolve?id={quote(entry.object, safe='')}"
    headers = {"Location": place, "Cache-Control": CURRENT, "Vary": "Accept", "Content-Type": "text/plain"}
    return Reply(HTTPStatus.SEE_OTHER, headers, b"")
