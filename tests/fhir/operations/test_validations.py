"""What `$validate-code` says of a code in a value set or a code system, in whichever way it is asked (FHIR R5)."""

from typing import Any

import pytest

from registry.fhir.operations.service import Answered
from tests.fhir.operations.test_expansion_parameters import ALL, CODES, GIVEN, LISTED, SYSTEM, VALUE_SET, text, truth
from tests.fhir.operations.worlds import Json, ask, coding, given, told, url, value

OTHER = given(
    {
        "resourceType": "CodeSystem",
        "url": "http://example.org/CodeSystem/other",
        "status": "active",
        "content": "complete",
        "concept": [{"code": "cat", "display": "Catalogue"}],
    }
)
IN_ALL = url(VALUE_SET.format("all"))


def issues(answer: Answered) -> list[tuple[str, str]]:
    """The ids of the issues of a validation with where each is."""
    rows = [row for row in told(answer)["parameter"] if row["name"] == "issues"]
    found: list[Json] = rows[0]["resource"]["issue"] if rows else []
    return [(row["extension"][0]["valueString"], *row.get("expression", [""])) for row in found if "extension" in row]


def whole(*codings: Json) -> Json:
    return {"name": "codeableConcept", "valueCodeableConcept": {"coding": list(codings)}}


@pytest.mark.parametrize("name", ["all", "listed"])
def test_an_abstract_code_is_in_unless_concrete_ones_are_wanted(name: str) -> None:
    asked = (url(VALUE_SET.format(name)), *GIVEN, coding(SYSTEM, "animal"))
    for wanted in ((), (truth("abstract"),)):
        assert value(ask("ValueSet", "validate-code", *asked, *wanted), "result") is True
    out = ask("ValueSet", "validate-code", *asked, truth("abstract", said=False))
    assert value(out, "result") is False
    assert issues(out) == [
        ("ABSTRACT_CODE_NOT_ALLOWED", "Coding.code"),
        ("None_of_the_provided_codes_are_in_the_value_set_one", "Coding.code"),
    ]
    assert value(out, "display") == "Animal"


def test_an_abstract_coding_beside_a_concrete_one_is_told_of() -> None:
    rows = whole({"system": SYSTEM, "code": "animal"}, {"system": SYSTEM, "code": "cat"})
    out = ask("ValueSet", "validate-code", IN_ALL, *GIVEN, rows, truth("abstract", said=False))
    assert ("ABSTRACT_CODE_NOT_ALLOWED", "CodeableConcept.coding[0].code") in issues(out)
    assert value(out, "code") == "cat"


@pytest.mark.parametrize(
    "lenient",
    [truth("lenient-display-validation"), truth("displayWarning"), text("mode", "lenient-display-validation")],
)
def test_a_wrong_display_is_a_warning_in_every_way_to_say_so(lenient: Json) -> None:
    asked = (IN_ALL, *GIVEN, coding(SYSTEM, "cat", display="Dog"))
    assert value(ask("ValueSet", "validate-code", *asked), "result") is False
    out = ask("ValueSet", "validate-code", *asked, lenient)
    assert value(out, "result") is True
    assert issues(out) == [("Display_Name_for__should_be_one_of__instead_of", "Coding.display")]


def test_a_code_system_judges_no_codes_of_another() -> None:
    asked = (url(SYSTEM), CODES, OTHER)
    assert value(ask("CodeSystem", "validate-code", *asked, coding(SYSTEM, "cat")), "result") is True
    other = ask("CodeSystem", "validate-code", *asked, coding("http://example.org/CodeSystem/other", "cat"))
    assert value(other, "result") is False
    assert "is not the code system" in value(other, "message")
    alone = ask("CodeSystem", "validate-code", CODES, OTHER, coding("http://example.org/CodeSystem/other", "cat"))
    assert value(alone, "result") is True


def _ways(code: str, display: str) -> list[tuple[Json, ...]]:
    one = {"system": SYSTEM, "code": code, **({"display": display} if display else {})}
    bare = [{"name": "code", "valueCode": code}, {"name": "system", "valueUri": SYSTEM}]
    return [
        (*bare, *([text("display", display)] if display else [])),
        ({"name": "coding", "valueCoding": one},),
        (whole(one),),
        ({"name": "code", "valueCode": code}, truth("inferSystem"), *([text("display", display)] if display else [])),
        ({"name": "code", "valueCode": code}, truth("implySystem"), *([text("display", display)] if display else [])),
    ]


@pytest.mark.parametrize("named", ["url", "url|version", "valueSetVersion", "valueSet", "instance"])
@pytest.mark.parametrize(
    ("code", "display", "result"),
    [("cat", "", True), ("cat", "Katt", True), ("cat", "Dog", False), ("mouse", "", False), ("plant", "", False)],
)
def test_every_way_to_ask_has_the_same_answer(named: str, code: str, display: str, result: bool) -> None:
    resource: Json = {**LISTED["resource"], "version": "2"}
    name = resource["url"]
    by: dict[str, tuple[Json, ...]] = {
        "url": (url(name),),
        "url|version": (url(f"{name}|2"),),
        "valueSetVersion": (url(name), text("valueSetVersion", "2")),
        "valueSet": (given(resource, "valueSet"),),
        "instance": (),
    }
    more: dict[str, Any] = {"instance": f"{name}|2"} if named == "instance" else {}
    for way in _ways(code, display):
        answer = ask("ValueSet", "validate-code", CODES, ALL, given(resource), *by[named], *way, **more)
        assert (answer.status, value(answer, "result")) == (200, result), way
        if result:
            assert (value(answer, "system"), value(answer, "display")) == (SYSTEM, "Cat")
