"""The workflow of change sets, read from models/profile/workflow.toml."""

import tomllib
from collections.abc import Mapping
from typing import Any

from registry import resources
from registry.domain.workflow import EditRight, Transition, Workflow


def read_workflow(data: bytes | None = None) -> Workflow:
    """The shipped table, or one given as TOML. ValidationError where a row is none."""
    rows = tomllib.loads((data or _shipped()).decode())
    return Workflow(
        transitions=tuple(_transition(row) for row in rows["transition"]),
        editing=tuple(EditRight.model_validate(row) for row in rows["editing"]),
    )


def _transition(row: Mapping[str, Any]) -> Transition:
    return Transition.model_validate({**row, "before": row["before"] or None})


def _shipped() -> bytes:
    return (resources.folder("models") / "profile" / "workflow.toml").read_bytes()
