"""An element of a message, whether it was read from XML or from JSON: what a checker walks over; no rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, Self


class Instance(Protocol):
    """An element of a message. An lxml element is one as it stands; `Node` is one made of anything else.

    `tag` is the name in Clark notation (`{namespace}name`); `text` the value before the first child; `sourceline` the
    line in the file from 1, None where there are no lines. Iterating gives the elements inside, in order.
    """

    @property
    def tag(self) -> str:
        """Name with namespace."""
        ...

    @property
    def text(self) -> str | None:
        """The value."""
        ...

    @property
    def tail(self) -> str | None:
        """The text after the element, before the next."""
        ...

    @property
    def sourceline(self) -> int | None:
        """The line."""
        ...

    def items(self) -> Iterable[tuple[str, str]]:
        """The attributes: names in Clark notation (no braces without a namespace) and values."""
        ...

    def __iter__(self) -> Iterator[Self]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Node:
    """An element that was not read from XML. `path` says where it stands in what it was read from (`/a/0/b`)."""

    tag: str
    path: str
    text: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple["Node", ...] = ()
    sourceline: int | None = None
    tail: str | None = None

    def items(self) -> Iterable[tuple[str, str]]:
        """The attributes."""
        return self.attributes

    def __iter__(self) -> Iterator["Node"]:
        return iter(self.children)

    def __len__(self) -> int:
        return len(self.children)


def local(tag: str) -> str:
    """The name without its namespace.

    >>> local("{http://example.org}Patient")
    'Patient'
    """
    return tag.rpartition("}")[2]


def namespace(tag: str) -> str:
    """The namespace of a name; empty where it has none.

    >>> namespace("{http://example.org}Patient")
    'http://example.org'
    """
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""
