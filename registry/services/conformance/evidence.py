"""A validator's report as evidence: read, held against what is stated, and compared with validating anew."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from registry.domain import Iri
from registry.domain.conformance import Evidence, Rerun, Statement, TestedMessage
from registry.errors import InvalidInput
from registry.terminology.protocol import ReleaseReader

#: Messages of one report at most.
_MOST: Final = 10_000
#: Validates the bytes of one message and gives its report.
Validate = Callable[[bytes], "ReportedMessage"]


class _Reported(BaseModel):
    """A part of a report; what is not asked for here is left alone, so that reports may say more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ReportedFinding(_Reported):
    """A finding, so far as it counts here."""

    severity: str


class ReportedDocument(_Reported):
    """A document in a message, with the exchanges that it belongs to."""

    exchanges: tuple[Iri, ...] = ()


class ReportedMessage(_Reported):
    """What was found in one message: the digest of its bytes, its documents and findings."""

    digest: str = Field(pattern="^[0-9a-f]{64}$")
    documents: tuple[ReportedDocument, ...] = ()
    findings: tuple[ReportedFinding, ...] = ()
    left_out: int = 0

    def tested(self) -> TestedMessage:
        """What is kept of it: findings that were left out count as errors, since nobody knows what they were."""
        errors = sum(each.severity == "error" for each in self.findings)
        warnings = sum(each.severity == "warning" for each in self.findings)
        return TestedMessage(digest=self.digest, errors=errors + self.left_out, warnings=warnings)


class Report(_Reported):
    """A validator's report: the release that it was made with, and one entry a message."""

    release: str
    messages: tuple[ReportedMessage, ...] = Field(min_length=1, max_length=_MOST)


def evidence_of(report: Report, statement: Statement, release: ReleaseReader, at: datetime) -> Evidence:
    """The evidence in a report for a statement. `release` is the one that the report names.

    Raises InvalidInput where it was made with another edition of the exchange than is stated, where a message is
    named twice, or where one is not of the exchange.
    """
    if release.version(statement.exchange).number != statement.exchange_version:
        rule = f"a release with version {statement.exchange_version} of {statement.exchange}"
        raise InvalidInput("The report is of another edition.", field="release", value=report.release, rule=rule)
    seen: set[str] = set()
    for each in report.messages:
        if each.digest in seen:
            raise InvalidInput("A message is told twice.", field="digest", value=each.digest, rule="each message once")
        seen.add(each.digest)
        if not any(statement.exchange in document.exchanges for document in each.documents):
            rule = f"a message of {statement.exchange}"
            raise InvalidInput("A message is of another exchange.", field="messages", value=each.digest, rule=rule)
    tested = tuple(each.tested() for each in report.messages)
    return Evidence(release=report.release, exchange=statement.exchange, messages=tested, received=at)


def rerun(evidence: Evidence, messages: Sequence[bytes], validate: Validate) -> Evidence:
    """The evidence with what came of validating its messages anew; all of them must be given, and no others.

    Raises InvalidInput naming the digest of a message that is missing or strange.
    """
    given = {sha256(data).hexdigest(): data for data in messages}
    known = {each.digest: each for each in evidence.messages}
    for digest in sorted(set(given) ^ set(known)):
        rule = "exactly the messages of the report, byte for byte"
        word = "strange" if digest in given else "missing"
        raise InvalidInput(f"A message is {word}.", field="messages", value=digest, rule=rule)
    same = all(validate(data).tested() == known[digest] for digest, data in given.items())
    return evidence.model_copy(update={"rerun": Rerun.SAME if same else Rerun.DIFFERS})


def read_report(said: Mapping[str, Any]) -> Report:
    """A report from its JSON. Raises InvalidInput naming the field."""
    try:
        return Report.model_validate(said)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "report"
        message = f"The report cannot be used: {place}: {first['msg']}."
        raise InvalidInput(message, field=place, rule=str(first["msg"])) from None
