"""Pages of lists, and cursors that stay with the release they began in."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Request
from litestar.params import QueryParameter
from pydantic import BaseModel, Field, ValidationError

from api.selection import Reading, release_named
from registry.errors import InvalidInput

DEFAULT_LIMIT: Final = 100

Question = tuple[tuple[str, str], ...]
T = TypeVar("T")

Limit = Annotated[int | None, QueryParameter(description="Most items in the answer; 100 where nothing is said.")]
Cursor = Annotated[
    str | None,
    QueryParameter(description="Where the page begins: take it from `next`. It stays with the release it began in."),
]


class _Place(BaseModel):
    """What a cursor says: the release, the day, how many items went before, and a digest of the question."""

    r: str
    d: date
    o: int = Field(ge=0)
    q: str


@dataclass(frozen=True)
class Pager:
    """One page of the list that a request asks for."""

    here: Reading
    offset: int
    limit: int
    path: str
    query: Question

    def next(self, total: int, path: str | None = None) -> str | None:
        """The address of the page after this one; None where this is the last."""
        after = self.offset + self.limit
        if after >= total:
            return None
        question = _digest(path or self.path, self.query)
        place = _Place(r=self.here.number, d=self.here.day, o=after, q=question)
        cursor = base64.urlsafe_b64encode(place.model_dump_json().encode()).decode().rstrip("=")
        return f"{path or self.path}?{urlencode([*self.query, ('limit', str(self.limit)), ('cursor', cursor)])}"

    def cut(self, items: Sequence[T]) -> Sequence[T]:
        """The items of this page, of all there are."""
        return items[self.offset : self.offset + self.limit]


def first(request: Request[Any, Any, Any], here: Reading, limit: int) -> Pager:
    """The first page of a list that stands inside another answer."""
    return Pager(here, 0, limit, _path(request.scope["path"]), _question(request.scope["query_string"].decode()))


def pager(request: Request[Any, Any, Any], here: Reading, limit: int | None, cursor: str | None) -> Pager:
    """The page that a request asks for. InvalidInput for a limit out of bounds, a cursor that is none or another's."""
    return page_of(here, request.scope["path"], request.scope["query_string"].decode(), limit, cursor)


def page_of(here: Reading, path: str, query: str, limit: int | None, cursor: str | None = None) -> Pager:
    """The same from the path as it is routed and the query as it was sent."""
    most = here.library.settings.max_page
    limit = min(DEFAULT_LIMIT, most) if limit is None else limit
    if not 1 <= limit <= most:
        rule = f"from 1 to {most}"
        raise InvalidInput(f"The limit {limit} is out of bounds: {rule}.", field="limit", value=str(limit), rule=rule)
    path, question = _path(path), _question(query)
    if cursor is None:
        return Pager(here, 0, limit, path, question)
    place = _read(cursor, path, question)
    then = release_named(here.library, place.r)
    return Pager(replace(here, reader=then, day=place.d, pinned=True), place.o, limit, path, question)


def _read(cursor: str, path: str, question: Question) -> _Place:
    rule = "the value that `next` had, at the same address and with the same parameters"
    wrong = InvalidInput("The cursor cannot be used here.", field="cursor", value=cursor, rule=rule)
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = _Place.model_validate_json(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValidationError, ValueError):
        raise wrong from None
    if place.q != _digest(path, question):
        raise wrong
    return place


def _path(routed: str) -> str:
    return quote(routed, safe="/%:@!$&'()*+,;=~")


def _question(query: str) -> Question:
    pairs = parse_qsl(query, keep_blank_values=True)
    return tuple(sorted(pair for pair in pairs if pair[0] not in {"limit", "cursor"}))


def _digest(path: str, question: Question) -> str:
    return hashlib.sha256(f"{path}?{urlencode(question)}".encode()).hexdigest()[:16]
