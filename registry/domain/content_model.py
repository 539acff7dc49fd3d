"""Which elements a type holds, in which order and how often: content models, written as in a DTD and read again.

A content model names elements by their identifiers: `GenDate, MsgId?, (Person | Organisation)+, Note{0,3}`. A comma
orders, `|` offers a choice, `&` asks for each once in any order; `?`, `*`, `+` and `{min,max}` stand behind a name or
a group (`{2,}` has no upper bound). `()` is empty. The particles are those of XML Schema 1.0, part 1, 3.8 and 3.9.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final, Literal

from registry.domain.information_model import ElementProperty, ModelElement, PropertyKind
from registry.domain.value import Iri, Value
from registry.errors import InvalidInput

Limit = int | Literal["*"]


class ParticleKind(StrEnum):
    """An element, or what holds a group together; the value is what stands between the parts of a group."""

    ELEMENT = ""
    SEQUENCE = ","
    CHOICE = "|"
    ALL = "&"


class Particle(Value):
    """An element by its identifier, or a group of particles, and how often it comes."""

    kind: ParticleKind
    name: str = ""
    parts: "tuple[Particle, ...]" = ()
    minimum: int = 1
    maximum: Limit = 1

    def names(self) -> Iterator[str]:
        """The elements in it, each as often as it is written."""
        if self.kind is ParticleKind.ELEMENT:
            yield self.name
        for part in self.parts:
            yield from part.names()

    def __str__(self) -> str:
        return _written(self) + _suffix(self)

    @property
    def is_empty(self) -> bool:
        """Whether it is a group of nothing."""
        return self.kind is not ParticleKind.ELEMENT and not self.parts


EMPTY: Final = Particle(kind=ParticleKind.SEQUENCE)


def element(name: str, minimum: int = 1, maximum: Limit = 1) -> Particle:
    """The particle of an element."""
    return Particle(kind=ParticleKind.ELEMENT, name=name, minimum=minimum, maximum=maximum)


def group(kind: ParticleKind, parts: Iterable[Particle], minimum: int = 1, maximum: Limit = 1) -> Particle:
    """The particle of a group, made as plain as it can be without admitting anything else.

    >>> str(group(ParticleKind.SEQUENCE, [element("A"), group(ParticleKind.SEQUENCE, [element("B", 0)])]))
    'A, B?'
    >>> str(group(ParticleKind.CHOICE, [element("A", 0), element("B", 0, "*")]))
    '(A | B+)?'
    """
    given = tuple(parts)
    plain = [part for part in given if not part.is_empty]
    if maximum == 0 or not plain:
        return EMPTY
    if kind is ParticleKind.CHOICE:
        minimum = 0 if len(plain) < len(given) or any(part.minimum == 0 for part in plain) else minimum
        plain = [_chosen(part, maximum) for part in plain]
    if len(plain) == 1:
        alone = Particle(kind=ParticleKind.SEQUENCE, parts=tuple(plain), minimum=minimum, maximum=maximum)
        return _multiplied(plain[0], minimum, maximum) or alone
    flat = tuple(inner for part in plain for inner in (part.parts if _dissolves(part, kind) else (part,)))
    return Particle(kind=kind, parts=flat, minimum=minimum, maximum=maximum)


def _chosen(part: Particle, maximum: Limit) -> Particle:
    """An alternative as it is where it is chosen: there, and once where the choice can be made again and again."""
    again = maximum == "*" and part.minimum <= 1
    limits = {"minimum": 1, "maximum": 1} if again else {"minimum": max(1, part.minimum)}
    found = part.model_copy(update=limits)
    return found.parts[0] if len(found.parts) == 1 and (found.minimum, found.maximum) == (1, 1) else found


def _dissolves(part: Particle, kind: ParticleKind) -> bool:
    return part.kind is kind is not ParticleKind.ALL and (part.minimum, part.maximum) == (1, 1) and bool(part.parts)


def _multiplied(part: Particle, minimum: int, maximum: Limit) -> Particle | None:
    """A particle that comes so often itself, where that is the same as a group of it that does."""
    once = (minimum, maximum) == (1, 1)
    if once or (part.minimum, part.maximum) == (1, 1):
        outer = (part.minimum, part.maximum) if once else (minimum, maximum)
        return part.model_copy(update={"minimum": outer[0], "maximum": outer[1]})
    if (minimum, maximum) == (0, 1) and part.minimum <= 1:
        return part.model_copy(update={"minimum": 0})
    return None


# -- writing and reading ---------------------------------------------------------------------------------------------


def _written(particle: Particle) -> str:
    if particle.kind is ParticleKind.ELEMENT:
        return particle.name
    between = ", " if particle.kind is ParticleKind.SEQUENCE else f" {particle.kind} "
    inner = between.join(_part(part) for part in particle.parts)
    return inner if _is_bare(particle) else f"({inner})"


def _is_bare(particle: Particle) -> bool:
    return (particle.minimum, particle.maximum) == (1, 1) and bool(particle.parts)


def _part(part: Particle) -> str:
    text = str(part)
    return f"({text})" if part.kind is not ParticleKind.ELEMENT and _is_bare(part) else text


def _suffix(particle: Particle) -> str:
    lowest, most = particle.minimum, particle.maximum
    known = {(1, 1): "", (0, 1): "?", (0, "*"): "*", (1, "*"): "+"}
    if (lowest, most) in known:
        return known[lowest, most]
    upper = "" if lowest == most else "," if most == "*" else f",{most}"
    return f"{{{lowest}{upper}}}"


_TOKEN: Final = re.compile(r"\s*(?:([\w.\-]+)|([(),|&?*+])|\{(\d+)(,?)(\d*)\})")


@lru_cache(maxsize=4096)
def read_content_model(text: str) -> Particle:
    """The particle that a text describes. Raises InvalidInput with the place where it cannot be read.

    >>> read_content_model("A?, (B | C){2,}").parts[1].minimum
    2
    """
    return _Reader(text).read()


class _Reader:
    """A content model under way."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, int]] = []
        self._at = 0
        place = 0
        while place < len(text.rstrip()):
            found = _TOKEN.match(text, place)
            if found is None:
                raise self._fault(place)
            self._tokens.append((found[0].strip(), found.start() + len(found[0]) - len(found[0].lstrip())))
            place = found.end()

    def read(self) -> Particle:
        found = self._group("")
        if self._peek():
            raise self._fault(self._tokens[self._at][1])
        return found

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _group(self, end: str) -> Particle:
        if end and self._peek() == end:
            return EMPTY
        parts = [self._item()]
        kind = ParticleKind(self._peek()) if self._peek() in (",", "|", "&") else ParticleKind.SEQUENCE
        while self._peek() and self._peek() == kind:
            self._take()
            parts.append(self._item())
        return Particle(kind=kind, parts=tuple(parts)) if len(parts) > 1 else parts[0]

    def _item(self) -> Particle:
        sign = self._peek()
        if sign == "(":
            self._take()
            found = self._group(")")
            if self._peek() != ")":
                raise self._fault(self._place())
            self._take()
            return self._repeated(found)
        if not sign or sign in "),|&?*+" or sign.startswith("{"):
            raise self._fault(self._place())
        return self._repeated(element(self._take()))

    def _repeated(self, particle: Particle) -> Particle:
        sign = self._peek()
        if not sign or (sign not in "?*+" and not sign.startswith("{")):
            return particle
        lowest, most = _limits(self._take())
        if (particle.minimum, particle.maximum) == (1, 1):
            return particle.model_copy(update={"minimum": lowest, "maximum": most})
        return Particle(kind=ParticleKind.SEQUENCE, parts=(particle,), minimum=lowest, maximum=most)

    def _place(self) -> int:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else len(self._text)

    def _fault(self, place: int) -> InvalidInput:
        rule = "names with , | or & between them, and ?, *, + or {min,max} behind"
        message = f"The content model {self._text!r} cannot be read at character {place + 1}: {rule}."
        return InvalidInput(message, field="content_model", value=self._text, rule=rule)


def _limits(token: str) -> tuple[int, Limit]:
    known: dict[str, tuple[int, Limit]] = {"?": (0, 1), "*": (0, "*"), "+": (1, "*")}
    if token in known:
        return known[token]
    lowest, comma, most = token[1:-1].partition(",")
    return int(lowest), int(most) if most else "*" if comma else int(lowest)


# -- the content of a type -------------------------------------------------------------------------------------------


def content_of(row: ModelElement, base: Particle = EMPTY) -> Particle:
    """What a type holds: its content model, else what its properties say; `base` is the content that it extends.

    Without a content model the elements stand in order, each as often as its cardinality says. The alternatives of a
    choice stand together, where the choice stands, as often as the choice says; an alternative comes at least once
    where it is chosen.
    """
    own = read_content_model(row.content_model) if row.content_model is not None else _by_properties(row)
    return group(ParticleKind.SEQUENCE, (base, own))


def _by_properties(row: ModelElement) -> Particle:
    held = {each.iri: each for each in row.has_property}
    chosen = {iri for each in row.has_property for iri in each.has_some}
    parts: list[Particle] = []
    for each in row.has_property:
        if each.kind is PropertyKind.CHOICE and set(each.has_some) <= held.keys():
            parts.append(_choice(each, held.__getitem__))
        elif each.iri not in chosen and each.kind is not PropertyKind.SPECIALIZATION and _is_element(each):
            parts.append(element(each.identifier, each.min_occurs, each.max_occurs))
    return group(ParticleKind.SEQUENCE, parts)


def _choice(each: ElementProperty, find: Callable[[Iri], ElementProperty]) -> Particle:
    offered = sorted(map(find, each.has_some), key=lambda row: (row.order, row.iri))
    parts = [element(row.identifier, max(1, row.min_occurs), row.max_occurs) for row in offered]
    return group(ParticleKind.CHOICE, parts, each.min_occurs, each.max_occurs)


def _is_element(each: ElementProperty) -> bool:
    return not each.identifier.startswith("@") and each.kind is not PropertyKind.CHOICE
