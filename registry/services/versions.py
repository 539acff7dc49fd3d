"""Which objects have changed since the last release, and which version and release number comes next."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.domain import Iri, Kind, LangString, ReleaseEntry, SemanticVersion, Version
from registry.errors import InvalidInput


class Step(StrEnum):
    """How far a version moves from the one before."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"


@dataclass(frozen=True)
class Edition:
    """An object as it would be released: what it is and the digest of what it says."""

    object: Iri
    kind: Kind
    title: tuple[LangString, ...]
    digest: str


def next_number(number: str, step: Step) -> str:
    """The version number one step on (Semantic Versioning 2.0.0, clauses 6 to 8).

    >>> next_number("1.4.2", Step.MINOR)
    '1.5.0'
    """
    version = SemanticVersion.parse(number)
    if step is Step.MAJOR:
        return f"{version.major + 1}.0.0"
    if step is Step.MINOR:
        return f"{version.major}.{version.minor + 1}.0"
    return f"{version.major}.{version.minor}.{version.patch + 1}"


def pinned(
    editions: Iterable[Edition], before: Iterable[Version], steps: Mapping[Iri, Step], *, release: str, issued: datetime
) -> tuple[Version, ...]:
    """The version of every object, by IRI: unchanged ones as they were, those without an edition too.

    A new object begins at 1.0.0; a changed one moves as `steps` says, by its IRI.
    """
    last = {version.object: version for version in before}
    found = dict(last)
    for edition in editions:
        previous = last.get(edition.object)
        if previous is None or previous.digest != edition.digest:
            step = steps.get(edition.object, Step.PATCH)
            found[edition.object] = _version(edition, previous, step, release=release, issued=issued)
    return tuple(found[name] for name in sorted(found))


def _version(edition: Edition, previous: Version | None, step: Step, *, release: str, issued: datetime) -> Version:
    return Version(
        object=edition.object,
        kind=edition.kind,
        number=next_number(previous.number, step) if previous else "1.0.0",
        digest=edition.digest,
        title=edition.title,
        issued=issued,
        replaces=previous.number if previous else None,
        release=release,
    )


def release_number(asked: str | None, issued: datetime, history: Iterable[ReleaseEntry]) -> str:
    """The number of the next release: as asked, else the next of the year of issue. InvalidInput."""
    past = sorted(history, key=lambda entry: entry.order)
    if issued.tzinfo is None or (past and issued < past[-1].issued):
        rule = "a release is issued at a time with its zone, not before the last release"
        raise InvalidInput(f"The time of issue {issued} cannot be used.", field="issued", value=str(issued), rule=rule)
    number = asked or _following(issued, past)
    _check_number(number, past)
    return number


def _following(issued: datetime, past: list[ReleaseEntry]) -> str:
    year = max([issued.year, *(entry.order[0] for entry in past)])
    running = max((entry.order[1] for entry in past if entry.order[0] == year), default=0)
    return f"{year}.{running + 1}"


def _check_number(number: str, past: list[ReleaseEntry]) -> None:
    try:
        entry = ReleaseEntry(number=number, issued=datetime.fromisoformat("2000-01-01T00:00:00Z"), agent="", digest="")
    except ValueError:
        rule = "a release number is a year and a running number, as 2026.1"
        raise InvalidInput(f"{number!r} is no release number.", field="number", value=number, rule=rule) from None
    if past and entry.order <= past[-1].order:
        rule = f"a release number comes after the last, {past[-1].number}"
        raise InvalidInput(f"{number} cannot be the next release.", field="number", value=number, rule=rule)


def release_digest(versions: Iterable[Version]) -> str:
    """SHA-256 over the sorted lines `object version digest`, each followed by a line feed."""
    lines = sorted(f"{version.object} {version.number} {version.digest}\n" for version in versions)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
