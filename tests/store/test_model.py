"""Both stores against a plain model: any run of writes and re-openings leaves the same graphs in all three."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from registry.errors import Conflict
from registry.store import BlankNode, Change, Literal, NamedNode, Operation, Remove, Replace, Triple
from registry.store.embedded import EmbeddedStore
from registry.store.memory import MemoryStore

_subjects = st.sampled_from([NamedNode("urn:s1"), NamedNode("urn:s2"), BlankNode("b1"), BlankNode("b2")])
_objects = st.one_of(_subjects, st.sampled_from([Literal("1"), Literal("en", language="nb"), Literal(1)]))
_triples = st.lists(st.builds(Triple, _subjects, st.just(NamedNode("urn:p")), _objects), max_size=6).map(tuple)
_graphs = st.sampled_from(["urn:g1", "urn:g2", "urn:g3"])
_expected = st.sampled_from([None, None, None, 0, 1, 2])
_operations = st.lists(
    st.one_of(
        st.builds(Replace, _graphs, _triples, _expected),
        st.builds(Remove, _graphs, _expected),
        st.builds(Change, _graphs, _triples, _triples, _expected),
    ),
    max_size=3,
    unique_by=lambda operation: operation.graph,
)


class Stores(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.embedded, self.memory = EmbeddedStore(self.folder), MemoryStore()
        self.model: dict[str, tuple[int, frozenset[Triple]]] = {}
        self.last = 0

    @rule(operations=_operations)
    def write(self, operations: list[Operation]) -> None:
        stale = any(o.expected not in (None, self.model.get(o.graph, (0,))[0]) for o in operations)
        for store in (self.embedded, self.memory):
            if stale:
                with pytest.raises(Conflict):
                    store.apply(*operations)
            else:
                assert store.apply(*operations) == self.last + 1
        if not stale:
            self._model_write(operations)

    def _model_write(self, operations: list[Operation]) -> None:
        self.last += 1
        for operation in operations:
            _, before = self.model.pop(operation.graph, (0, frozenset()))
            if isinstance(operation, Replace):
                self.model[operation.graph] = (self.last, frozenset(operation.triples))
            elif isinstance(operation, Change):
                after = (before - set(operation.removed)) | set(operation.added)
                self.model[operation.graph] = (self.last, after)

    @rule()
    def reopen(self) -> None:
        self.embedded.close()
        self.embedded = EmbeddedStore(self.folder)

    @invariant()
    def all_hold_the_same(self) -> None:
        for store in (self.embedded, self.memory):
            assert store.graphs() == tuple(sorted(self.model))
            for graph in ("urn:g1", "urn:g2", "urn:g3"):
                generation, triples = self.model.get(graph, (0, frozenset()))
                assert (store.generation(graph), frozenset(store.triples(graph))) == (generation, triples)

    def teardown(self) -> None:
        self.embedded.close()
        shutil.rmtree(self.folder)


TestStores = Stores.TestCase
TestStores.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
