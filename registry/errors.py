"""The one exception tree; HTTP, FHIR and the command line each map it in one place.

OmforentError
├── InvalidInput          what was sent breaks a rule: field, value, rule      400 / exit 2
│   └── SyntaxFault       a file that cannot be read: line and column          400 / exit 2
│       └── Unreadable    a message that is refused, by a rule of the validator  400 / exit 2
├── CannotHold            the format cannot carry the data: the term named     400 / exit 2
├── NotFound              nothing by that name                                 404 / exit 2
├── NotSignedIn           no token, or one that is not taken                   401 / exit 2
├── Forbidden             signed in, but not for that: role or condition       403 / exit 2
├── Conflict              it has changed since you read it                     409 / exit 2
│   └── Stale             a field is not what the edit builds on: both values  412 / exit 2
├── TooMany               more than may come within a time                      429 / exit 3
├── TooLong               a query that takes more time or memory than it may    422 / exit 3
├── ChecksFailed          findings that block a release                        422 / exit 1
├── ValidationFailed      the validator failed at a message: a fault of its own     500 / exit 3
└── Unavailable           the data folder is locked, full, read-only, broken   503 / exit 3
    ├── NoWriter          no process is there to be sent a command             503 / exit 3
    └── TooManyAtOnce     all that could do it are at work; in a moment         503 / exit 3
"""

import json
from typing import Final

_LONGEST: Final = 200  # characters of a value in a sentence


class OmforentError(Exception):
    """Something a person can be told: one sentence, and where it applies field, value and rule.

    >>> str(OmforentError("The list is unknown."))
    'The list is unknown.'
    """

    exit_code = 2

    def __init__(self, message: str, *, field: str = "", value: str = "", rule: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.rule = rule


class InvalidInput(OmforentError):
    """The input breaks a rule; nothing has been changed."""


class SyntaxFault(InvalidInput):
    """A file that cannot be read as its format; `line` and `column` count from 1 (0: not known)."""

    def __init__(self, message: str, *, path: str = "", line: int = 0, column: int = 0, value: str = "") -> None:
        where = ":".join(str(part) for part in (path, line, column) if part)
        super().__init__(f"{where}: {message}" if where else message, field=path, value=value)
        self.line = line
        self.column = column


class Unreadable(SyntaxFault):
    """A message that is refused, by a rule of the validator; `told` says what, and nothing of the content."""

    def __init__(self, rule: str, told: str = "", *, line: int = 0, column: int = 0) -> None:
        super().__init__(f"The message cannot be read: {rule}{f' ({told})' if told else ''}.", line=line, column=column)
        self.rule = rule
        self.told = told


class CannotHold(OmforentError):
    """The target format cannot carry something in the data; `value` names the term."""


class NotFound(OmforentError):
    """Nothing is registered under the name given."""


class NotSignedIn(OmforentError):
    """Nobody is signed in: there is no token, or it is not one that is taken here; the message says why."""


class Forbidden(OmforentError):
    """The caller may not do this: no role of theirs allows it, or a condition of the workflow does not hold."""


class Conflict(OmforentError):
    """The thing has changed since the caller read it."""


class Stale(Conflict):
    """An edit builds on what is no longer there: `yours` is what it would put, `theirs` what is there now (as JSON)."""

    def __init__(self, target: str, field: str, yours: object, theirs: object, message: str = "") -> None:
        told = (
            message or f"{field} of {target} has changed: there is {_told(theirs)}, and you would put {_told(yours)}."
        )
        super().__init__(told, field=field or "target", value=target, rule="an edit builds on what is there")
        self.target = target
        self.yours = yours
        self.theirs = theirs


def _told(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= _LONGEST else written[:_LONGEST] + "…"


class TooMany(OmforentError):
    """More has come than may come within a time; later it may."""

    exit_code = 3


class TooLong(OmforentError):
    """What was asked takes more time or memory than it may; it has been stopped."""

    exit_code = 3


class ChecksFailed(OmforentError):
    """A release was refused because of findings; `findings` are their sentences."""

    exit_code = 1

    def __init__(self, message: str, findings: tuple[str, ...]) -> None:
        super().__init__(message)
        self.findings = findings


class ValidationFailed(OmforentError):
    """The validator itself failed: `told` says at which place of the program, and nothing of the message."""

    exit_code = 3

    def __init__(self, told: str) -> None:
        super().__init__(f"The validator failed at this message ({told}).")
        self.told = told


class Unavailable(OmforentError):
    """The data folder cannot be used now: locked by another process, full, read-only or damaged."""

    exit_code = 3


class NoWriter(Unavailable):
    """No running process has the data folder open: whoever wants something done there opens it."""


class TooManyAtOnce(Unavailable):
    """All that could do this are at work; in a moment they may not be."""
