"""Which transitions a change set may make, who may make them, and on what conditions: values read from a table."""

from enum import StrEnum

from registry.domain.change_set import State
from registry.domain.difference import Compatibility
from registry.domain.party import Role
from registry.domain.value import Value


class Condition(StrEnum):
    """What must hold for a transition, beside the role."""

    NOT_AN_AUTHOR = "not-an-author"
    OTHER_ORGANIZATION = "other-organization-where-the-scheme-says-so"
    HAS_OPERATIONS = "has-operations"
    NOTHING_STALE = "nothing-stale"
    NO_ERRORS = "no-errors"
    HEARING_CLOSED = "hearing-closed"
    HEARING_AGREED = "hearing-agreed"
    HEARING_WHERE_DEMANDED = "hearing-where-the-scheme-says-so"


class Transition(Value):
    """One row: from one state to another, by these roles, under these conditions, for changes no graver than `at_most`.

    `before` None is the making of a change set.
    """

    before: State | None = None
    after: State
    roles: tuple[Role, ...]
    conditions: tuple[Condition, ...] = ()
    at_most: Compatibility = Compatibility.MAJOR


class EditRight(Value):
    """In one state, the roles that may change a change set's operations."""

    state: State
    roles: tuple[Role, ...]


class Workflow(Value):
    """The table of transitions, and who may change operations when."""

    transitions: tuple[Transition, ...]
    editing: tuple[EditRight, ...]

    def editors(self, state: State) -> tuple[Role, ...]:
        """The roles that may change operations in a state; empty where nobody may."""
        return tuple(role for row in self.editing if row.state is state for role in row.roles)

    def rows(self, before: State | None, after: State) -> tuple[Transition, ...]:
        """The rows for a transition; empty where nobody may make it."""
        return tuple(row for row in self.transitions if row.before is before and row.after is after)
