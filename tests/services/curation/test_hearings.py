"""Hearings: who may answer, what counts, what is kept all the same, and when a change is agreed."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.change_set import State
from registry.domain.hearing import Rule, Stance
from registry.domain.operation import AddMember
from registry.domain.party import Role
from registry.errors import Conflict, Forbidden, InvalidInput
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.hearings import Hearings
from registry.services.ledger import Ledger
from tests.services.curation.registry_of_one import LIST, NORTH, SOUTH, caller, code, code_list, store_with

EDITOR = caller("1", Role.EDITOR)
LEADER = caller("2", Role.REVIEWER, Role.APPROVER)
IN_SOUTH = caller("3", Role.REVIEWER, organization=SOUTH)
IN_NORTH = caller("4", Role.REVIEWER)
STRANGER = caller("5", Role.REVIEWER, organization="https://omforent.no/organization/east")


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return store_with(code_list(code("1", "en")))


@pytest.fixture
def ledger(store):
    return Ledger(store)


@pytest.fixture
def sets(store, ledger, clock):
    return ChangeSets(store, ledger, clock=clock)


@pytest.fixture
def hearings(store, ledger, sets, clock):
    return Hearings(store, ledger, sets, clock=clock)


@pytest.fixture
def reviewed(sets):
    made = sets.open("To koder", "fordi", EDITOR)
    new = [AddMember(object=LIST, kind="code", value=code(each, each)) for each in ("2", "3")]
    sets.add(made.iri, new, EDITOR)
    return sets.transition(made.iri, State.REVIEW, "klar", EDITOR)


def opened(hearings, reviewed, clock, **given):
    return hearings.open(reviewed.iri, [NORTH, SOUTH], clock.now + timedelta(days=14), "spør", LEADER, **given)


def test_each_change_is_answered_by_each_organization_and_the_newest_answer_counts(hearings, reviewed, clock):
    iri = opened(hearings, reviewed, clock).iri
    hearings.answer(iri, 0, Stance.AGREE, "", IN_NORTH)
    hearings.answer(iri, 1, Stance.AGREE, "", IN_SOUTH)
    hearings.answer(iri, 2, Stance.DISAGREE, "Koden finnes fra før.", IN_SOUTH)
    table = hearings.table(iri)
    assert (table.agreed, table.disputed) == ((1,), (2,))
    hearings.reply(iri, 2, SOUTH, "Den er ikke lenger i bruk.", EDITOR)
    hearings.answer(iri, 2, Stance.AGREE_WITH_REMARK, "Da så.", IN_SOUTH)
    table = hearings.table(iri)
    assert table.disputed == ()
    rows = [row for row in table.rows if row.organization == SOUTH and row.number == 2]
    assert [(row.stance, row.counts, row.reply != "") for row in rows] == [
        (Stance.DISAGREE, False, True),
        (Stance.AGREE_WITH_REMARK, True, True),
    ]


def test_a_late_answer_is_kept_and_marked_and_does_not_count(hearings, reviewed, clock):
    iri = opened(hearings, reviewed, clock).iri
    hearings.answer(iri, 0, Stance.AGREE, "", IN_NORTH)
    clock.now += timedelta(days=15)
    hearings.close(iri, "fristen er ute", LEADER)
    hearings.answer(iri, 0, Stance.DISAGREE, "For sent.", IN_SOUTH)
    table = hearings.table(iri)
    assert table.agreed == (1, 2)
    assert [row.late for row in table.rows if row.stance is Stance.DISAGREE] == [True]


def test_a_set_is_approved_when_the_hearing_has_ended_in_agreement(hearings, sets, reviewed, clock):
    iri = opened(hearings, reviewed, clock, rule=Rule(quorum=2)).iri
    hearings.answer(iri, 0, Stance.AGREE, "", IN_NORTH)
    with pytest.raises(Forbidden, match="1 organisations can answer"):
        hearings.close(iri, "utålmodig", LEADER)
    with pytest.raises(Forbidden, match="not been closed"):
        sets.transition(reviewed.iri, State.APPROVED, "ja", LEADER)
    hearings.answer(iri, 0, Stance.DISAGREE, "Nei.", IN_SOUTH)
    hearings.close(iri, "alle har svart", LEADER)
    with pytest.raises(Forbidden, match="did not agree on 2 changes"):
        sets.transition(reviewed.iri, State.APPROVED, "ja", LEADER)
    again = sets.transition(reviewed.iri, State.EDITING, "vi må tenke", EDITOR)
    assert (again.hearing, again.past_hearings) == (None, (iri,))


@pytest.mark.parametrize(
    ("rule", "agreed"),
    [
        (Rule(), False),
        (Rule(share=0.5), True),
        (Rule(share=0.5, quorum=3), False),
        (Rule(share=0.5, veto=(SOUTH,)), False),
        (Rule(share=0.5, veto=(NORTH,)), True),
    ],
)
def test_what_is_agreed_is_decided_by_the_rule_of_the_hearing(hearings, reviewed, clock, rule, agreed):
    iri = opened(hearings, reviewed, clock, rule=rule).iri
    hearings.answer(iri, 0, Stance.AGREE, "", IN_NORTH)
    hearings.answer(iri, 0, Stance.COUNTER_PROPOSAL, "Heller 4.", IN_SOUTH)
    assert hearings.get(iri).agrees(1) is agreed


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ((0, Stance.AGREE, "", STRANGER), Forbidden),
        ((9, Stance.AGREE, "", IN_NORTH), InvalidInput),
        ((1, Stance.DISAGREE, " ", IN_NORTH), InvalidInput),
        ((1, Stance.AGREE, "x" * 20_001, IN_NORTH), InvalidInput),
    ],
)
def test_an_answer_that_cannot_be_taken_changes_nothing(hearings, reviewed, clock, given, fault):
    hearing = opened(hearings, reviewed, clock)
    with pytest.raises(fault):
        hearings.answer(hearing.iri, *given)
    assert hearings.get(hearing.iri) == hearing


def test_a_hearing_is_closed_once_and_has_a_deadline_to_come(hearings, reviewed, clock):
    with pytest.raises(InvalidInput):
        hearings.open(reviewed.iri, [NORTH], clock.now, "spør", LEADER)
    with pytest.raises(InvalidInput):
        hearings.open(reviewed.iri, [], clock.now + timedelta(days=1), "spør", LEADER)
    iri = opened(hearings, reviewed, clock).iri
    clock.now += timedelta(days=20)
    hearings.close(iri, "fristen er ute", LEADER)
    with pytest.raises(Conflict):
        hearings.close(iri, "igjen", LEADER)
    with pytest.raises(InvalidInput):
        hearings.reply(iri, 1, SOUTH, "Hva mener dere?", EDITOR)


def test_every_step_of_a_hearing_is_in_the_audit_log(hearings, reviewed, clock, ledger):
    iri = opened(hearings, reviewed, clock).iri
    hearings.answer(iri, 1, Stance.COUNTER_PROPOSAL, "Heller 4.", IN_SOUTH)
    hearings.reply(iri, 1, SOUTH, "Takk.", EDITOR)
    clock.now += timedelta(days=20)
    hearings.close(iri, "fristen er ute", LEADER)
    kinds = [entry.activity.kind.value for entry in ledger.replay()]
    assert kinds[-4:] == ["hearing-opened", "hearing-answer", "hearing-reply", "hearing-closed"]
    assert ledger.verify().sound
