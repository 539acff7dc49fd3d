"""Versions of one object and releases of them all; how they are made is told in `services/`."""

import re
from datetime import datetime
from functools import total_ordering

from pydantic import field_validator

from registry.domain.language import LangString
from registry.domain.scheme import Kind
from registry.domain.value import Iri, Value

_NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)
_RELEASE = re.compile(r"(\d{4})\.([1-9]\d*)", re.ASCII)


@total_ordering
class SemanticVersion(Value):
    """`major.minor.patch` (Semantic Versioning 2.0.0, clause 2), without pre-release or build parts."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, number: str) -> "SemanticVersion":
        """Read `1.2.3`; raises ValueError for anything else."""
        match = _NUMBER.fullmatch(number)
        if not match:
            raise ValueError(f"{number!r} is not a version number of the form 1.0.0")
        major, minor, patch = (int(part) for part in match.groups())
        return cls(major=major, minor=minor, patch=patch)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def __lt__(self, other: "SemanticVersion") -> bool:
        return (self.major, self.minor, self.patch) < (other.major, other.minor, other.patch)


class Version(Value):
    """One immutable edition of one object; `digest` is the SHA-256 that architecture and docs/ define."""

    object: Iri
    kind: Kind
    number: str
    digest: str
    title: tuple[LangString, ...]
    issued: datetime
    replaces: str | None = None

    @field_validator("number")
    @classmethod
    def _is_semantic(cls, number: str) -> str:
        return str(SemanticVersion.parse(number))


class Release(Value):
    """The national set: one version of every object. `digest` is over the sorted `object version digest` lines."""

    number: str
    issued: datetime
    agent: Iri
    digest: str
    versions: tuple[Version, ...]

    @field_validator("number")
    @classmethod
    def _is_yearly(cls, number: str) -> str:
        if not _RELEASE.fullmatch(number):
            raise ValueError(f"{number!r} is not a release number of the form 2026.1")
        return number
