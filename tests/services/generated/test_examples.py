"""Example messages: the validator finds in each what is expected; others take them too; nobody in them is real."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from registry.domain import Kind
from registry.domain.finding import Severity
from registry.services.artefacts import Artefact, Form, artefacts
from registry.services.example_values import identity_number, organisation_number
from registry.services.validation.checking import Validator
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader

DAY = date(2026, 11, 28)
Files = dict[str, Artefact]


@pytest.fixture(scope="module")
def models(reader: ReleaseReader) -> dict[str, Files]:
    """The example files of each model that has any, by name."""
    schemas = MessageSchemas(reader)
    found = {}
    for version in reader.versions(Kind.INFORMATION_MODEL):
        files = {row.name: row for row in artefacts(schemas, version.object) if row.form is Form.EXAMPLES}
        if files:
            found[version.object.rpartition("/")[2]] = files
    return found


def index(name: str, files: Files) -> list[dict[str, Any]]:
    return list(json.loads(files[f"{name}.examples.json"].build())["files"])


def test_the_validator_finds_what_is_expected_in_each(reader: ReleaseReader, models: dict[str, Files]) -> None:
    validator = Validator(reader, DAY)
    assert models
    for name, files in models.items():
        for row in index(name, files):
            for form in ("json", "xml"):
                report = validator.report(row[form], files[row[form]].build())
                told = [(found.rule, found.path) for found in report.findings]
                if row["expected"] is None:
                    assert not told, (row[form], told)
                else:
                    assert row["expected"]["rule"] in {rule for rule, _ in told}, (row[form], told)
                if row["expected"] and form == "json":
                    assert any(path.startswith(row["expected"]["path"]) for _, path in told), (row[form], told)


def test_each_message_has_a_good_example_and_bad_ones(models: dict[str, Files]) -> None:
    rules = {
        name: {row["expected"]["rule"] for row in index(name, files) if row["expected"]}
        for name, files in models.items()
    }
    assert all("missing-element" in found for found in rules.values()), rules
    everything = set().union(*rules.values())
    assert everything == {"missing-element", "unknown-code", "retired-code", "wrong-list", "display-meaning"}


def test_the_same_release_gives_the_same_examples(reader: ReleaseReader, models: dict[str, Files]) -> None:
    again = {row.name: row for row in artefacts(MessageSchemas(reader), "https://omforent.no/model/epikrise-1.2")}
    for name, row in models["epikrise-1.2"].items():
        assert row.build() == again[name].build()


def test_an_exchange_says_its_function(reader: ReleaseReader) -> None:
    files = {row.name: row for row in artefacts(MessageSchemas(reader), "https://omforent.no/exchange/epikrise")}
    message = json.loads(files["epikrise-1.2.good.json"].build())["Message"]
    assert message["Type"]["@V"] == "EPIKRISE"


def test_schemas_of_the_sector_take_the_good_examples(shared: Path, models: dict[str, Files]) -> None:
    """The published XSD, read by libxml2: an independent judge of order, names and namespaces."""
    judged = 0
    for name, files in models.items():
        root = etree.fromstring(files[f"{name}.good.xml"].build())
        inside = next(
            (row[0] for row in root.iter("{*}Content") if len(row) and row.getparent().tag.endswith("RefDoc")), None
        )
        root = root if inside is None else inside
        space = etree.QName(root).namespace
        for path in sorted((shared / "schemas").rglob("*.xsd")):
            if f'targetNamespace="{space}"' in path.read_text("utf-8", "ignore"):
                judge = xsd(path, shared / "schemas")
                if judge is not None:
                    judge.assertValid(root)
                    judged += 1
                    break
    assert judged


def xsd(path: Path, folder: Path) -> etree.XMLSchema | None:
    class Found(etree.Resolver):
        def resolve(self, system_url: str, public_id: str, context: Any) -> Any:
            name = Path(system_url.removeprefix("file://"))
            other = None if name.exists() else next(iter(sorted(folder.rglob(name.name))), None)
            return self.resolve_filename(str(other), context) if other else None

    parser = etree.XMLParser()
    parser.resolvers.add(Found())
    try:
        return etree.XMLSchema(etree.parse(path, parser))
    except (etree.XMLSchemaParseError, OSError):
        return None


def test_identity_numbers_are_of_the_synthetic_series_with_valid_check_digits(models: dict[str, Files]) -> None:
    text = "".join(files[f"{name}.good.json"].build().decode() for name, files in models.items())
    numbers = set(re.findall(r'"(\d{11})"', text))
    assert numbers
    for number in numbers | {identity_number(day) for day in range(300)}:
        assert 81 <= int(number[2:4]) <= 92, number
        for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)):
            assert sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11 == 0
    for each in range(20):
        number = organisation_number(each)
        assert (
            sum(int(digit) * weight for digit, weight in zip(number, (3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
            == 0
        )


def test_a_wrong_list_is_found_each_time(reader: ReleaseReader, models: dict[str, Files]) -> None:
    """What is wrong in one message is wrong in the next that says the same."""
    validator, files = Validator(reader, DAY), models["apprec-1.1"]
    data = files["apprec-1.1.wrong-list.xml"].build()
    first, second = (validator.report("x", data).findings for _ in range(2))
    assert first == second
    assert Severity.ERROR in {row.severity for row in second}
