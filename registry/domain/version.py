"""Versions of one object and releases of them all; how they are made is told in `services/`."""

import re
from functools import total_ordering

from pydantic import AwareDatetime, field_validator

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
    """One immutable edition of one object; `digest` is the SHA-256 that docs/digest.md defines.

    `release` is the number of the release that issued it; `replaces` the number of the version before.
    """

    object: Iri
    kind: Kind
    number: str
    digest: str
    title: tuple[LangString, ...] = ()
    issued: AwareDatetime
    replaces: str | None = None
    release: str | None = None

    @field_validator("number")
    @classmethod
    def _is_semantic(cls, number: str) -> str:
        return str(SemanticVersion.parse(number))


class ReleaseEntry(Value):
    """A release in the list of releases. `digest` is over the sorted `object version digest` lines.

    `agent` is the organisation that issued it, `role` the role it acted in; never a person.
    """

    number: str
    issued: AwareDatetime
    agent: Iri
    digest: str
    role: Iri | None = None
    note: str | None = None

    @field_validator("number")
    @classmethod
    def _is_yearly(cls, number: str) -> str:
        if not _RELEASE.fullmatch(number):
            raise ValueError(f"{number!r} is not a release number of the form 2026.1")
        return number

    @property
    def order(self) -> tuple[int, int]:
        """Sorts releases by their number.

        >>> entry = ReleaseEntry(number="2026.10", issued="2026-11-22T00:00:00Z", agent="x:a", digest="")
        >>> entry.order
        (2026, 10)
        """
        year, _, running = self.number.partition(".")
        return int(year), int(running)


class Release(ReleaseEntry):
    """The national set: one version of every object, by the IRI of the object."""

    versions: tuple[Version, ...]

    def entry(self) -> ReleaseEntry:
        """The release without its versions."""
        return ReleaseEntry(**{name: getattr(self, name) for name in ReleaseEntry.model_fields})
