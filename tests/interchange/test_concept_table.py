"""A concept scheme through CSV and XLSX: what columns can hold comes back to the letter, and the rest is kept."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import AssociativeRelation, Concept, ConceptScheme, Definition, LangString, Period
from registry.domain.derivation import derive
from registry.errors import InvalidInput
from registry.interchange.tabular import read_concept_rows, write_overview_csv, write_overview_xlsx
from registry.rdf.objects import read_object
from registry.services import shipped
from registry.services.drafts import read_file

SCHEME = "https://omforent.no/concept-scheme/x"
NAMES = [f"https://omforent.no/concept/{letter}" for letter in "abc"]
PUBLIC = "https://data.norge.no/vocabulary/audience-type#public"
DERIVED = "https://data.norge.no/vocabulary/relationship-with-source-type#derived-from-source"

LANG = st.sampled_from(["nb", "nn", "se", "en", "nb-NO"])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6) | st.sampled_from(
    ["a|b", "a\\", "<x>", "a@nb", "=1", " a ", "1E5", "a\nb", "_x0041_"]
)
STRING = st.builds(LangString, text=TEXT, lang=LANG)
STRINGS = st.lists(STRING, max_size=3, unique=True).map(tuple)
SOME = st.lists(st.sampled_from([*NAMES, "https://example.no/ø#1"]), max_size=3, unique=True).map(tuple)
DEFINITION = st.builds(
    Definition,
    value=STRING,
    audience=st.sampled_from([None, PUBLIC, "urn:own:audience"]),
    relationship_with_source=st.sampled_from([None, DERIVED, "urn:own:basis"]),
    source=st.tuples(SOME, STRINGS).map(lambda pair: (*pair[0], *pair[1])),
)


def concepts(name: str) -> st.SearchStrategy[Concept]:
    texts = dict.fromkeys(
        ("pref_label", "alt_label", "hidden_label", "scope_note", "note", "example", "subject"), STRINGS
    )
    iris = dict.fromkeys(("broader", "specializes", "is_part_of", "related", "exact_match", "replaces"), SOME)
    days = st.none() | st.dates()
    return st.builds(
        Concept,
        iri=st.just(name),
        identifier=st.none() | st.just(name),
        **texts,
        **iris,
        definition=st.lists(DEFINITION, max_size=3, unique_by=repr).map(tuple),
        status=st.sampled_from(
            [None, "http://publications.europa.eu/resource/authority/concept-status/CURRENT", "u:x"]
        ),
        validity=st.builds(Period, start=days, end=days),
        associative_relation=st.sampled_from([(), (AssociativeRelation(has_to_concept=(NAMES[0],)),)]),
        publisher=st.sampled_from([None, "https://omforent.no/organization/omforent"]),
    )


@st.composite
def schemes(draw: st.DrawFn) -> ConceptScheme:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    return ConceptScheme(iri=SCHEME, title=draw(STRINGS), concepts=tuple(draw(concepts(name)) for name in names))


@settings(deadline=None)
@given(schemes(), st.sampled_from(["x.csv", "x.xlsx"]))
def test_a_scheme_comes_back_to_the_letter(scheme: ConceptScheme, name: str) -> None:
    data = write_overview_csv(scheme) if name.endswith("csv") else write_overview_xlsx(scheme)
    back = read_concept_rows(data, name, scheme)
    assert back.refused == ()
    assert list(back.numbers) == [concept.iri for concept in scheme.concepts]
    assert derive(scheme, back.value).operations == ()


def test_every_shipped_scheme_comes_back_to_the_letter() -> None:
    many = 0
    for path in shipped.files():
        if path.parts[-3] != "vocabularies":
            continue
        parsed = read_file(path.read_bytes(), path.name)
        value = read_object(tuple(parsed.triples), parsed.kind, parsed.iri)
        if isinstance(value, ConceptScheme):
            back = read_concept_rows(write_overview_csv(value), "x.csv", value)
            assert (back.refused, derive(value, back.value)) == ((), derive(value, value))
            many += len(value.concepts)
    assert many > 500


def sheet(**cells: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, cells, delimiter=";")
    writer.writeheader()
    writer.writerow(cells)
    return out.getvalue().encode()


def read(iri: str, /, base: Concept | None = None, **cells: Any) -> Any:
    scheme = ConceptScheme(iri=SCHEME, concepts=(base,) if base else ())
    return read_concept_rows(sheet(iri=iri, **cells), "x.csv", scheme)


def test_what_no_column_speaks_of_stays() -> None:
    public = Definition(value=LangString(text="p", lang="nb"), audience=PUBLIC, source=(NAMES[1],))
    own = Definition(value=LangString(text="d", lang="nb"))
    base = Concept(iri=NAMES[0], pref_label=(LangString(text="a", lang="nn"),), definition=(public, own))
    (made,) = read(NAMES[0], base, **{"preferred@nb": "å", "definition@nb": "e"}).value.concepts
    assert {text.text for text in made.pref_label} == {"a", "å"}
    assert {(each.value.text, each.source) for each in made.definition} == {("p", (NAMES[1],)), ("e", ())}


def test_a_new_concept_belongs_to_the_scheme() -> None:
    (made,) = read(NAMES[0], **{"preferred@se": "a"}).value.concepts
    assert (made.in_scheme, made.pref_label) == ((SCHEME,), (LangString(text="a", lang="se"),))


@pytest.mark.parametrize(
    ("column", "written", "rule"),
    [
        ("status", "gyldig", "absolute IRI"),
        ("valid_to", "31.12.2026", "2026-11-22"),
        ("broader", "melding", "absolute IRI"),
        ("definition_source@nb", "<https://example.no/1>", "belongs to a definition"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_number(column: str, written: str, rule: str) -> None:
    found = read(NAMES[0], **{column: written})
    assert [(row.number, row.fault.field) for row in found.refused] == [(2, column)]
    assert rule in found.refused[0].fault.rule
    assert found.value.concepts == ()


@pytest.mark.parametrize("column", ["definition", "preferred", "broader@nb", "preferred[public]@nb", "term"])
def test_a_column_that_is_not_known_refuses_the_file(column: str) -> None:
    with pytest.raises(InvalidInput, match="columns known"):
        read(NAMES[0], **{column: "x"})
