"""The shipped requirements: plenty, in both written forms, each with basis and test, holding for what they say."""

import re
from collections import Counter

import pytest

from registry.domain import Area, Obligation, RequirementSet
from registry.rdf.objects import from_default_graph, read_object, write_object
from registry.rdf.serialization import Format, parse
from registry.services import shipped
from registry.services.checking import check_graph
from tests.catalogue.test_messages import BOKMAL

BASE = "https://omforent.no/"
NEW = "Nytt i Omforent"
#: What the second written form would not say, beside what is never in labels.
ALLOWED_IN_NYNORSK = {"en", "et", "de", "navn", "kun"}


def objects(root, room):
    for path in sorted((root / "models" / room).glob("*.ttl")):
        yield read_object(from_default_graph(parse(path.read_bytes(), Format.TURTLE).quads))


@pytest.fixture(scope="module")
def sets(root):
    found = {value.identifier: value for value in objects(root, "requirement")}
    assert all(isinstance(value, RequirementSet) for value in found.values())
    return found


@pytest.fixture(scope="module")
def exchanges(root):
    return {value.iri: value for value in objects(root, "exchange")}


@pytest.fixture(scope="module")
def requirements(sets):
    return [row for value in sets.values() for row in value.requirements]


def test_there_are_plenty_and_they_cover_what_they_must(sets, requirements):
    assert set(sets) == {
        *("sikkerhet", "kvittering", "henvisning", "epikrise", "rekvisisjon", "svarrapport"),
        *("pleie-og-omsorg", "eresept"),
    }
    assert len(requirements) >= 100
    assert {row.area for row in requirements} == set(Area)
    assert {row.obligation for row in requirements} == set(Obligation)


def test_numbers_are_used_once(requirements):
    assert [number for number, times in Counter(row.identifier for row in requirements).items() if times > 1] == []


def test_each_is_said_in_both_written_forms_and_keeps_the_checks(sets):
    assert {name: [row.check for row in check_graph(write_object(value))] for name, value in sets.items()} == {
        name: [] for name in sets
    }


def test_no_two_demand_the_same_in_the_same_words(requirements):
    texts = Counter(row.text for row in requirements)
    assert [text for text, times in texts.items() if times > 1] == []


def test_a_basis_is_a_section_of_a_registered_standard_or_it_is_new(root, requirements):
    register = (root / "models" / "register" / "standards.ttl").read_text("utf-8")
    known = set(re.findall(r"^<(\S+)> a", register, re.MULTILINE))
    for row in requirements:
        cited = [source for source in row.source if isinstance(source, str)]
        assert all("#" in iri and iri.partition("#")[0] in known for iri in cited), row.identifier
        assert cited or NEW in {source.text for source in row.source}, row.identifier


def test_few_are_new_here(requirements):
    new = [row for row in requirements if not any(isinstance(source, str) for source in row.source)]
    assert 0 < len(new) < 10


def test_security_holds_for_what_the_framework_carries_and_receipts_for_what_expects_them(sets, exchanges):
    framework = {iri for iri, value in exchanges.items() if any("his-1037-2011" in str(row) for row in value.source)}
    expecting = {iri for iri, value in exchanges.items() if value.receipt_expected}
    assert set(sets["sikkerhet"].exchange) == framework
    assert set(sets["kvittering"].exchange) == expecting


def test_elements_belong_to_a_model_that_an_exchange_of_theirs_carries(sets, exchanges):
    for value in sets.values():
        among = {iri for exchange in value.exchange for iri in exchanges[exchange].carries}
        shared = {BASE + f"model/{name}" for name in ("hodemelding-1.2", "apprec-1.1", "pokomponent-1.6")}
        for row in value.requirements:
            models = {BASE + "model/" + iri.removeprefix(BASE + "element/").split("/")[0] for iri in row.element}
            assert models <= among | shared, row.identifier


def test_nynorsk_is_nynorsk(requirements):
    for row in requirements:
        for field in (row.title, row.text, row.rationale, row.verification):
            for text in field:
                if text.lang == "nn":
                    found = {word.lower() for word in BOKMAL.findall(text.text)} - ALLOWED_IN_NYNORSK
                    assert found == set(), (row.identifier, text.text)


def test_they_are_shipped():
    assert sum("requirement" in path.parts for path in shipped.files()) == 8
