"""The report of what rests on what: every figure follows from the release, on a small one and on what ships."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import create
from registry.domain import (
    Binding,
    Definition,
    Evidence,
    Gap,
    LangString,
    Strength,
)
from registry.namespaces import BASE, iri
from registry.services import publication, shipped
from registry.services.coverage import Count, Coverage, coverage
from registry.settings import Settings
from registry.store.memory import MemoryStore
from registry.terminology.releases import Releases
from tests.cli.test_main import omforent
from tests.services.releasing import publish, store_with
from tests.terminology import content
from tests.terminology.content import LIST, STANDARD, concept, nb

LEVEL = BASE + "care-level/spesialist"


def self_composed():
    note = Definition(
        value=LangString(text="sagt enkelt", lang="nb"),
        audience=iri("audience:public"),
        relationship_with_source=iri("relation:self-composed"),
    )
    return concept("enkel", "enkel").model_copy(update={"definition": (note,)})


def element(name: str, **more):
    row = content.model().elements[0].has_property[0]
    bare = {"coded": False, "has_value_from": None, "bindings": (), "subject": None}
    return row.model_copy(update={"iri": f"{row.iri}/{name}", "identifier": name, **bare, **more})


def model():
    made = content.model()
    binding = Binding(value_set=LIST, strength=Strength.EXTENSIBLE, evidence=(Evidence.EXAMPLE, Evidence.STYLESHEET))
    rows = (
        *made.elements[0].has_property,
        element("Fri", description=nb("fritekst"), subject=content.CONCEPT),
        element("Kode", coded=True, bindings=(binding,)),
        element("Grunn", coded=True, unbound_reason=nb("listen er ikke kjent")),
        element("Apen", coded=True),
    )
    return made.model_copy(update={"elements": (made.elements[0].model_copy(update={"has_property": rows}),)})


def values():
    third = content.code_list().model_copy(
        update={"iri": BASE + "code-list/7110", "oid": None, "aliases": (), "bundled": False, "codes": ()}
    )
    empty = third.model_copy(update={"iri": BASE + "code-list/tom", "bundled": True, "source": nb("prøve")})
    guess = content.exchange().model_copy(
        update={"iri": BASE + "exchange/gjetning", "direction_evidence": Evidence.INFERRED, "carries": ()}
    )
    read = content.exchange().model_copy(
        update={"direction_evidence": Evidence.READ, "conforms_to": (STANDARD,), "security_requirement": nb("Signert")}
    )
    silent = guess.model_copy(
        update={"iri": BASE + "exchange/taus", "direction_evidence": None, "security_requirement": nb("ikke oppgitt")}
    )
    gap = Gap(from_level=LEVEL, to_level=LEVEL, phase=(BASE + "phase/utskrivning",))
    pathway = content.pathway().model_copy(update={"gaps": (gap,)})
    scheme = content.scheme(self_composed())
    rest = [content.code_list(), content.register(), content.mapping_set()]
    return [*rest, third, empty, guess, read, silent, pathway, scheme, model()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coverage")
    publish(store_with(values()), folder)
    return folder


@pytest.fixture(scope="module")
def found(home: Path) -> Coverage:
    return coverage(Releases(home).current())


def counts(rows: tuple[Count, ...]) -> dict[str, int]:
    return {row.name: row.count for row in rows}


def test_concepts_by_scheme_basis_standard_and_language(found):
    concepts = found.concepts
    assert concepts.total == 4
    assert counts(concepts.by_scheme) == {content.SCHEME: 4}
    assert counts(concepts.by_basis) == {"not-stated": 3, "self-composed": 1}
    assert counts(concepts.by_standard) == {STANDARD: 3}
    assert concepts.by_standard[0].title[0].text == "HIS 80226:2014 Henvisning"
    assert (concepts.from_standard, concepts.public_definitions) == (3, 1)
    assert counts(concepts.terms_by_language) == {"nb": 4, "nn": 4}
    assert counts(concepts.definitions_by_language) == {"nb": 4}


def test_code_lists_by_where_their_codes_are(found):
    lists = found.code_lists
    assert (lists.total, lists.with_codes, lists.third_party, lists.codes) == (3, 1, 1, 3)
    assert lists.without_codes == (BASE + "code-list/tom",)
    assert lists.imported_here == ()
    assert lists.lists_with_source == 1


def test_codes_that_were_imported_into_the_list_of_others_are_flagged(tmp_path):
    others = content.code_list().model_copy(update={"bundled": False})
    publish(store_with([others]), tmp_path)
    assert coverage(Releases(tmp_path).current()).code_lists.imported_here == (LIST,)


def test_exchanges_by_evidence_with_the_hypotheses_named(found):
    exchanges = found.exchanges
    assert counts(exchanges.by_evidence) == {"inferred": 1, "read-in-standard": 1, "not-stated": 1}
    assert exchanges.hypotheses == (BASE + "exchange/gjetning",)
    assert (exchanges.with_standard, exchanges.with_model, exchanges.with_security) == (1, 1, 1)


def test_models_tell_what_each_element_has(found):
    (row,) = found.models
    assert (row.message, row.elements, row.with_concept, row.with_description) == (True, 5, 2, 1)
    assert (row.coded, row.bound, row.with_reason, row.open) == (4, 2, 1, 1)
    assert (found.elements, found.element_concepts, found.elements_per_concept) == (5, 1, 5.0)


def test_bindings_by_strength_and_evidence(found):
    assert found.bindings.total == 2
    assert counts(found.bindings.by_strength) == {"required": 1, "extensible": 1}
    assert counts(found.bindings.by_evidence) == {"not-stated": 1, "seen-in-example": 1, "seen-in-stylesheet": 1}


def test_gaps_are_told(found):
    assert [(gap.from_level, gap.to_level, len(gap.phases)) for gap in found.gaps] == [(LEVEL, LEVEL, 1)]


def test_an_empty_release_has_nothing_to_tell(tmp_path):
    publish(store_with([content.register()]), tmp_path)
    found = coverage(Releases(tmp_path).current())
    assert (found.concepts.total, found.elements_per_concept, found.models) == (0, 0.0, ())


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("nb", ("Hva utgivelse 2026.1 bygger på", "utledet", "egendefinert")),
        ("en", ("rests on", "inferred", "hypotheses")),
    ],
)
def test_the_command_speaks_norwegian_and_english(home, lang, words):
    answer = omforent("coverage", "--lang", lang, home=home)
    assert answer.returncode == 0, answer.stderr
    for word in (*words, "HIS 80226:2014 Henvisning", "5 : 1"):
        assert word in answer.stdout


def test_command_and_api_give_the_same_json(home, found):
    answer = omforent("coverage", "--format", "json", "--release", "2026.1", home=home)
    assert Coverage.model_validate_json(answer.stdout) == found
    with TestClient(create(Settings(home=home), Releases(home))) as client:
        reply = client.get("/api/v1/coverage")
        assert reply.status_code == 200
        assert reply.json() == json.loads(answer.stdout)
        again = client.get("/api/v1/coverage", headers={"If-None-Match": reply.headers["ETag"]})
        assert again.status_code == 304


def test_the_shipped_content_rests_on_what_it_says(tmp_path):
    store = MemoryStore()
    shipped.load(store)
    publication.release(
        store, tmp_path, issued=datetime(2026, 11, 22, tzinfo=UTC), agent=content.AGENT, check=lambda _: ()
    )
    found = coverage(Releases(tmp_path).current())
    assert found.concepts.total > 0
    assert "not-stated" not in counts(found.concepts.by_basis)
    assert "not-stated" not in counts(found.exchanges.by_evidence)
    assert "not-stated" not in counts(found.bindings.by_evidence)
    assert len(found.exchanges.hypotheses) == counts(found.exchanges.by_evidence).get("inferred", 0)
    assert found.code_lists.imported_here == ()
    assert sum(row.elements for row in found.models) == found.elements
    assert [row.iri for row in found.models if row.open] == []
