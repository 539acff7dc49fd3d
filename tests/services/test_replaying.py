"""The drafts are what the audit log says: done over again from it, they and the chain come out the same."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import CodeList
from registry.domain.change_set import State
from registry.domain.operation import (
    AddMember,
    AddValue,
    CreateObject,
    Deprecate,
    EditField,
    Inactivate,
    Move,
    Operation,
    RemoveMember,
    ReplaceMember,
)
from registry.domain.party import Role
from registry.domain.workflow import Condition
from registry.errors import NotFound, OmforentError
from registry.rdf.canonical import digest_of
from registry.services import drafts
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.workflow import read_workflow
from registry.services.ledger import Ledger
from registry.services.replaying import replay
from registry.store import Store
from registry.store.memory import MemoryStore
from registry.store.protocol import Replace
from tests.services.curation.registry_of_one import LIST, caller, code, nb, store_with

EDITOR, APPROVER = caller("1", Role.EDITOR), caller("2", Role.APPROVER)
NOTATIONS = st.sampled_from("12345")
DAYS = st.dates()


def iri(notation: str) -> str:
    return code(notation, "").iri


def renamed(notation: str, text: str, before: str) -> EditField:
    old, new = [{"text": before, "lang": "nb"}], [{"text": text, "lang": "nb"}]
    return EditField(object=LIST, target=iri(notation), field="pref_label", lang="nb", before=old, after=new)


TEXTS = st.sampled_from(["en", "én «ny»\n", "to\\", "Ⅲ"])
OPERATIONS = st.one_of(
    st.builds(lambda n, t: AddMember(object=LIST, kind="code", value=code(n, t)), NOTATIONS, TEXTS),
    st.builds(renamed, NOTATIONS, TEXTS, TEXTS),
    st.builds(lambda n: RemoveMember(object=LIST, target=iri(n)), NOTATIONS),
    st.builds(lambda n, d: Inactivate(object=LIST, target=iri(n), day=d), NOTATIONS, DAYS),
    st.builds(
        lambda n, m, d: ReplaceMember(object=LIST, target=iri(n), by=(iri(m),), day=d), NOTATIONS, NOTATIONS, DAYS
    ),
    st.builds(lambda n: Deprecate(object=LIST, target=iri(n)), NOTATIONS),
    st.builds(lambda n, m: Move(object=LIST, target=iri(n), after=(iri(m),)), NOTATIONS, NOTATIONS),
    st.builds(
        lambda t: AddValue(object=LIST, target=LIST, field="description", value={"text": t, "lang": "nb"}), TEXTS
    ),
)
CREATED = CreateObject(object=LIST, kind="code-list", value=CodeList(iri=LIST, identifier="1", title=nb("Liste")))
#: Without the data checks, which are another matter and slow.
WORKFLOW = read_workflow().model_copy(
    update={
        "transitions": tuple(
            row.model_copy(update={"conditions": tuple(set(row.conditions) - {Condition.NO_ERRORS})})
            for row in read_workflow().transitions
        )
    }
)
#: Of each set its operations, which of them is dropped again, and whether it is merged.
SETS = st.lists(st.tuples(st.lists(OPERATIONS, max_size=6), st.integers(0, 9), st.booleans()), max_size=4)


def edit(sets: ChangeSets, operations: list[Operation], dropped: int, merged: bool) -> None:
    """One change set: what can be done is added one by one, one may be dropped, and it goes as far as it gets."""
    change_set = sets.open("Endring", "fordi", EDITOR)
    for each in operations:
        with suppress(OmforentError):
            change_set = sets.add(change_set.iri, [each], EDITOR)
    with suppress(OmforentError):
        change_set = sets.drop(change_set.iri, dropped, EDITOR)
    steps = ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER)) if merged else ()
    with suppress(OmforentError):
        for state, who in steps:
            sets.transition(change_set.iri, state, "fordi", who)


def state(store: Store) -> dict[str, str]:
    return {each: digest_of(drafts.triples_of(store, each)) for each in drafts.iris(store)}


@given(SETS)
@settings(max_examples=60, deadline=None)
def test_the_log_leads_an_empty_store_to_the_same_drafts_and_the_same_chain(rows) -> None:
    store, empty = MemoryStore(), MemoryStore()
    sets = ChangeSets(store, Ledger(store), workflow=WORKFLOW)
    for operations, dropped, merged in [([CREATED], 0, True), *rows]:
        edit(sets, operations, dropped, merged)
    assert drafts.iris(store) == (LIST,)
    for row in sets.queue().items:
        assert sets.get(row.iri) == ChangeSets(store, Ledger(store)).get(row.iri)
    entries = list(Ledger(store).replay())
    replay(entries, empty)
    assert state(empty) == state(store)
    assert list(Ledger(empty).replay()) == entries
    assert Ledger(empty).verify().sound


def test_imports_are_given_again_and_discards_are_done_again() -> None:
    store, other = store_with(), store_with()
    parsed = drafts.read_file(b"code;display@nb\n1;En\n", "1.csv")
    drafts.put(store, parsed)
    entries = list(Ledger(store).replay())
    with pytest.raises(NotFound, match="Entry 1 is an import"):
        replay(entries, other)
    replay(entries, other, lambda _: [Replace(drafts.graph_of(parsed.iri), parsed.triples)])
    assert state(other) == state(store) != {}
    drafts.remove(store, parsed.iri)
    replay(Ledger(store).replay(after=1), other)
    assert drafts.iris(other) == ()
    assert list(Ledger(other).replay()) == list(Ledger(store).replay())
