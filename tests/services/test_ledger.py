"""The audit log: entered with what it tells of, searched, and proved against one entry altered, removed or moved."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from registry.domain.activity import Activity, ActivityKind
from registry.domain.party import Party, Role
from registry.errors import Conflict
from registry.rdf import audit
from registry.rdf.prov import GRAPH
from registry.services.ledger import Asked, Ledger
from registry.store.memory import MemoryStore
from registry.store.protocol import Change, Replace

START = datetime(2026, 11, 22, 8, 0, 0, 120000, tzinfo=UTC)
OBJECTS = ("https://omforent.no/a", "https://omforent.no/b")
ORGANIZATIONS = ("https://omforent.no/organization/1", "https://omforent.no/organization/2")


def activity(number: int) -> Activity:
    agent = Party(person=f"person/{number % 3:032x}", organization=ORGANIZATIONS[number % 2], role=Role.EDITOR)
    kind = ActivityKind.IMPORT if number % 4 else ActivityKind.DISCARD
    at = START + timedelta(minutes=number)
    return Activity(kind=kind, at=at, agent=agent, objects=(OBJECTS[number % 2],), reason=f"Fordi «{number}»")


def filled(many: int = 12) -> tuple[MemoryStore, Ledger]:
    store = MemoryStore()
    ledger = Ledger(store)
    for number in range(many):
        ledger.write(activity(number))
    return store, ledger


def test_the_entry_and_what_it_tells_of_are_one_write():
    store, ledger = filled(1)
    triple = Triple(NamedNode("x:s"), NamedNode("x:p"), Literal("o"))
    ledger.write(activity(1), Replace("x:g", [triple], 0))
    with pytest.raises(Conflict):
        ledger.write(activity(2), Replace("x:g", [], 0))
    assert list(store.triples("x:g")) == [triple]
    assert ledger.verify().entries == 2
    assert ledger.verify().sound


@pytest.mark.parametrize("opened_again", [False, True])
def test_entries_are_found_by_person_organization_object_kind_and_period(opened_again):
    store, ledger = filled()
    ledger = Ledger(store) if opened_again else ledger
    asked = Asked(organization=ORGANIZATIONS[1], since=START + timedelta(minutes=3), until=START + timedelta(minutes=8))
    assert [entry.sequence - 1 for entry in ledger.find(asked).entries] == [7, 5, 3]
    assert ledger.find(Asked(kind=ActivityKind.DISCARD)).total == 3
    assert ledger.find(Asked(objects=OBJECTS)).total == 12
    assert ledger.find(Asked(person="person/none")).entries == ()


def test_pages_follow_each_other_without_gap_or_overlap():
    _, ledger = filled()
    seen, before = [], None
    while True:
        page = ledger.find(Asked(), before=before, limit=5)
        seen += [entry.sequence for entry in page.entries]
        before = page.before
        if before is None:
            break
    assert seen == list(range(12, 0, -1))


def test_published_statements_name_no_person():
    store, _ = filled(3)
    for triple in store.triples(GRAPH):
        if triple.predicate != NamedNode("https://omforent.no/def#entry"):
            assert "person" not in str(triple)


@given(
    victim=st.integers(1, 12), other=st.integers(1, 12), how=st.sampled_from(["altered", "removed", "swapped", "prov"])
)
def test_one_entry_altered_removed_or_moved_is_found(victim, other, how):
    store, ledger = filled()
    triples = set(store.triples(GRAPH))
    mine = [t for t in triples if t.subject == NamedNode(audit.entry_iri(victim))]
    entry = ledger.entry(victim)
    if how == "removed":
        changed = triples - set(mine)
    elif how == "prov":
        changed = triples - {next(t for t in mine if "comment" in t.predicate.value)}
    else:
        put = (
            ledger.entry(other)
            if how == "swapped"
            else entry.model_copy(update={"activity": entry.activity.model_copy(update={"reason": "noe annet"})})
        )
        put = put.model_copy(update={"sequence": victim})
        changed = (triples - set(audit.statements(entry))) | set(audit.statements(put))
    store.apply(Replace(GRAPH, list(changed)))
    assert ledger.verify().sound == (changed == triples)
    assert (changed != triples) or (how == "swapped" and victim == other)


def test_the_last_entry_cannot_be_taken_away_unseen():
    store, ledger = filled()
    gone = [t for t in store.triples(GRAPH) if t.subject == NamedNode(audit.entry_iri(12))]
    store.apply(Change(GRAPH, removed=tuple(gone)))
    assert ledger.verify().faults == ("the last entry should be https://omforent.no/activity/12",)
