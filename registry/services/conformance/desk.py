"""Conformance as a person meets it on the command line: here, or in the process that has the data folder open."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue, TypeAdapter

from registry.domain import Iri, Value
from registry.domain.conformance import Statement, StatementState, System
from registry.domain.party import Caller, Party
from registry.services.conformance.evidence import Report
from registry.services.conformance.matrix import Snapshot, snapshot_of
from registry.services.conformance.sent import StatementSent, SystemSent
from registry.services.conformance.statements import Statements
from registry.store import control


class StatementStep(Value):
    """The next state of a statement, and why."""

    name: Iri
    state: StatementState
    reason: str
    expected: int | None = None


class StatementDesk(Protocol):
    """What vendors and those who verify do; each call is the bearer's of a token, without one the operator's."""

    def register(self, sent: SystemSent, token: str | None = None) -> System:
        """Register a system."""
        ...

    def state(self, sent: StatementSent, token: str | None = None) -> Statement:
        """Make a statement."""
        ...

    def add_evidence(self, name: Iri, report: Report, token: str | None = None) -> Statement:
        """Add a validator's report to a claim."""
        ...

    def rerun(self, name: Iri, messages: Sequence[bytes], token: str | None = None) -> Statement:
        """Validate the messages of the newest report anew."""
        ...

    def step(self, step: StatementStep, token: str | None = None) -> Statement:
        """Bring a statement to another state."""
        ...

    def get(self, name: Iri) -> Statement:
        """One statement; NotFound."""
        ...

    def all(self) -> Snapshot:
        """All systems and statements, without persons."""
        ...

    def unmet(self, name: Iri) -> tuple[str, ...]:
        """The numbers of requirements that a statement lacks a good answer to."""
        ...


class LocalStatementDesk:
    """The same of a store that this process has open; `caller` tells who a token, or the lack of one, is."""

    def __init__(
        self,
        statements: Statements,
        caller: Callable[[str | None], Caller],
    ) -> None:
        self._statements = statements
        self._caller = caller

    def register(self, sent: SystemSent, token: str | None = None) -> System:
        """Register a system."""
        return self._statements.register(sent, self._caller(token))

    def state(self, sent: StatementSent, token: str | None = None) -> Statement:
        """Make a statement."""
        return self._statements.state(sent, self._caller(token))

    def add_evidence(self, name: Iri, report: Report, token: str | None = None) -> Statement:
        """Add a validator's report to a claim."""
        return self._statements.add_evidence(name, report, self._caller(token))

    def rerun(self, name: Iri, messages: Sequence[bytes], token: str | None = None) -> Statement:
        """Validate the messages of the newest report anew."""
        return self._statements.rerun(name, messages, self._caller(token))

    def step(self, step: StatementStep, token: str | None = None) -> Statement:
        """Bring a statement to another state."""
        caller = self._caller(token)
        return self._statements.transition(step.name, step.state, step.reason, caller, step.expected)

    def get(self, name: Iri) -> Statement:
        """One statement; NotFound."""
        return self._statements.records.get(Statement, name)

    def all(self) -> Snapshot:
        """All systems and statements, without persons."""
        records = self._statements.records
        return snapshot_of(records.all(System), records.all(Statement))

    def unmet(self, name: Iri) -> tuple[str, ...]:
        """The numbers of requirements that a statement lacks a good answer to."""
        return self._statements.unmet(self.get(name))

    def expire(self, by: Party) -> tuple[Iri, ...]:
        """Enter what the current release has superseded."""
        return self._statements.expire(by)

    def handlers(self) -> Mapping[str, control.Handler]:
        """The calls by name, for other processes."""
        return {
            "statements_register": lambda given, _: _sent(
                self.register(SystemSent.model_validate(given["sent"]), _token(given))
            ),
            "statements_state": lambda given, _: _sent(
                self.state(StatementSent.model_validate(given["sent"]), _token(given))
            ),
            "statements_evidence": lambda given, _: _sent(
                self.add_evidence(str(given["name"]), Report.model_validate(given["report"]), _token(given))
            ),
            "statements_rerun": lambda given, _: _sent(
                self.rerun(str(given["name"]), _messages(given["messages"]), _token(given))
            ),
            "statements_step": lambda given, _: _sent(
                self.step(StatementStep.model_validate(given["step"]), _token(given))
            ),
            "statements_get": lambda given, _: _sent(self.get(str(given["name"]))),
            "statements_all": lambda _, __: self.all().model_dump(mode="json"),
            "statements_unmet": lambda given, _: list(self.unmet(str(given["name"]))),
        }


def _sent(value: System | Statement) -> JsonValue:
    found: JsonValue = value.model_dump(mode="json")
    return found


def _token(given: Mapping[str, JsonValue]) -> str | None:
    token = given.get("token")
    return None if token is None else str(token)


def _messages(given: JsonValue) -> list[bytes]:
    return [b64decode(str(each)) for each in given] if isinstance(given, list) else []


class RemoteStatementDesk:
    """The same of the process that has the data folder open."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def _call(self, call: str, token: str | None, **given: JsonValue) -> JsonValue:
        return control.call(self._home, f"statements_{call}", {**given, "token": token})

    def register(self, sent: SystemSent, token: str | None = None) -> System:
        """Register a system."""
        return System.model_validate(self._call("register", token, sent=sent.model_dump(mode="json")))

    def state(self, sent: StatementSent, token: str | None = None) -> Statement:
        """Make a statement."""
        return Statement.model_validate(self._call("state", token, sent=sent.model_dump(mode="json")))

    def add_evidence(self, name: Iri, report: Report, token: str | None = None) -> Statement:
        """Add a validator's report to a claim."""
        sent = report.model_dump(mode="json")
        return Statement.model_validate(self._call("evidence", token, name=name, report=sent))

    def rerun(self, name: Iri, messages: Sequence[bytes], token: str | None = None) -> Statement:
        """Validate the messages of the newest report anew."""
        sent: list[JsonValue] = [b64encode(each).decode() for each in messages]
        return Statement.model_validate(self._call("rerun", token, name=name, messages=sent))

    def step(self, step: StatementStep, token: str | None = None) -> Statement:
        """Bring a statement to another state."""
        return Statement.model_validate(self._call("step", token, step=step.model_dump(mode="json")))

    def get(self, name: Iri) -> Statement:
        """One statement; NotFound."""
        return Statement.model_validate(self._call("get", None, name=name))

    def all(self) -> Snapshot:
        """All systems and statements, without persons."""
        return Snapshot.model_validate(self._call("all", None))

    def unmet(self, name: Iri) -> tuple[str, ...]:
        """The numbers of requirements that a statement lacks a good answer to."""
        return TypeAdapter(tuple[str, ...]).validate_python(self._call("unmet", None, name=name))
