"""The step of version that the changes of an object demand, and the refusal of a step that is smaller."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.domain import Iri
from registry.domain.change_set import ChangeSet, State
from registry.domain.difference import Compatibility, Difference
from registry.errors import InvalidInput
from registry.services.comparison import compare, grade, side_read
from registry.services.compatibility import Rulings
from registry.services.curation.change_sets import ChangeSets
from registry.services.differing import with_own
from registry.services.sentences import Speaker, nameless
from registry.services.versions import Step
from registry.terminology.protocol import VersionReader

#: How many changes are told where a step is refused.
_MOST_REASONS: Final = 3
_PAGE: Final = 500


@dataclass(frozen=True)
class Demand:
    """The smallest step that an object may move, and the changes that demand it."""

    step: Step
    reasons: tuple[Difference, ...]


def demand(before: VersionReader, after: VersionReader, rulings: Rulings, editorial: Mapping[Iri, str]) -> Demand:
    """What the changes between two versions demand: their gravest class, and a patch where that is none.

    Statements that differ without meaning anything else (their order, blanks) are a patch.
    """
    found = compare(side_read(before), side_read(after), rulings, editorial)
    gravest = grade(found)
    reasons = tuple(row for row in found if row.compatibility is gravest)
    return Demand(Step.PATCH if gravest is Compatibility.NONE else Step(gravest), reasons)


def taken(name: Iri, asked: Step | None, demanded: Demand, rulings: Rulings) -> Step:
    """The step asked for, else the one demanded; InvalidInput with the first reasons where too little is asked."""
    if asked is None or _rank(asked) >= _rank(demanded.step):
        return asked or demanded.step
    say = Speaker("en", rulings, with_own(demanded.reasons, nameless))
    told = [say.sentence(row) for row in demanded.reasons[:_MOST_REASONS]]
    more = len(demanded.reasons) - len(told)
    reasons = [f"{row.text} {row.reason}" for row in told] + ([f"And {more} more."] if more > 0 else [])
    message = f"{name} cannot move by {asked}: its changes demand {demanded.step}. {' '.join(reasons)}"
    raise InvalidInput(message, field="steps", value=asked, rule=f"at least {demanded.step}")


def _rank(step: Step) -> int:
    return Compatibility(step).rank


def declared(change_sets: ChangeSets, since: datetime | None) -> dict[Iri, str]:
    """The targets whose wording is declared to mean the same by every set merged since then that touched them."""
    found: dict[Iri, str] = {}
    spoilt: set[Iri] = set()
    for each in _merged(change_sets, since):
        told = dict(each.editorial)
        found |= told
        spoilt |= _touched(each) - told.keys()
    return {target: reason for target, reason in found.items() if target not in spoilt}


def _merged(change_sets: ChangeSets, since: datetime | None) -> Iterator[ChangeSet]:
    """The sets merged since then, read a page of the queue at a time: the latest come first."""
    for offset in range(0, change_sets.queue(state=State.MERGED, limit=0).total, _PAGE):
        for row in change_sets.queue(state=State.MERGED, offset=offset, limit=_PAGE).items:
            if since is not None and row.modified < since:
                return
            yield change_sets.get(row.iri)


def _touched(change_set: ChangeSet) -> set[Iri]:
    operations: Iterable[object] = (each.operation for each in change_set.operations)
    return {getattr(each, "target", "") for each in operations}
