"""The plain SKOS view beside SKOS-AP-NO-Begrep: what tools that know only SKOS core need, added to the same graph."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import RdfFormat, Triple
from pyoxigraph import parse as parse_text

from registry.namespaces import iri

#: Subject, predicate and object as they stand in N-Triples.
Row = tuple[str, str, str]


def _node(curie: str) -> str:
    return f"<{iri(curie)}>"


_TYPE, _CONCEPT, _SCHEME = _node("rdf:type"), _node("skos:Concept"), _node("skos:ConceptScheme")
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
#: The predicates of which the view depends.
ASKED: Final = frozenset(
    (
        *(_TYPE, _IN_SCHEME, _DEFINITION, _XL_DEFINITION, _AUDIENCE, _VALUE, *_INVERSE, *_STRAIGHT, *_BY_NODE),
        *(predicate for ends in _BY_NODE.values() for predicate in ends),
    )
)


def plain_skos(triples: Iterable[Triple]) -> list[Triple]:
    """The graph with SKOS core added, and nothing taken away.

    Added: `skos:definition` in each language from the definition without an audience, else the first;
    `skos:broader`, `skos:narrower` and `skos:related` from the relations of XKOS and SKOS-AP-NO, both ways;
    `skos:hasTopConcept` and `skos:topConceptOf` both ways; `skos:inScheme` for top concepts, and where the graph
    has one scheme only, for every concept that names none. Two concepts that are broader and narrower of each
    other are not related as well (SKOS Reference, S27).
    """
    said = dict.fromkeys(triples)
    rows = ((str(row.subject), str(row.predicate), str(row.object)) for row in said)
    lines = "".join(f"{' '.join(row)} .\n" for row in added(row for row in rows if row[1] in ASKED))
    return [*said, *(quad.triple for quad in parse_text(lines, format=RdfFormat.N_TRIPLES))]


def lines_added(blocks: Iterable[bytes]) -> dict[str, list[str]] | None:
    """The lines that the view adds to a canonical text, by their subject; None where any has a blank node."""
    found: dict[str, list[str]] = {}
    for subject, predicate, term in added(_asked(blocks)):
        if subject.startswith("_:") or term.startswith("_:"):
            return None
        found.setdefault(subject, []).append(f"{subject} {predicate} {term} .")
    return found


def _asked(blocks: Iterable[bytes]) -> Iterator[Row]:
    for block in blocks:
        for line in block.decode().split("\n"):
            subject, _, rest = line.partition(" ")
            predicate, _, term = rest.partition(" ")
            if predicate in ASKED:
                yield subject, predicate, term[:-2]


def added(rows: Iterable[Row]) -> list[Row]:
    """What the view adds to statements, of which those with a predicate in ASKED are given."""
    given = dict.fromkeys(rows)
    said = dict(given)
    about: dict[str, list[Row]] = {}
    for row in said:
        about.setdefault(row[0], []).append(row)
    said.update(dict.fromkeys(_definitions(about)))
    links = dict.fromkeys(_both_ways((*said, *_links(about))))
    hierarchy = {frozenset((subject, term)) for subject, predicate, term in links if predicate == _BROADER}
    for row in links:
        if row[1] != _RELATED or frozenset((row[0], row[2])) not in hierarchy:
            said[row] = None
    said.update(dict.fromkeys(list(_memberships(said))))
    return [row for row in said if row not in given]


def _definitions(about: dict[str, list[Row]]) -> Iterator[Row]:
    for concept, rows in about.items():
        spoken = {_language(term) for _, predicate, term in rows if predicate == _DEFINITION}
        notes = [about.get(term, []) for _, predicate, term in rows if predicate == _XL_DEFINITION]
        for note in sorted(notes, key=lambda note: any(predicate == _AUDIENCE for _, predicate, _ in note)):
            for _, predicate, term in note:
                if predicate == _VALUE and _language(term) not in spoken:
                    spoken.add(_language(term))
                    yield concept, _DEFINITION, term


def _language(term: str) -> str:
    suffix = term.rpartition('"')[2]
    return suffix[1:].partition("--")[0] if suffix.startswith("@") else ""


def _links(about: dict[str, list[Row]]) -> Iterator[Row]:
    for concept, rows in about.items():
        for _, predicate, term in rows:
            if predicate in _STRAIGHT:
                yield concept, _STRAIGHT[predicate], term
            ends = _BY_NODE.get(predicate, {})
            for _, end, reached in about.get(term, ()) if ends else ():
                if end in ends:
                    yield concept, ends[end], reached


def _both_ways(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        if row[1] in _INVERSE:
            yield row
            if row[2].startswith("<"):
                yield row[2], _INVERSE[row[1]], row[0]


def _memberships(said: Iterable[Row]) -> Iterator[Row]:
    rows = list(said)
    placed = {subject for subject, predicate, _ in rows if predicate in (_IN_SCHEME, _TOP_OF)}
    yield from ((subject, _IN_SCHEME, term) for subject, predicate, term in rows if predicate == _TOP_OF)
    schemes = {subject for subject, predicate, term in rows if (predicate, term) == (_TYPE, _SCHEME)}
    if len(schemes) == 1:
        (scheme,) = schemes
        concepts = (subject for subject, predicate, term in rows if (predicate, term) == (_TYPE, _CONCEPT))
        yield from ((concept, _IN_SCHEME, scheme) for concept in concepts if concept not in placed)
