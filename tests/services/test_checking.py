"""Findings about objects and sets of objects: what is told, once, about whom, and how much it weighs."""

import pytest

from registry.domain import Kind
from registry.namespaces import PREFIXES
from registry.rdf.serialization import Format, parse
from registry.services.checking import check_catalogue, check_graph, check_release, errors
from registry.services.checks import Severity

HEAD = (
    "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items()) + "@prefix ex: <https://ex.org/> .\n"
)
OBJECT = (
    'dct:identifier "s" ; dct:title "S"@nb ; dct:publisher ex:p ; dcat:contactPoint ex:k ; dct:source "kilde"@nb .\n'
)
SCHEME = f"ex:s a skos:ConceptScheme ; {OBJECT}"
LIST = f"ex:l a skos:ConceptScheme, modelldcatno:CodeList ; {OBJECT}"
CONCEPT = """ex:x a skos:Concept ; skos:inScheme ex:s ; skos:topConceptOf ex:s ;
    dct:identifier "https://ex.org/x"^^xsd:anyURI ; dct:publisher ex:p ; dcat:contactPoint ex:k ;
    skos:prefLabel "epikrise"@nb, "epikrise"@nn ;
    euvoc:xlDefinition [ a euvoc:XlNote ; rdf:value "rapport når et opphold er slutt"@nb ; dct:source ex:book ;
        skosno:relationshipWithSource relation:derived-from-source ],
        [ a euvoc:XlNote ; rdf:value "rapport når eit opphald er slutt"@nn ; dct:source ex:book ;
        skosno:relationshipWithSource relation:derived-from-source ] .
"""
CODE = """ex:c a skos:Concept, modelldcatno:CodeElement ; skos:inScheme ex:l ;
    skos:notation "J" ; skos:prefLabel "Ja"@nb .
"""


def triples(text):
    return [quad.triple for quad in parse((HEAD + text).encode(), Format.TURTLE).quads]


def told(findings):
    return {(found.check, found.subject.removeprefix("https://ex.org/")) for found in findings}


def test_a_right_concept_scheme_has_no_findings():
    assert check_graph(triples(SCHEME + CONCEPT)) == ()


def test_a_code_needs_neither_nynorsk_nor_definition_nor_publisher():
    assert check_graph(triples(LIST + CODE)) == ()


def test_the_same_code_as_a_concept_would_need_them():
    as_concept = CODE.replace(", modelldcatno:CodeElement", "").replace("ex:l", "ex:s")
    found = told(check_graph(triples(SCHEME + as_concept)))
    assert {("term-missing-language", "c"), ("definition-missing-language", "c"), ("publisher-missing", "c")} <= found


def test_what_check_and_shape_both_find_is_told_once():
    found = check_graph(triples(SCHEME + CONCEPT.replace("dct:publisher ex:p ;", "")))
    assert told(found) == {("publisher-missing", "x")}


def test_a_flaw_in_a_blank_node_is_told_of_what_it_hangs_on():
    found = check_graph(triples(SCHEME + CONCEPT.replace('når et opphold er slutt"@nb', 'når et opphold er slutt"')))
    assert ("shacl-concept-scheme", "x") in told(found)
    assert ("term-without-language", "x") in told(found)


def test_a_finding_says_its_title_in_three_languages():
    (found,) = check_graph(triples(SCHEME + CONCEPT.replace("skos:topConceptOf ex:s ;", "")))
    assert (found.check, found.severity) == ("concept-orphan", Severity.WARNING)
    assert {string.lang for string in found.title} == {"nb", "nn", "en"}


def test_the_worst_comes_first_and_only_errors_block():
    unrelated = CONCEPT.replace("skos:topConceptOf ex:s ;", "")
    found = check_graph(triples(SCHEME + unrelated.replace('"epikrise"@nn', '"epikrise"@no')))
    assert [finding.check for finding in found][-2:] == ["concept-orphan", "language-tag-no"]
    assert told_ids(errors(found)) == {"term-missing-language"}


def told_ids(findings):
    return {found.check for found in findings}


def test_a_graph_of_several_objects_is_put_to_the_queries_of_every_kind():
    several = SCHEME + SCHEME.replace("ex:s", "ex:t") + "ex:x a skos:Concept . ex:e omf:coded true ."
    found = told_ids(check_graph(triples(several)))
    assert {"term-missing-language", "element-coded-without-binding"} <= found


def test_a_kind_that_is_given_is_believed():
    graph = triples("ex:x a skos:Concept .")
    assert "exchange-without-sender" not in told_ids(check_graph(graph, Kind.EXCHANGE))
    assert "term-missing-language" not in told_ids(check_graph(graph, Kind.EXCHANGE))


def test_a_reference_between_two_objects_of_a_release_is_known():
    standard = "https://omforent.no/standard/his-1-2000"
    model = f"ex:m a omf:Exchange ; dct:conformsTo <{standard}#4.2> ; omf:sender ex:r ; omf:receiver ex:r ; {OBJECT}"
    register = f'ex:g a omf:Register ; {OBJECT} <{standard}> a dct:Standard ; dct:title "HIS 1"@nb .'
    assert check_release([triples(model), triples(register)]) == ()
    assert told_ids(check_release([triples(model)])) == {"reference-unknown"}


def test_a_name_of_two_objects_is_found_although_each_is_right_alone():
    one, other = LIST.replace("dct:identifier", 'omf:oid "1.2" ; dct:identifier'), LIST.replace("ex:l", "ex:m")
    other = other.replace("dct:identifier", 'omf:oid "1.2" ; dct:identifier')
    assert check_graph(triples(one)) == check_graph(triples(other)) == ()
    (found,) = check_release([triples(one), triples(other)])
    assert (found.check, found.value, found.detail) == ("name-used-twice", "1.2", "https://ex.org/l\nhttps://ex.org/m")


def test_blank_nodes_of_two_graphs_with_one_label_stay_apart():
    """Each object is written with running labels, so that two objects have the same ones."""
    one = triples(LIST + 'ex:l adms:identifier _:n1 . _:n1 a adms:Identifier ; skos:notation "urn:oid:1.2" .')
    other = triples(
        LIST.replace("ex:l", "ex:m")
        + 'ex:m adms:identifier _:n1 . _:n1 a adms:Identifier ; skos:notation "urn:oid:1.3" .'
    )
    assert check_release([one, other]) == ()


@pytest.mark.parametrize(
    ("broken", "path"), [("dct:publisher ex:p ;", "publisher"), ("dct:description", "description")]
)
def test_a_catalogue_is_held_to_its_shapes(broken, path):
    good = f'ex:k a dcat:Catalog ; dct:description "Alt"@nb ; {OBJECT}'
    assert check_catalogue(triples(good)) == ()
    (found,) = check_catalogue(triples(good.replace(broken, "ex:other ex:p ;" if path == "publisher" else "ex:other")))
    assert path in found.detail
