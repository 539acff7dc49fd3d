"""The header of a check file: what it must state, and what is refused."""

import re

import pytest

from registry.domain import Kind
from registry.errors import InvalidInput
from registry.services.check_page import check_page
from registry.services.checks import HEADER_LANGUAGES, Scope, Severity, read_check, shipped_checks

HEADER = {
    "id": "example",
    "severity": "warning",
    "scope": "graph",
    "applies": "concept-scheme code-list",
    **{f"{word}.{lang}": f"{word} {lang}" for word in ("title", "problem", "solution") for lang in HEADER_LANGUAGES},
}
QUERY = "SELECT ?subject WHERE { ?subject ?property ?value }"


def written(header):
    return "".join(f"# {name}: {value}\n" for name, value in header.items()) + QUERY


def test_a_full_header_is_read():
    check = read_check("example", written(HEADER))
    assert (check.id, check.severity, check.scope) == ("example", Severity.WARNING, Scope.GRAPH)
    assert check.applies == {Kind.CONCEPT_SCHEME, Kind.CODE_LIST}
    assert [(string.lang, string.text) for string in check.solution] == [
        ("nb", "solution nb"),
        ("nn", "solution nn"),
        ("en", "solution en"),
    ]
    assert check.query.endswith(QUERY)


@pytest.mark.parametrize("missing", HEADER)
def test_a_missing_header_is_named(missing):
    header = {name: value for name, value in HEADER.items() if name != missing}
    with pytest.raises(InvalidInput, match=re.escape(missing)):
        read_check("example", written(header))


@pytest.mark.parametrize(
    ("name", "value"),
    [("severity", "grave"), ("scope", "world"), ("applies", "poem"), ("id", "other"), ("title.nn", "")],
)
def test_a_wrong_value_is_refused(name, value):
    with pytest.raises(InvalidInput, match="cannot be used"):
        read_check("example", written({**HEADER, name: value}))


def test_a_query_with_parameters_is_refused():
    with pytest.raises(InvalidInput, match="iri"):
        read_check("example", written(HEADER).replace("?value", "$iri"))


def test_rules_of_concept_schemes_do_not_concern_code_lists():
    about_terms = [check for check in shipped_checks() if check.id.startswith(("term-missing", "definition-"))]
    assert len(about_terms) > 5
    assert not [check.id for check in about_terms if check.concerns(Kind.CODE_LIST)]


def test_the_page_in_docs_is_the_one_that_the_headers_give(root):
    assert (root / "docs" / "checks.md").read_text("utf-8") == check_page()


def test_the_page_tells_every_check():
    page = check_page("nn")
    assert all(f"`{check.id}`" in page for check in shipped_checks())
