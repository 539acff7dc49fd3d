"""Hearings over change sets: opened, answered change by change, replied to and closed; late answers kept and marked."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from registry.domain import Iri, Value
from registry.domain.activity import Activity, ActivityKind
from registry.domain.change_set import ChangeSet
from registry.domain.hearing import Answer, Hearing, Reply, Rule, Stance
from registry.domain.party import Caller, Party, Role
from registry.errors import Conflict, Forbidden, InvalidInput, Stale
from registry.namespaces import BASE
from registry.rdf import curation
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.conditions import HEARING, read_hearing
from registry.services.ledger import Ledger
from registry.store.protocol import Change, Store

_ANSWERING = (Role.REVIEWER, Role.APPROVER, Role.EDITOR)
_LEADING = (Role.REVIEWER, Role.APPROVER)
_REPLYING = (Role.EDITOR, Role.REVIEWER)
_ATTEMPTS = 50
_LONGEST = 20_000


def _now() -> datetime:
    return datetime.now(UTC)


class Row(Value):
    """One line of the table of answers: what one organisation answered on one change, and the reply to it.

    An invited organisation that has not answered has a line without a stance. `counts` is false for an answer that
    came late, or that a newer one took the place of.
    """

    organization: Iri
    number: int
    stance: Stance | None = None
    text: str = ""
    at: datetime | None = None
    late: bool = False
    counts: bool = False
    reply: str = ""


class Table(Value):
    """All answers of a hearing, by change and organisation, and which changes are agreed."""

    hearing: Hearing
    rows: tuple[Row, ...]
    agreed: tuple[int, ...]
    disputed: tuple[int, ...]


class Hearings:
    """The hearings of one working store."""

    def __init__(self, store: Store, ledger: Ledger, sets: ChangeSets, *, clock: Callable[[], datetime] = _now) -> None:
        self._store = store
        self._ledger = ledger
        self._sets = sets
        self._clock = clock

    def get(self, iri: Iri) -> Hearing:
        """A hearing as it is now; NotFound."""
        return read_hearing(self._store, iri)

    def open(
        self,
        change_set: Iri,
        invited: Sequence[Iri],
        deadline: datetime,
        reason: str,
        caller: Caller,
        *,
        rule: Rule | None = None,
        expected: int | None = None,
    ) -> Hearing:
        """Put a change set in review to hearing. `rule` is the hearing's own, else nobody who answers disagrees."""
        before, at = self._sets.get(change_set), self._clock()
        if expected is not None and before.generation != expected:
            raise _moved(change_set, before.generation, expected)
        if deadline.tzinfo is None or deadline <= at:
            rule_ = "a time to come, with its zone"
            raise InvalidInput("The deadline cannot be kept.", field="deadline", value=str(deadline), rule=rule_)
        if not invited:
            raise InvalidInput("Nobody is invited.", field="invited", rule="at least one organisation")
        made = Hearing(
            iri=f"{BASE}hearing/{uuid4().hex}",
            change_set=change_set,
            opened=at,
            deadline=deadline,
            invited=tuple(dict.fromkeys(invited)),
            rule=rule or Rule(),
        )
        write = Change(made.iri, (), curation.kept(made.iri, HEARING, made), 0)
        self._sets.into_hearing(before, made.iri, reason, caller, write)
        return self.get(made.iri)

    def answer(self, iri: Iri, number: int, stance: Stance, text: str, caller: Caller) -> Hearing:
        """An organisation's answer on one change, or with number 0 on all. Whoever is invited answers, once or anew.

        After the deadline, or after the hearing was closed, it is kept and marked as late.
        """

        def change(hearing: Hearing) -> tuple[Hearing, Activity]:
            by = self._invited(hearing, caller)
            self._check(hearing, number, stance, text)
            at = self._clock()
            late = at > hearing.deadline or hearing.closed is not None
            answer = Answer(number=number, stance=stance, text=text, by=by, at=at, late=late)
            made = hearing.model_copy(update={"answers": (*hearing.answers, answer)})
            return made, self._activity(ActivityKind.HEARING_ANSWER, made, by, at, said=answer)

        return self._changed(iri, change)

    def _check(self, hearing: Hearing, number: int, stance: Stance, text: str) -> None:
        known = {each.number for each in self._sets.get(hearing.change_set).operations}
        if number and number not in known:
            rule = "the number of a change, or 0 for all of them"
            raise InvalidInput(f"There is no change {number}.", field="number", value=str(number), rule=rule)
        if stance is not Stance.AGREE and not text.strip():
            rule = "whoever does not simply agree says why"
            raise InvalidInput("The text is empty.", field="text", value=text, rule=rule)
        _check_length(text)

    def reply(self, iri: Iri, number: int, organization: Iri, text: str, caller: Caller) -> Hearing:
        """The editor's reply to an organisation's remark on one change; a newer one takes the place of an older."""

        def change(hearing: Hearing) -> tuple[Hearing, Activity]:
            by = self._of_the_set(hearing, caller, _REPLYING, "reply in a hearing")
            asked = {(each.number, each.by.organization) for each in hearing.answers}
            if (number, organization) not in asked:
                rule = "a reply is to an answer that was given"
                message = f"{organization} has answered nothing on {number}."
                raise InvalidInput(message, field="organization", value=organization, rule=rule)
            if not text.strip():
                raise InvalidInput("The reply is empty.", field="text", value=text, rule="a reply has a text")
            _check_length(text)
            at = self._clock()
            reply = Reply(number=number, organization=organization, text=text, by=by, at=at)
            made = hearing.model_copy(update={"replies": (*hearing.replies, reply)})
            return made, self._activity(ActivityKind.HEARING_REPLY, made, by, at, said=reply)

        return self._changed(iri, change)

    def close(self, iri: Iri, reason: str, caller: Caller) -> Hearing:
        """End a hearing: after its deadline, or before it where everybody who was invited has answered."""

        def change(hearing: Hearing) -> tuple[Hearing, Activity]:
            by, at = self._of_the_set(hearing, caller, _LEADING, "close a hearing"), self._clock()
            if hearing.closed is not None:
                raise Conflict("The hearing has been closed.", field="hearing", value=iri, rule="it is closed once")
            waiting = set(hearing.invited) - {each.by.organization for each in hearing.answers}
            if at <= hearing.deadline and waiting:
                rule = "after the deadline, or when everybody has answered"
                message = f"{len(waiting)} organisations can answer until {hearing.deadline.isoformat()}."
                raise Forbidden(message, field="hearing", value=iri, rule=rule)
            made = hearing.model_copy(update={"closed": at})
            return made, self._activity(ActivityKind.HEARING_CLOSED, made, by, at, why=reason)

        return self._changed(iri, change)

    def table(self, iri: Iri) -> Table:
        """The table of answers, by change, and within a change by organisation in the order of invitation."""
        hearing = self.get(iri)
        change_set = self._sets.get(hearing.change_set)
        numbers = [each.number for each in change_set.operations]
        agreed = tuple(number for number in numbers if hearing.agrees(number))
        disputed = tuple(number for number in numbers if number not in agreed)
        return Table(hearing=hearing, rows=tuple(_rows(hearing, change_set)), agreed=agreed, disputed=disputed)

    # -- what all writing shares ---------------------------------------------------------------------------------

    def _changed(self, iri: Iri, change: Callable[[Hearing], tuple[Hearing, Activity]]) -> Hearing:
        """Write a change; answers of several organisations at one time go in one after the other."""
        for _ in range(_ATTEMPTS):
            hearing = self.get(iri)
            made, activity = change(hearing)
            old, new = (set(curation.kept(iri, HEARING, each)) for each in (_plain(hearing), _plain(made)))
            write = Change(iri, tuple(old - new), tuple(new - old), hearing.generation)
            try:
                self._ledger.write(activity, write)
            except Conflict:
                continue
            return self.get(iri)
        raise Conflict("The hearing is changed by others all the time.", field="hearing", value=iri, rule="try again")

    def _invited(self, hearing: Hearing, caller: Caller) -> Party:
        for role in _ANSWERING:
            party = caller.acting(role)
            if party is not None and party.organization in hearing.invited:
                return party
        rule = "an organisation that is invited, in one of the roles " + ", ".join(_ANSWERING)
        raise Forbidden("Your organisation is not invited.", field="organization", value=caller.organization, rule=rule)

    def _of_the_set(self, hearing: Hearing, caller: Caller, roles: Sequence[Role], what: str) -> Party:
        objects = self._sets.get(hearing.change_set).objects
        for role in roles:
            party = caller.acting(role, objects)
            if party is not None:
                return party
        raise Forbidden(f"To {what} takes one of: {', '.join(roles)}.", field="role", rule="the workflow")

    def _activity(
        self,
        kind: ActivityKind,
        hearing: Hearing,
        by: Party,
        at: datetime,
        *,
        said: Answer | Reply | None = None,
        why: str = "",
    ) -> Activity:
        detail = said.model_dump(mode="json", exclude={"by", "at"}) if said else {}
        return Activity(
            kind=kind,
            at=at,
            agent=by,
            objects=self._sets.get(hearing.change_set).objects,
            change_set=hearing.change_set,
            reason=why,
            used=(hearing.iri,),
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        )


def _plain(hearing: Hearing) -> Hearing:
    return hearing.model_copy(update={"generation": 0})


def _check_length(text: str) -> None:
    if len(text) > _LONGEST:
        rule = f"at most {_LONGEST} characters"
        raise InvalidInput("The text is too long.", field="text", value=text[:40] + "…", rule=rule)


def _moved(iri: Iri, found: int, expected: int) -> Stale:
    message = f"{iri} has changed since you read it: it is at {found}, you build on {expected}."
    return Stale(iri, "If-Match", expected, found, message)


def _rows(hearing: Hearing, change_set: ChangeSet) -> list[Row]:
    replies = {(each.number, each.organization): each.text for each in sorted(hearing.replies, key=lambda r: r.at)}
    asked = list(dict.fromkeys((*hearing.invited, *(each.by.organization for each in hearing.answers))))
    found = []
    for number in (0, *(each.number for each in change_set.operations)):
        for organization in asked:
            mine = [a for a in hearing.answers if a.number == number and a.by.organization == organization]
            for answer in mine:
                counting = hearing.counted(number).get(organization) == answer
                found.append(_row(answer, counting, replies.get((number, organization), "")))
            if number and not mine:
                found.append(Row(organization=organization, number=number))
    return found


def _row(answer: Answer, counts: bool, reply: str) -> Row:
    return Row(
        organization=answer.by.organization,
        number=answer.number,
        stance=answer.stance,
        text=answer.text,
        at=answer.at,
        late=answer.late,
        counts=counts,
        reply=reply,
    )
