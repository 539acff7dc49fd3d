"""The fast SHACL engine against pyshacl, which is the judge: good data and many broken ones, result by result."""

from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import RDF, SH, Graph
from rdflib import BNode as JudgeBlank
from rdflib import Literal as JudgeLiteral
from rdflib import URIRef as JudgeIri

from registry.namespaces import PREFIXES
from registry.rdf.shacl import ShapesGraph

PROFILES = Path(__file__).resolve().parents[2] / "models" / "profile"
HEAD = (
    "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items()) + "@prefix ex: <https://ex.org/> .\n"
)
DESCRIBED = """dct:identifier "s" ; dct:title "S"@nb, "S"@nn ; dct:description "Om"@nb ; dct:publisher ex:p ;
    dcat:contactPoint ex:k ; dct:license ex:cc ; dct:created "2026-01-01"^^xsd:date """
GOOD = {
    "concept-scheme": f"""ex:s a skos:ConceptScheme ; {DESCRIBED} .
ex:x a skos:Concept ; skos:prefLabel "epikrise"@nb, "epikrise"@nn ; skos:altLabel "rapport"@nb ;
    euvoc:xlDefinition _:d ; dct:identifier "https://ex.org/x"^^xsd:anyURI ; dct:publisher ex:p ;
    dcat:contactPoint ex:k ; euvoc:startDate "2026-01-01"^^xsd:date ; dct:subject "fag"@nb ;
    euvoc:status status:CURRENT ;
    skosno:hasGenericConceptRelation _:g ; skosno:isFromConceptIn _:a ; skosno:hasPartitiveConceptRelation _:p .
_:d a euvoc:XlNote ; rdf:value "tekst"@nb ; skosno:relationshipWithSource relation:self-composed ;
    dct:audience audience:public ; dct:source ex:book .
_:g a skosno:GenericConceptRelation ; dct:description "etter art"@nb ; skosno:hasGenericConcept ex:y .
_:p a skosno:PartitiveConceptRelation ; skosno:hasPartitiveConcept ex:y .
_:a a skosno:AssociativeConceptRelation ; skosno:relationRole "svarer"@nb ; skosno:hasToConcept ex:y .
ex:c a skos:Collection ; dct:identifier <https://ex.org/c> ; dct:title "C"@nb ; skos:member ex:x ;
    dcat:contactPoint ex:k ; dct:publisher ex:p .
""",
    "code-list": f"""ex:l a modelldcatno:CodeList ; {DESCRIBED} ; omf:oid "1.2" ; adms:identifier _:i .
_:i a adms:Identifier ; skos:notation "urn:oid:1.2" .
ex:c a modelldcatno:CodeElement ; skos:inScheme ex:l ; skos:notation "J" ; skos:prefLabel "Ja"@nb ;
    euvoc:endDate "2026-01-01"^^xsd:date ; dct:isReplacedBy ex:d ; euvoc:status status:DEPRECATED .
""",
    "model": f"""ex:m a modelldcatno:InformationModel ; {DESCRIBED} ; dct:conformsTo ex:his ; owl:versionInfo "1" ;
    adms:status <http://purl.org/adms/status/Completed> ; modelldcatno:containsModelElement ex:t .
ex:t a modelldcatno:ObjectType ; dct:title "T"@nb ; dct:identifier "T" ; dct:subject ex:x ;
    modelldcatno:hasProperty ex:e .
ex:e a modelldcatno:Attribute ; dct:identifier "E" ; dct:title "E"@nb ; dct:subject ex:x ; omf:coded true ;
    modelldcatno:minOccurs "0"^^xsd:nonNegativeInteger ; modelldcatno:maxOccurs "*" ;
    modelldcatno:hasValueFrom ex:l ; omf:binding _:b .
_:b a omf:Binding ; omf:valueSet ex:l ; omf:strength omf:required ; omf:evidence omf:inferred .
""",
    "catalogue": f"""ex:k a dcat:Catalog ; {DESCRIBED} ; dcat:dataset ex:d .
ex:d a dcat:Dataset ; {DESCRIBED} ; dcat:theme ex:HEAL ; dcat:distribution ex:f .
ex:f a dcat:Distribution ; dcat:accessURL ex:a ; dct:title "Turtle"@en .
""",
}
OTHERS = (
    Literal("plain"),
    Literal("text", language="nb"),
    Literal("2020-01-01", datatype=NamedNode(str(PREFIXES["xsd"] + "date"))),
    NamedNode("https://ex.org/other"),
    BlankNode("other"),
)


def triples(text):
    return sorted({quad.triple for quad in parse((HEAD + text).encode(), format=RdfFormat.TURTLE)}, key=str)


def mutations(text):
    """The data with one statement left out, changed to another sort of value, or doubled with one."""
    good = triples(text)
    for place, broken in enumerate(good):
        rest = [*good[:place], *good[place + 1 :]]
        yield rest
        for other in OTHERS if broken.predicate.value != str(RDF.type) else ():
            changed = Triple(broken.subject, broken.predicate, other)
            yield [*rest, changed]
            yield [*good, changed]


def copied(number, data):
    """The data under names of its own, so that many mutations fit in one graph."""

    def own(term):
        if isinstance(term, BlankNode):
            return BlankNode(f"c{number}x{term.value}")
        if isinstance(term, NamedNode) and term.value.startswith("https://ex.org/"):
            return NamedNode(term.value.replace("https://ex.org/", f"https://ex.org/{number}/"))
        return term

    return [Triple(own(triple.subject), triple.predicate, own(triple.object)) for triple in data]


def told(path):
    return (
        str(path)[1:-1] if str(path).startswith("<") and str(path).endswith(">") else "" if path is None else "composed"
    )


def by_engine(shapes, data):
    return {(row.focus, told(row.path or None), row.component) for row in ShapesGraph(shapes).validate(data)}


def for_judge(term):
    if isinstance(term, BlankNode):
        return JudgeBlank(term.value)
    if isinstance(term, NamedNode):
        return JudgeIri(term.value)
    if term.language:
        return JudgeLiteral(term.value, lang=term.language)
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return JudgeLiteral(term.value)
    return JudgeLiteral(term.value, datatype=JudgeIri(term.datatype.value))


def by_judge(shapes, data):
    graph = Graph()
    for triple in data:
        graph.add((for_judge(triple.subject), for_judge(triple.predicate), for_judge(triple.object)))
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(data=shapes, format="turtle"))
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        component = str(report.value(result, SH.sourceConstraintComponent)).rpartition("#")[2]
        written = "composed" if isinstance(path, JudgeBlank) else str(path or "")
        found.add((f"_:{focus}" if isinstance(focus, JudgeBlank) else str(focus), written, component))
    return found


@pytest.mark.parametrize("profile", GOOD)
def test_good_data_conforms_for_both(profile):
    shapes = (PROFILES / f"shapes-{profile}.ttl").read_text("utf-8")
    assert by_engine(shapes, triples(GOOD[profile])) == by_judge(shapes, triples(GOOD[profile])) == set()


@pytest.mark.parametrize("profile", GOOD)
def test_both_find_the_same_in_every_mutation(profile):
    shapes = (PROFILES / f"shapes-{profile}.ttl").read_text("utf-8")
    copies = [copied(number, data) for number, data in enumerate(mutations(GOOD[profile]))]
    data = [triple for copy in copies for triple in copy]
    found = by_engine(shapes, data)
    assert found == by_judge(shapes, data)
    assert len({focus for focus, _, _ in found}) > len(copies) / 3, "the mutations hardly break anything"


def test_a_violation_speaks_the_languages_of_its_shape_and_names_its_check():
    shapes = ShapesGraph((PROFILES / "shapes-concept-scheme.ttl").read_text("utf-8"))
    text = GOOD["concept-scheme"].replace(
        'ex:x a skos:Concept ; skos:prefLabel "epikrise"@nb,', "ex:x a skos:Concept ; skos:prefLabel"
    )
    found = [row for row in shapes.validate(triples(text)) if row.check == "term-missing-language"]
    assert {row.focus for row in found} == {"https://ex.org/x"}
    assert {string.lang for row in found for string in row.messages} == {"nb", "nn", "en"}


def test_shapes_that_cannot_be_read_are_refused():
    with pytest.raises((ValueError, SyntaxError)):
        ShapesGraph("this is no Turtle")
