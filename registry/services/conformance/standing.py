"""How a statement stands to the current release: what has been superseded since, and so whether it has expired."""

from collections.abc import Iterator

from registry.domain import Iri, SemanticVersion
from registry.domain.conformance import Statement, StatementState
from registry.errors import NotFound
from registry.terminology.protocol import ReleaseReader

_LIVING = (StatementState.CLAIMED, StatementState.VERIFIED)


def superseded(statement: Statement, reader: ReleaseReader) -> tuple[Iri, ...]:
    """What the statement is about that the release has in a newer major version, or no longer has at all."""
    return tuple(iri for iri, number in _pinned(statement) if _is_newer(reader, iri, number))


def _pinned(statement: Statement) -> Iterator[tuple[Iri, str]]:
    yield statement.exchange, statement.exchange_version
    if statement.model and statement.model_version:
        yield statement.model, statement.model_version
    yield from statement.requirement_sets.items()


def _is_newer(reader: ReleaseReader, iri: Iri, number: str) -> bool:
    try:
        current = reader.version(iri).number
    except NotFound:
        return True
    return SemanticVersion.parse(current).major > SemanticVersion.parse(number).major


def state_in(statement: Statement, reader: ReleaseReader | None) -> StatementState:
    """The state in a release: expired where that supersedes it, whether the registry has entered that yet or not."""
    if reader is None or statement.state not in _LIVING:
        return statement.state
    return StatementState.EXPIRED if superseded(statement, reader) else statement.state
