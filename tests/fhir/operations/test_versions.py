"""Which versions are read: by what value sets name, by the rules of a request, and several at once."""

import doctest
from types import ModuleType

import pytest

from registry.terminology import coding as coding_values
from registry.terminology import display, text_match, version_pattern
from registry.terminology.operations import work
from registry.terminology.version_pattern import latest_first
from tests.fhir.operations.worlds import Json, ask, coding, given, listed, told, url, value

SYSTEM = "http://example.org/CodeSystem/of-versions"
VALUE_SET = "http://example.org/ValueSet/{}"


def system(version: str, *codes: str) -> Json:
    concepts = [{"code": code, "display": f"{code} of {version}"} for code in codes]
    row = {"resourceType": "CodeSystem", "url": SYSTEM, "version": version, "status": "active", "content": "complete"}
    return given({**row, "language": "en", "concept": concepts})


def value_set(name: str, *includes: Json, version: str = "", **compose: object) -> Json:
    row: Json = {"resourceType": "ValueSet", "url": VALUE_SET.format(name), "status": "active"}
    return given({**row, **({"version": version} if version else {}), "compose": {"include": includes, **compose}})


ALL = (system("1.0.0", "a", "b"), system("1.2.0", "a", "b", "c"), system("2.0.0", "a"))


def codes(answer: object) -> list[tuple[str, str]]:
    return [(version, code) for _, version, code in listed(told(answer))]  # type: ignore[arg-type]


def rule(name: str, canonical: str) -> Json:
    return {"name": name, "valueCanonical": canonical}


@pytest.mark.parametrize("module", [coding_values, display, text_match, version_pattern, work])
def test_examples_in_docstrings(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_versions_are_in_the_order_in_which_they_came() -> None:
    given_in_order = ["", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "2.0.0"]
    assert list(latest_first(given_in_order)) == given_in_order[::-1]
    assert latest_first(["20240101", "20231231"]) == ("20240101", "20231231")


@pytest.mark.parametrize(
    ("named", "rules", "read"),
    [
        ("", (), "2.0.0"),
        ("1.x", (), "1.2.0"),
        ("1.0.x", (), "1.0.0"),
        ("", (rule("system-version", f"{SYSTEM}|1.x"),), "1.2.0"),
        ("1.0.0", (rule("system-version", f"{SYSTEM}|1.x"),), "1.0.0"),
        ("", (rule("check-system-version", f"{SYSTEM}|1.0.x"),), "1.0.0"),
        ("2.0.0", (rule("force-system-version", f"{SYSTEM}|1.0.x"),), "1.0.0"),
        ("", (rule("system-version", "http://other|1"),), "2.0.0"),
    ],
)
def test_the_version_that_is_read(named: str, rules: tuple[Json, ...], read: str) -> None:
    include = {"system": SYSTEM, **({"version": named} if named else {})}
    answer = ask("ValueSet", "expand", url(VALUE_SET.format("v")), *ALL, value_set("v", include), *rules)
    used = [row["valueUri"] for row in told(answer)["expansion"]["parameter"] if row["name"] == "used-codesystem"]
    assert used == [f"{SYSTEM}|{read}"]


def test_a_version_that_is_checked_against_and_another_is_refused() -> None:
    include = {"system": SYSTEM, "version": "1.2.0"}
    check = rule("check-system-version", f"{SYSTEM}|1.0.x")
    answer = ask("ValueSet", "expand", url(VALUE_SET.format("v")), *ALL, value_set("v", include), check)
    assert (answer.status, told(answer)["issue"][0]["code"]) == (422, "exception")


def test_several_versions_stand_beside_each_other() -> None:
    one, other = {"system": SYSTEM, "version": "1.0.0"}, {"system": SYSTEM, "version": "1.2.0"}
    asked = (url(VALUE_SET.format("v")), *ALL)
    both = ask("ValueSet", "expand", *asked, value_set("v", one, other))
    assert codes(both) == [("1.0.0", "a"), ("1.0.0", "b"), ("1.2.0", "a"), ("1.2.0", "b"), ("1.2.0", "c")]
    without = value_set("v", one, other, exclude=[{**one, "concept": [{"code": "a"}]}])
    assert codes(ask("ValueSet", "expand", *asked, without)) == codes(both)[1:]
    every = ask("ValueSet", "expand", *asked, value_set("v", {"system": SYSTEM, "version": "*"}))
    assert sorted({version for version, _ in codes(every)}) == ["1.0.0", "1.2.0", "2.0.0"]


def test_a_coding_is_judged_by_the_include_of_its_version() -> None:
    rows = ({"system": SYSTEM, "version": version} for version in ("1.0.0", "1.2.0"))
    asked = (url(VALUE_SET.format("v")), *ALL, value_set("v", *rows))
    for version, code, result in (
        ("1.0.0", "a", True),
        ("1.2.0", "c", True),
        ("1.0.0", "c", False),
        ("2.0.0", "a", False),
    ):
        answer = ask("ValueSet", "validate-code", *asked, coding(SYSTEM, code, version=version))
        assert value(answer, "result") is result, (version, code)


@pytest.mark.parametrize(("version", "read"), [("1", "1.0.0"), ("2", "1.2.0")])
def test_an_import_without_a_version_is_read_by_the_rule_of_the_request(version: str, read: str) -> None:
    inner = (
        value_set("inner", {"system": SYSTEM, "version": "1.0.0"}, version="1"),
        value_set("inner", {"system": SYSTEM, "version": "1.2.0"}, version="2"),
    )
    outer = value_set("outer", {"valueSet": [VALUE_SET.format("inner")]})
    named = f"{VALUE_SET.format('inner')}|{version}"
    asked = (url(VALUE_SET.format("outer")), *ALL, *inner, outer)
    answer = ask("ValueSet", "expand", *asked, rule("default-valueset-version", named))
    told_of = [(row["name"], row["valueUri"]) for row in told(answer)["expansion"]["parameter"]]
    assert ("default-valueset-version", named) in told_of
    assert ("used-valueset", named) in told_of
    assert ("used-codesystem", f"{SYSTEM}|{read}") in told_of
    missing = ask("ValueSet", "expand", *asked, rule("default-valueset-version", f"{VALUE_SET.format('inner')}|9"))
    assert missing.status == 404
    judged = ask("ValueSet", "validate-code", *asked, coding(SYSTEM, "a"),
                 rule("default-valueset-version", f"{VALUE_SET.format('inner')}|9"))  # fmt: skip
    assert value(judged, "result") is False
    assert "|9'" in value(judged, "message")


def test_a_filter_that_names_what_an_older_version_lacks_keeps_no_other_include_from_its_codes() -> None:
    below = {"system": SYSTEM, "filter": [{"property": "concept", "op": "is-a", "value": "c"}]}
    rows = (system("1.0.0", "a", "b"), system("1.2.0", "a", "b", "c"))
    asked = (url(VALUE_SET.format("v")), *rows, value_set("v", {"system": SYSTEM, "version": "1.0.0"}, below))
    assert codes(ask("ValueSet", "expand", *asked)) == [("1.0.0", "a"), ("1.0.0", "b"), ("1.2.0", "c")]
    for version, code, result in (("1.0.0", "a", True), ("1.2.0", "c", True), ("1.2.0", "a", False)):
        answer = ask("ValueSet", "validate-code", *asked, coding(SYSTEM, code, version=version))
        assert value(answer, "result") is result, (version, code)
    missing = {**below, "version": "1.0.0"}
    alone = ask(
        "ValueSet", "validate-code", url(VALUE_SET.format("w")), *rows, value_set("w", missing), coding(SYSTEM, "a")
    )
    assert alone.status == 400
