"""The exchanges of a release with the levels they go between and what they carry, read once; no questions, no words."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final, TypeVar

from registry.domain import (
    ActorRole,
    CareLevel,
    Exchange,
    Gap,
    InformationModel,
    Iri,
    Kind,
    LangString,
    ModelElement,
    Pathway,
    Phase,
)
from registry.errors import NotFound
from registry.services.structure.contents import Contents, contents
from registry.terminology.protocol import ReleaseReader

#: An ordered pair of levels.
Pair = tuple[Iri, Iri]
#: Answers that are kept with a structure.
_MOST_KEPT: Final = 16
T = TypeVar("T")


class Structure:
    """The information structure of one release. What is read is kept: a release never changes."""

    def __init__(self, reader: ReleaseReader) -> None:
        self.reader = reader
        self._types: dict[Iri, ModelElement | None] = {}
        self._contents: dict[Iri, Contents | None] = {}
        self._kept: dict[tuple[str, str], object] = {}

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All exchanges, by IRI."""
        found = (self.reader.object(row.object) for row in self.reader.versions(Kind.EXCHANGE))
        return tuple(value for value in found if isinstance(value, Exchange))

    @cached_property
    def _pathways(self) -> tuple[Pathway, ...]:
        found = (self.reader.object(row.object) for row in self.reader.versions(Kind.PATHWAY))
        return tuple(value for value in found if isinstance(value, Pathway))

    @cached_property
    def levels(self) -> tuple[CareLevel, ...]:
        """The levels of care and the parties beside them, in their order."""
        return tuple(row for pathway in self._pathways for row in pathway.levels)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The phases in their order."""
        return tuple(row for pathway in self._pathways for row in pathway.phases)

    @cached_property
    def roles(self) -> dict[Iri, ActorRole]:
        """The roles by IRI."""
        return {row.iri: row for pathway in self._pathways for row in pathway.roles}

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Where no exchange is known."""
        return tuple(row for pathway in self._pathways for row in pathway.gaps)

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """The themes that exchanges have, in alphabetical order."""
        return tuple(sorted({theme for row in self.exchanges for theme in row.theme}))

    def levels_of(self, roles: Iterable[Iri]) -> tuple[Iri, ...]:
        """The levels that roles are at, in the order of the levels."""
        found = {self.roles[role].at_level for role in roles if role in self.roles}
        return tuple(level.iri for level in self.levels if level.iri in found)

    def pairs_of(self, exchange: Exchange) -> tuple[Pair, ...]:
        """The ordered pairs of levels that an exchange goes between."""
        senders, receivers = self.levels_of(exchange.sender), self.levels_of(exchange.receiver)
        return tuple((one, other) for one in senders for other in receivers)

    def is_everywhere(self, exchange: Exchange) -> bool:
        """Whether an exchange belongs to every phase, as the receipt does; such a one fills no gap."""
        return len(self.phases) > 1 and {phase.iri for phase in self.phases} <= set(exchange.phase)

    def newest(self, exchange: Exchange) -> Contents | None:
        """What the newest model of an exchange holds; None where the release has no model of it."""
        return next(iter(self.carried(exchange)), None)

    def carried(self, exchange: Exchange) -> tuple[Contents, ...]:
        """What each model of an exchange holds, newest first; those that the release does not have are left out."""
        found = (self.contents(iri) for iri in exchange.carries)
        return tuple(row for row in found if row)

    def contents(self, model: Iri) -> Contents | None:
        """What messages of a model hold; None where the release has no such model."""
        if model not in self._contents:
            value = self._model(model)
            self._contents[model] = contents(value, self._type) if value else None
        return self._contents[model]

    def _model(self, iri: Iri) -> InformationModel | None:
        try:
            value = self.reader.object(iri)
        except NotFound:
            return None
        return value if isinstance(value, InformationModel) else None

    def _type(self, iri: Iri) -> ModelElement | None:
        if iri not in self._types:
            try:
                value = self.reader.member(iri)
            except NotFound:
                value = None
            self._types[iri] = value if isinstance(value, ModelElement) else None
        return self._types[iri]

    def kept(self, key: str, make: Callable[[], T], cls: type[T]) -> T:
        """What `make` gives for a key: made once, and kept while it is among the last few of any class."""
        found = self._kept.pop((cls.__name__, key), None)
        value = found if isinstance(found, cls) else make()
        self._kept[cls.__name__, key] = value
        while len(self._kept) > _MOST_KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        return value

    def title(self, iri: Iri) -> tuple[LangString, ...]:
        """What a thing is called; empty where the release does not have it."""
        return tuple(self.reader.title(iri) or ())


class Structures:
    """The structures of the releases that are asked about, kept while they are among the last few."""

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._kept: dict[str, Structure] = {}

    def of(self, reader: ReleaseReader) -> Structure:
        """The structure of a release."""
        key = f"{reader.release.number} {reader.release.digest}"
        found = self._kept.pop(key, None) or Structure(reader)
        self._kept[key] = found
        while len(self._kept) > self._most:
            self._kept.pop(next(iter(self._kept)), None)
        return found
