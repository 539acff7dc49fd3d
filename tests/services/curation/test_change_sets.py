"""Change sets: isolated until merged, refused where stale, and never approved by those who wrote them."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.change_set import State
from registry.domain.hearing import Rule
from registry.domain.operation import AddMember, EditField, RemoveMember, ReplaceMember
from registry.domain.party import Role
from registry.domain.policy import Policy
from registry.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from registry.services import drafts
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.hearings import Hearings
from registry.services.curation.policies import decide
from registry.services.ledger import Ledger
from tests.services.curation.registry_of_one import LIST, NORTH, SOUTH, caller, code, code_list, store_with

ONE, TWO = code("1", "en"), code("2", "to")
EDITOR = caller("1", Role.EDITOR)
APPROVER = caller("2", Role.APPROVER)
LATER = datetime.now(UTC) + timedelta(days=1)
OUTSIDER = caller("3", Role.APPROVER, organization=SOUTH)


@pytest.fixture
def store():
    return store_with(code_list(ONE, TWO))


@pytest.fixture
def ledger(store):
    return Ledger(store)


@pytest.fixture
def sets(store, ledger):
    return ChangeSets(store, ledger)


@pytest.fixture
def hearings(store, ledger, sets):
    return Hearings(store, ledger, sets)


def renamed(text: str, before: str = "en") -> EditField:
    old, new = [{"text": before, "lang": "nb"}], [{"text": text, "lang": "nb"}]
    return EditField(object=LIST, target=ONE.iri, field="pref_label", lang="nb", before=old, after=new)


def opened(sets, *operations):
    found = sets.open("Endring", "fordi", EDITOR)
    return sets.add(found.iri, operations, EDITOR) if operations else found


def brought(sets, change_set, *steps):
    for state, who in steps:
        change_set = sets.transition(change_set.iri, state, "fordi", who)
    return change_set


def test_nothing_is_seen_in_the_draft_until_the_set_is_merged(sets, store):
    change_set = opened(sets, renamed("én"), AddMember(object=LIST, kind="code", value=code("3", "tre")))
    assert drafts.value_of(store, LIST) == code_list(ONE, TWO)
    assert [each.notation for each in sets.working(change_set.iri, LIST).codes] == ["1", "2", "3"]
    merged = brought(sets, change_set, (State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER))
    draft = drafts.value_of(store, LIST)
    assert merged.state is State.MERGED
    assert [(each.notation, each.pref_label[0].text) for each in draft.codes] == [
        ("1", "én"),
        ("2", "to"),
        ("3", "tre"),
    ]
    assert draft.modified == merged.modified.date()
    assert draft.codes[1] == TWO


def test_two_sets_that_edit_one_field_cannot_both_be_merged(sets):
    one, other = opened(sets, renamed("én")), opened(sets, renamed("ein"))
    brought(sets, one, (State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER))
    with pytest.raises(Stale) as fault:
        brought(sets, other, (State.REVIEW, EDITOR))
    assert fault.value.theirs == [{"text": "én", "lang": "nb"}]
    assert sets.get(other.iri).state is State.EDITING
    assert [each.number for each in sets.refused(other.iri)] == [1]


def test_an_operation_that_cannot_be_done_is_not_added(sets):
    change_set = opened(sets, renamed("én"))
    for bad in (renamed("ein"), ReplaceMember(object=LIST, target="x:none", by=(TWO.iri,), day="2026-01-01")):
        with pytest.raises((Stale, NotFound)):
            sets.add(change_set.iri, [AddMember(object=LIST, kind="code", value=code("9", "ni")), bad], EDITOR)
    assert sets.get(change_set.iri) == change_set


def test_a_set_that_has_changed_since_it_was_read_is_refused(sets):
    change_set = opened(sets)
    sets.add(change_set.iri, [renamed("én")], EDITOR, change_set.generation)
    with pytest.raises(Conflict):
        sets.transition(change_set.iri, State.WITHDRAWN, "nei", EDITOR, change_set.generation)


@pytest.mark.parametrize("author", [caller("1", *Role), caller("1", *Role, organization=SOUTH)])
def test_no_role_lets_an_author_approve(sets, author):
    change_set = brought(sets, opened(sets, renamed("én")), (State.REVIEW, EDITOR))
    with pytest.raises(Forbidden, match="had a hand in"):
        sets.transition(change_set.iri, State.APPROVED, "ja", author)


def test_who_dropped_an_operation_has_had_a_hand_in_it(sets):
    change_set = opened(sets, renamed("én"), AddMember(object=LIST, kind="code", value=code("3", "tre")))
    helper = caller("4", Role.EDITOR, Role.APPROVER)
    change_set = sets.drop(change_set.iri, 2, helper)
    brought(sets, change_set, (State.REVIEW, EDITOR))
    with pytest.raises(Forbidden):
        sets.transition(change_set.iri, State.APPROVED, "ja", helper)


def test_where_the_list_says_so_the_approver_is_of_another_organization(sets, store, ledger):
    administrator = caller("5", Role.ADMINISTRATOR)
    decide(store, ledger, Policy(object=LIST, other_organization=True), "alvorlig", administrator)
    change_set = brought(sets, opened(sets, renamed("én")), (State.REVIEW, EDITOR))
    with pytest.raises(Forbidden, match="another organisation"):
        sets.transition(change_set.iri, State.APPROVED, "ja", APPROVER)
    assert brought(sets, change_set, (State.APPROVED, OUTSIDER)).state is State.APPROVED


def test_where_the_list_says_so_nothing_is_approved_without_a_hearing(sets, store, ledger):
    policy = Policy(object=LIST, hearing=True, rule=Rule(quorum=2))
    decide(store, ledger, policy, "viktig", caller("5", Role.ADMINISTRATOR))
    change_set = brought(sets, opened(sets, renamed("én")), (State.REVIEW, EDITOR))
    with pytest.raises(Forbidden, match="hearing"):
        sets.transition(change_set.iri, State.APPROVED, "ja", APPROVER)
    with pytest.raises(Forbidden):
        decide(store, ledger, Policy(object=LIST), "nei", EDITOR)


def test_every_pair_of_states_and_role_is_as_the_table_says(sets, hearings):
    for before in State:
        for after in State:
            rows = sets.workflow.rows(before, after)
            for role in Role:
                allowed = any(role in row.roles for row in rows)
                change_set = in_state(sets, hearings, before)
                who = caller("7", role)
                try:
                    bring(sets, hearings, change_set, after, who)
                except Forbidden as fault:
                    by_condition = fault.rule in {each.value for row in rows for each in row.conditions}
                    assert not allowed or by_condition, (before, after, role, fault)
                else:
                    assert allowed, (before, after, role)


def in_state(sets, hearings, state: State):
    """A fresh set in a state."""
    ways = {
        State.PROPOSED: (),
        State.EDITING: (),
        State.REVIEW: ((State.REVIEW, EDITOR),),
        State.HEARING: ((State.REVIEW, EDITOR), (State.HEARING, APPROVER)),
        State.APPROVED: ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER)),
        State.MERGED: ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER)),
        State.REJECTED: ((State.REVIEW, EDITOR), (State.REJECTED, APPROVER)),
        State.WITHDRAWN: ((State.WITHDRAWN, EDITOR),),
    }
    if state is State.PROPOSED:
        return sets.open("Forslag", "fordi", EDITOR, proposed=True)
    number = len(sets.queue(limit=1000).items) + 100
    made = opened(sets, AddMember(object=LIST, kind="code", value=code(str(number), "ny")))
    for after, who in ways[state]:
        made = bring(sets, hearings, made, after, who)
    return made


def bring(sets, hearings, change_set, after: State, who):
    """To another state, by way of the hearing's own service where it is to hearing."""
    if after is State.HEARING:
        hearings.open(change_set.iri, [NORTH], LATER, "fordi", who)
        return sets.get(change_set.iri)
    return sets.transition(change_set.iri, after, "fordi", who)


def test_a_role_for_one_list_reaches_no_other(sets):
    change_set = opened(sets)
    elsewhere = caller("6", Role.EDITOR, scheme="https://omforent.no/code-list/2")
    with pytest.raises(Forbidden):
        sets.add(change_set.iri, [renamed("én")], elsewhere)


def test_the_queue_is_asked_by_state_object_organization_and_person(sets):
    first, second = opened(sets, renamed("én")), opened(sets)
    assert [row.iri for row in sets.queue().items] == [second.iri, first.iri]
    assert [row.iri for row in sets.queue(object=LIST).items] == [first.iri]
    assert sets.queue(state=State.MERGED).total == 0
    assert sets.queue(organization=NORTH).total == 2
    assert sets.queue(person=EDITOR.person).total == 1


@pytest.mark.parametrize(("title", "reason"), [("", "fordi"), ("Endring", "  ")])
def test_a_set_has_a_title_and_a_reason(sets, title, reason):
    with pytest.raises(InvalidInput):
        sets.open(title, reason, EDITOR)


def test_every_step_is_in_the_audit_log(sets, ledger):
    change_set = opened(sets, renamed("én"))
    brought(sets, change_set, (State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER))
    told = [(entry.activity.kind.value, entry.activity.agent.role.value) for entry in ledger.replay()]
    assert told == [
        ("change-set-opened", "editor"),
        ("operations-changed", "editor"),
        ("transition", "editor"),
        ("transition", "approver"),
        ("merge", "approver"),
    ]
    assert ledger.verify().sound


def test_what_an_operation_builds_on_is_done_before_it_and_nothing_else_counts(sets):
    change_set = opened(sets, renamed("én"), AddMember(object=LIST, kind="code", value=code("3", "tre")))
    target, by = code("3", "").iri, [{"text": "tre", "lang": "nb"}]
    three = EditField(object=LIST, target=target, field="pref_label", lang="nb", before=by, after=by)
    steps = [
        RemoveMember(object=LIST, target=TWO.iri),
        EditField(object=LIST, target=target, field="notation", before="3", after="2"),
        three,
    ]
    for each in steps:
        change_set = sets.add(change_set.iri, [each], EDITOR)
    for refused in (renamed("ein"), AddMember(object=LIST, kind="code", value=code("2", "igjen"))):
        with pytest.raises(Stale):
            sets.add(change_set.iri, [refused], EDITOR)
    assert [each.notation for each in sets.working(change_set.iri, LIST).codes] == ["1", "2"]
