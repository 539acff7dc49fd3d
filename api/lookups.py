"""The hot look-ups, answered before any routing: one concept, one code. Whatever is unusual about a request is left
to its ordinary route, which gives the same bytes (tests/api/test_lookups.py asks both).

They stand in front of the router, not mounted in it, so that what is left can simply go on to the ordinary route.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from api import answers, encoding
from api.delivery import Answer, Asked, Reply, reply
from api.negotiation import FORMS, JSON, choose, languages
from api.representation import json_answer, offers
from api.selection import Library, Reading, locate
from registry.domain import Iri, Kind, nearest
from registry.errors import NotFound, OmforentError
from registry.namespaces import BASE
from registry.terminology.protocol import MemberKind, ReleaseReader

_CONCEPTS: Final = "/api/v1/concepts/"
_LISTS: Final = "/api/v1/code-lists/"
_MOST_NAMES: Final = 50_000  # names of things referred to that are kept in memory for one release
_MOST_OWNERS: Final = 10_000  # the same for names of code lists
_LONGEST: Final = 200  # characters of a header that is remembered
_QUESTION: Final = "lang="
_WANTED: Final = frozenset(
    (b"accept", b"accept-language", b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
)
Names = dict[tuple[str, tuple[str, ...]], str | None]


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
        if scope["method"] != "GET" or not path.startswith((_CONCEPTS, _LISTS)):
            return None
        headers = _headers(scope)
        question = scope["query_string"].decode("ascii", "replace")
        if headers is None or not _is_usual(question):
            return None
        try:
            return self._reply(path, question, headers)
        except (OmforentError, UnicodeError):  # the ordinary route tells why
            return None

    def _reply(self, path: str, question: str, headers: dict[bytes, str]) -> Reply | None:
        spoken = _languages(question[len(_QUESTION) :] or None, headers.get(b"accept-language"))
        here = Reading(self._library, self._library.releases.current(), self._library.today(), spoken)
        made = self._concept_reply if path.startswith(_CONCEPTS) else self._code_reply
        return made(here, path, question, headers)

    def _concept_reply(self, here: Reading, path: str, question: str, headers: dict[bytes, str]) -> Reply | None:
        segment = path[len(_CONCEPTS) :]
        if not _is_plain(segment) or not _takes_json(headers.get(b"accept"), MemberKind.CONCEPT):
            return None
        name = unquote(segment)
        build = partial(self._concept_json, here, name if ":" in name else f"{BASE}concept/{name}")
        return _replied(headers, json_answer(here, path, question, build, ("Accept",)))

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

    def _code_reply(self, here: Reading, path: str, question: str, headers: dict[bytes, str]) -> Reply | None:
        of, middle, code = path[len(_LISTS) :].partition("/codes/")
        if (
            not middle
            or not of
            or "/" in of
            or not _is_plain(code)
            or not _takes_json(headers.get(b"accept"), MemberKind.CODE)
        ):
            return None
        owner = self._owner(here, of)
        build = partial(self._code_json, here, owner.iri, unquote(code))
        made = json_answer(here, path, question, build, ("Accept",), by_day=True, former=not owner.current)
        return _replied(headers, made)

    def _owner(self, here: Reading, name: str) -> Owner:
        """The code list that a name means; NotFound, and for what is unusual too."""
        known = self._owners.setdefault(here.reader, {})
        if name not in known:
            if len(known) >= _MOST_OWNERS:
                known.clear()
            found = locate(here, unquote(name), Kind.CODE_LIST, None, ()).thing
            known[name] = Owner(found.iri, found.current)
        return known[name]

    def _code_json(self, here: Reading, owner: Iri, notation: str) -> bytes:
        found = here.reader.artefact(owner).kept_by_notation(notation)
        kept = next((row for row in found if row.kind is MemberKind.CODE), None)
        made = kept and encoding.code(self._code, kept.json, here.languages, owner, here.day)
        if not made:
            raise NotFound(f"{notation} is for the ordinary route.")
        return made


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


def _replied(headers: dict[bytes, str], answer: Answer) -> Reply:
    """The reply; a tag is compared before anything is read, since only an answer that was given had that tag."""
    asked = Asked(headers.get(b"if-none-match"), headers.get(b"if-modified-since"), headers.get(b"accept-encoding"))
    if asked.if_modified_since or (asked.if_none_match and "*" in asked.if_none_match):
        content = answer.build()  # whether there is such a thing comes first
        answer = replace(answer, build=lambda: content)
    return reply(asked, answer)


def _is_usual(question: str) -> bool:
    """Whether a query says nothing, or the language alone."""
    return not question or (question.startswith(_QUESTION) and question[len(_QUESTION) :].isalnum())


def _is_plain(segment: str) -> bool:
    """Whether a segment of an address is a name as it stands, with no suffix."""
    return bool(segment) and "/" not in segment and segment.rpartition(".")[2] not in FORMS


@lru_cache(maxsize=1024)
def _languages(lang: str | None, header: str | None) -> tuple[str, ...]:
    return languages(lang, header)


@lru_cache(maxsize=1024)
def _takes_json(accept: str | None, kind: MemberKind) -> bool:
    return choose(accept, offers(kind)) is JSON


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
