"""SKOS-AP-NO-Begrep version 1 to version 2: terms with a counterpart are moved, every other statement is kept.

The counterparts are those that the ontology of version 2 names for what it deprecates, and else the property of
version 2 with the same meaning. `skosno:bruksområde` has none and stays.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.namespaces import iri
from registry.rdf.graph import RDF_TYPE

_SKOSNO, _XL, _SCHEMA = iri("skosno:"), "http://www.w3.org/2008/05/skos-xl#", "http://schema.org/"


def _no(name: str) -> NamedNode:
    return NamedNode(_SKOSNO + name)


def _node(curie: str) -> NamedNode:
    return NamedNode(iri(curie))


_VALUE, _NOTE, _LABEL = _node("rdf:value"), _node("euvoc:XlNote"), _node("rdfs:label")
_LITERAL_FORM, _XL_LABEL = NamedNode(_XL + "literalForm"), NamedNode(_XL + "Label")
_TEMPORAL, _PERIOD = _node("dct:temporal"), _node("dct:PeriodOfTime")
_DEFINITION, _SOURCE = _node("euvoc:xlDefinition"), _node("dct:source")
_SEE_ALSO, _OMFANG, _RANGE = _node("rdfs:seeAlso"), _no("omfang"), _no("valueRange")

#: skosxl property (or version 1's own) to the plain property of version 2. Both spellings of the ontology and shapes.
_LABELS = {
    NamedNode(_XL + "prefLabel"): _node("skos:prefLabel"),
    NamedNode(_XL + "altLabel"): _node("skos:altLabel"),
    NamedNode(_XL + "hiddenLabel"): _node("skos:hiddenLabel"),
    _no("datasktrukturterm"): _no("dataStructureLabel"),
    _no("datastrukturterm"): _no("dataStructureLabel"),
}
#: `betydningsbeskrivelse` was the property's name in drafts of version 1.
_DEFINITIONS = (_no("definisjon"), _no("alternativFormulering"), _no("betydningsbeskrivelse"))
_DEFINITION_CLASSES = (_no("Definisjon"), _no("AlternativFormulering"))
_RELATIONS = {
    _no("assosiativRelasjon"): _no("isFromConceptIn"),
    _no("assisiativRelasjon"): _no("isFromConceptIn"),
    _no("generiskRelasjon"): _no("hasGenericConceptRelation"),
    _no("partitivRelasjon"): _no("hasPartitiveConceptRelation"),
}
_RELATION_CLASSES = {
    _no("AssosiativRelasjon"): _no("AssociativeConceptRelation"),
    _no("GeneriskRelasjon"): _no("GenericConceptRelation"),
    _no("PartitivRelasjon"): _no("PartitiveConceptRelation"),
}
#: Within a relation, by its class of version 1.
_ENDS = {
    _no("AssosiativRelasjon"): {
        _node("skos:related"): _no("hasToConcept"),
        _node("dct:description"): _no("relationRole"),
    },
    _no("GeneriskRelasjon"): {
        _node("xkos:specializes"): _no("hasGenericConcept"),
        _node("xkos:generalizes"): _no("hasSpecificConcept"),
        _no("inndelingskriterium"): _node("dct:description"),
    },
    _no("PartitivRelasjon"): {
        **dict.fromkeys((_node("xkos:isPartOf"), _node("dct:isPartOf")), _no("hasComprehensiveConcept")),
        **dict.fromkeys((_node("xkos:hasPart"), _node("dct:hasPart")), _no("hasPartitiveConcept")),
        _no("inndelingskriterium"): _node("dct:description"),
    },
}
_SOURCE_TYPES = {
    _no("egendefinert"): _node("relation:self-composed"),
    _no("basertPåKilde"): _node("relation:derived-from-source"),
    _no("sitatFraKilde"): _node("relation:direct-from-source"),
}
_AUDIENCES = {_no("allmennheten"): _node("audience:public"), _no("fagspesialist"): _node("audience:specialist")}
_DAYS = {
    NamedNode(_SCHEMA + "startDate"): _node("euvoc:startDate"),
    NamedNode(_SCHEMA + "endDate"): _node("euvoc:endDate"),
}
#: What a definition node of version 1 says that version 2 says of the concept.
_OF_CONCEPT = (_node("skos:scopeNote"), _node("skos:example"))

_MARKS = {*_LABELS, *_DEFINITIONS, *_RELATIONS, *_SOURCE_TYPES, *_AUDIENCES, *_RELATION_CLASSES}
_MARKS |= {*_DEFINITION_CLASSES, _no("forholdTilKilde"), _no("bruksområde"), _OMFANG, _no("inndelingskriterium")}

#: The namespace of version 1's drafts, read as today's.
_DRAFT = "http://difi.no/skosno#"


def is_version_1(triples: Iterable[Triple]) -> bool:
    """Whether a graph uses a term that only version 1 has: its classes and properties, or skosxl labels."""
    return any(_current(term) in _MARKS for triple in triples for term in (triple.predicate, triple.object))


def _current(term: Any) -> Any:
    drafted = isinstance(term, NamedNode) and term.value.startswith(_DRAFT)
    return NamedNode(_SKOSNO + term.value[len(_DRAFT) :]) if drafted else term


def upgrade(triples: Iterable[Triple]) -> list[Triple]:
    """The graph in terms of version 2; what has no counterpart there stays as it is, on the node where it was.

    A definition with texts in several languages becomes one euvoc:XlNote a language, since version 2 has one text a
    note; source and audience go with each. A label node disappears where nothing but its text was said of it.
    """
    return _Upgrade(triples).result()


class _Upgrade:
    """One graph on its way: what is said about each node, and the new statements in their order."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._triples = [Triple(*(_current(term) for term in triple)) for triple in dict.fromkeys(triples)]
        self._about: dict[Any, list[Triple]] = {}
        self._used: dict[Any, int] = {}
        for triple in self._triples:
            self._about.setdefault(triple.subject, []).append(triple)
            self._used[triple.object] = self._used.get(triple.object, 0) + 1
        self._out: dict[Triple, None] = {}
        self._gone: set[Triple] = set()
        self._labels = {str(node) for node in self._about if isinstance(node, BlankNode)}

    def result(self) -> list[Triple]:
        rules: tuple[tuple[Iterable[NamedNode], Callable[[Triple], None]], ...] = (
            (_LABELS, self._label),
            (_DEFINITIONS, self._definition),
            ((_TEMPORAL,), self._period),
        )
        for triple in self._triples:
            for predicates, rule in rules:
                if triple.predicate in predicates and self._objects(triple.object, None):
                    rule(triple)
        for triple in self._triples:
            if triple not in self._gone:
                self._say(*self._renamed(triple))
        return list(self._out)

    def _say(self, subject: Any, predicate: NamedNode, term: Any) -> None:
        self._out[Triple(subject, predicate, term)] = None

    def _objects(self, subject: Any, predicate: NamedNode | None) -> list[Any]:
        rows = self._about.get(subject, ())
        return [row.object for row in rows if predicate is None or row.predicate == predicate]

    def _has_type(self, subject: Any, wanted: NamedNode) -> bool:
        return wanted in self._objects(subject, RDF_TYPE)

    def _label(self, triple: Triple) -> None:
        forms = [term for term in self._objects(triple.object, _LITERAL_FORM) if isinstance(term, Literal)]
        for form in forms:
            self._say(triple.subject, _LABELS[triple.predicate], form)
        rows = self._about[triple.object]
        plain = {_LITERAL_FORM, RDF_TYPE}
        bare = all(row.predicate in plain and row.object in (*forms, _XL_LABEL) for row in rows)
        if forms and bare and isinstance(triple.object, BlankNode) and self._used[triple.object] == 1:
            self._gone.update([triple, *rows])

    def _definition(self, triple: Triple) -> None:
        note, rows = triple.object, self._about[triple.object]
        texts = [row for row in rows if row.predicate == _LABEL and isinstance(row.object, Literal)]
        moved = [row for row in rows if row.predicate in (*_OF_CONCEPT, _OMFANG)]
        shared = [row for row in rows if row not in texts and row not in moved]
        self._gone.update([triple, *rows])
        for number, text in enumerate(texts or [None]):
            node = note if number == 0 else self._fresh()
            self._note(triple.subject, node, text.object if text else None, shared)
        for row in moved:
            self._move(triple.subject, row)

    def _note(self, concept: Any, node: Any, text: Any, shared: list[Triple]) -> None:
        self._say(concept, _DEFINITION, node)
        self._say(node, RDF_TYPE, _NOTE)
        if text is not None:
            self._say(node, _VALUE, text)
        for row in shared:
            _, predicate, term = self._renamed(row)
            for flat in self._flat(term) if predicate == _SOURCE else (term,):
                self._say(node, predicate, flat)

    def _move(self, concept: Any, row: Triple) -> None:
        for term in self._flat(row.object):
            extent = row.predicate == _OMFANG and not isinstance(term, BlankNode)
            self._say(concept, _RANGE if extent else row.predicate, term)

    def _flat(self, node: Any) -> list[Any]:
        """The texts and addresses of a node that has nothing else; version 2 says them without the node."""
        rows = self._about.get(node, [])
        known = all(row.predicate in (_LABEL, _SEE_ALSO) for row in rows)
        if not rows or not known or not isinstance(node, BlankNode) or self._used[node] > 1:
            return [node]
        self._gone.update(rows)
        return [row.object for row in rows]

    def _period(self, triple: Triple) -> None:
        rows = self._about[triple.object]
        known = all(row.predicate in _DAYS or (row.predicate, row.object) == (RDF_TYPE, _PERIOD) for row in rows)
        if not known or not isinstance(triple.object, BlankNode) or self._used[triple.object] > 1:
            return
        self._gone.update([triple, *rows])
        for row in rows:
            if row.predicate in _DAYS:
                self._say(triple.subject, _DAYS[row.predicate], row.object)

    def _renamed(self, triple: Triple) -> tuple[Any, NamedNode, Any]:
        subject, predicate, term = triple
        if predicate == RDF_TYPE:
            return subject, predicate, _NOTE if term in _DEFINITION_CLASSES else _RELATION_CLASSES.get(term, term)
        for relation, ends in _ENDS.items():
            if predicate in ends and self._has_type(subject, relation):
                return subject, ends[predicate], term
        if predicate == _no("forholdTilKilde"):
            return subject, _node("skosno:relationshipWithSource"), _SOURCE_TYPES.get(term, term)
        if predicate == _node("dct:audience"):
            return subject, predicate, _AUDIENCES.get(term, term)
        if predicate == _OMFANG and not isinstance(term, BlankNode):
            return subject, _RANGE, term
        return subject, _RELATIONS.get(predicate, _DAYS.get(predicate, predicate)), term

    def _fresh(self) -> BlankNode:
        number = len(self._labels)
        while f"_:d{number}" in self._labels:
            number += 1
        self._labels.add(f"_:d{number}")
        return BlankNode(f"d{number}")
