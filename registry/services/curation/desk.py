"""Change sets as a person meets them on the command line: the queue, one set, its next state; here or elsewhere."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

from pydantic import JsonValue

from registry.domain import Iri, Value
from registry.domain.change_set import ChangeSet, State
from registry.domain.party import Caller
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.services.curation.change_sets import ChangeSets, Queue
from registry.store import control

_PREFIX: Final = f"{BASE}change-set/"
_SHORTEST: Final = 4
_PAGE: Final = 1_000


class QueueAsked(Value):
    """Which change sets are asked for; all that is given must hold."""

    state: State | None = None
    object: Iri | None = None
    organization: Iri | None = None
    person: str | None = None
    limit: int = 50


class Obstacle(Value):
    """An operation that cannot be done on the drafts as they are now, by its number, and why."""

    number: int
    message: str


class Shown(Value):
    """A change set, what in it cannot be done any longer, and the states that the caller's roles may bring it to."""

    change_set: ChangeSet
    obstacles: tuple[Obstacle, ...]
    permitted: tuple[State, ...]


class Step(Value):
    """The next state of a change set, and why. `name` is its IRI, its identifier, or the beginning of that."""

    name: str
    state: State
    reason: str
    expected: int | None = None
    token: str | None = None


class Desk(Protocol):
    """Change sets, and who brings them on: the bearer of a token, without one the operator of the data folder."""

    def queue(self, asked: QueueAsked) -> Queue:
        """The change sets that were asked for, the latest changed first."""
        ...

    def show(self, name: str, token: str | None = None) -> Shown:
        """One change set. NotFound; InvalidInput where a beginning is that of several."""
        ...

    def step(self, step: Step) -> ChangeSet:
        """Bring a change set to another state, as the workflow allows; see `ChangeSets.transition`."""
        ...


class LocalDesk:
    """The same of a store that this process has open; `caller` tells who a token, or the lack of one, is."""

    def __init__(self, sets: ChangeSets, caller: Callable[[str | None], Caller]) -> None:
        self._sets = sets
        self._caller = caller

    def queue(self, asked: QueueAsked) -> Queue:
        """The change sets that were asked for, the latest changed first."""
        return self._sets.queue(
            state=asked.state,
            object=asked.object,
            organization=asked.organization,
            person=asked.person,
            limit=asked.limit,
        )

    def show(self, name: str, token: str | None = None) -> Shown:
        """One change set."""
        found = self._sets.get(self._named(name))
        rows = self._sets.permitted(found.iri, self._caller(token))
        return Shown(
            change_set=found,
            obstacles=tuple(Obstacle(number=n.number, message=n.fault.message) for n in self._sets.refused(found.iri)),
            permitted=tuple(dict.fromkeys(row.after for row in rows)),
        )

    def step(self, step: Step) -> ChangeSet:
        """Bring a change set to another state, as the workflow allows."""
        name = self._named(step.name)
        return self._sets.transition(name, step.state, step.reason, self._caller(step.token), step.expected)

    def _named(self, name: str) -> Iri:
        """The change set of a name."""
        short = name.removeprefix(_PREFIX).removeprefix("change-set/")
        found = [each for each in self._all() if each.removeprefix(_PREFIX).startswith(short)]
        if len(short) < _SHORTEST or len(found) > 1:
            rule = "its IRI, its identifier, or as much of that as is its own, four characters at least"
            raise InvalidInput(f"{name!r} names no one change set.", field="change-set", value=name, rule=rule)
        if not found:
            raise NotFound(f"There is no change set {name}.", field="change-set", value=name)
        return found[0]

    def _all(self) -> list[Iri]:
        first = self._sets.queue(limit=_PAGE)
        rows = list(first.items)
        while len(rows) < first.total:
            more = self._sets.queue(offset=len(rows), limit=_PAGE).items
            if not more:
                break
            rows.extend(more)
        return [row.iri for row in rows]

    def handlers(self) -> Mapping[str, control.Handler]:
        """The calls by name, for other processes."""
        return {
            "desk_queue": lambda given, _: self.queue(QueueAsked.model_validate(given)).model_dump(mode="json"),
            "desk_show": lambda given, _: self._show_sent(given).model_dump(mode="json"),
            "desk_step": lambda given, _: self.step(Step.model_validate(given)).model_dump(mode="json"),
        }

    def _show_sent(self, given: Mapping[str, JsonValue]) -> Shown:
        token = given.get("token")
        return self.show(str(given["name"]), None if token is None else str(token))


class RemoteDesk:
    """The same of the process that has the data folder open."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def queue(self, asked: QueueAsked) -> Queue:
        """The change sets that were asked for, the latest changed first."""
        return Queue.model_validate(control.call(self._home, "desk_queue", asked.model_dump(mode="json")))

    def show(self, name: str, token: str | None = None) -> Shown:
        """One change set."""
        return Shown.model_validate(control.call(self._home, "desk_show", {"name": name, "token": token}))

    def step(self, step: Step) -> ChangeSet:
        """Bring a change set to another state, as the workflow allows."""
        return ChangeSet.model_validate(control.call(self._home, "desk_step", step.model_dump(mode="json")))
