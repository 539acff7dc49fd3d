"""The report of a run of the validator: every message with its findings in words, and how often each rule spoke."""

from collections import Counter
from collections.abc import Iterable

from registry.domain import Value
from registry.domain.finding import Finding, Form, MessageReport, Recognised, Severity
from registry.namespaces import BASE
from registry.services.validation.telling import Teller


class ToldFinding(Finding):
    """A finding with its sentence, what is allowed and the likely repair in words, and the address of its rule."""

    title: str
    text: str
    advice: tuple[str, ...] = ()
    page: str


class ToldMessage(Value):
    """A message with its findings in words. `valid` where none is an error; `day` as in ISO 8601."""

    name: str
    digest: str = ""
    form: Form | None = None
    day: str | None = None
    valid: bool
    documents: tuple[Recognised, ...] = ()
    findings: tuple[ToldFinding, ...] = ()
    left_out: int = 0


class RuleCount(Value):
    """How many findings a rule has, in how many messages; `severity` is the gravest of them."""

    rule: str
    title: str
    severity: Severity
    findings: int
    messages: int


class Summary(Value):
    """How many messages were validated, how many have errors, and how many findings there are."""

    messages: int
    invalid: int
    errors: int
    warnings: int
    information: int
    rules: tuple[RuleCount, ...] = ()


class ValidationReport(Value):
    """What was found in one or more messages, against a release, told in `lang`."""

    release: str
    lang: str
    exchange: str | None = None
    summary: Summary
    messages: tuple[ToldMessage, ...]


def tell(
    reports: Iterable[MessageReport], teller: Teller, release: str, exchange: str | None = None
) -> ValidationReport:
    """The report of some messages."""
    found = tuple(_message(each, teller) for each in reports)
    return ValidationReport(
        release=release, lang=teller.lang, exchange=exchange, summary=summary_of(found, teller), messages=found
    )


def _message(report: MessageReport, teller: Teller) -> ToldMessage:
    findings = tuple(_finding(found, teller) for found in report.findings)
    return ToldMessage(
        name=report.name,
        digest=report.digest,
        form=report.form,
        day=report.day.isoformat() if report.day else None,
        valid=report.count(Severity.ERROR) == 0,
        documents=report.documents,
        findings=findings,
        left_out=report.left_out,
    )


def _finding(found: Finding, teller: Teller) -> ToldFinding:
    return ToldFinding(
        **found.model_dump(),
        title=teller.title(found.rule),
        text=teller.sentence(found),
        advice=teller.advice(found),
        page=f"{BASE}rule/{found.rule}",
    )


def summary_of(messages: Iterable[ToldMessage], teller: Teller) -> Summary:
    """The figures of a report, the rules with the gravest and most findings first."""
    among = tuple(messages)
    counts = Counter(found.severity for each in among for found in each.findings)
    return Summary(
        messages=len(among),
        invalid=sum(not each.valid for each in among),
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        information=counts[Severity.INFORMATION],
        rules=tuple(sorted(_rules(among, teller), key=lambda row: (_GRAVITY[row.severity], -row.findings, row.rule))),
    )


_GRAVITY = {severity: at for at, severity in enumerate(Severity)}


def _rules(messages: tuple[ToldMessage, ...], teller: Teller) -> Iterable[RuleCount]:
    found = Counter(row.rule for each in messages for row in each.findings)
    holding = Counter(rule for each in messages for rule in {row.rule for row in each.findings})
    gravest: dict[str, Severity] = {}
    for row in (row for each in messages for row in each.findings):
        gravest[row.rule] = min(gravest.get(row.rule, row.severity), row.severity, key=_GRAVITY.__getitem__)
    for rule, count in found.items():
        yield RuleCount(
            rule=rule, title=teller.title(rule), severity=gravest[rule], findings=count, messages=holding[rule]
        )
