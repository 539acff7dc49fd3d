"""Change sets: opened, edited, brought from state to state, and merged into the drafts; each step in the audit log."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar
from uuid import uuid4

from pydantic import AwareDatetime, ValidationError

from registry.domain import Iri, RegisteredObject, Value
from registry.domain.activity import Activity, ActivityKind
from registry.domain.change_set import ChangeSet, Decision, SignedOperation, State
from registry.domain.difference import Difference
from registry.domain.operation import Operation
from registry.domain.party import Caller, Party
from registry.domain.workflow import Transition, Workflow
from registry.errors import Forbidden, InvalidInput, NotFound, Stale, Unavailable
from registry.namespaces import BASE
from registry.rdf import curation
from registry.services.comparison import compare, side_of
from registry.services.compatibility import Rulings, read_rulings
from registry.services.curation.conditions import Conditions
from registry.services.curation.merging import Refused, Worked, bearing_on, change_of, worked
from registry.services.curation.workflow import read_workflow
from registry.services.ledger import Ledger
from registry.store import Triple
from registry.store.protocol import Change, Store
from registry.store.protocol import Operation as Write

V = TypeVar("V", bound=Value)
_TYPE = "omf:ChangeSet"
_OPERATION, _DECISION = "omf:SignedOperation", "omf:Decision"
_MOST_OPERATIONS = 50_000
_MOST_KNOWN = 16  # change sets that are kept in memory as they were read
Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class Summary(Value):
    """A line of the queue."""

    iri: Iri
    title: str
    organization: Iri
    state: State
    created: AwareDatetime
    modified: AwareDatetime
    objects: tuple[Iri, ...] = ()
    authors: tuple[str, ...] = ()
    operations: int = 0


class Queue(Value):
    """Some of the change sets that were asked for, the latest changed first."""

    items: tuple[Summary, ...]
    total: int


class ChangeSets:
    """The change sets of one working store."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        *,
        workflow: Workflow | None = None,
        rulings: Rulings | None = None,
        clock: Clock = _now,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self.workflow = workflow or read_workflow()
        self.rulings = rulings or read_rulings()
        self._conditions = Conditions(store, self)
        self._known: dict[Iri, ChangeSet] = {}

    # -- reading -------------------------------------------------------------------------------------------------

    def get(self, iri: Iri) -> ChangeSet:
        """A change set as it is now; NotFound."""
        generation = self._store.generation(iri)
        known = self._known.get(iri)
        return known if known and known.generation == generation else self._keep(self._fresh(iri, generation))

    def _keep(self, change_set: ChangeSet) -> ChangeSet:
        """Keep some sets as they were read last: a generation is never used twice."""
        if len(self._known) >= _MOST_KNOWN:
            self._known = {}
        self._known[change_set.iri] = change_set
        return change_set

    def _fresh(self, iri: Iri, generation: int) -> ChangeSet:
        triples = tuple(self._store.triples(iri)) if generation else ()
        heads = dict(curation.contents(triples, _TYPE))
        if iri not in heads:
            raise NotFound(f"There is no change set {iri}.", field="change-set", value=iri)
        operations = sorted(
            _read(curation.contents(triples, _OPERATION), SignedOperation), key=lambda each: each.number
        )
        decisions = sorted(_read(curation.contents(triples, _DECISION), Decision), key=lambda each: each.at)
        head = ChangeSet.model_validate_json(heads[iri])
        update = {"operations": tuple(operations), "decisions": tuple(decisions), "generation": generation}
        return head.model_copy(update=update)

    def queue(
        self,
        *,
        state: State | None = None,
        object: Iri | None = None,  # noqa: A002  (the field's name)
        organization: Iri | None = None,
        person: str | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> Queue:
        """The change sets, the latest changed first; all that is given must hold."""
        rows = _read(curation.contents(self._store.triples(curation.QUEUE), _TYPE), Summary)
        found = [
            row
            for row in rows
            if state in (None, row.state)
            and organization in (None, row.organization)
            and (object is None or object in row.objects)
            and (person is None or person in row.authors)
        ]
        found.sort(key=lambda row: (row.modified, row.iri), reverse=True)
        return Queue(items=tuple(found[offset : offset + limit]), total=len(found))

    def worked(self, change_set: ChangeSet, *, whole: bool = False) -> tuple[Worked, ...]:
        """Each object's draft before and after the set's operations."""
        return tuple(worked(self._store, each, change_set.operations, whole=whole) for each in change_set.objects)

    def working(self, iri: Iri, name: Iri) -> RegisteredObject:
        """An object as it would be with the set merged; NotFound where neither draft nor set has it."""
        done = worked(self._store, name, self.get(iri).operations, whole=True)
        if done.after is None:
            raise NotFound(f"There is no {name}.", field="object", value=name)
        return done.after

    def refused(self, iri: Iri) -> tuple[Refused, ...]:
        """The operations that cannot be done on the drafts as they are now, each with the reason."""
        return tuple(each for done in self.worked(self.get(iri)) for each in done.refused)

    def differences(self, iri: Iri) -> tuple[Difference, ...]:
        """What the set changes in the drafts, graded; wording declared editorial is graded as such."""
        change_set = self.get(iri)
        editorial = dict(change_set.editorial)
        found: list[Difference] = []
        for done in self.worked(change_set):
            before = side_of(done.before) if done.before else None
            found.extend(compare(before, side_of(done.after) if done.after else None, self.rulings, editorial))
        return tuple(found)

    def permitted(self, iri: Iri, caller: Caller) -> tuple[Transition, ...]:
        """The transitions that the caller may make now, as far as roles say; conditions are told when it is tried."""
        change_set = self.get(iri)
        rows = (row for row in self.workflow.transitions if row.before is change_set.state)
        return tuple(row for row in rows if any(caller.acting(role, change_set.objects) for role in row.roles))

    # -- writing -------------------------------------------------------------------------------------------------

    def open(
        self, title: str, reason: str, caller: Caller, *, proposed: bool = False, proposal: Iri | None = None
    ) -> ChangeSet:
        """A new change set of the caller's organisation, in editing or, with `proposed`, as a proposal."""
        for name, text in (("title", title), ("reason", reason)):
            if not text.strip():
                rule = "a change set has a title and a reason"
                raise InvalidInput(f"The {name} is empty.", field=name, value=text, rule=rule)
        state, at = State.PROPOSED if proposed else State.EDITING, self._clock()
        by = self._party(self.workflow.rows(None, state), caller, (), f"open a change set as {state}")
        made = ChangeSet(
            iri=f"{BASE}change-set/{uuid4().hex}",
            title=title,
            reason=reason,
            organization=by.organization,
            state=state,
            created=at,
            modified=at,
            proposal=proposal,
            decisions=(Decision(before=None, after=state, by=by, at=at, reason=reason),),
        )
        self._write(None, made, self._activity(ActivityKind.CHANGE_SET_OPENED, by, made, reason))
        return self.get(made.iri)

    def add(self, iri: Iri, operations: Sequence[Operation], caller: Caller, expected: int | None = None) -> ChangeSet:
        """Operations more, at the end. Stale, InvalidInput or NotFound where one cannot be done: then none is added.

        Conflict where the set is not at generation `expected`.
        """
        before = self._at(iri, expected)
        objects = tuple({*before.objects, *(each.object for each in operations)})
        by = self._editor(before, caller, objects)
        numbers, at = count(max((each.number for each in before.operations), default=0) + 1), self._clock()
        new = tuple(SignedOperation(number=next(numbers), operation=each, author=by, at=at) for each in operations)
        if len(before.operations) + len(new) > _MOST_OPERATIONS:
            rule = f"at most {_MOST_OPERATIONS} operations"
            raise InvalidInput("The change set is full.", field="operations", value=str(len(new)), rule=rule)
        after = before.model_copy(
            update={"operations": (*before.operations, *new), "modified": at, **_with(before, by)}
        )
        self._refuse(before, new)
        self._write(before, after, self._activity(ActivityKind.OPERATIONS_CHANGED, by, after, "", added=new))
        return self.get(iri)

    def _refuse(self, before: ChangeSet, new: Sequence[SignedOperation]) -> None:
        """Raise what stands against a new operation; of those before it only what it may build on is done again."""
        considered, numbers = bearing_on(before.operations, new), {each.number for each in new}
        for name in sorted({each.operation.object for each in new}):
            for each in (row for row in worked(self._store, name, considered).refused if row.number in numbers):
                raise each.fault

    def drop(self, iri: Iri, number: int, caller: Caller, expected: int | None = None) -> ChangeSet:
        """An operation less, by its number; NotFound. Its number is not used again."""
        before = self._at(iri, expected)
        by = self._editor(before, caller, before.objects)
        gone = tuple(each for each in before.operations if each.number == number)
        if not gone:
            raise NotFound(f"{iri} has no operation {number}.", field="number", value=str(number))
        kept = tuple(each for each in before.operations if each.number != number)
        after = before.model_copy(update={"operations": kept, "modified": self._clock(), **_with(before, by)})
        self._write(before, after, self._activity(ActivityKind.OPERATIONS_CHANGED, by, after, "", dropped=gone))
        return self.get(iri)

    def declare_editorial(
        self, iri: Iri, target: Iri, reason: str, caller: Caller, expected: int | None = None
    ) -> ChangeSet:
        """Declare that the changed wording of `target` means the same as before; an empty reason takes it back."""
        before = self._at(iri, expected)
        by = self._editor(before, caller, before.objects)
        rows = {**dict(before.editorial), target: reason}
        kept = tuple(sorted((name, told) for name, told in rows.items() if told.strip()))
        after = before.model_copy(update={"editorial": kept, "modified": self._clock(), **_with(before, by)})
        told = f"{target}: {reason}"
        self._write(before, after, self._activity(ActivityKind.OPERATIONS_CHANGED, by, after, told))
        return self.get(iri)

    def transition(self, iri: Iri, after: State, reason: str, caller: Caller, expected: int | None = None) -> ChangeSet:
        """Bring a set to another state. Forbidden where the caller's roles or a condition do not allow it.

        To `merged` it changes the drafts, in the same write. Every transition has a reason. A hearing is opened by
        its own service.
        """
        if after is State.HEARING:
            rule = "a hearing has a deadline and those who are invited"
            raise InvalidInput("A set comes to hearing by opening one.", field="state", value=after, rule=rule)
        before = self._at(iri, expected)
        made, by = self._brought(before, after, reason, caller)
        merged = self._merge(made) if after is State.MERGED else ()
        kind = ActivityKind.MERGE if after is State.MERGED else ActivityKind.TRANSITION
        self._write(before, made, self._activity(kind, by, made, reason), merged)
        return self.get(iri)

    def into_hearing(self, change_set: ChangeSet, hearing: Iri, reason: str, caller: Caller, write: Write) -> ChangeSet:
        """Bring a set to hearing, together with the write by which the hearing comes to be."""
        made, by = self._brought(change_set, State.HEARING, reason, caller)
        made = made.model_copy(update={"hearing": hearing})
        self._write(change_set, made, self._activity(ActivityKind.HEARING_OPENED, by, made, reason), (write,))
        return self.get(change_set.iri)

    def _brought(self, before: ChangeSet, after: State, reason: str, caller: Caller) -> tuple[ChangeSet, Party]:
        """The set in its next state and who brings it there, if everything allows it."""
        rows = self.workflow.rows(before.state, after)
        if not rows:
            rule = ", ".join(row.after for row in self.workflow.transitions if row.before is before.state) or "none"
            message = f"A change set that is {before.state} cannot become {after}."
            raise Forbidden(message, field="state", value=after, rule=f"one of: {rule}")
        if not reason.strip():
            raise InvalidInput("The reason is empty.", field="reason", value=reason, rule="every decision has a reason")
        by = self._party(rows, caller, before.objects, f"bring a change set from {before.state} to {after}")
        self._conditions.hold(next(row for row in rows if by.role in row.roles), before, by)
        at = self._clock()
        decision = Decision(before=before.state, after=after, by=by, at=at, reason=reason)
        update: dict[str, object] = {"state": after, "modified": at, "decisions": (*before.decisions, decision)}
        if after is State.EDITING and before.hearing:
            update |= {"hearing": None, "past_hearings": (*before.past_hearings, before.hearing)}
        return before.model_copy(update=update), by

    def _merge(self, change_set: ChangeSet) -> tuple[Write, ...]:
        day = change_set.modified.date()
        return tuple(change_of(done, day) for done in self.worked(change_set))

    # -- what all writing shares ---------------------------------------------------------------------------------

    def _at(self, iri: Iri, expected: int | None) -> ChangeSet:
        found = self.get(iri)
        if expected is not None and found.generation != expected:
            message = f"{iri} has changed since you read it: it is at {found.generation}, you build on {expected}."
            raise Stale(iri, "If-Match", expected, found.generation, message)
        return found

    def _editor(self, change_set: ChangeSet, caller: Caller, objects: tuple[Iri, ...]) -> Party:
        roles = self.workflow.editors(change_set.state)
        if not roles:
            message = f"The operations of a change set that is {change_set.state} cannot be changed."
            raise Forbidden(message, field="state", value=change_set.state, rule="it is taken back to editing first")
        for role in roles:
            party = caller.acting(role, objects)
            if party:
                return party
        raise _no_role(caller, roles, f"edit a change set that is {change_set.state}")

    def _party(self, rows: Sequence[Transition], caller: Caller, objects: tuple[Iri, ...], what: str) -> Party:
        roles = tuple(dict.fromkeys(role for row in rows for role in row.roles))
        for role in roles:
            party = caller.acting(role, objects)
            if party:
                return party
        raise _no_role(caller, roles, what)

    def _activity(
        self,
        kind: ActivityKind,
        by: Party,
        change_set: ChangeSet,
        reason: str,
        *,
        added: Sequence[SignedOperation] = (),
        dropped: Sequence[SignedOperation] = (),
    ) -> Activity:
        detail: Mapping[str, object] = {
            "state": change_set.state,
            **({"added": [each.model_dump(mode="json") for each in added]} if added else {}),
            **({"dropped": [each.number for each in dropped]} if dropped else {}),
        }
        return Activity(
            kind=kind,
            at=change_set.modified,
            agent=by,
            objects=change_set.objects,
            change_set=change_set.iri,
            reason=reason,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        )

    def _write(
        self, before: ChangeSet | None, after: ChangeSet, activity: Activity, writes: Sequence[Write] = ()
    ) -> None:
        old, new = set(_statements(before, after) if before else ()), set(_statements(after, before))
        own = Change(after.iri, tuple(old - new), tuple(new - old), before.generation if before else 0)
        listed_before, listed = set(_listed(before) if before else ()), set(_listed(after))
        line = Change(curation.QUEUE, tuple(listed_before - listed), tuple(listed - listed_before))
        _, generation = self._ledger.enter(activity, own, line, *writes)
        self._keep(after.model_copy(update={"generation": generation}))


def _with(change_set: ChangeSet, by: Party) -> dict[str, tuple[Party, ...]]:
    """Who has had a hand in it, `by` among them: an operation that is dropped takes no author off the list."""
    return {"contributors": tuple(dict.fromkeys((*change_set.contributors, by)))}


def _no_role(caller: Caller, roles: Sequence[str], what: str) -> Forbidden:
    has = ", ".join(dict.fromkeys(grant.role for grant in caller.grants)) or "no role"
    return Forbidden(f"To {what} takes one of: {', '.join(roles)}.", field="role", value=has, rule="the workflow")


def _statements(change_set: ChangeSet, other: ChangeSet | None) -> Iterable[Triple]:
    """What the store says of a set, without the operations that `other` has too."""
    head = change_set.model_copy(update={"operations": (), "decisions": (), "generation": 0})
    yield from curation.kept(change_set.iri, _TYPE, head)
    same = {each.number: each for each in other.operations} if other else {}
    for each in change_set.operations:
        if same.get(each.number) is not each:
            yield from curation.kept(f"{change_set.iri}/operation/{each.number}", _OPERATION, each)
    for number, decision in enumerate(change_set.decisions, 1):
        yield from curation.kept(f"{change_set.iri}/decision/{number}", _DECISION, decision)


def _listed(change_set: ChangeSet) -> Iterable[Triple]:
    summary = Summary(
        iri=change_set.iri,
        title=change_set.title,
        organization=change_set.organization,
        state=change_set.state,
        created=change_set.created,
        modified=change_set.modified,
        objects=change_set.objects,
        authors=tuple(dict.fromkeys(each.person for each in change_set.authors)),
        operations=len(change_set.operations),
    )
    return curation.listed(change_set.iri, _TYPE, change_set.state, summary, change_set.objects)


def _read(rows: Iterable[tuple[Iri, str]], cls: type[V]) -> list[V]:
    found = []
    for name, content in rows:
        try:
            found.append(cls.model_validate_json(content))
        except ValidationError as fault:
            message = f"{name} cannot be read: {fault.errors()[0]['msg']}."
            raise Unavailable(message, field="change-set", value=name) from fault
    return found
