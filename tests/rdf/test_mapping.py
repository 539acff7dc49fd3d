"""Domain values to triples and back: nothing is changed, added to what was said, or lost."""

from datetime import date
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from registry.domain import CodeList, CodeProperty, Concept, ConceptScheme, Kind, LangString, Statement
from registry.errors import InvalidInput
from registry.namespaces import PREFIXES
from registry.rdf.objects import TABLES, kind_of, read_object, recognise, write_object

IRIS = st.integers(0, 10**6).map(lambda n: f"https://example.no/æ/{n}")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LANGUAGES = st.sampled_from(["nb", "nn", "se", "en", "nb-no"])
LANG_STRINGS = st.builds(LangString, text=TEXTS, lang=LANGUAGES)
LITERAL_STATEMENTS = st.builds(
    lambda n, text: Statement("", f"<https://example.no/unknown/{n}>", f'"{text}"'),
    st.integers(0, 3),
    st.text("abcæøå ", max_size=4),
)


def _values(annotation: Any, name: str) -> st.SearchStrategy[Any]:
    """A strategy for a field, from its annotation: IRIs for `Iri`-typed fields, texts for the few plain strings."""
    if annotation is str and name not in PLAIN:
        return IRIS
    simple = {str: TEXTS, int: st.integers(0, 99), bool: st.booleans(), date: st.dates(), type(None): st.none()}
    simple |= {LangString: LANG_STRINGS, Statement: LITERAL_STATEMENTS}
    if annotation in simple:
        return simple[annotation]
    if get_origin(annotation) is tuple:
        return _tuples(get_args(annotation)[0], name)
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if get_args(annotation):
        return st.one_of(*(_values(part, name) for part in get_args(annotation)))
    return st.sampled_from(annotation) if issubclass(annotation, StrEnum) else _models(annotation)


PLAIN = {
    *("identifier", "notation", "agency", "version", "namespace", "oid", "issued", "publisher_name", "theme"),
    *("content_model", "global_elements", "enumeration"),
}


def _tuples(item: Any, name: str) -> st.SearchStrategy[tuple[Any, ...]]:
    unique_by = (lambda v: v.iri) if isinstance(item, type) and "iri" in getattr(item, "model_fields", {}) else repr
    return st.lists(_values(item, name), max_size=3, unique_by=unique_by).map(tuple)


def _models(cls: type[BaseModel]) -> st.SearchStrategy[Any]:
    if cls is CodeProperty:
        return st.nothing()
    fields = {name: _values(info.annotation, name) for name, info in cls.model_fields.items() if name != "iri"}
    if cls.__name__ == "Standard":
        fields["status"] = st.none() | TEXTS
    if cls.__name__ == "Code":
        fields["properties"] = st.just(())
    if "iri" in cls.model_fields:
        fields["iri"] = st.uuids().map(lambda uuid: f"https://example.no/thing/{uuid}")
    return st.builds(cls, **fields)


OBJECTS = {kind: _models(table.cls) for kind, table in TABLES.items()}


def normal(value: Any) -> Any:
    """A value with its tuples as sets of texts: RDF has no order among the values of a property."""
    if isinstance(value, BaseModel):
        return (type(value), [(name, normal(getattr(value, name))) for name in type(value).model_fields])
    if isinstance(value, tuple) and not isinstance(value, Statement):
        return sorted((normal(item) for item in value), key=repr)
    return value


def canonical(triples: list[Triple]) -> set[str]:
    """The triples with blank nodes named by their content."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def turtle(text: str) -> list[Triple]:
    prefixes = "".join(f"@prefix {name}: <{namespace}> . " for name, namespace in PREFIXES.items())
    document = f"{prefixes} @prefix ex: <https://example.no/> . {text}"
    return [Triple(q.subject, q.predicate, q.object) for q in parse(document.encode(), format=RdfFormat.TURTLE)]


@pytest.mark.parametrize("kind", list(TABLES))
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_every_kind_comes_back_as_it_was(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(OBJECTS[kind])
    back = read_object(write_object(value))
    assert normal(back) == normal(value)
    assert kind_of(back) is kind


@given(OBJECTS[Kind.CONCEPT_SCHEME])
@settings(max_examples=20, deadline=None)
def test_writing_is_deterministic_and_reading_settles(value: ConceptScheme) -> None:
    once = read_object(write_object(value))
    assert write_object(value) == write_object(value)
    assert read_object(write_object(once)) == once


SCHEME = "ex:s a skos:ConceptScheme . "
BLANKS = ["_:a", "_:b", "_:c"]
NAMES = ["ex:s", "ex:c1", "ex:c2", "ex:elsewhere"]
PREDICATES = [
    *("skos:prefLabel", "skos:broader", "euvoc:xlDefinition", "rdf:value", "dct:created", "dct:audience", "rdf:type"),
    *("skosno:hasGenericConceptRelation", "skosno:hasGenericConcept", "adms:identifier", "skos:notation", "ex:odd"),
    *("skos:memberList", "rdf:first", "rdf:rest", "skos:member", "dct:source", "modelldcatno:hasProperty"),
    *("modelldcatno:containsModelElement", "omf:codeProperty", "skos:inScheme", "dct:identifier", "dct:title"),
]
OBJECT_TERMS = [
    *(
        '"x"',
        '"x"@nb',
        '"y"@nn',
        '"1"^^xsd:integer',
        '"2020-01-01"^^xsd:date',
        '"20200101"^^xsd:date',
        '"yes"^^xsd:date',
    ),
    *(
        '"1"^^xsd:boolean',
        "rdf:nil",
        "skos:Concept",
        "euvoc:XlNote",
        "skosno:GenericConceptRelation",
        "adms:Identifier",
    ),
    *("skos:Collection", "skos:OrderedCollection", "modelldcatno:ObjectType", "modelldcatno:Attribute", "rdf:Property"),
    *NAMES,
    *BLANKS,
]
KNOWN_TYPES = ["skos:ConceptScheme", "modelldcatno:CodeList", "modelldcatno:InformationModel", "omf:Register"]
STATEMENTS = st.tuples(st.sampled_from(NAMES + BLANKS), st.sampled_from(PREDICATES), st.sampled_from(OBJECT_TERMS)).map(
    " ".join
)


def keeps_everything(text: str) -> list[Triple]:
    """Read and write `text`; assert that every triple is still there, blank nodes and all."""
    given_triples = turtle(text)
    written = write_object(read_object(given_triples))
    known = {triple for triple in written if not _mentions_blank(triple)}
    assert {triple for triple in given_triples if not _mentions_blank(triple)} <= known
    assert _blank_part(given_triples) <= _blank_part(written)
    again = write_object(read_object(written))
    assert canonical(again) == canonical(written)
    return written


def _mentions_blank(triple: Triple) -> bool:
    return "_:" in str(triple.subject)[:2] + str(triple.object)[:2]


def _blank_part(triples: list[Triple]) -> set[str]:
    return canonical([triple for triple in triples if _mentions_blank(triple)])


@given(st.sampled_from(KNOWN_TYPES), st.lists(STATEMENTS, max_size=25))
@settings(max_examples=600, deadline=None)
def test_no_statement_is_lost_however_odd(kind: str, statements: list[str]) -> None:
    keeps_everything(f"ex:s a {kind} . " + "".join(f"{statement} . " for statement in statements))


def test_a_blank_node_that_two_concepts_share_stays_shared() -> None:
    written = keeps_everything(
        SCHEME + "ex:c1 a skos:Concept ; euvoc:xlDefinition _:d . ex:c2 a skos:Concept ; ex:odd _:d . "
        '_:d a euvoc:XlNote ; rdf:value "d"@nb .'
    )
    assert len({triple.object for triple in written if "_:" in str(triple.object)[:2]}) == 1


def test_an_element_that_contains_itself_is_read_once() -> None:
    keeps_everything(
        "ex:m a modelldcatno:InformationModel ; modelldcatno:containsModelElement ex:e . "
        'ex:e a modelldcatno:ObjectType, modelldcatno:Attribute ; dct:identifier "E" ; modelldcatno:hasProperty ex:e .'
    )


@pytest.mark.parametrize("written", ['"1"^^xsd:boolean', '"0"^^xsd:boolean', '"maybe"^^xsd:boolean'])
def test_booleans_are_read_by_value_and_others_kept(written: str) -> None:
    value = read_object(turtle(f"ex:l a modelldcatno:CodeList ; omf:bundled {written} ."))
    assert isinstance(value, CodeList)
    assert value.bundled is ('"0"' not in written)
    assert len(value.extra) == ("maybe" in written)


@pytest.mark.parametrize("written", ['"20200101"', '"2020-W01-1"', '"2020-01-01Z"', '"2020-02-30"'])
def test_a_date_in_another_form_is_kept_to_the_letter(written: str) -> None:
    value = read_object(turtle(f"ex:s a skos:ConceptScheme ; dct:created {written}^^xsd:date ."))
    assert value.created is None
    assert [row.object for row in value.extra] == [f"{written}^^<{PREFIXES['xsd']}date>"]


def test_a_second_value_where_one_is_allowed_is_kept() -> None:
    value = read_object(turtle('ex:s a skos:ConceptScheme ; dct:identifier "b", "a" .'))
    assert (value.identifier, [row.object for row in value.extra]) == ("a", ['"b"'])


def test_an_ordered_collection_keeps_its_order() -> None:
    text = (
        SCHEME + 'ex:o a skos:OrderedCollection ; skos:prefLabel "rekkefølge"@nb ; skos:memberList (ex:z ex:a ex:z) .'
    )
    value = read_object(turtle(text))
    assert isinstance(value, ConceptScheme)
    (collection,) = value.collections
    assert (collection.ordered, [member[-1] for member in collection.member]) == (True, ["z", "a", "z"])
    keeps_everything(text)


def test_a_list_that_lacks_a_stated_member_is_kept_as_it_is() -> None:
    text = SCHEME + "ex:o a skos:OrderedCollection ; skos:member ex:b ; skos:memberList (ex:a) ."
    value = read_object(turtle(text))
    assert isinstance(value, ConceptScheme)
    assert not value.collections[0].ordered
    keeps_everything(text)


def test_a_concept_of_another_list_is_no_code_of_this_one() -> None:
    text = (
        "ex:l a modelldcatno:CodeList, skos:ConceptScheme . "
        'ex:a a skos:Concept ; skos:inScheme ex:l ; skos:notation "1" . '
        'ex:b a skos:Concept ; skos:inScheme ex:other ; skos:notation "2" .'
    )
    value = read_object(turtle(text))
    assert isinstance(value, CodeList)
    assert [code.notation for code in value.codes] == ["1"]
    keeps_everything(text)


def test_declared_properties_of_codes_come_back() -> None:
    rows = tuple(
        CodeProperty(predicate="https://example.no/p", value=value, datatype=datatype, is_iri=is_iri)
        for value, datatype, is_iri in (
            ("0012", None, False),
            (LangString(text="å", lang="nb"), None, False),
            ("https://example.no/x", None, True),
            ("7", PREFIXES["xsd"] + "integer", False),
        )
    )
    text = (
        'ex:l a modelldcatno:CodeList ; omf:codeProperty ex:p . ex:p a rdf:Property ; rdfs:label "p"@nb . '
        'ex:1 a skos:Concept ; skos:inScheme ex:l ; skos:notation "1" .'
    )
    empty = read_object(turtle(text))
    assert isinstance(empty, CodeList)
    value = empty.model_copy(update={"codes": (empty.codes[0].model_copy(update={"properties": rows}),)})
    assert normal(read_object(write_object(value))) == normal(value)


@pytest.mark.parametrize(
    ("update", "field"),
    [({"publisher": "Helsedirektoratet"}, "publisher"), ({"title": (LangString(text="x", lang="n b"),)}, "title")],
)
def test_what_rdf_cannot_say_is_refused_with_its_field(update: dict[str, Any], field: str) -> None:
    value = ConceptScheme(iri="https://example.no/s").model_copy(update=update)
    with pytest.raises(InvalidInput) as refusal:
        write_object(value)
    assert refusal.value.field == field


def test_an_identifier_that_is_no_iri_is_refused() -> None:
    concept = Concept(iri="not an iri", pref_label=())
    with pytest.raises(InvalidInput, match="not an iri"):
        write_object(ConceptScheme(iri="https://example.no/s", concepts=(concept,)))


def test_objects_written_side_by_side_share_no_blank_node() -> None:
    text = 'ex:{} a skos:ConceptScheme ; ex:odd [ ex:odd "x" ] .'
    one, other = (write_object(read_object(turtle(text.format(name)))) for name in "ab")
    blank = [{t.object for t in written if "_:" in str(t.object)[:2]} for written in (one, other)]
    assert blank[0].isdisjoint(blank[1])


def test_a_graph_holds_one_registered_object() -> None:
    assert recognise(turtle(SCHEME)) == (Kind.CONCEPT_SCHEME, "https://example.no/s")
    with pytest.raises(InvalidInput, match="holds 2"):
        recognise(turtle(SCHEME + "ex:t a skos:ConceptScheme ."))
    with pytest.raises(InvalidInput, match="no registered object"):
        recognise(turtle("ex:a ex:b ex:c ."))
