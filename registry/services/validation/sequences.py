"""Why a row of elements does not fit a content: what is missing, too many, out of order or excluded; no texts."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from registry.services.validation.content import (
    NOTHING,
    Content,
    after,
    alternatives,
    may_end,
    most,
    starts,
)

_FARTHEST: Final = 6  # elements in a row that are taken to be missing rather than the next one out of place
_MOST_STATES: Final = 2000


class Flaw(StrEnum):
    """What can be wrong with a row of elements that are all known."""

    MISSING = "missing"
    TOO_MANY = "too-many"
    WRONG_ORDER = "wrong-order"
    EXCLUDED = "excluded"


class Misfit(NamedTuple):
    """A flaw: at the element with number `at` in the row (its length where the end comes too early).

    `name` is the element that is missing or in the way; `others` are the elements that would do as well, that may stand
    there instead, or that exclude it; `limit` is how many there may be.
    """

    flaw: Flaw
    at: int
    name: str
    others: tuple[str, ...] = ()
    limit: int | None = None


def fits(content: Content, row: Sequence[str]) -> bool:
    """Whether the row is a whole content."""
    state = content
    for name in row:
        state = after(state, name)
        if state is NOTHING:
            return False
    return may_end(state)


def misfits(content: Content, row: Sequence[str]) -> list[Misfit]:
    """All that is wrong with a row; empty where it fits. An element that is in the way is passed over."""
    return _Reading(content, row).misfits()


class _Reading:
    """One row being read: what may follow, what has been seen, what is wrong."""

    def __init__(self, content: Content, row: Sequence[str]) -> None:
        self._content = content
        self._row = row
        self._state = content
        self._seen = Counter[str]()
        self._found: list[Misfit] = []

    def misfits(self) -> list[Misfit]:
        """All that is wrong."""
        for at, name in enumerate(self._row):
            following = after(self._state, name)
            if following is NOTHING:
                self._blocked(at, name)
            else:
                self._state = following
            self._seen[name] += 1
        self._missing(_shortest(self._state, None) or (), len(self._row))
        return self._found

    def _blocked(self, at: int, name: str) -> None:
        """Tell why an element cannot come here, and go on after it."""
        limit = most(self._content, name)
        rivals = _rivals(self._content, name, self._seen)
        if limit is not None and self._seen[name] >= limit:
            self._found.append(Misfit(Flaw.TOO_MANY, at, name, limit=limit))
        elif rivals:
            self._found.append(Misfit(Flaw.EXCLUDED, at, name, rivals))
        else:
            self._out_of_place(at, name)

    def _out_of_place(self, at: int, name: str) -> None:
        """The element comes too early: what must be before it is missing, or it comes later in the row."""
        skipped = _shortest(self._state, name)
        if skipped is None or any(each in self._row[at:] for each in skipped):
            expected = tuple(dict.fromkeys(starts(self._state)))
            self._found.append(Misfit(Flaw.WRONG_ORDER, at, name, expected))
            return
        self._missing(skipped, at)
        for each in (*skipped, name):
            self._state = after(self._state, each)

    def _missing(self, skipped: Sequence[str], at: int) -> None:
        self._found.extend(Misfit(Flaw.MISSING, at, name, _instead(self._content, name)) for name in skipped)


def _rivals(content: Content, name: str, seen: Counter[str]) -> tuple[str, ...]:
    """Elements already there that stand in another option of a choice with this one."""
    for options in alternatives(content):
        own = [option for option in options if name in option]
        others = frozenset[str]().union(*(option for option in options if name not in option))
        there = tuple(each for each in seen if each in others)
        if own and there:
            return there
    return ()


def _instead(content: Content, name: str) -> tuple[str, ...]:
    """The elements that would do as well as one that is missing: those of the other options."""
    for options in alternatives(content):
        if any(name in option for option in options):
            return tuple(sorted({each for option in options if name not in option for each in option}))
    return ()


def _shortest(state: Content, name: str | None) -> tuple[str, ...] | None:
    """The fewest elements after which `name` may come, or after which nothing more is needed where it is None."""
    waiting: list[tuple[Content, tuple[str, ...]]] = [(state, ())]
    known = {state}
    while waiting and len(known) < _MOST_STATES:
        found, way = waiting.pop(0)
        if may_end(found) if name is None else after(found, name) is not NOTHING:
            return way
        if name is not None and len(way) >= _FARTHEST:
            continue
        for each in dict.fromkeys(starts(found)):
            following = after(found, each)
            if following not in known:
                known.add(following)
                waiting.append((following, (*way, each)))
    return None
