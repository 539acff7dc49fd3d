"""Which display is shown and which are right: by language and weight, by standing, and where a language has none."""

import pytest

from registry.errors import InvalidInput
from registry.terminology.display import languages
from tests.fhir.operations.worlds import Json, ask, coding, given, told, url, value

SYSTEM = "http://example.org/CodeSystem/tongues"
VALUE_SET = "http://example.org/ValueSet/tongues"
WITHDRAWN = {
    "url": "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status",
    "valueCode": "withdrawn",
}
CONCEPTS = [
    {
        "code": "a",
        "display": "Heart",
        "designation": [
            {"language": "nb", "value": "Hjerte"},
            {"language": "de-CH", "value": "Härz"},
            {"language": "nb", "value": "Hjerteorgan", "extension": [WITHDRAWN]},
            {"use": {"system": "http://example.org/uses", "code": "slang"}, "value": "Ticker"},
        ],
    },
    {"code": "b", "display": "Lung"},
]
SENT = (
    given(
        {
            "resourceType": "CodeSystem",
            "url": SYSTEM,
            "status": "active",
            "content": "complete",
            "language": "en",
            "concept": CONCEPTS,
        }
    ),
    given(
        {
            "resourceType": "ValueSet",
            "url": VALUE_SET,
            "status": "active",
            "compose": {"include": [{"system": SYSTEM}]},
        }
    ),
)


def in_language(text: str) -> Json:
    return {"name": "displayLanguage", "valueCode": text}


@pytest.mark.parametrize(
    ("asked", "preferred", "others"),
    [
        ("de", ("de",), True),
        ("en;q=0.2, nb;q=0.9", ("nb", "en"), True),
        ("nn, nb;q=0.5, *;q=0", ("nn", "nb"), False),
        ("de;q=0, en", ("en",), True),
        ("en;q=wrong, nb", ("nb",), True),
    ],
)
def test_languages_are_liked_by_their_weight(asked: str, preferred: tuple[str, ...], others: bool) -> None:
    found = languages(asked)
    assert found is not None
    assert (found.preferred, found.others) == (preferred, others)


@pytest.mark.parametrize("nothing", ["*", "", ","])
def test_some_say_nothing(nothing: str) -> None:
    assert languages(nothing) is None


@pytest.mark.parametrize(
    ("asked", "heart", "lung"),
    [
        ("nb", "Hjerte", "Lung"),
        ("de", "Härz", "Lung"),
        ("fr", "Heart", "Lung"),
        ("fr, nb;q=0.5", "Hjerte", "Lung"),
        ("nb, *;q=0", "Hjerte", None),
    ],
)
def test_the_display_that_is_shown(asked: str, heart: str, lung: str | None) -> None:
    found = told(ask("ValueSet", "expand", url(VALUE_SET), *SENT, in_language(asked)))
    assert [row.get("display") for row in found["expansion"]["contains"]] == [heart, lung]


def test_the_displaced_display_is_a_designation() -> None:
    asked = ({"name": "includeDesignations", "valueBoolean": True}, in_language("nb"))
    found = told(ask("ValueSet", "expand", url(VALUE_SET), *SENT, *asked))["expansion"]["contains"][0]
    assert [row["value"] for row in found["designation"]] == ["Heart", "Härz", "Hjerteorgan", "Ticker"]
    only = told(ask("ValueSet", "expand", url(VALUE_SET), *SENT, {"name": "designation", "valueString": "slang"}))
    assert [row["value"] for row in only["expansion"]["contains"][0]["designation"]] == ["Ticker"]


@pytest.mark.parametrize(
    ("display", "asked", "result", "issue"),
    [
        ("Heart", None, True, None),
        ("hjerte", None, True, None),
        ("Hjerte", "nb", True, None),
        ("Heart", "nb", False, "Display_Name_for__should_be_one_of__instead_of"),
        ("Ticker", None, False, "Display_Name_for__should_be_one_of__instead_of"),
        (" Heart", None, False, "Display_Name_WS_for__should_be_one_of__instead_of"),
        ("Hjerteorgan", None, True, "INACTIVE_DISPLAY_FOUND"),
        ("Heart", "fr", True, "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK"),
        ("Coeur", "fr", False, "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR"),
    ],
)
def test_the_displays_that_are_right(display: str, asked: str | None, result: bool, issue: str | None) -> None:
    more = () if asked is None else (in_language(asked),)
    answer = ask("ValueSet", "validate-code", url(VALUE_SET), *SENT, coding(SYSTEM, "a", display=display), *more)
    assert value(answer, "result") is result
    rows = [row["resource"]["issue"] for row in told(answer)["parameter"] if row["name"] == "issues"]
    ids = [each["extension"][0]["valueString"] for row in rows for each in row]
    assert ids == ([] if issue is None else [issue])
    lenient = {"name": "lenient-display-validation", "valueBoolean": True}
    forgiven = ask(
        "ValueSet", "validate-code", url(VALUE_SET), *SENT, coding(SYSTEM, "a", display=display), lenient, *more
    )
    assert value(forgiven, "result") is True


def listed_in(language: str, **said: object) -> Json:
    """A value set in a language that lists one concept, with what it says of it."""
    concept = {"code": "a", **said}
    row: Json = {"resourceType": "ValueSet", "url": f"{VALUE_SET}-own", "status": "active", "language": language}
    return given({**row, "compose": {"include": [{"system": SYSTEM, "concept": [concept]}]}})


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("nb", "Pumpa"), ("nn", "Pumpa"), ("en", "Pump"), ("de", "Härz"), ("sv", "Pump"), (None, "Pump")],
)
def test_what_the_value_set_calls_a_concept_goes_before_what_the_system_does(asked: str | None, shown: str) -> None:
    terms = [{"language": "nb", "value": "Pumpa"}, {"language": "nn", "value": "Pumpa"}]
    own = listed_in("en", display="Pump", designation=terms)
    more = (in_language(asked),) if asked else ()
    found = told(ask("ValueSet", "expand", url(f"{VALUE_SET}-own"), SENT[0], own, *more))
    assert found["expansion"]["contains"][0]["display"] == shown


def test_a_display_is_in_the_language_of_its_value_set() -> None:
    own = listed_in("nb", display="Pumpa")
    for asked, shown in (("nb", "Pumpa"), ("en", "Heart"), ("de", "Härz")):
        found = told(ask("ValueSet", "expand", url(f"{VALUE_SET}-own"), SENT[0], own, in_language(asked)))
        assert found["expansion"]["contains"][0]["display"] == shown, asked


@pytest.mark.parametrize("asked", ["norsk bokmål", "nb_NO", "en;q=lots", "<script>", "en;level=1", "x" * 5000])
def test_what_is_no_list_of_languages_is_refused(asked: str) -> None:
    with pytest.raises(InvalidInput, match=r"(?s)displayLanguage=.* is not language tags"):
        ask("ValueSet", "expand", url(VALUE_SET), *SENT, in_language(asked))


@pytest.mark.parametrize("asked", ["nb, en-GB;q=0.8,*; q=0", "de-CH-1901", "", "en,,nb", "*"])
def test_what_is_a_list_of_languages_is_taken(asked: str) -> None:
    assert ask("ValueSet", "expand", url(VALUE_SET), *SENT, in_language(asked)).status == 200
