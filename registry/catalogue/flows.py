"""Which exchanges go from which level of care to which, phase by phase; no words and no addresses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from registry.domain import Exchange, Iri, Pathway

#: An ordered pair of levels.
Pair = tuple[Iri, Iri]


def is_everywhere(exchange: Exchange, value: Pathway) -> bool:
    """Whether an exchange belongs to every phase of a pathway."""
    return len(value.phases) > 1 and {phase.iri for phase in value.phases} <= set(exchange.phase)


@dataclass(frozen=True)
class Flows:
    """The exchanges of a pathway by place and phase. What belongs to every phase stands apart, in `everywhere`."""

    pathway: Pathway
    exchanges: tuple[Exchange, ...]

    @cached_property
    def everywhere(self) -> tuple[Exchange, ...]:
        """The exchanges of every phase."""
        return tuple(row for row in self.exchanges if is_everywhere(row, self.pathway))

    @cached_property
    def _pairs(self) -> dict[Iri, dict[Pair, tuple[Exchange, ...]]]:
        found: dict[Iri, dict[Pair, tuple[Exchange, ...]]] = {phase.iri: {} for phase in self.pathway.phases}
        for exchange in self.exchanges:
            if not is_everywhere(exchange, self.pathway):
                for phase in found.keys() & set(exchange.phase):
                    for pair in self.pairs_of(exchange):
                        found[phase][pair] = (*found[phase].get(pair, ()), exchange)
        return found

    def pairs_of(self, exchange: Exchange) -> list[Pair]:
        """The ordered pairs of levels that an exchange goes between, in the order of the levels."""
        senders, receivers = self._levels(exchange.sender), self._levels(exchange.receiver)
        return [(one, other) for one in senders for other in receivers]

    def _levels(self, roles: Iterable[Iri]) -> list[Iri]:
        found = {self._at.get(role) for role in roles}
        return [level.iri for level in self.pathway.levels if level.iri in found]

    @cached_property
    def _at(self) -> dict[Iri, Iri]:
        return {role.iri: role.at_level for role in self.pathway.roles}

    def between(self, phase: Iri) -> Iterator[tuple[Pair, tuple[Exchange, ...]]]:
        """What goes between levels in a phase, by level from and level to in their order; within a level too."""
        levels = [level.iri for level in self.pathway.levels]
        for pair in ((one, other) for one in levels for other in levels):
            if pair in self._pairs[phase]:
                yield pair, self._pairs[phase][pair]

    def count(self, phase: Iri, pair: Pair) -> int:
        """How many exchanges go from one level to another in a phase."""
        return len(self._pairs[phase].get(pair, ()))

    def at(self, level: Iri, phase: Iri) -> tuple[Exchange, ...]:
        """The exchanges that a level sends or receives in a phase, each once."""
        found = (row for pair, rows in self._pairs[phase].items() if level in pair for row in rows)
        return tuple({row.iri: row for row in found}.values())

    def side(self, exchange: Exchange, level: Iri) -> str:
        """`sends`, `receives` or `both`."""
        sends, receives = level in self._levels(exchange.sender), level in self._levels(exchange.receiver)
        return {(True, True): "both", (True, False): "sends"}.get((sends, receives), "receives")

    def is_alone(self, level: Iri) -> bool:
        """Whether a level has one role only, so that nothing can go between two within it."""
        return sum(role.at_level == level for role in self.pathway.roles) <= 1

    def recurring(self) -> tuple[Exchange, ...]:
        """The exchanges in more than half of the phases, but not in all."""
        phases = [phase.iri for phase in self.pathway.phases]
        rows = (row for row in self.exchanges if not is_everywhere(row, self.pathway))
        return tuple(row for row in rows if sum(phase in row.phase for phase in phases) * 2 > len(phases))
