"""The table of transitions of conformance statements, read from models/profile/conformance.toml."""

import tomllib
from functools import cache

from registry import resources
from registry.domain.conformance import StatementState, StatementTransition


@cache
def shipped_transitions() -> tuple[StatementTransition, ...]:
    """The rows in their order."""
    data = (resources.folder("models") / "profile" / "conformance.toml").read_text("utf-8")
    return read_transitions(data)


def read_transitions(data: str) -> tuple[StatementTransition, ...]:
    """The rows of a table given as TOML. ValidationError where a row is none."""
    rows = tomllib.loads(data)["transition"]
    return tuple(StatementTransition.model_validate({**row, "before": row["before"] or None}) for row in rows)


def rows_for(before: StatementState | None, after: StatementState) -> tuple[StatementTransition, ...]:
    """The rows for a transition; empty where nobody may make it."""
    return tuple(row for row in shipped_transitions() if row.before is before and row.after is after)
