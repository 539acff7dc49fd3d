"""Released content as resources: both editions, every version, by every name; other people's models read them."""

import json
import re
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class

from registry.domain import CodeList, Kind
from registry.errors import NotFound
from registry.fhir.code_system import read_code_system
from registry.fhir.edition import Edition
from registry.fhir.json_form import read_json
from registry.fhir.released import naming
from registry.fhir.released.code_system import supplement
from registry.fhir.released.entries import Part
from registry.fhir.released.shelf import TYPES, Shelf, encode
from tests.fhir.released.content import ABSENT, FORMER, LIST, OID, SCHEME, SYSTEM, TODAY


def told(shelf: Shelf, kind: str, name: str, edition: Edition = Edition.R5, day: date = TODAY) -> dict[str, Any]:
    return shelf.json(shelf.entry(kind, name), edition, day)


def concepts(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    waiting = list(resource["concept"])
    for concept in waiting:
        waiting += concept.get("concept", ())
        assert concept["code"] not in found
        found[concept["code"]] = concept
    return found


def said(concept: dict[str, Any]) -> dict[str, Any]:
    return {row["code"]: value for row in concept.get("property", ()) for name, value in row.items() if name != "code"}


def parsed(edition: Edition, resource: dict[str, Any]) -> None:
    """Read by an independent model: fhir.resources for R5, fhirclient for R4; both refuse what is not in FHIR."""
    kind = resource["resourceType"]
    if edition is Edition.R5:
        get_fhir_model_class(kind).model_validate_json(encode(resource))
    else:
        model = getattr(import_module(f"fhirclient.models.{kind.lower()}"), kind)
        assert model(json.loads(encode(resource))).as_json()["resourceType"] == kind


@pytest.mark.parametrize("edition", Edition)
def test_every_resource_is_read_by_independent_models(shelf: Shelf, edition: Edition) -> None:
    rows = [entry for kind in TYPES for entry in shelf.entries[kind]]
    assert {entry.part for entry in rows} == set(Part)
    for entry in rows:
        parsed(edition, shelf.json(entry, edition, TODAY))


def test_a_list_is_a_code_system_and_a_value_set_with_canonicals_of_their_own(shelf: Shelf) -> None:
    system, values = told(shelf, "CodeSystem", "100"), told(shelf, "ValueSet", "100")
    assert system["url"] == SYSTEM
    assert system["valueSet"] == values["url"] == "https://omforent.no/value-set/100"
    assert values["compose"]["include"] == [{"system": SYSTEM, "version": "1.1.0"}]
    assert {row["value"]: row["use"] for row in system["identifier"]} == {
        LIST: "official",
        f"urn:oid:{OID}": "official",
        FORMER: "old",
    }
    assert OID not in json.dumps(values)
    assert (system["name"], system["title"]) == ("FruktPaOyer", "Frukt på øyer")
    assert (system["publisher"], system["contact"][0]["telecom"][0]["value"]) == ("Omforent", "post@example.org")


@pytest.mark.parametrize("name", [SYSTEM, LIST, f"urn:oid:{OID}", FORMER])
def test_every_name_means_the_list(shelf: Shelf, name: str) -> None:
    assert [row.version.number for row in shelf.named("CodeSystem", name)] == ["1.1.0", "1.0.0"]
    assert not shelf.named("ValueSet", name)


def test_codes_stand_below_one_another_with_what_they_say(shelf: Shelf) -> None:
    resource = told(shelf, "CodeSystem", "100")
    found = concepts(resource)
    assert [row["code"] for row in resource["concept"]] == ["A", "B", "C", "O1", "O2", "X", "Y"]
    assert [row["code"] for row in found["A"]["concept"]] == ["A1", "A2"]
    assert said(found["A2"]) == {"parent": "B", "weight": 150, "colour": "green"}
    assert said(found["O1"]) == {"parent": "O2"}
    assert said(found["X"]) == {
        "status": "deprecated",
        "inactive": True,
        "effectiveDate": "1990-01-01",
        "retirementDate": "2020-12-31",
        "replacedBy": "A2",
    }
    assert said(found["Y"]) == {"inactive": True, "effectiveDate": "2027-01-01"}
    assert said(found["B"]) == {"comment": "ligger på bakken"}
    assert found["A"]["definition"] == "noe som vokser"
    assert found["A"]["_definition"]["extension"][0]["extension"][1]["valueString"] == "what grows"
    assert resource["count"] == len(found) == 9
    types = {row["code"]: (row["type"], row.get("uri")) for row in resource["property"]}
    assert types["weight"] == ("integer", f"{LIST}#weight")
    assert types["inactive"] == ("boolean", "http://hl7.org/fhir/concept-properties#inactive")


def test_what_is_active_depends_on_the_day_and_so_does_when_it_changed(shelf: Shelf) -> None:
    before, after = (told(shelf, "CodeSystem", "100", day=day) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert "inactive" in said(concepts(before)["Y"])
    assert "inactive" not in said(concepts(after)["Y"])
    assert before["meta"] == {"versionId": "1.1.0", "lastUpdated": "2026-06-01T12:00:00Z"}
    assert after["meta"] == {"versionId": "1.1.0", "lastUpdated": "2027-01-01T00:00:00Z"}


def test_every_version_is_there(shelf: Shelf) -> None:
    older = told(shelf, "CodeSystem", "100-v1.0.0")
    assert (older["version"], older["count"]) == ("1.0.0", 8)
    assert shelf.entry("CodeSystem", "100-v1.1.0") is shelf.entry("CodeSystem", "100")
    assert shelf.version("CodeSystem", "100", "1.0.0").id == "100-v1.0.0"
    with pytest.raises(NotFound, match="no version"):
        shelf.version("CodeSystem", "100", "3.0.0")
    with pytest.raises(NotFound, match="no CodeSystem with the id"):
        shelf.entry("CodeSystem", "1000")


def test_a_scheme_has_terms_in_every_language_and_a_supplement(shelf: Shelf) -> None:
    resource = told(shelf, "CodeSystem", "concept-scheme-kart")
    found = concepts(resource)
    assert (resource["url"], resource["hierarchyMeaning"]) == (SCHEME, "is-a")
    assert [row["code"] for row in found["plante"]["concept"]] == ["kart"]
    assert found["plante"]["definition"] == "noe som gror"
    assert "hagen" not in json.dumps(found["plante"], ensure_ascii=False)
    terms = {(row["language"], row["value"]) for row in found["kart"]["designation"]}
    assert terms == {("nn", "kart"), ("en", "unripe fruit"), ("nb", "grønn frukt")}
    extra = told(shelf, "CodeSystem", "concept-scheme-kart-supplement")
    assert (extra["content"], extra["supplements"]) == ("supplement", f"{SCHEME}|1.0.0")
    assert {row["value"] for row in concepts(extra)["kart"]["designation"]} == {term for _, term in terms}
    assert "display" not in json.dumps(extra["concept"]).replace("preferredForLanguage", "").replace(
        '"display": "Synonym"', ""
    )


@pytest.mark.parametrize("edition", Edition)
def test_without_codes_all_else_is_told_as_with_them(shelf: Shelf, edition: Edition) -> None:
    for entry in shelf.entries["CodeSystem"]:
        whole = shelf.json(entry, edition, TODAY)
        part = shelf.json(entry, edition, TODAY, codes=False)
        whole.pop("concept", None)
        assert part == whole, entry.id


def test_a_list_without_codes_says_that_they_are_not_present(shelf: Shelf) -> None:
    resource = told(shelf, "CodeSystem", "7110")
    assert (resource["url"], resource["content"]) == ("http://hl7.org/fhir/sid/icd-10-no", "not-present")
    assert "concept" not in resource
    assert naming.aliases_of(shelf.reader.header(ABSENT))[1] == (ABSENT, True)


def test_a_collection_is_a_value_set_of_its_codes(shelf: Shelf) -> None:
    resource = told(shelf, "ValueSet", "collection-epler")
    assert resource["url"] == "https://omforent.no/value-set/collection-epler"
    assert resource["compose"]["include"] == [
        {"system": SYSTEM, "version": "1.1.0", "concept": [{"code": "A1", "display": "Eple"}]},
        {"system": SCHEME, "concept": [{"code": "kart", "display": "kart"}]},
    ]


@pytest.mark.parametrize(
    ("edition", "field", "words"),
    [
        (Edition.R5, "relationship", ["equivalent", "source-is-narrower-than-target", "related-to"]),
        (Edition.R4, "equivalence", ["equivalent", "wider", "relatedto"]),
    ],
)
def test_mappings_speak_the_words_of_their_edition(
    shelf: Shelf, edition: Edition, field: str, words: list[str]
) -> None:
    resource = told(shelf, "ConceptMap", "m", edition)
    groups = {row["target"]: row for row in resource["group"]}
    found = [element["target"][0] for element in groups[SCHEME]["element"]]
    assert [row[field] for row in found] == words
    assert found[0] == {"code": "kart", "display": "kart", field: "equivalent", "comment": "samme ting"}
    assert groups["http://example.org/cs"]["element"][0]["target"][0]["code"] == "Z9"
    scope = resource["sourceScopeUri" if edition is Edition.R5 else "sourceUri"]
    assert scope == "https://omforent.no/value-set/100"


def test_a_naming_system_has_every_name(shelf: Shelf) -> None:
    ids = {row["value"]: row for row in told(shelf, "NamingSystem", "100")["uniqueId"]}
    assert {name for name, row in ids.items() if row["preferred"]} == {SYSTEM, OID}
    assert {name for name, row in ids.items() if not row["preferred"]} == {LIST, FORMER}
    assert "former" in ids[FORMER]["comment"]
    older = told(shelf, "NamingSystem", "100", Edition.R4)
    assert {row["url"].rpartition(".")[2]: row for row in older["extension"]}["url"]["valueUri"].endswith("/100")


def test_a_message_model_is_found_by_the_exchange_that_carries_it(shelf: Shelf) -> None:
    (entry,) = shelf.named("StructureDefinition", "https://omforent.no/exchange/epikrise")
    made = shelf.json(entry, Edition.R4, TODAY)
    assert (made["url"], made["id"], made["kind"]) == (entry.object, "model-epikrise-1.2", "logical")
    assert made["name"] == entry.name
    assert made["meta"]["versionId"] == made["version"] == "1.0.0"


@pytest.mark.parametrize("edition", Edition)
def test_what_is_written_is_read_again_as_the_same_codes(shelf: Shelf, edition: Edition) -> None:
    value = shelf.reader.object(LIST)
    assert isinstance(value, CodeList)
    root = read_json(encode(told(shelf, "CodeSystem", "100", edition)), "x.json")[1]
    again = read_code_system(root, CodeList(iri=LIST)).value
    assert isinstance(again, CodeList)

    def shown(given: CodeList) -> dict[str, Any]:
        return {
            row.notation: (
                set(row.broader),
                set(row.pref_label),
                set(row.alt_label),
                row.is_replaced_by,
                row.validity.end,
            )
            for row in given.codes
        }

    assert shown(again) == shown(value)


def test_large_systems_tell_how_many_codes_they_have(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.fhir.released.code_system.MOST_CODES", 5)
    resource = told(shelf, "CodeSystem", "100")
    assert (resource["content"], resource["count"], "concept" in resource) == ("not-present", 9, False)
    made = supplement(shelf.reader, shelf.entry("CodeSystem", "100-supplement"), Edition.R5, TODAY)
    assert len(made["concept"]) == 2


@pytest.mark.parametrize(
    ("iri", "kind", "begins"),
    [
        ("https://omforent.no/code-list/7304", Kind.CODE_LIST, "7304"),
        ("https://omforent.no/concept-scheme/x", Kind.CONCEPT_SCHEME, "concept-scheme-x"),
        ("https://elsewhere.example/list", Kind.CODE_LIST, "list-"),
        ("https://omforent.no/code-list/Måned_1", Kind.CODE_LIST, "M-ned-1-"),
        ("https://omforent.no/code-list/" + "x" * 200, Kind.CODE_LIST, "x" * 30),
    ],
)
def test_ids_are_fit_for_fhir(iri: str, kind: Kind, begins: str) -> None:
    made = naming.id_of(iri, kind)
    assert made.startswith(begins)
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,44}", made)
    assert naming.id_of(iri + "x", kind) != made
