"""Every check finds what it is for and nothing in data that is right: `checks/<id>.broken.ttl` and `<id>.good.ttl`."""

from pathlib import Path

import pytest

from registry.namespaces import PREFIXES
from registry.rdf.query import Dataset
from registry.rdf.serialization import Format, parse
from registry.services.checks import Check, shipped_checks

CASES = Path(__file__).parent / "checks"
HEAD = (
    "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items()) + "@prefix ex: <https://ex.org/> .\n"
)
CHECKS = pytest.mark.parametrize("check", shipped_checks(), ids=lambda check: check.id)


def subjects(check: Check, name: str) -> set[str]:
    data = (HEAD + (CASES / name).read_text("utf-8")).encode()
    triples = [quad.triple for quad in parse(data, Format.TURTLE, path=name).quads]
    return {row.subject for row in Dataset(triples).rows(check.query)}


@CHECKS
def test_it_names_what_is_wrong(check):
    assert "https://ex.org/x" in subjects(check, f"{check.id}.broken.ttl")


@CHECKS
def test_it_leaves_good_data_alone(check):
    assert subjects(check, f"{check.id}.good.ttl") == set()


def test_every_case_belongs_to_a_check():
    cases = {path.name.rsplit(".", 2)[0] for path in CASES.glob("*.ttl")}
    assert cases == {check.id for check in shipped_checks()}
