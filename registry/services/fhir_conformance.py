"""How many of HL7's tests of terminology servers the FHIR service passes, by models/profile/fhir-conformance.toml."""

import tomllib
from datetime import date
from pathlib import Path

from registry import resources
from registry.domain.value import Value
from registry.fhir.edition import Edition


class Score(Value):
    """The tests that an edition passes, of all that there are."""

    edition: str
    passed: int
    total: int


class Conformance(Value):
    """The suite and the month of its tests, the day on which they were run, and a score for each edition of FHIR."""

    suite: str
    tests: str
    measured: date
    scores: tuple[Score, ...]


def place() -> Path:
    """The file of the stored scores."""
    return resources.folder("models") / "profile" / "fhir-conformance.toml"


def conformance(data: bytes | None = None) -> Conformance:
    """The stored scores, or those given as TOML."""
    rows = tomllib.loads((data or place().read_bytes()).decode())
    scores = tuple(Score(edition=edition.name, **rows[edition]) for edition in Edition)
    return Conformance(suite=rows["suite"], tests=rows["tests"], measured=rows["measured"], scores=scores)
