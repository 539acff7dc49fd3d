"""The exchanges that ship: one direction and one code each, roles and phases of the pathway, and no cell left out."""

import csv
from collections import Counter
from functools import cache
from itertools import product

import pytest

from registry import resources
from registry.domain import Evidence, Exchange, Pathway
from registry.namespaces import BASE
from registry.rdf.objects import read_object
from registry.rdf.serialization import Format, parse

#: Exchanges for which no source states a code of list 8279 (docs/content/exchanges.md).
WITHOUT_CODE = {
    "erm254",
    "nav-foresporsel-om-pasient",
    "nav-henvendelse-fra-lege",
    "nav-henvendelse-fra-nav",
    "nav-innkalling-til-dialogmote",
    "nav-oppfolgingsplan",
    "nav-svar-pa-foresporsel-om-pasient",
    "nav-svar-pa-innkalling-til-dialogmote",
    "pasientregister-oppdatering",
}
THEMES = {
    "referral and response",
    "admission and discharge",
    "requisition and report",
    "dialogue",
    "e-prescription",
    "sick leave and settlement",
    "registers",
    "patient's own services",
    "record extract",
}
#: Codes and names of `exchanges.csv` that stand for several messages, for the envelope, or for what was struck.
SPLIT = {
    "LOM;POM;LROM;FOM;PSOM;…": "LOM POM LROM FOM PSOM",
    "NPR_ORD m.fl.": "NPR_ORD",
    "KPR_IPL;KPR_HST": "KPR_IPL",
    "CANCER_S;CANCER_NS;CANCER_BR": "CANCER_S CANCER_NS CANCER_BR",
    "ERM251-254": "ERM251 ERM252 ERM253",
    "Pasientliste*": "Pasientliste PasientlisteForesporsel PasientlisteAbonnementStatus",
    "(konvolutt)": "",
}


def read(path):
    return read_object(quad.triple for quad in parse(path.read_bytes(), Format.TURTLE).quads)


@cache
def exchanges() -> tuple[Exchange, ...]:
    return tuple(read(path) for path in sorted((resources.folder("models") / "exchange").glob("*.ttl")))


@cache
def pathway() -> Pathway:
    return read(resources.folder("models") / "pathway" / "pasientforlop.ttl")


def levels_of(roles: tuple[str, ...]) -> set[str]:
    known = {role.iri: role.at_level for role in pathway().roles}
    return {known[role] for role in roles}


def cells(exchange: Exchange) -> set[tuple[str, str, str]]:
    return set(product(levels_of(exchange.sender), levels_of(exchange.receiver), exchange.phase))


def code_of(exchange: Exchange) -> str:
    return (exchange.function_code or "").rpartition("/")[2]


@pytest.mark.parametrize("exchange", exchanges(), ids=lambda row: row.identifier)
def test_an_exchange_is_complete(exchange):
    assert exchange.iri == f"{BASE}exchange/{exchange.identifier}"
    assert exchange.extra == ()
    assert {text.lang for text in exchange.title} == {"nb", "nn", "en"}
    for texts in (exchange.description, exchange.trigger, exchange.legal_basis, exchange.security_requirement):
        assert sorted(text.lang for text in texts) == ["nb", "nn"]
    assert exchange.subject
    assert exchange.source
    assert exchange.conforms_to
    assert set(exchange.theme) <= THEMES
    assert isinstance(exchange.direction_evidence, Evidence)


@pytest.mark.parametrize("exchange", exchanges(), ids=lambda row: row.identifier)
def test_an_exchange_has_one_direction_between_roles_of_the_pathway(exchange):
    roles = {role.iri for role in pathway().roles}
    assert exchange.sender
    assert set(exchange.sender) <= roles
    assert exchange.receiver
    assert set(exchange.receiver) <= roles
    assert exchange.phase
    assert set(exchange.phase) <= {phase.iri for phase in pathway().phases}


def test_all_but_the_named_have_one_function_code_of_list_8279():
    assert {row.identifier for row in exchanges() if row.function_code is None} == WITHOUT_CODE
    codes = {
        code.iri for code in read(resources.folder("vocabularies") / "code-list-8279" / "code-list-8279.ttl").codes
    }
    assert {row.function_code for row in exchanges() if row.function_code} <= codes


def test_the_identifier_begins_with_the_code():
    for row in exchanges():
        if row.function_code:
            assert row.identifier.startswith(code_of(row).lower().replace("_", "-"))


def test_what_is_inferred_says_why():
    for row in exchanges():
        if row.direction_evidence is Evidence.INFERRED:
            assert any("utledet" in text.text for text in row.note), row.identifier


def test_gaps_and_exchanges_cover_every_cell_once():
    flow, every = pathway(), {phase.iri for phase in pathway().phases}
    levels = [level.iri for level in flow.levels]
    gaps = Counter((gap.from_level, gap.to_level, phase) for gap in flow.gaps for phase in gap.phase)
    known = set().union(*(cells(row) for row in exchanges() if set(row.phase) != every))
    assert max(gaps.values()) == 1
    assert set(gaps) & known == set()
    assert set(gaps) | known == set(product(levels, levels, every))
    assert len({(gap.from_level, gap.to_level) for gap in flow.gaps}) == len(flow.gaps)


def test_exchanges_are_known_within_a_level_too():
    within = {source for row in exchanges() for source, target, _ in cells(row) if source == target}
    assert {BASE + "care-level/spesialisthelsetjenesten", BASE + "care-level/laboratorium-og-radiologi"} <= within


def test_every_row_of_the_facts_is_an_exchange(shared):
    known = {code_of(row) for row in exchanges()}
    with (shared / "domain" / "exchanges.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row["code8279"] for row in csv.DictReader(lines)]
    wanted = {code for row in rows for code in SPLIT.get(row, row).replace("/", " ").split()}
    assert len(rows) == 64
    assert wanted <= known
