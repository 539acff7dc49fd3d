"""What may stand inside an element and in which order, as a value that is matched by derivatives; no messages.

A content is a regular expression over names. Its derivative by a name is what may follow that name; contents of the
sector's messages are so small, and so often the same, that nothing quicker is needed where results are remembered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

#: The name that a wildcard takes for whatever the content does not name.
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Nothing:
    """What no sequence matches."""


@dataclass(frozen=True, slots=True)
class Empty:
    """What only the empty sequence matches."""


@dataclass(frozen=True, slots=True)
class Name:
    """One element of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence_:  # noqa: N801 -- Sequence is taken by what these are read from
    """One after the other."""

    first: "Content"
    rest: "Content"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these."""

    options: tuple["Content", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same `least` to `most` times; `most` None: any number."""

    item: "Content"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Each:
    """Each of these once, in any order (xs:all)."""

    items: tuple["Content", ...]


Content = Nothing | Empty | Name | Sequence_ | Choice | Repeat | Each

NOTHING: Final = Nothing()
EMPTY: Final = Empty()


def sequence(parts: Sequence[Content]) -> Content:
    """The parts one after the other."""
    found: Content = EMPTY
    for part in reversed(parts):
        found = _then(part, found)
    return found


def choice(options: Sequence[Content]) -> Content:
    """One of the options."""
    found: dict[Content, None] = {}
    for option in options:
        for each in option.options if isinstance(option, Choice) else (option,):
            if each is not NOTHING:
                found[each] = None
    if not found:
        return NOTHING
    return next(iter(found)) if len(found) == 1 else Choice(tuple(found))


def repeat(item: Content, least: int, most: int | None) -> Content:
    """The item `least` to `most` times."""
    if most == 0 or item is EMPTY:
        return EMPTY
    if item is NOTHING:
        return NOTHING if least else EMPTY
    return item if (least, most) == (1, 1) else Repeat(item, least, most)


def each(items: Sequence[Content]) -> Content:
    """Each of the items, in any order."""
    found = tuple(item for item in items if item is not EMPTY)
    return Each(found) if len(found) > 1 else found[0] if found else EMPTY


def _then(first: Content, rest: Content) -> Content:
    if first is NOTHING or rest is NOTHING:
        return NOTHING
    if first is EMPTY:
        return rest
    return first if rest is EMPTY else Sequence_(first, rest)


def may_end(content: Content) -> bool:
    """Whether nothing more is needed."""
    match content:
        case Empty():
            return True
        case Nothing() | Name():
            return False
        case Sequence_(first, rest):
            return may_end(first) and may_end(rest)
        case Choice(options):
            return any(map(may_end, options))
        case Each(items):
            return all(map(may_end, items))
        case Repeat(item, least, _):
            return least == 0 or may_end(item)


def after(content: Content, name: str) -> Content:
    """What may follow once `name` has come; NOTHING where it may not come."""
    match content:
        case Nothing() | Empty():
            return NOTHING
        case Name(own):
            return EMPTY if own == name else NOTHING
        case Sequence_(first, rest):
            begun = _then(after(first, name), rest)
            return choice((begun, after(rest, name))) if may_end(first) else begun
        case Choice(options):
            return choice([after(option, name) for option in options])
        case Each(items):
            return choice([_then_each(items, at, after(item, name)) for at, item in enumerate(items)])
        case Repeat(item, least, most):
            left = None if most is None else most - 1
            return _then(after(item, name), repeat(item, max(least - 1, 0), left))


def _then_each(items: tuple[Content, ...], at: int, begun: Content) -> Content:
    return _then(begun, each(items[:at] + items[at + 1 :]))


def starts(content: Content) -> Iterator[str]:
    """The names that may come first."""
    match content:
        case Name(name):
            yield name
        case Sequence_(first, rest):
            yield from starts(first)
            if may_end(first):
                yield from starts(rest)
        case Choice(options) | Each(options):
            for option in options:
                yield from starts(option)
        case Repeat(item, _, _):
            yield from starts(item)
        case _:
            return


def most(content: Content, name: str) -> int | None:
    """How often a name may come at most; None: any number."""
    match content:
        case Name(own):
            return int(own == name)
        case Sequence_(first, rest):
            return _sum((most(first, name), most(rest, name)))
        case Each(items):
            return _sum([most(item, name) for item in items])
        case Choice(options):
            found = [most(option, name) for option in options]
            return None if None in found else max(each for each in found if each is not None)
        case Repeat(item, _, times):
            inside = most(item, name)
            return 0 if inside == 0 else None if inside is None or times is None else inside * times
        case _:
            return 0


def _sum(counts: Sequence[int | None]) -> int | None:
    return None if None in counts else sum(count for count in counts if count is not None)


def alternatives(content: Content) -> Iterator[tuple[frozenset[str], ...]]:
    """The choices in a content: of each, the names in every one of its options."""
    match content:
        case Choice(options):
            yield tuple(frozenset(names(option)) for option in options)
            for option in options:
                yield from alternatives(option)
        case Sequence_(first, rest):
            yield from alternatives(first)
            yield from alternatives(rest)
        case Each(items):
            for item in items:
                yield from alternatives(item)
        case Repeat(item, _, _):
            yield from alternatives(item)
        case _:
            return


def names(content: Content) -> Iterator[str]:
    """All names in a content."""
    match content:
        case Name(name):
            yield name
        case Sequence_(first, rest):
            yield from names(first)
            yield from names(rest)
        case Choice(options) | Each(options):
            for option in options:
                yield from names(option)
        case Repeat(item, _, _):
            yield from names(item)
        case _:
            return
