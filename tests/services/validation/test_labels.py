"""Findings in real messages, judged by hand in `labels.csv`: how many of them are right, and that they are still found.

The file names messages of ../shared and holds nothing of them: the place is the beginning of the SHA-256 of its path.
A finding is right when it is true, fairly grave and rightly mended, and its rule's page is true of it. `before` is the
verdict on the rules as they were when the findings were judged; what was wrong was mended, and is judged anew.
"""

import csv
from hashlib import sha256
from pathlib import Path

import pytest

from registry.services.validation.document import Asked

PRECISION = 0.98
LABELS = Path(__file__).parent / "labels.csv"


@pytest.fixture(scope="module")
def labelled() -> list[dict[str, str]]:
    return list(csv.DictReader(LABELS.read_text("utf-8").splitlines()))


def test_a_hundred_findings_are_judged_with_reasons(labelled):
    assert len(labelled) == 100
    assert {row[name] for row in labelled for name in ("before", "verdict")} <= {"right", "wrong"}
    assert all(row["reason"] for row in labelled)


def test_precision_of_what_is_found_in_real_messages(validator, shared, labelled):
    found = {}
    for message, exchange in {(row["message"], row["exchange"]) for row in labelled}:
        asked = Asked(validator.known.exchanges.named(exchange) if exchange else None)
        report = validator.report(message, (shared / "messages" / message).read_bytes(), asked)
        found[message, exchange] = {(each.rule, _place(each.path)) for each in report.findings}
    there = [row for row in labelled if (row["rule"], row["place"]) in found[row["message"], row["exchange"]]]
    assert len(there) >= 95
    assert sum(row["verdict"] == "right" for row in there) / len(there) >= PRECISION


def test_no_error_is_found_in_real_messages_but_those_that_are_judged(validator, shared, labelled):
    judged = {(row["message"], row["rule"], row["place"]) for row in labelled}
    for path in sorted((shared / "messages").rglob("*.xml")):
        name = path.relative_to(shared / "messages").as_posix()
        errors = [each for each in validator.report(name, path.read_bytes()).findings if each.severity == "error"]
        assert [each for each in errors if (name, each.rule, _place(each.path)) not in judged] == []


def _place(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:12]
