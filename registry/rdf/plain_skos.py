"""The plain SKOS view beside SKOS-AP-NO-Begrep: what tools that know only SKOS core need, added to the same graph."""

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import NamedNode, Triple

from registry.namespaces import iri
from registry.rdf.graph import RDF_TYPE


def _node(curie: str) -> NamedNode:
    return NamedNode(iri(curie))


_BROADER, _NARROWER, _RELATED = _node("skos:broader"), _node("skos:narrower"), _node("skos:related")
_TOP, _TOP_OF, _IN_SCHEME = _node("skos:hasTopConcept"), _node("skos:topConceptOf"), _node("skos:inScheme")
_DEFINITION, _XL_DEFINITION = _node("skos:definition"), _node("euvoc:xlDefinition")
_AUDIENCE, _VALUE = _node("dct:audience"), _node("rdf:value")

_INVERSE = {_BROADER: _NARROWER, _NARROWER: _BROADER, _TOP: _TOP_OF, _TOP_OF: _TOP, _RELATED: _RELATED}
#: A relation straight to a concept.
_STRAIGHT = {
    _node("xkos:specializes"): _BROADER,
    _node("xkos:isPartOf"): _BROADER,
    _node("xkos:generalizes"): _NARROWER,
    _node("xkos:hasPart"): _NARROWER,
}
#: A relation by way of a node: the property to the node, and those from it.
_BY_NODE = {
    _node("skosno:hasGenericConceptRelation"): {
        _node("skosno:hasGenericConcept"): _BROADER,
        _node("skosno:hasSpecificConcept"): _NARROWER,
    },
    _node("skosno:hasPartitiveConceptRelation"): {
        _node("skosno:hasComprehensiveConcept"): _BROADER,
        _node("skosno:hasPartitiveConcept"): _NARROWER,
    },
    _node("skosno:isFromConceptIn"): {_node("skosno:hasToConcept"): _RELATED},
}


def plain_skos(triples: Iterable[Triple]) -> list[Triple]:
    """The graph with SKOS core added, and nothing taken away.

    Added: `skos:definition` in each language from the definition without an audience, else the first;
    `skos:broader`, `skos:narrower` and `skos:related` from the relations of XKOS and SKOS-AP-NO, both ways;
    `skos:hasTopConcept` and `skos:topConceptOf` both ways; `skos:inScheme` for top concepts, and where the graph
    has one scheme only, for every concept that names none. Two concepts that are broader and narrower of each
    other are not related as well (SKOS Reference, S27).
    """
    said = dict.fromkeys(triples)
    about: dict[Any, list[Triple]] = {}
    for triple in said:
        about.setdefault(triple.subject, []).append(triple)
    said.update(dict.fromkeys(_definitions(about)))
    links = dict.fromkeys(_both_ways((*said, *_links(about))))
    hierarchy = {frozenset((row.subject, row.object)) for row in links if row.predicate == _BROADER}
    for row in links:
        if row.predicate != _RELATED or frozenset((row.subject, row.object)) not in hierarchy:
            said[row] = None
    said.update(dict.fromkeys(list(_memberships(said))))
    return list(said)


def _definitions(about: dict[Any, list[Triple]]) -> Iterator[Triple]:
    for concept, rows in about.items():
        spoken = {_language(row.object) for row in rows if row.predicate == _DEFINITION}
        notes = [about.get(row.object, []) for row in rows if row.predicate == _XL_DEFINITION]
        for note in sorted(notes, key=lambda note: any(row.predicate == _AUDIENCE for row in note)):
            for row in note:
                if row.predicate == _VALUE and _language(row.object) not in spoken:
                    spoken.add(_language(row.object))
                    yield Triple(concept, _DEFINITION, row.object)


def _language(term: Any) -> str:
    return getattr(term, "language", None) or ""


def _links(about: dict[Any, list[Triple]]) -> Iterator[Triple]:
    for concept, rows in about.items():
        for row in rows:
            if row.predicate in _STRAIGHT:
                yield Triple(concept, _STRAIGHT[row.predicate], row.object)
            ends = _BY_NODE.get(row.predicate, {})
            for end in about.get(row.object, ()) if ends else ():
                if end.predicate in ends:
                    yield Triple(concept, ends[end.predicate], end.object)


def _both_ways(triples: Iterable[Triple]) -> Iterator[Triple]:
    for triple in triples:
        if triple.predicate in _INVERSE:
            yield triple
            if isinstance(triple.object, NamedNode):
                yield Triple(triple.object, _INVERSE[triple.predicate], triple.subject)


def _memberships(said: Iterable[Triple]) -> Iterator[Triple]:
    rows = list(said)
    placed = {row.subject for row in rows if row.predicate in (_IN_SCHEME, _TOP_OF)}
    yield from (Triple(row.subject, _IN_SCHEME, row.object) for row in rows if row.predicate == _TOP_OF)
    schemes = {row.subject for row in rows if (row.predicate, row.object) == (RDF_TYPE, _node("skos:ConceptScheme"))}
    if len(schemes) == 1:
        (scheme,) = schemes
        concepts = (row.subject for row in rows if (row.predicate, row.object) == (RDF_TYPE, _node("skos:Concept")))
        yield from (Triple(concept, _IN_SCHEME, scheme) for concept in concepts if concept not in placed)
