"""A version compiled from its canonical text is, byte for byte, the one compiled from its value."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.domain import Kind, RegisteredObject
from registry.namespaces import iri
from registry.rdf import records
from registry.rdf.canonical import blocks_of, object_path, read_triples, write_canonical
from registry.rdf.objects import read_object, write_object
from registry.rdf.serialization import Format, parse
from registry.services import shipped
from registry.terminology.compiling import compile_text, write_artefact
from tests.terminology import content


def both_ways(triples: list[Triple], folder: Path) -> tuple[bytes, bytes]:
    canonical = write_canonical(triples, folder)
    value = read_object(read_triples(canonical.path))
    compile_text(canonical.path, canonical.digest, folder / "text")
    write_artefact(value, canonical.digest, folder / "value")
    by_text, by_value = (object_path(folder / way, canonical.digest, ".idx") for way in ("text", "value"))
    return by_text.read_bytes(), by_value.read_bytes()


def same(triples: list[Triple], folder: Path) -> None:
    by_text, by_value = both_ways(triples, folder)
    assert by_text == by_value


@pytest.mark.parametrize("value", content.everything(), ids=lambda value: type(value).__name__)
def test_every_kind_of_object(value: RegisteredObject, tmp_path: Path) -> None:
    same(write_object(value), tmp_path)


@pytest.mark.parametrize("path", list(shipped.files())[::9], ids=lambda path: path.stem)
def test_the_shipped_content(path: Path, tmp_path: Path) -> None:
    same([quad.triple for quad in parse(path.read_bytes(), Format.TURTLE).quads], tmp_path)


def test_shipped_concepts_are_made_without_values(tmp_path: Path) -> None:
    path = next(path for path in shipped.files() if path.stem == "begrep-og-kodeverk")
    triples = [quad.triple for quad in parse(path.read_bytes(), Format.TURTLE).quads]
    file = write_canonical(triples, tmp_path).path
    owner = content.BASE + "concept-scheme/begrep-og-kodeverk"
    made = [row for read in records.read_blocks(blocks_of(file), Kind.CONCEPT_SCHEME, owner) for row in read.records]
    concepts = sum(triple.object == NamedNode(iri("skos:Concept")) for triple in triples)
    assert len(made) > 0.9 * concepts


SCHEME, LIST = NamedNode(content.SCHEME), NamedNode(content.LIST)
OTHER = NamedNode(content.BASE + "concept/other")
subjects = st.sampled_from([NamedNode(content.BASE + f"concept/{name}") for name in ("a", "a.b", "a/b", "å")])
#: Predicates of the tables, and some that they do not know.
predicates = st.sampled_from(
    [
        NamedNode(iri(name))
        for name in (
            *("skos:prefLabel", "skos:notation", "skos:broader", "skos:inScheme", "euvoc:startDate", "euvoc:endDate"),
            *("dct:identifier", "dct:subject", "dct:source", "euvoc:status", "euvoc:xlDefinition", "rdf:type"),
            *("skosno:hasGenericConceptRelation", "rdf:value", "dct:audience", "rdfs:comment", "skos:note"),
        )
    ]
)
texts = st.one_of(
    st.sampled_from(
        ["", "a", "b", 'say "x"', "line\nfeed", "back\\slash", "\\u0041", "\x01", "\x7f", "tab\t", "2026-02-30"]
    ),
    st.sampled_from(["2026-01-01", "https://e.org/x", "å🙂"]),
)
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, lang: Literal(text, language=lang), texts, st.sampled_from(["nb", "nn", "en-GB"])),
    st.builds(
        lambda text, datatype: Literal(text, datatype=NamedNode(iri(datatype))),
        texts,
        st.sampled_from(["xsd:date", "xsd:anyURI", "xsd:integer"]),
    ),
)
types = st.sampled_from(
    [NamedNode(iri(name)) for name in ("skos:Concept", "modelldcatno:CodeElement", "euvoc:XlNote", "skos:Collection")]
)
blanks = st.sampled_from([BlankNode(f"n{number}") for number in range(5)])
objects = st.one_of(literals, types, blanks, st.sampled_from([SCHEME, LIST, OTHER]))
rows = st.builds(Triple, st.one_of(subjects, blanks), predicates, objects)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([Kind.CONCEPT_SCHEME, Kind.CODE_LIST]), st.lists(rows, max_size=40), st.booleans())
def test_any_statements_about_members(kind: Kind, stated: list[Triple], whole: bool) -> None:
    """Ordinary members, and such as only look like it."""
    owner, names = (
        (LIST, ("skos:Concept", "modelldcatno:CodeElement")) if kind is Kind.CODE_LIST else (SCHEME, ("skos:Concept",))
    )
    type_ = NamedNode(iri("rdf:type"))
    first = NamedNode(iri("modelldcatno:CodeList" if kind is Kind.CODE_LIST else "skos:ConceptScheme"))
    triples = [Triple(owner, type_, first), *_owned(stated)]
    for subject in {row.subject for row in triples if isinstance(row.subject, NamedNode)} - {owner}:
        triples += [Triple(subject, type_, NamedNode(iri(name))) for name in names]
        if whole:
            triples.append(Triple(subject, NamedNode(iri("skos:inScheme")), owner))
            triples.append(Triple(subject, NamedNode(iri("skos:notation")), Literal(subject.value[-1])))
    with TemporaryDirectory() as folder:
        same(triples, Path(folder))


def _owned(stated: list[Triple]) -> list[Triple]:
    """The statements with blank nodes that two subjects share left out: such data has no digest."""
    kept: list[Triple] = []
    owner: dict[BlankNode, object] = {}
    for row in stated:
        if isinstance(row.object, BlankNode) and isinstance(row.subject, BlankNode):
            continue
        if isinstance(row.object, BlankNode) and owner.setdefault(row.object, row.subject) != row.subject:
            continue
        kept.append(row)
    return kept


def test_definitions_in_several_languages_keep_their_order(tmp_path: Path) -> None:
    made = []
    for at, (text, lang, audience) in enumerate(
        [("z", "nb", ""), ("a", "nn", ""), ("b", "nb", "x"), ("a\\", "nb", "")]
    ):
        node = BlankNode(f"d{at}")
        made.append(Triple(OTHER, NamedNode(iri("euvoc:xlDefinition")), node))
        made.append(Triple(node, NamedNode(iri("rdf:type")), NamedNode(iri("euvoc:XlNote"))))
        made.append(Triple(node, NamedNode(iri("rdf:value")), Literal(text, language=lang)))
        if audience:
            made.append(Triple(node, NamedNode(iri("dct:audience")), OTHER))
    made.append(Triple(OTHER, NamedNode(iri("rdf:type")), NamedNode(iri("skos:Concept"))))
    made.append(Triple(SCHEME, NamedNode(iri("rdf:type")), NamedNode(iri("skos:ConceptScheme"))))
    same(made, tmp_path)
    blocks = blocks_of(write_canonical(made, tmp_path).path)
    found = [row for read in records.read_blocks(blocks, Kind.CONCEPT_SCHEME, SCHEME.value) for row in read.records]
    assert [record.iri for record in found] == [OTHER.value]
