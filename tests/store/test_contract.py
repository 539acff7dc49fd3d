"""What every implementation of `Store` promises."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.errors import Conflict, InvalidInput, SyntaxFault
from registry.store import (
    BlankNode,
    Change,
    Literal,
    NamedNode,
    Query,
    Remove,
    Replace,
    Store,
    Triple,
)
from registry.store.embedded import EmbeddedStore

SCHEME = "https://omforent.no/scheme/a/draft"
LIST = "https://omforent.no/code-list/b/draft"
LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
ALL = Query("all", "SELECT ?s ?p ?o { ?s ?p ?o }")


def label(name: str, text: str) -> Triple:
    return Triple(NamedNode(f"https://omforent.no/concept/{name}"), LABEL, Literal(text, language="nb"))


def held(store: Store, graph: str) -> set[Triple]:
    return set(store.triples(graph))


FEVER, PAIN, COUGH = label("1", "feber"), label("2", "smerte"), label("3", "hoste")


def test_an_empty_store_has_no_graphs_and_reads_as_empty(store: Store) -> None:
    assert store.graphs() == ()
    assert store.generation(SCHEME) == 0
    assert held(store, SCHEME) == set()
    assert store.select(ALL, SCHEME) == ()
    assert store.describe("https://omforent.no/concept/1", SCHEME) == ()


def test_a_replaced_graph_holds_exactly_what_was_given(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER, PAIN]))
    store.apply(Replace(SCHEME, iter([PAIN, COUGH])))
    assert held(store, SCHEME) == {PAIN, COUGH}


def test_a_graph_of_more_triples_than_go_through_the_log_is_replaced_as_well(store: Store) -> None:
    many = [label(str(number), "navn") for number in range(12_000)]
    store.apply(Replace(SCHEME, many))
    assert held(store, SCHEME) == set(many)
    store.apply(Replace(SCHEME, [FEVER]))
    assert held(store, SCHEME) == {FEVER}


def test_several_graphs_are_written_as_one(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER]), Replace(LIST, [PAIN]))
    generation = store.apply(Remove(LIST), Change(SCHEME, removed=(FEVER,), added=(COUGH,)))
    assert store.graphs() == (SCHEME,)
    assert held(store, SCHEME) == {COUGH}
    assert store.generation(SCHEME) == generation
    assert store.generation(LIST) == 0


def test_a_removed_graph_is_gone_and_comes_back_with_a_generation_never_seen(store: Store) -> None:
    first = store.apply(Replace(SCHEME, [FEVER]))
    store.apply(Remove(SCHEME))
    assert held(store, SCHEME) == set()
    assert store.apply(Replace(SCHEME, [FEVER])) > first


def test_removing_what_is_not_there_changes_nothing(store: Store) -> None:
    store.apply(Remove(LIST), Change(SCHEME, removed=(FEVER,)))
    assert store.graphs() == (SCHEME,)
    assert held(store, SCHEME) == set()


def test_in_one_change_removals_come_before_additions(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER]))
    store.apply(Change(SCHEME, removed=(FEVER,), added=(FEVER, PAIN)))
    assert held(store, SCHEME) == {FEVER, PAIN}


def test_what_changes_touched_is_known_until_the_graph_is_replaced(store: Store) -> None:
    first = store.apply(Replace(SCHEME, [FEVER]))
    assert store.changed(SCHEME, first) == frozenset()
    second = store.apply(Change(SCHEME, removed=(FEVER,), added=(PAIN,)))
    store.apply(Change(LIST, added=(FEVER,)))
    store.apply(Change(SCHEME, added=(COUGH,)))
    assert store.changed(SCHEME, second) == {COUGH.subject.value}
    assert store.changed(SCHEME, first) == {triple.subject.value for triple in (FEVER, PAIN, COUGH)}
    assert store.changed(SCHEME, 0) is None
    store.apply(Replace(SCHEME, [FEVER]))
    assert store.changed(SCHEME, second) is None


def test_an_emptied_graph_still_exists(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER]))
    store.apply(Change(SCHEME, removed=(FEVER,)))
    assert store.graphs() == (SCHEME,)


def test_a_graph_not_written_keeps_its_generation(store: Store) -> None:
    first = store.apply(Replace(SCHEME, [FEVER]))
    store.apply(Replace(LIST, [PAIN]))
    assert store.generation(SCHEME) == first


def test_a_write_on_a_stale_reading_is_a_conflict_and_changes_nothing(store: Store) -> None:
    read = store.apply(Replace(SCHEME, [FEVER]))
    store.apply(Change(SCHEME, added=(PAIN,)))
    with pytest.raises(Conflict) as raised:
        store.apply(Replace(LIST, [PAIN]), Change(SCHEME, added=(COUGH,), expected=read))
    assert raised.value.value == SCHEME
    assert held(store, SCHEME) == {FEVER, PAIN}
    assert store.graphs() == (SCHEME,)


def test_expecting_generation_zero_makes_a_graph_only_where_there_is_none(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER], expected=0))
    with pytest.raises(Conflict):
        store.apply(Replace(SCHEME, [PAIN], expected=0))
    assert held(store, SCHEME) == {FEVER}


@pytest.mark.parametrize("graph", ["", "draft", "https://omforent.no/a b"])
def test_a_graph_without_an_iri_is_refused_with_its_name(store: Store, graph: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        store.apply(Replace(LIST, [PAIN]), Replace(graph, [FEVER]))
    assert raised.value.value == graph
    assert store.graphs() == ()


def test_a_write_that_names_a_graph_twice_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput):
        store.apply(Replace(SCHEME, [FEVER]), Remove(SCHEME))
    assert store.graphs() == ()


@pytest.mark.parametrize("before_the_fault", [1, 12_000])
def test_a_source_that_fails_halfway_changes_nothing(store: Store, before_the_fault: int) -> None:
    def failing() -> Iterator[Triple]:
        for number in range(before_the_fault):
            yield label(str(number), "navn")
        raise SyntaxFault("unexpected end", path="a.ttl", line=3)

    store.apply(Replace(SCHEME, [FEVER]))
    with pytest.raises(SyntaxFault):
        store.apply(Replace(LIST, [PAIN]), Replace(SCHEME, failing()))
    assert store.graphs() == (SCHEME,)
    store.apply(Change(SCHEME, added=(COUGH,)))
    assert held(store, SCHEME) == {FEVER, COUGH}


def test_blank_nodes_keep_their_label_and_can_be_changed_by_it(store: Store) -> None:
    node = BlankNode("definition")
    text = Triple(node, LABEL, Literal("høy kroppstemperatur", language="nb"))
    better = Triple(node, LABEL, Literal("kroppstemperatur over 38 °C", language="nb"))
    store.apply(Replace(SCHEME, [Triple(FEVER.subject, LABEL, node), text]))
    store.apply(Change(SCHEME, removed=(text,), added=(better,)))
    assert held(store, SCHEME) == {Triple(FEVER.subject, LABEL, node), better}


def test_a_description_follows_blank_nodes_and_nothing_else(store: Store) -> None:
    outer, inner = BlankNode("outer"), BlankNode("inner")
    own = [Triple(FEVER.subject, LABEL, outer), Triple(outer, LABEL, inner), Triple(inner, LABEL, outer)]
    link = Triple(inner, LABEL, PAIN.subject)
    store.apply(Replace(SCHEME, [*own, link, PAIN]))
    assert set(store.describe(FEVER.subject.value, SCHEME)) == {*own, link}


def test_a_query_sees_the_one_graph_it_is_given(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER]), Replace(LIST, [PAIN]))
    elsewhere = Query("elsewhere", "SELECT ?s { GRAPH ?g { ?s ?p ?o } }")
    assert [row["o"].value for row in store.select(ALL, SCHEME)] == ["feber"]
    assert store.select(elsewhere, SCHEME) == ()


def test_parameters_are_bound_to_terms(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER, PAIN]))
    by_label = Query("by_label", "SELECT ?concept { ?concept $property $label }")
    rows = store.select(by_label, SCHEME, property=LABEL, label=Literal("smerte", language="nb"))
    assert [row["concept"] for row in rows] == [PAIN.subject]


def test_a_variable_that_is_not_bound_reads_as_none(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER]))
    query = Query("maybe", "SELECT ?s ?note { ?s ?p ?o OPTIONAL { ?s <urn:note> ?note } }")
    assert [row["note"] for row in store.select(query, SCHEME)] == [None]


def test_ask_and_construct_answer(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER]))
    ask = Query("exists", "ASK { $concept ?p ?o }")
    assert store.ask(ask, SCHEME, concept=FEVER.subject)
    assert not store.ask(ask, SCHEME, concept=PAIN.subject)
    assert store.construct(Query("copy", "CONSTRUCT WHERE { ?s ?p ?o }"), SCHEME) == (FEVER,)


def test_a_query_of_another_form_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput):
        store.ask(ALL, SCHEME)
    with pytest.raises(InvalidInput):
        store.construct(ALL, SCHEME)
    with pytest.raises(InvalidInput):
        store.select(Query("exists", "ASK {}"), SCHEME)


def test_a_fault_of_syntax_is_named_with_line_and_column(store: Store) -> None:
    with pytest.raises(SyntaxFault) as raised:
        store.select(Query("wrong", "SELECT ?s\n{ ?s }"), SCHEME)
    assert (raised.value.line, raised.value.column) == (2, 7)


@pytest.mark.parametrize(
    "literal",
    [
        Literal("001"),
        Literal("  æøå\n\t\"'\\ ", language="nb"),
        Literal("buorre", language="se"),
        Literal("42"),
        Literal("2024-02-29", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        Literal("x", datatype=NamedNode("urn:type")),
    ],
)
def test_texts_codes_and_dates_come_back_to_the_letter(store: Store, literal: Literal) -> None:
    triple = Triple(FEVER.subject, LABEL, literal)
    store.apply(Replace(SCHEME, [triple]), Change(LIST, added=(triple,)))
    assert held(store, SCHEME) == held(store, LIST) == {triple}


def test_triples_are_those_of_the_moment_they_were_asked_for(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER, PAIN]))
    reading = store.triples(SCHEME)
    store.apply(Replace(SCHEME, [COUGH]))
    assert set(reading) == {FEVER, PAIN}


def test_triples_read_on_in_another_thread_are_an_error_and_not_the_end_of_the_process(store: Store) -> None:
    store.apply(Replace(SCHEME, [FEVER]))
    reading, faults = store.triples(SCHEME), list[str]()

    def read_on() -> None:
        try:
            next(reading)
        except RuntimeError as error:
            faults.append(str(error))

    thread = threading.Thread(target=read_on)
    thread.start()
    thread.join()
    assert faults == ["the triples of a graph are read in the thread that asked for them"]


def test_compare_and_swap_from_many_threads_loses_nothing(store: Store) -> None:
    def add(name: str) -> None:
        while True:
            read = store.generation(SCHEME)
            now = held(store, SCHEME)
            try:
                store.apply(Replace(SCHEME, [*now, label(name, "navn")], expected=read))
            except Conflict:
                continue
            return

    threads = [threading.Thread(target=add, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(store, SCHEME) == {label(str(number), "navn") for number in range(8)}


def test_readers_beside_a_writer_never_see_half_a_graph(store: Store) -> None:
    sizes, done = set[int](), threading.Event()
    store.apply(Replace(SCHEME, [label(str(number), "navn") for number in range(50)]))

    def read() -> None:
        while not done.is_set():
            sizes.add(len(held(store, SCHEME)))
            sizes.add(len(store.select(ALL, SCHEME)))

    thread = threading.Thread(target=read)
    thread.start()
    for turn in range(40):
        store.apply(Replace(SCHEME, [label(f"{turn}-{number}", "navn") for number in range(50)]))
    done.set()
    thread.join()
    assert sizes == {50}


def test_a_backup_holds_every_graph_and_can_be_opened(store: Store, tmp_path: Path) -> None:
    store.apply(Replace(SCHEME, [FEVER]), Replace(LIST, [PAIN]))
    store.backup(tmp_path / "copy")
    store.apply(Remove(SCHEME))
    copy = EmbeddedStore(tmp_path / "copy")
    assert held(copy, SCHEME) == {FEVER}
    assert held(copy, LIST) == {PAIN}
    copy.close()


def test_a_backup_never_writes_over_something(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(InvalidInput):
        store.backup(tmp_path / "copy")


@pytest.mark.parametrize("datatype", ["nonNegativeInteger", "positiveInteger", "byte", "unsignedLong"])
def test_a_whole_number_keeps_its_type(store: Store, datatype: str) -> None:
    value = Literal("7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#" + datatype))
    row = Triple(NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), value)
    other = Triple(row.subject, NamedNode("https://example.org/q"), value)
    store.apply(Replace("https://example.org/g", [row]))
    store.apply(Change("https://example.org/g", added=(other,)))
    assert set(store.triples("https://example.org/g")) == {row, other}
    assert set(store.describe("https://example.org/s", "https://example.org/g")) == {row, other}
    store.apply(Change("https://example.org/g", removed=(row,)))
    assert list(store.triples("https://example.org/g")) == [other]
