"""Sentences of the shipped content are its own: none is a formula repeated from list to list."""

import re
from collections import Counter, defaultdict

import pytest

from registry.domain import CodeList, Concept, ConceptScheme, RegisteredObject
from registry.rdf.objects import from_default_graph, read_object
from registry.rdf.serialization import Format, parse
from registry.services import shipped

MOST = 3


@pytest.fixture(scope="module")
def vocabularies() -> list[RegisteredObject]:
    paths = [path for path in shipped.files() if "vocabularies" in path.parts]
    return [read_object(from_default_graph(parse(path.read_bytes(), Format.TURTLE).quads)) for path in paths]


def test_no_sentence_stands_in_more_than_three_descriptions_of_code_lists(vocabularies) -> None:
    places = defaultdict(set)
    for value in vocabularies:
        for text in value.description if isinstance(value, CodeList) else ():
            for sentence in re.split(r"(?<=[.!?])\s+", text.text):
                places[sentence].add(value.iri)
    assert len(places) > 500
    assert {sentence: sorted(found) for sentence, found in places.items() if len(found) > MOST} == {}


def test_no_definition_stands_twice(vocabularies) -> None:
    schemes = [value for value in vocabularies if isinstance(value, ConceptScheme)]
    texts = [
        (row.value.lang, row.value.text)
        for scheme in schemes
        for concept in scheme.concepts
        for row in concept.definition
    ]
    assert len(texts) > 1200
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_every_code_list_says_what_it_is_and_whose_it_is(vocabularies) -> None:
    for value in vocabularies:
        if isinstance(value, CodeList):
            for texts in (value.title, value.description, value.rights):
                assert {"nb", "nn"} <= {text.lang for text in texts}, value.iri
            assert value.source, value.iri
            assert value.oid, value.iri


@pytest.mark.parametrize("lang", ["nb", "nn"])
def test_no_definitions_explain_each_other_in_circles_of_two_or_three(vocabularies, lang) -> None:
    concepts = [concept for value in vocabularies if isinstance(value, ConceptScheme) for concept in value.concepts]
    terms = {row.text.lower(): concept.iri for concept in concepts for row in concept.pref_label if row.lang == lang}
    mentions = {concept.iri: _mentioned(concept, terms, lang) for concept in concepts}
    assert sum(map(len, mentions.values())) > 300
    twos = [(a, b) for a, found in mentions.items() for b in found if a in mentions[b]]
    threes = [(a, b, c) for a, found in mentions.items() for b in found for c in mentions[b] if a in mentions[c]]
    assert (twos, threes) == ([], [])


def _mentioned(concept: Concept, terms: dict[str, str], lang: str) -> set[str]:
    """The concepts whose terms stand in the definition for experts; a longer term hides those inside it."""
    found = set()
    for row in concept.definition:
        words = re.findall(r"[\w-]+", row.value.text.lower()) if row.value.lang == lang and not row.audience else []
        place = 0
        while place < len(words):
            longest = next((n for n in range(6, 0, -1) if " ".join(words[place : place + n]) in terms), 0)
            if longest:
                found.add(terms[" ".join(words[place : place + longest])])
            place += longest or 1
    return found - {concept.iri}
