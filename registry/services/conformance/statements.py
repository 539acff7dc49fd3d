"""Registering systems, stating conformance, adding evidence, bringing statements on; by whom and on what conditions."""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from registry.domain import Iri, Kind, Obligation
from registry.domain.activity import Activity, ActivityKind
from registry.domain.conformance import (
    AnswerKind,
    Rerun,
    Statement,
    StatementCondition,
    StatementDecision,
    StatementState,
    StatementTransition,
    System,
)
from registry.domain.party import Caller, Party, Role
from registry.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from registry.namespaces import BASE
from registry.rdf.audit import canonical
from registry.services.conformance.evidence import Report, ReportedMessage, Validate, evidence_of, rerun
from registry.services.conformance.matrix import found_snapshot, snapshot_of, write_snapshot
from registry.services.conformance.records import Kept, Records
from registry.services.conformance.sent import StatementChange, StatementSent, SystemSent, check_answers, check_texts
from registry.services.conformance.standing import superseded
from registry.services.conformance.transitions import rows_for
from registry.services.ledger import Ledger
from registry.services.requirements import Demanded, demanded, scope_of
from registry.store import Store
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases

#: Who may register a system and state something of it, for the organisation that the role is held for.
_STATING: Final = (Role.PROPOSER, Role.EDITOR)
_LIVING: Final = (StatementState.CLAIMED, StatementState.VERIFIED)


#: The validator of a release, by its number.
Validators = Callable[[str], Validate]


class Released(Protocol):
    """The releases that statements name."""

    def current(self) -> ReleaseReader:
        """The current release; NotFound."""
        ...

    def get(self, number: str) -> ReleaseReader:
        """A release by its number; NotFound."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


class Statements:
    """The systems and statements of one working store. `changed` is called after every write."""

    def __init__(
        self,
        records: Records,
        releases: Released,
        *,
        validators: Validators | None = None,
        clock: Callable[[], datetime] = _now,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.records = records
        self._releases = releases
        self._validators = validators
        self._clock = clock
        self._changed = changed

    def current(self) -> ReleaseReader | None:
        """The current release; None before the first."""
        try:
            return self._releases.current()
        except NotFound:
            return None

    # -- systems -----------------------------------------------------------------------------------------------------

    def register(self, sent: SystemSent, caller: Caller) -> System:
        """Register a system for the caller's organisation. Forbidden without a role; InvalidInput."""
        by = _acting(caller, _STATING)
        check_texts({"product": sent.product, "vendor": sent.vendor, "description": sent.description})
        made = System(
            iri=f"{BASE}system/{secrets.token_hex(16)}",
            organization=by.organization,
            registered=self._clock(),
            by=by,
            **sent.model_dump(),
        )
        return self._write(None, made, self._activity(ActivityKind.SYSTEM_REGISTERED, by, made.iri))

    def describe(self, iri: Iri, sent: SystemSent, caller: Caller, expected: int | None = None) -> System:
        """Change what is said of a system; Forbidden for others than its own organisation."""
        before = self.records.get(System, iri, expected)
        by = _acting(caller, _STATING, before.organization)
        check_texts({"product": sent.product, "vendor": sent.vendor, "description": sent.description})
        after = before.model_copy(update=sent.model_dump())
        return self._write(before, after, self._activity(ActivityKind.SYSTEM_CHANGED, by, iri))

    # -- statements --------------------------------------------------------------------------------------------------

    def state(self, sent: StatementSent, caller: Caller) -> Statement:
        """Make a statement. Forbidden for others than the system's organisation; NotFound; InvalidInput."""
        system = self.records.get(System, sent.system)
        by = _acting(caller, _STATING, system.organization)
        reader = self._releases.get(sent.release) if sent.release else self._releases.current()
        made = self._made(sent, system, by, reader)
        check_texts({"system_version": sent.system_version})
        check_answers(made.answers, self.demands(made))
        return self._write(None, made, self._activity(ActivityKind.STATEMENT_MADE, by, made.iri, state=made.state))

    def _made(self, sent: StatementSent, system: System, by: Party, reader: ReleaseReader) -> Statement:
        scope = scope_of(reader, sent.exchange, sent.role)
        if scope.exchange is None or scope.role is None:
            rule = "an actor role that takes part in the exchange"
            raise InvalidInput(f"{sent.role} is no actor role.", field="role", value=sent.role, rule=rule)
        model = sent.model or next(iter(scope.exchange.carries), None)
        if model is not None and model not in scope.exchange.carries:
            rule = f"one of {', '.join(scope.exchange.carries) or 'none'}"
            raise InvalidInput("The exchange does not carry that model.", field="model", value=model, rule=rule)
        at = self._clock()
        sets = {version.object: version.number for version in reader.versions(Kind.REQUIREMENT_SET)}
        used = {row.set for row in demanded(reader, scope)}
        return Statement(
            iri=f"{BASE}conformance-statement/{secrets.token_hex(16)}",
            system=system.iri,
            system_version=sent.system_version,
            exchange=scope.exchange.iri,
            exchange_version=reader.version(scope.exchange.iri).number,
            model=model if model and reader.resolve(model) else None,
            model_version=reader.version(model).number if model and reader.resolve(model) else None,
            role=scope.role,
            release=reader.release.number,
            requirement_sets={iri: number for iri, number in sets.items() if iri in used},
            answers=sent.answers,
            organization=system.organization,
            created=at,
            modified=at,
            authors=(by,),
            decisions=(StatementDecision(after=StatementState.CLAIMED, by=by, at=at, reason=""),),
        )

    def demands(self, statement: Statement) -> tuple[Demanded, ...]:
        """The requirements that hold for what is stated, in the release that it names."""
        reader = self._releases.get(statement.release)
        return demanded(reader, scope_of(reader, statement.exchange, statement.role))

    def change(self, iri: Iri, sent: StatementChange, caller: Caller, expected: int | None = None) -> Statement:
        """Change the answers of a claim, or the system's version. Conflict where it is no claim any longer."""
        before, by = self._claim(iri, caller, expected)
        given = sent.model_dump(exclude_none=True, exclude={"answers"})
        if sent.answers is not None:
            check_answers(sent.answers, self.demands(before))
            given["answers"] = sent.answers
        check_texts({"system_version": sent.system_version or ""})
        return self._changed_by(before, by, given)

    def add_evidence(self, iri: Iri, report: Report, caller: Caller, expected: int | None = None) -> Statement:
        """Add a validator's report to a claim; see `evidence_of`. NotFound for a release that is none."""
        before, by = self._claim(iri, caller, expected)
        found = evidence_of(report, before, self._releases.get(report.release), self._clock())
        return self._changed_by(before, by, {"evidence": (*before.evidence, found)})

    def rerun(self, iri: Iri, messages: Sequence[bytes], caller: Caller, expected: int | None = None) -> Statement:
        """Validate the messages of the newest report anew, and keep what came of it, never the messages."""
        if self._validators is None:
            raise Unavailable("This process has no validator.", field="rerun", rule="validate elsewhere")
        before = self.records.get(Statement, iri, expected)
        by = _acting(caller, (*_STATING, Role.APPROVER))
        if not before.evidence:
            rule = "a report goes before validating anew"
            raise Conflict("The statement has no evidence.", field="evidence", value=iri, rule=rule)
        last = rerun(before.evidence[-1], messages, self._validators(before.evidence[-1].release))
        return self._changed_by(before, by, {"evidence": (*before.evidence[:-1], last)}, author=False)

    def _claim(self, iri: Iri, caller: Caller, expected: int | None) -> tuple[Statement, Party]:
        before = self.records.get(Statement, iri, expected)
        by = _acting(caller, _STATING, before.organization)
        if before.state is not StatementState.CLAIMED:
            rule = "what has been decided on is not changed; make a new statement"
            raise Conflict(f"The statement is {before.state}.", field="state", value=before.state, rule=rule)
        return before, by

    def _changed_by(self, before: Statement, by: Party, given: dict[str, object], *, author: bool = True) -> Statement:
        known = any(each.person == by.person for each in before.authors)
        authors = before.authors if known or not author else (*before.authors, by)
        after = before.model_copy(update={**given, "authors": authors, "modified": self._clock()})
        return self._write(before, after, self._activity(ActivityKind.STATEMENT_CHANGED, by, before.iri))

    # -- transitions -------------------------------------------------------------------------------------------------

    def transition(
        self, iri: Iri, after: StatementState, reason: str, caller: Caller, expected: int | None = None
    ) -> Statement:
        """Bring a statement to another state, as the table allows. Conflict, Forbidden, InvalidInput, Stale."""
        before = self.records.get(Statement, iri, expected)
        rows = rows_for(before.state, after)
        if not rows:
            message = f"A statement that is {before.state} cannot become {after}."
            raise Conflict(message, field="state", value=after, rule="models/profile/conformance.toml")
        if not reason.strip():
            raise InvalidInput("The reason is empty.", field="reason", value=reason, rule="every decision has a reason")
        check_texts({"reason": reason})
        by = self._permitted(rows, before, caller)
        return self._decided(before, after, reason, by)

    def _permitted(self, rows: Sequence[StatementTransition], statement: Statement, caller: Caller) -> Party:
        """The caller in a role that one of the rows takes and whose conditions hold; else the last refusal."""
        refusal: Forbidden | None = None
        for row in rows:
            try:
                by = _acting(caller, row.roles, self._must_act_for(row, statement))
                for condition in row.conditions:
                    self._hold(condition, statement, by, caller)
            except Forbidden as fault:
                refusal = fault if refusal is None or fault.field == "condition" else refusal
            else:
                return by
        raise refusal or Forbidden("Nobody may do that.", field="state", rule="models/profile/conformance.toml")

    @staticmethod
    def _must_act_for(row: StatementTransition, statement: Statement) -> Iri | None:
        return statement.organization if StatementCondition.OWN_ORGANIZATION in row.conditions else None

    def _hold(self, condition: StatementCondition, statement: Statement, by: Party, caller: Caller) -> None:
        if condition is StatementCondition.OTHER_ORGANIZATION:
            own = statement.organization in (by.organization, caller.organization)
            _demand(not own, condition, "A vendor does not verify its own statement.")
        elif condition is StatementCondition.NOT_AN_AUTHOR:
            authors = {each.person for each in statement.authors}
            _demand(by.person not in authors, condition, "Nobody decides on what they have had a hand in.")
        elif condition is StatementCondition.ALL_SHALL_ANSWERED:
            missing = self.unmet(statement)
            _demand(not missing, condition, f"{len(missing)} requirements are not met: {', '.join(missing[:5])}.")
        elif condition is StatementCondition.EVIDENCE_WITHOUT_ERRORS:
            last = statement.evidence[-1] if statement.evidence else None
            sound = last is not None and not last.errors and last.rerun is not Rerun.DIFFERS
            _demand(sound, condition, "There is no validator's report without errors, or it did not hold when re-run.")
        elif condition is StatementCondition.SUPERSEDED:
            found = superseded(statement, self._releases.current())
            _demand(bool(found), condition, "Nothing that is stated has been superseded.")

    def unmet(self, statement: Statement) -> tuple[str, ...]:
        """The numbers of requirements that shall be met and are not answered, or are answered with no."""
        met = {each.requirement for each in statement.answers if each.answer is not AnswerKind.NO}
        shall = (row.requirement for row in self.demands(statement) if row.requirement.obligation is Obligation.SHALL)
        return tuple(row.identifier for row in shall if row.iri not in met)

    def _decided(self, before: Statement, after: StatementState, reason: str, by: Party) -> Statement:
        made = self._with_decision(before, after, reason, by)
        activity = self._activity(ActivityKind.STATEMENT_TRANSITION, by, before.iri, state=after, reason=reason)
        return self._write(before, made, activity)

    def _with_decision(self, before: Statement, after: StatementState, reason: str, by: Party) -> Statement:
        at = self._clock()
        row = StatementDecision(before=before.state, after=after, by=by, at=at, reason=reason)
        return before.model_copy(update={"state": after, "modified": at, "decisions": (*before.decisions, row)})

    def expire(self, by: Party) -> tuple[Iri, ...]:
        """Enter that statements have expired which the current release supersedes, in one write; gives their IRIs."""
        reader = self.current()
        if reader is None:
            return ()
        among = [row for row in self.records.all(Statement) if row.state in _LIVING and superseded(row, reader)]
        if not among:
            return ()
        reason = f"superseded by release {reader.release.number}"
        whole = [self.records.get(Statement, row.iri) for row in among]
        made = [self._with_decision(row, StatementState.EXPIRED, reason, by) for row in whole]
        iris = tuple(row.iri for row in made)
        activity = self._activity(
            ActivityKind.STATEMENT_TRANSITION, by, *iris, state=StatementState.EXPIRED, reason=reason
        )
        self.records.write_all(list(zip(whole, made, strict=True)), activity)
        self._changed()
        return iris

    # -- writing -----------------------------------------------------------------------------------------------------

    def _write(self, before: Kept | None, after: Kept, activity: Activity) -> Kept:
        found = self.records.write(before, after, activity)
        self._changed()
        return found

    def _activity(
        self, kind: ActivityKind, by: Party, *objects: Iri, state: StatementState | None = None, reason: str = ""
    ) -> Activity:
        detail = canonical({"state": state}) if state else ""
        return Activity(kind=kind, at=self._clock(), agent=by, objects=objects, reason=reason, detail=detail)


def statements_of(store: Store, ledger: Ledger, home: Path) -> Statements:
    """The statements of a data folder; every write renews the snapshot that readers and the catalogue have."""
    records = Records(store, ledger)

    def renew() -> None:
        made = snapshot_of(records.all(System), records.all(Statement))
        if made != found_snapshot(home):
            write_snapshot(home, made)

    renew()  # what a process that was killed wrote to the store and not here
    releases = Releases(home)
    return Statements(records, releases, validators=_validators(releases), changed=renew)


def _validators(releases: Releases) -> Validators:
    """The validators of releases, each made when it is first asked for."""

    def of(number: str) -> Validate:
        # what only lists and changes statements never loads the validator
        from registry.services.validation.checking import Validator  # noqa: PLC0415

        validator = Validator(releases.get(number), _now().date())
        return lambda data: ReportedMessage.model_validate(validator.report("", data).model_dump(mode="json"))

    return of


def _demand(holds: bool, condition: StatementCondition, message: str) -> None:
    if not holds:
        raise Forbidden(message, field="condition", value=condition, rule=condition)


def _acting(caller: Caller, roles: Sequence[Role], organization: Iri | None = None) -> Party:
    """The caller in one of the roles, for an organisation where one is named. Forbidden."""
    for grant in caller.grants:
        if grant.role in roles and organization in (None, grant.organization):
            return Party(person=caller.person, organization=grant.organization, role=grant.role)
    rule = f"one of: {', '.join(roles)}" + (f", for {organization}" if organization else "")
    raise Forbidden("That takes another role.", field="role", rule=rule)
