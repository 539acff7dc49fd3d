"""OperationOutcome: faults as FHIR tells them, with the kind of issue that each is (FHIR, issue-type)."""

from typing import Any, Final

from registry.errors import (
    CannotHold,
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    NotSignedIn,
    OmforentError,
    Stale,
    SyntaxFault,
    TooMany,
    Unavailable,
)

Json = dict[str, Any]

_KINDS: Final[tuple[tuple[type[OmforentError], str], ...]] = (
    (SyntaxFault, "structure"),
    (CannotHold, "not-supported"),
    (InvalidInput, "invalid"),
    (NotFound, "not-found"),
    (NotSignedIn, "login"),
    (Forbidden, "forbidden"),
    (Stale, "conflict"),
    (Conflict, "conflict"),
    (TooMany, "throttled"),
    (Unavailable, "transient"),
)


def kind_of(fault: OmforentError) -> str:
    """The kind of issue that a fault is."""
    return next((kind for cls, kind in _KINDS if isinstance(fault, cls)), "processing")


def outcome(kind: str, sentence: str, *, severity: str = "error", where: str = "") -> Json:
    """One issue: its kind, what happened in a sentence, and the parameter or element that it is about."""
    issue: Json = {"severity": severity, "code": kind, "details": {"text": sentence}, "diagnostics": sentence}
    if where:
        issue["expression"] = [where]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def outcome_of(fault: OmforentError, kind: str = "") -> Json:
    """What a fault says: its sentence, and the rule where the sentence does not tell it."""
    told = fault.rule and fault.rule not in fault.message
    return outcome(
        kind or kind_of(fault), f"{fault.message} ({fault.rule})" if told else fault.message, where=fault.field
    )
