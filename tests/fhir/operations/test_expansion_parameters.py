"""What the parameters of `$expand` do, alone and together (FHIR R5, ValueSet/$expand)."""

from itertools import combinations

import pytest

from registry.errors import InvalidInput
from registry.fhir.edition import Edition
from tests.fhir.operations.worlds import Json, ask, given, listed, told, url

SYSTEM = "http://example.org/CodeSystem/animals"
DEFINED = "http://hl7.org/fhir/concept-properties#"
VALUE_SET = "http://example.org/ValueSet/{}"


def flag(code: str, *, said: bool) -> Json:
    return {"code": code, "valueBoolean": said}


CONCEPTS: list[Json] = [
    {
        "code": "animal",
        "display": "Animal",
        "definition": "Lives and moves",
        "property": [flag("notSelectable", said=True), {"code": "status", "valueCode": "active"}],
        "concept": [
            {"code": "cat", "display": "Cat", "designation": [{"language": "nb", "value": "Katt"}]},
            {"code": "dodo", "display": "Dodo", "property": [{"code": "status", "valueCode": "retired"}]},
            {"code": "dog", "display": "Dog", "property": [{"code": "legs", "valueInteger": 4}]},
        ],
    },
    {"code": "plant", "display": "Plant"},
]
CODES = given(
    {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "version": "1",
        "status": "active",
        "content": "complete",
        "caseSensitive": True,
        "language": "en",
        "property": [{"code": "legs", "type": "integer", "uri": "http://example.org/legs"}],
        "concept": CONCEPTS,
    }
)


def value_set(name: str, *include: Json) -> Json:
    found: Json = {"resourceType": "ValueSet", "url": VALUE_SET.format(name), "status": "active"}
    return given({**found, "compose": {"include": list(include)}})


ALL = value_set("all", {"system": SYSTEM})
LISTED = value_set("listed", {"system": SYSTEM, "concept": [{"code": "animal"}, {"code": "dodo"}, {"code": "cat"}]})
GIVEN = (CODES, ALL, LISTED)


def truth(name: str, *, said: bool = True) -> Json:
    return {"name": name, "valueBoolean": said}


def text(name: str, value: str) -> Json:
    return {"name": name, "valueString": value}


def expansion(name: str, *parameters: Json, edition: Edition = Edition.R5) -> Json:
    answer = ask("ValueSet", "expand", url(VALUE_SET.format(name)), *GIVEN, *parameters, edition=edition)
    assert answer.status == 200, told(answer)
    return told(answer)


def codes(found: Json) -> list[str]:
    return [code for _, _, code in listed(found)]


def by_code(found: Json) -> dict[str, Json]:
    rows = list(found["expansion"].get("contains", []))
    for row in rows:
        rows.extend(row.get("contains", []))
    return {row["code"]: row for row in rows}


PARAMETERS = (
    truth("activeOnly"),
    truth("excludeNested"),
    truth("excludeNotForUI"),
    truth("includeDesignations"),
    truth("includeDefinition"),
    text("filter", "d"),
    {"name": "count", "valueInteger": 2},
    {"name": "offset", "valueInteger": 1},
    {"name": "displayLanguage", "valueCode": "nb"},
    {"name": "property", "valueCode": "legs"},
    text("designation", "urn:ietf:bcp:47|nb"),
)


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(("one", "other"), tuple(combinations(PARAMETERS, 2)), ids=lambda row: row["name"])
def test_two_parameters_each_do_what_they_do_alone(one: Json, other: Json, edition: Edition) -> None:
    found = expansion("all", one, other, edition=edition)
    kept = ["animal", "cat", "dodo", "dog", "plant"]
    names = {one["name"], other["name"]}
    if "activeOnly" in names:
        kept.remove("dodo")
    if "excludeNotForUI" in names:
        kept.remove("animal")
    if "filter" in names:
        kept = [code for code in kept if code.startswith("d")]
    assert found["expansion"]["total"] == len(kept)
    kept = kept[1:] if "offset" in names else kept
    assert codes(found) == (kept[:2] if "count" in names else kept)
    echo = [row for row in found["expansion"]["parameter"] if row["name"] in names]
    assert sorted(echo, key=lambda row: str(row["name"])) == sorted((one, other), key=lambda row: str(row["name"]))
    if "cat" in kept[:2]:
        assert by_code(found)["cat"]["display"] == ("Katt" if "displayLanguage" in names else "Cat")


def test_what_nobody_can_choose_is_left_out_unless_it_is_listed() -> None:
    assert codes(expansion("all", truth("excludeNotForUI"))) == ["cat", "dodo", "dog", "plant"]
    assert codes(expansion("all", truth("excludeNotForUI", said=False)))[0] == "animal"
    found = expansion("listed", truth("excludeNotForUI"))
    assert codes(found) == ["animal", "dodo", "cat"]
    assert by_code(found)["animal"]["abstract"] is True


def test_properties_that_fhir_defines_have_its_uri_though_the_system_is_silent() -> None:
    names = ("parent", "child", "status", "notSelectable", "legs", "wings")
    found = expansion("all", *({"name": "property", "valueCode": name} for name in names))
    assert {row["code"]: row["uri"] for row in found["expansion"]["property"]} == {
        "parent": f"{DEFINED}parent",
        "child": f"{DEFINED}child",
        "status": f"{DEFINED}status",
        "notSelectable": f"{DEFINED}notSelectable",
        "legs": "http://example.org/legs",
    }
    rows = by_code(found)
    assert {"code": "status", "valueCode": "active"} in rows["animal"]["property"]
    assert {row["code"] for row in rows["dog"]["property"]} == {"legs", "parent"}


def test_a_status_is_told_unasked_only_where_it_is_not_active() -> None:
    rows = by_code(expansion("all"))
    assert "property" not in rows["animal"]
    assert rows["dodo"]["property"] == [{"code": "status", "valueCode": "retired"}]
    assert rows["dodo"]["inactive"] is True


@pytest.mark.parametrize(
    ("name", "op", "value", "expected"),
    [
        ("wings", "=", "2", None),
        ("wings", "exists", "false", None),
        ("http://example.org/wings", "not-in", "2", None),
        ("legs", "=", "4", ["dog"]),
        ("http://example.org/legs", "=", "4", ["dog"]),
        ("legs", "exists", "false", ["animal", "cat", "dodo", "plant"]),
        ("notSelectable", "=", "true", ["animal"]),
        ("inactive", "=", "true", ["dodo"]),
        ("synonym", "=", "x", []),
    ],
)
def test_a_filter_by_a_property_that_nobody_knows_is_refused(
    name: str, op: str, value: str, expected: list[str] | None
) -> None:
    row = value_set("by", {"system": SYSTEM, "filter": [{"property": name, "op": op, "value": value}]})
    named = url(VALUE_SET.format("by"))
    answer = ask("ValueSet", "expand", named, CODES, row)
    judged = ask("ValueSet", "validate-code", named, CODES, row,
                 {"name": "coding", "valueCoding": {"system": SYSTEM, "code": "dog"}})  # fmt: skip
    assert (answer.status == 200, judged.status == 200) == (expected is not None, expected is not None)
    if expected is None:
        issue = told(answer)["issue"][0]
        assert (issue["severity"], issue["code"]) == ("error", "not-supported")
        assert f'"{name} {op} {value}"' in issue["details"]["text"]
    else:
        assert codes(told(answer)) == expected


def test_parameters_of_a_profile_hold_where_the_request_is_silent() -> None:
    profile = {"resourceType": "Parameters", "parameter": [truth("activeOnly"), text("filter", "plant")]}
    assert codes(expansion("all", given(profile, "profile"))) == ["plant"]
    assert codes(expansion("all", given(profile, "profile"), text("filter", "dog"))) == ["dog"]


def test_names_of_a_servers_own_are_read_over_and_others_refused() -> None:
    assert len(codes(expansion("all", text("x-system-cache-id", "1"), text("cache-id", "2")))) == 5
    with pytest.raises(InvalidInput, match="no parameter 'fliter'"):
        expansion("all", text("fliter", "dog"))


def test_properties_that_the_definition_wants_are_shown_where_none_are_asked_for() -> None:
    row: Json = {"resourceType": "ValueSet", "url": VALUE_SET.format("wants"), "status": "active"}
    wants = given({**row, "compose": {"property": ["legs"], "include": [{"system": SYSTEM}]}})
    own = told(ask("ValueSet", "expand", url(VALUE_SET.format("wants")), CODES, wants))
    assert by_code(own)["dog"]["property"] == [{"code": "legs", "valueInteger": 4}]
    asked = {"name": "property", "valueCode": "parent"}
    other = told(ask("ValueSet", "expand", url(VALUE_SET.format("wants")), CODES, wants, asked))
    assert by_code(other)["dog"]["property"] == [{"code": "parent", "valueCode": "animal"}]


@pytest.mark.parametrize("version", ["", "7"])
def test_the_value_set_that_a_code_system_says_it_has_needs_no_resource(version: str) -> None:
    name = VALUE_SET.format("whole")
    resource = {**CODES["resource"], "valueSet": f"{name}|{version}" if version else name}
    found = told(ask("ValueSet", "expand", url(name), given(resource)))
    assert codes(found) == ["animal", "cat", "dodo", "dog", "plant"]
    assert (found["url"], found["version"]) == (name, version or "1")
    own = value_set("whole", {"system": SYSTEM, "concept": [{"code": "cat"}]})
    assert codes(told(ask("ValueSet", "expand", url(name), given(resource), own))) == ["cat"]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(?=cat)cat", "invalid perl operator"),
        (r"(c)a\1", "invalid escape sequence"),
        ("a{1,100000}", "invalid repetition size"),
        ("((a{100}){100}){100}", "invalid repetition size"),
        ("[", "missing ]"),
        ("x" * 20_000, "longer than"),
        ("((c+)+)+at", ""),
        ("(x+x+)+y", ""),
    ],
)
def test_a_regular_expression_is_answered_or_refused_in_words(pattern: str, why: str) -> None:
    row = value_set("by", {"system": SYSTEM, "filter": [{"property": "code", "op": "regex", "value": pattern}]})
    named = url(VALUE_SET.format("by"))
    coded = {"name": "coding", "valueCoding": {"system": SYSTEM, "code": "cat"}}
    for answer in (
        ask("ValueSet", "expand", named, CODES, row),
        ask("ValueSet", "validate-code", named, CODES, row, coded),
    ):
        assert answer.status == (400 if why else 200)
        assert why in str(told(answer))
