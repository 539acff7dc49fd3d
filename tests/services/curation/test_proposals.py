"""Proposals from anyone: a receipt, nothing public before somebody has looked, and a reason at the end."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.party import Role
from registry.domain.proposal import ProposalState
from registry.errors import Conflict, Forbidden, InvalidInput, NotFound, TooMany
from registry.rdf.prov import GRAPH
from registry.services.curation.proposals import Proposals, Rate, Sent
from registry.services.ledger import Ledger
from registry.services.people import People
from registry.store.memory import MemoryStore
from tests.services.curation.registry_of_one import NORTH, caller

EDITOR = caller("1", Role.EDITOR)
WANTED = Sent(
    text="Epikrise bør ha et ord for pasienter.", term="epikrise", name="Kari Nordmann", email="k@example.org"
)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def people(tmp_path):
    return People(tmp_path)


@pytest.fixture
def proposals(store, people):
    return Proposals(store, Ledger(store), people, NORTH)


def test_the_sender_follows_the_proposal_by_its_receipt(proposals):
    receipt = proposals.send(WANTED)
    assert proposals.status(receipt.iri, receipt.receipt).state is ProposalState.RECEIVED
    with pytest.raises(NotFound):
        proposals.status(receipt.iri, "gjettet")
    proposals.decide(receipt.iri, ProposalState.DECLINED, "Det finnes allerede.", EDITOR)
    found = proposals.status(receipt.iri, receipt.receipt)
    assert (found.state, found.reason) == (ProposalState.DECLINED, "Det finnes allerede.")


def test_nothing_is_public_before_it_is_let_through_and_never_who_sent_it(proposals):
    receipt = proposals.send(WANTED)
    assert proposals.public() == ((), 0)
    proposals.decide(receipt.iri, ProposalState.PUBLIC, "Greit.", EDITOR)
    (shown,), total = proposals.public()
    assert (shown.text, shown.sender, shown.receipt, total) == (WANTED.text, None, "", 1)


def test_what_is_removed_is_gone_with_its_sender(proposals, people, store):
    receipt = proposals.send(WANTED)
    sender = proposals.get(receipt.iri).sender
    proposals.decide(receipt.iri, ProposalState.REMOVED, "Personopplysninger.", EDITOR)
    assert people.get(sender).name is None
    assert proposals.public() == ((), 0)
    everything = "".join(str(triple) for graph in store.graphs() for triple in store.triples(graph))
    assert WANTED.text not in everything


def test_names_never_enter_the_store(proposals, store):
    proposals.send(WANTED)
    everything = "".join(str(triple) for graph in store.graphs() for triple in store.triples(graph))
    assert "Nordmann" not in everything
    assert "k@example" not in everything
    assert Ledger(store).verify().sound
    assert list(store.triples(GRAPH))


def test_an_identity_number_is_warned_about_and_not_repeated(proposals):
    receipt = proposals.send(Sent(text="Pasienten 018100 50019 fikk feil kode."))
    number = "national-identity-number"
    assert (number in receipt.warnings) is True
    assert "50019" not in str(receipt)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (Sent(text="  "), "text"),
        (Sent(text="x" * 5001), "text"),
        (Sent(text="a\x07b"), "text"),
        (Sent(text="a", lang="xx"), "lang"),
        (Sent(text="a", email="kari"), "email"),
        (Sent(text="a", term="x" * 201), "term"),
    ],
)
def test_what_cannot_be_taken_is_told_by_field(proposals, store, sent, field):
    with pytest.raises(InvalidInput) as fault:
        proposals.send(sent)
    assert fault.value.field == field
    assert store.graphs() == ()


def test_there_is_a_limit_to_how_many_come_in_an_hour(store, people):
    now = [datetime(2026, 11, 22, tzinfo=UTC)]
    rate = Rate(each=2, all_together=3, clock=lambda: now[0])
    proposals = Proposals(store, Ledger(store), people, NORTH, rate=rate)
    proposals.send(WANTED, "a")
    proposals.send(WANTED, "a")
    with pytest.raises(TooMany):
        proposals.send(WANTED, "a")
    proposals.send(WANTED, "b")
    with pytest.raises(TooMany):
        proposals.send(WANTED, "c")
    now[0] += timedelta(hours=1)
    proposals.send(WANTED, "c")


def test_who_may_decide_and_when(proposals):
    receipt = proposals.send(WANTED)
    for who in (caller("2", Role.PROPOSER), caller("3", Role.READER)):
        with pytest.raises(Forbidden):
            proposals.decide(receipt.iri, ProposalState.PUBLIC, "ja", who)
        with pytest.raises(Forbidden):
            proposals.waiting(who)
    with pytest.raises(InvalidInput):
        proposals.decide(receipt.iri, ProposalState.DECLINED, "", EDITOR)
    proposals.decide(receipt.iri, ProposalState.ACCEPTED, "inn i arbeidet", EDITOR, change_set="https://omforent.no/cs")
    with pytest.raises(Conflict):
        proposals.decide(receipt.iri, ProposalState.DECLINED, "nei", EDITOR)
