"""The plain SKOS view: what SKOS core tools need is there, and nothing is taken away."""

from pyoxigraph import RdfFormat, Triple, parse

from registry.namespaces import PREFIXES, curie
from registry.rdf.plain_skos import plain_skos

HEAD = "".join(f"@prefix {name}: <{namespace}> . " for name, namespace in PREFIXES.items())
HEAD += "@prefix ex: <https://example.no/> . "


def added(text: str) -> set[str]:
    given = [Triple(q.subject, q.predicate, q.object) for q in parse((HEAD + text).encode(), format=RdfFormat.TURTLE)]
    view = plain_skos(given)
    assert set(given) <= set(view)
    assert set(plain_skos(view)) == set(view)
    return {_short(triple) for triple in set(view) - set(given)}


def _short(triple: Triple) -> str:
    parts = (getattr(term, "value", "") for term in triple)
    return " ".join(curie(part).removeprefix("https://example.no/") for part in parts)


def test_the_definition_without_an_audience_goes_first() -> None:
    text = (
        'ex:a euvoc:xlDefinition [ a euvoc:XlNote ; rdf:value "for alle"@nb ; dct:audience audience:public ],'
        ' [ a euvoc:XlNote ; rdf:value "uten"@nb ], [ rdf:value "berre for alle"@nn ; dct:audience audience:public ] .'
    )
    assert added(text) == {"a skos:definition uten", "a skos:definition berre for alle"}


def test_a_stated_definition_is_not_joined_by_another() -> None:
    assert added('ex:a skos:definition "x"@nb ; euvoc:xlDefinition [ rdf:value "y"@nb ] .') == set()


def test_relations_become_broader_narrower_and_related_both_ways() -> None:
    assert added("ex:a xkos:specializes ex:b .") == {"a skos:broader b", "b skos:narrower a"}
    assert added("ex:a xkos:hasPart ex:b .") == {"a skos:narrower b", "b skos:broader a"}
    generic = "ex:a skosno:hasGenericConceptRelation [ skosno:hasGenericConcept ex:b ] ."
    assert added(generic) == {"a skos:broader b", "b skos:narrower a"}
    partitive = "ex:a skosno:hasPartitiveConceptRelation [ skosno:hasPartitiveConcept ex:b ] ."
    assert added(partitive) == {"a skos:narrower b", "b skos:broader a"}
    associative = "ex:a skosno:isFromConceptIn [ skosno:hasToConcept ex:b ] ."
    assert added(associative) == {"a skos:related b", "b skos:related a"}
    assert added("ex:a skos:broader ex:b .") == {"b skos:narrower a"}


def test_what_is_broader_is_not_related_too() -> None:
    text = "ex:a skos:broader ex:b ; skosno:isFromConceptIn [ skosno:hasToConcept ex:b ] ."
    assert added(text) == {"b skos:narrower a"}


def test_top_concepts_are_told_both_ways_and_are_in_their_scheme() -> None:
    assert added("ex:s skos:hasTopConcept ex:a .") == {"a skos:topConceptOf s", "a skos:inScheme s"}
    assert added("ex:a skos:topConceptOf ex:s .") == {"s skos:hasTopConcept a", "a skos:inScheme s"}


def test_concepts_of_a_lone_scheme_are_in_it() -> None:
    assert added("ex:s a skos:ConceptScheme . ex:a a skos:Concept .") == {"a skos:inScheme s"}
    assert added("ex:s a skos:ConceptScheme . ex:t a skos:ConceptScheme . ex:a a skos:Concept .") == set()
