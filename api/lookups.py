"""The hot look-ups, answered before any routing: a concept, a code, a search, suggestions.

Whatever is unusual about a request is left to its ordinary route, which gives the same bytes: tests/api/test_lookups.py
asks both. They stand in front of the router, not mounted in it, so that what is left can simply go on.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from api import answers, composing, encoding
from api.delivery import Alike, Asked, Sent, asked_of
from api.finding import SUGGESTED, spoken_of
from api.negotiation import FORMS, JSON, Form, choose, languages
from api.paging import page_of
from api.representation import json_answer, offers
from api.selection import Library, Reading, locate
from registry.domain import Code, Iri, Kind, nearest
from registry.errors import NotFound, OmforentError
from registry.namespaces import BASE
from registry.services import searching
from registry.services.searching import Filters, query_of, words_of
from registry.terminology.protocol import MemberKind, ReleaseReader

_CONCEPTS: Final = "/api/v1/concepts/"
_LISTS: Final = "/api/v1/code-lists/"
_MOST_NAMES: Final = 20_000  # names of things referred to that are kept in memory for a release in one language
_MOST_SPOKEN: Final = 4  # choices of languages that these are kept for
_MOST_OWNERS: Final = 10_000  # the same for names of code lists
_MOST_ALIKE: Final = 500  # manners of asking
_LONGEST: Final = 200  # characters of a header that is remembered
_SEARCH: Final = "/api/v1/search"
_SUGGEST: Final = "/api/v1/suggest"
_SEARCHES: Final = (_SEARCH, _SUGGEST)
_PLACES: Final = (_CONCEPTS, _LISTS, *_SEARCHES)
_ANY: Final = (None, "*/*", "application/json")
_FILTERS: Final = ("kind", "scheme", "status", "level", "label_lang")
_KNOWN: Final = frozenset((*_FILTERS, "q", "lang", "limit", "facets"))
_WANTED: Final = frozenset(
    (b"accept", b"accept-language", b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
)


class Asking(NamedTuple):
    """A request: its path as it is routed, its query as it was sent, and what its headers say."""

    path: str
    question: str
    headers: dict[bytes, str]

    @property
    def address(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.question}"

    @property
    def asked(self) -> Asked:
        """What the caller has already, and the codings that it takes."""
        return asked_of(self.headers)


class Owner(NamedTuple):
    """The object that a name in an address means, and whether the name is a current one."""

    iri: Iri
    current: bool


class Shelf:
    """What is kept of the current release while it is current: nothing in it depends on one request alone."""

    def __init__(self, reader: ReleaseReader) -> None:
        self.reader = reader
        self.names: dict[tuple[str, ...], Names] = {}
        self.owners: dict[str, Owner] = {}
        self.alike: dict[tuple[str, tuple[str, ...], date | None, bool], Alike] = {}


class Lookups:
    """Answers the usual request for a concept or a code at once; None for any other request."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._concept = encoding.Encoder(answers.Concept)
        self._code = encoding.Encoder(answers.Code)
        self._shelf: Shelf | None = None

    def find(self, scope: Any) -> Sent | None:
        """The reply to a request whose path is as it is routed."""
        path: str = scope["path"]
        if scope["method"] != "GET" or not path.startswith(_PLACES):
            return None
        headers = _headers(scope)
        if headers is None:
            return None
        try:
            return self._reply(Asking(path, scope["query_string"].decode("ascii", "replace"), headers))
        except (OmforentError, UnicodeError):  # the ordinary route tells why
            return None

    def _reply(self, asking: Asking) -> Sent | None:
        if asking.path in _SEARCHES:
            return self._search_reply(asking)
        spoken = _manner(asking.question, asking.headers.get(b"accept"), asking.headers.get(b"accept-language"))
        if spoken is None:
            return None
        reply = self._concept_reply if asking.path.startswith(_CONCEPTS) else self._code_reply
        return reply(asking, spoken)

    def _current(self) -> Shelf:
        reader = self._library.releases.current()
        if self._shelf is None or self._shelf.reader is not reader:
            self._shelf = Shelf(reader)
        return self._shelf

    def _concept_reply(self, asking: Asking, spoken: tuple[str, ...]) -> Sent | None:
        segment = asking.path[len(_CONCEPTS) :]
        if not _is_plain(segment):
            return None
        shelf = self._current()
        name = _read(segment)
        iri = name if ":" in name else f"{BASE}concept/{name}"
        build = partial(self._concept_json, shelf, iri, spoken)
        return self._alike(shelf, "concept", spoken).reply(asking.asked, asking.address, build)

    def _alike(
        self, shelf: Shelf, what: str, spoken: tuple[str, ...], day: date | None = None, *, former: bool = False
    ) -> Alike:
        """What answers of a kind share, in a manner of asking."""
        key = (what, spoken, day, former)
        found = shelf.alike.get(key)
        if found is None:
            here = Reading(self._library, shelf.reader, day or self._library.today(), spoken)
            vary = () if what == "search" else ("Accept",)
            made = json_answer(here, "", "", _nothing, vary, by_day=day is not None, former=former)
            if len(shelf.alike) >= _MOST_ALIKE:
                shelf.alike.clear()
            found = shelf.alike[key] = Alike(made)
        return found

    def _concept_json(self, shelf: Shelf, iri: Iri, spoken: tuple[str, ...]) -> bytes:
        kept = shelf.reader.kept(iri)
        if kept is None or kept.kind is not MemberKind.CONCEPT:
            raise NotFound(f"Nothing is known as {iri}.")
        return encoding.concept(self._concept, kept.json, spoken, _names(shelf, spoken))

    def _code_reply(self, asking: Asking, spoken: tuple[str, ...]) -> Sent | None:
        of, middle, code = asking.path[len(_LISTS) :].partition("/codes/")
        if not middle or not of or "/" in of or not _is_plain(code):
            return None
        shelf, day = self._current(), self._library.today()
        owner = self._owner(shelf, of)
        build = partial(self._code_json, shelf, owner.iri, _read(code), spoken, day)
        alike = self._alike(shelf, "code", spoken, day, former=not owner.current)
        return alike.reply(asking.asked, asking.address, build)

    def _owner(self, shelf: Shelf, name: str) -> Owner:
        """The code list that a name means; NotFound, and for what is unusual too."""
        known = shelf.owners
        if name not in known:
            if len(known) >= _MOST_OWNERS:
                known.clear()
            here = Reading(self._library, shelf.reader, self._library.today(), ())
            found = locate(here, _read(name), Kind.CODE_LIST, None, ()).thing
            known[name] = Owner(found.iri, found.current)
        return known[name]

    def _code_json(self, shelf: Shelf, owner: Iri, notation: str, spoken: tuple[str, ...], day: date) -> bytes:
        for kept in shelf.reader.artefact(owner).kept_by_notation(notation):
            if kept.kind is MemberKind.CODE:
                made = encoding.code(self._code, kept.json, spoken, owner, day)
                return made or _replaced(Reading(self._library, shelf.reader, day, spoken), kept.json, owner)
        raise NotFound(f"{notation} is for the ordinary route.")

    def _search_reply(self, asking: Asking) -> Sent | None:
        given, headers = _parameters(asking.question), asking.headers
        if given is None or "q" not in given or not _takes_json(headers.get(b"accept"), (JSON,)):
            return None
        spoken = _languages(given.get("lang"), headers.get(b"accept-language"))
        shelf = self._current()
        here = Reading(self._library, shelf.reader, self._library.today(), spoken)
        build = _search(here, asking, given) if asking.path == _SEARCH else _suggestions(here, given)
        return build and self._alike(shelf, "search", spoken).reply(asking.asked, asking.address, build)


def _replaced(here: Reading, member: bytes, owner: Iri) -> bytes:
    """A code with what took its place; there are few, and what they refer to has to be looked up."""
    return composing.code(Code.model_validate_json(member), here, owner).model_dump_json().encode()


def _search(here: Reading, asking: Asking, given: dict[str, str]) -> Callable[[], bytes] | None:
    """A first page of hits, as `finding.search` gives it."""
    limit, facets = given.get("limit"), given.get("facets", "true")
    if not _is_number(limit) or facets not in {"true", "false"}:
        return None
    page = page_of(here, asking.path, asking.question, None if limit is None else int(limit))
    filters = Filters(**{name: given[name] for name in _FILTERS if name in given})
    query = query_of(here.reader, given["q"], spoken_of(here), filters, limit=page.limit, facets=facets == "true")
    return partial(searching.answer, here.reader, query, page.next)


def _suggestions(here: Reading, given: dict[str, str]) -> Callable[[], bytes] | None:
    """Suggestions, as `finding.suggest` gives them; a number of them is for the ordinary route."""
    if given.keys() - {"q", "lang"}:
        return None
    return partial(searching.suggestions, here.reader, words_of(given["q"]), spoken_of(here), SUGGESTED)


class Names(dict[Iri, str | None]):
    """Names of things in the languages of a request, each looked up once; None for what the release does not have."""

    def __init__(self, reader: ReleaseReader, spoken: tuple[str, ...]) -> None:
        super().__init__()
        self._reader = reader
        self._spoken = spoken

    def __missing__(self, iri: Iri) -> str | None:
        if len(self) >= _MOST_NAMES:
            self.clear()
        found = self[iri] = _name(self._reader, iri, self._spoken)
        return found


def _names(shelf: Shelf, spoken: tuple[str, ...]) -> Names:
    found = shelf.names.get(spoken)
    if found is None:
        if len(shelf.names) >= _MOST_SPOKEN:
            shelf.names.clear()
        found = shelf.names[spoken] = Names(shelf.reader, spoken)
    return found


def _name(reader: ReleaseReader, iri: Iri, spoken: tuple[str, ...]) -> str | None:
    title = reader.title(iri)
    if title is None:
        return None
    at = nearest([string.lang for string in title], spoken)
    return "" if at is None else title[at].text


def _nothing() -> bytes:
    return b""


def _headers(scope: Any) -> dict[bytes, str] | None:
    """The headers that an answer depends on; None where one is given twice, or a part of the answer is asked for."""
    found: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _WANTED:
            if name in found or len(value) > _LONGEST or name == b"range":
                return None
            found[name] = value.decode("latin-1")
    return found


@lru_cache(maxsize=1024)
def _manner(question: str, accept: str | None, accept_language: str | None) -> tuple[str, ...] | None:
    """The languages that a request for one thing asks for; None where anything else about it is unusual."""
    given = _parameters(question)
    if given is None or given.keys() - {"lang"} or not _takes_json(accept, offers(MemberKind.CONCEPT)):
        return None
    return _languages(given.get("lang"), accept_language)


def _parameters(question: str) -> dict[str, str] | None:
    """The parameters of a query; None where one is empty, given twice, or unusual."""
    if not question:
        return {}
    pairs = parse_qsl(question, keep_blank_values=True)
    found = dict(pairs)
    usual = len(found) == len(pairs) and all(found.values()) and found.keys() <= _KNOWN
    return found if usual and found.get("lang", "nb").isalnum() else None


def _read(segment: str) -> str:
    """A segment of a path as it is routed, as its text: only slashes and percent signs are still escaped there."""
    return segment.replace("%2F", "/").replace("%25", "%") if "%" in segment else segment


def _is_number(limit: str | None) -> bool:
    return limit is None or (limit.isascii() and limit.isdecimal() and not limit.startswith("0"))


def _is_plain(segment: str) -> bool:
    """Whether a segment of an address is a name as it stands, with no suffix."""
    return bool(segment) and "/" not in segment and segment.rpartition(".")[2] not in FORMS


@lru_cache(maxsize=1024)
def _languages(lang: str | None, header: str | None) -> tuple[str, ...]:
    return languages(lang, header)


def _takes_json(accept: str | None, forms: tuple[Form, ...]) -> bool:
    return accept in _ANY or choose(accept, forms) is JSON
