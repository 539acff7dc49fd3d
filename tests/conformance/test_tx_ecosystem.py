"""HL7's open tests of terminology servers: the stored score may not fall, in either edition."""

from pathlib import Path

import pytest

from registry.fhir.edition import Edition
from registry.services.fhir_conformance import conformance, place
from tests.conformance import score


@pytest.mark.timeout(300)
@pytest.mark.parametrize("edition", Edition)
def test_the_score_does_not_fall(address: str, shared: Path, edition: Edition) -> None:
    assert (shared / "tx" / "txtest.py").is_file()
    result = score.run(address, edition)
    stored = {row.edition: row for row in conformance().scores}[edition.name]
    assert result.total == stored.total
    failed = "\n".join(result.failed)
    assert not score.fallen(result, conformance()), (
        f"{result.passed} of {result.total}, stored {stored.passed}\n{failed}"
    )


def test_a_fallen_score_is_noticed() -> None:
    stored = conformance(
        b'suite = "s"\ntests = "t"\nmeasured = 2026-11-28\n[r4]\npassed = 5\ntotal = 9\n[r5]\npassed = 6\ntotal = 9\n'
    )
    assert score.fallen(score.Result(Edition.R5, 5, 9, ()), stored)
    assert not score.fallen(score.Result(Edition.R4, 5, 9, ()), stored)


def test_a_score_is_stored_unless_it_has_fallen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "models" / "profile" / "fhir-conformance.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(place().read_bytes())
    monkeypatch.setattr(score, "ROOT", tmp_path)
    score.store([score.Result(edition, 400, 400, ()) for edition in Edition])
    assert {(row.edition, row.passed, row.total) for row in conformance(file.read_bytes()).scores} == {
        ("R4", 400, 400),
        ("R5", 400, 400),
    }
    written = file.read_bytes()
    with pytest.raises(ValueError, match="may not fall"):
        score.store([score.Result(edition, 399, 400, ()) for edition in Edition])
    assert file.read_bytes() == written
