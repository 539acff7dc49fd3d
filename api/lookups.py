"""The hot look-ups, answered before any routing: a concept, a code, a search, suggestions.

Whatever is unusual about a request is left to its ordinary route, which gives the same bytes: tests/api/test_lookups.py
asks both. They stand in front of the router, not mounted in it, so that what is left can simply go on.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

from api import answers, encoding
from api.delivery import Answer, Asked, Reply, reply
from api.finding import SUGGESTED, spoken_of
from api.negotiation import FORMS, JSON, Form, choose, languages
from api.paging import page_of
from api.representation import json_answer, offers
from api.selection import Library, Reading, locate
from registry.domain import Iri, Kind, nearest
from registry.errors import NotFound, OmforentError
from registry.namespaces import BASE
from registry.services import searching
from registry.services.searching import Filters, query_of, words_of
from registry.terminology.protocol import MemberKind, ReleaseReader

_CONCEPTS: Final = "/api/v1/concepts/"
_LISTS: Final = "/api/v1/code-lists/"
_MOST_NAMES: Final = 50_000  # names of things referred to that are kept in memory for one release
_MOST_OWNERS: Final = 10_000  # the same for names of code lists
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
Names = dict[tuple[str, tuple[str, ...]], str | None]


class Asking(NamedTuple):
    """A request: its path as it is routed, its query as it was sent and as it is read, and what headers say."""

    path: str
    question: str
    parameters: dict[str, str]
    headers: dict[bytes, str]


class Owner(NamedTuple):
    """The object that a name in an address means, and whether the name is a current one."""

    iri: Iri
    current: bool


class Lookups:
    """Answers the usual request for a concept or a code at once; None for any other request."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._concept = encoding.Encoder(answers.Concept)
        self._code = encoding.Encoder(answers.Code)
        self._names: WeakKeyDictionary[ReleaseReader, Names] = WeakKeyDictionary()
        self._owners: WeakKeyDictionary[ReleaseReader, dict[str, Owner]] = WeakKeyDictionary()

    def find(self, scope: Any) -> Reply | None:
        """The reply to a request whose path is as it is routed."""
        path: str = scope["path"]
        if scope["method"] != "GET" or not path.startswith(_PLACES):
            return None
        headers = _headers(scope)
        question = scope["query_string"].decode("ascii", "replace")
        asked = _parameters(question)
        if headers is None or asked is None:
            return None
        try:
            return self._reply(Asking(path, question, asked, headers))
        except (OmforentError, UnicodeError):  # the ordinary route tells why
            return None

    def _reply(self, asking: Asking) -> Reply | None:
        spoken = _languages(asking.parameters.get("lang"), asking.headers.get(b"accept-language"))
        here = Reading(self._library, self._library.releases.current(), self._library.today(), spoken)
        if asking.path in _SEARCHES:
            return _search_reply(here, asking) if asking.path == _SEARCH else _suggest_reply(here, asking)
        if asking.parameters.keys() - {"lang"}:
            return None
        return (
            self._concept_reply(here, asking) if asking.path.startswith(_CONCEPTS) else self._code_reply(here, asking)
        )

    def _concept_reply(self, here: Reading, asking: Asking) -> Reply | None:
        segment = asking.path[len(_CONCEPTS) :]
        if not _is_plain(segment) or not _takes_json(asking.headers.get(b"accept"), offers(MemberKind.CONCEPT)):
            return None
        name = _read(segment)
        build = partial(self._concept_json, here, name if ":" in name else f"{BASE}concept/{name}")
        return _replied(asking, json_answer(here, asking.path, asking.question, build, ("Accept",)))

    def _concept_json(self, here: Reading, iri: Iri) -> bytes:
        kept = here.reader.kept(iri)
        if kept is None or kept.kind is not MemberKind.CONCEPT:
            raise NotFound(f"Nothing is known as {iri}.")
        return encoding.concept(self._concept, kept.json, here.languages, self._namer(here))

    def _namer(self, here: Reading) -> Callable[[Iri], str | None]:
        """Gives the name of a thing in the languages of a request."""
        known = self._names.setdefault(here.reader, {})

        def name(iri: Iri) -> str | None:
            key = (iri, here.languages)
            if key not in known:
                if len(known) >= _MOST_NAMES:
                    known.clear()
                known[key] = _name(here, iri)
            return known[key]

        return name

    def _code_reply(self, here: Reading, asking: Asking) -> Reply | None:
        of, middle, code = asking.path[len(_LISTS) :].partition("/codes/")
        if not middle or not of or "/" in of or not _is_plain(code):
            return None
        if not _takes_json(asking.headers.get(b"accept"), offers(MemberKind.CODE)):
            return None
        owner = self._owner(here, of)
        build = partial(self._code_json, here, owner.iri, _read(code))
        former = not owner.current
        made = json_answer(here, asking.path, asking.question, build, ("Accept",), by_day=True, former=former)
        return _replied(asking, made)

    def _owner(self, here: Reading, name: str) -> Owner:
        """The code list that a name means; NotFound, and for what is unusual too."""
        known = self._owners.setdefault(here.reader, {})
        if name not in known:
            if len(known) >= _MOST_OWNERS:
                known.clear()
            found = locate(here, _read(name), Kind.CODE_LIST, None, ()).thing
            known[name] = Owner(found.iri, found.current)
        return known[name]

    def _code_json(self, here: Reading, owner: Iri, notation: str) -> bytes:
        found = here.reader.artefact(owner).kept_by_notation(notation)
        kept = next((row for row in found if row.kind is MemberKind.CODE), None)
        made = kept and encoding.code(self._code, kept.json, here.languages, owner, here.day)
        if not made:
            raise NotFound(f"{notation} is for the ordinary route.")
        return made


def _search_reply(here: Reading, asking: Asking) -> Reply | None:
    """A first page of hits, as `finding.search` gives it."""
    given = asking.parameters
    if not _takes_json(asking.headers.get(b"accept"), (JSON,)) or "q" not in given:
        return None
    limit, facets = given.get("limit"), given.get("facets", "true")
    if not _is_number(limit) or facets not in {"true", "false"}:
        return None
    page = page_of(here, asking.path, asking.question, None if limit is None else int(limit))
    filters = Filters(**{name: given[name] for name in _FILTERS if name in given})
    query = query_of(here.reader, given["q"], spoken_of(here), filters, limit=page.limit, facets=facets == "true")
    build = partial(searching.answer, here.reader, query, page.next)
    return _replied(asking, json_answer(here, asking.path, asking.question, build))


def _suggest_reply(here: Reading, asking: Asking) -> Reply | None:
    """Suggestions, as `finding.suggest` gives them; a number of them is for the ordinary route."""
    given = asking.parameters
    if not _takes_json(asking.headers.get(b"accept"), (JSON,)) or given.keys() - {"q", "lang"} or "q" not in given:
        return None
    build = partial(searching.suggestions, here.reader, words_of(given["q"]), spoken_of(here), SUGGESTED)
    return _replied(asking, json_answer(here, asking.path, asking.question, build))


def _name(here: Reading, iri: Iri) -> str | None:
    title = here.reader.title(iri)
    if title is None:
        return None
    at = nearest([string.lang for string in title], here.languages)
    return "" if at is None else title[at].text


def _headers(scope: Any) -> dict[bytes, str] | None:
    """The headers that an answer depends on; None where one is given twice, or a part of the answer is asked for."""
    found: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _WANTED:
            if name in found or len(value) > _LONGEST or name == b"range":
                return None
            found[name] = value.decode("latin-1")
    return found


def _replied(asking: Asking, answer: Answer) -> Reply:
    """The reply; a tag is compared before anything is read, since only an answer that was given had that tag."""
    given = asking.headers
    asked = Asked(given.get(b"if-none-match"), given.get(b"if-modified-since"), given.get(b"accept-encoding"))
    if asked.if_modified_since or (asked.if_none_match and "*" in asked.if_none_match):
        content = answer.build()  # whether there is such a thing comes first
        answer = replace(answer, build=lambda: content)
    return reply(asked, answer)


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


def raw(made: Reply) -> list[tuple[bytes, bytes]]:
    """The headers of a reply as they are sent."""
    found = [(_name_sent(name), value.encode("latin-1")) for name, value in made.headers.items()]
    if made.content:
        found.append((b"content-type", JSON.media_type.encode()))
        found.append((b"content-length", str(len(made.content)).encode()))
    return found


@lru_cache(maxsize=256)
def _name_sent(name: str) -> bytes:
    return name.lower().encode()
