"""What the validator finds in a message: where, by which rule, what was found, what is allowed; no texts."""

from datetime import date
from enum import StrEnum

from registry.domain.value import Iri, Value


class Severity(StrEnum):
    """How grave a finding is: a receiver may refuse, should look, or is told."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Finding(Value):
    """One finding. `path` is where it is in the message (an XPath without prefixes, or a JSON pointer), `line` from 1.

    `name` is the element or attribute that it is about, `element` its IRI, `concept` the IRI of what it means.
    `found` is what stands there: codes, displays and names as they are, other values as their shape (`99.99.9999`), so
    that a report holds no more of a message than it must. `allowed` is what may stand there, `repair` what would
    most likely mend it, `code_list` the list that is spoken of, `number` a count or limit.
    """

    rule: str
    severity: Severity
    path: str
    line: int | None = None
    name: str = ""
    element: Iri | None = None
    concept: Iri | None = None
    found: str = ""
    allowed: tuple[str, ...] = ()
    repair: str = ""
    code_list: Iri | None = None
    number: int | None = None


class Form(StrEnum):
    """What a message is written in."""

    XML = "xml"
    JSON = "json"
    FHIR = "fhir"


class Recognised(Value):
    """A document in a message: its namespace and root element, and the model and exchanges that it belongs to."""

    namespace: str = ""
    name: str = ""
    model: Iri | None = None
    exchanges: tuple[Iri, ...] = ()


class MessageReport(Value):
    """What was found in one message. `name` is what the caller calls it, `digest` the SHA-256 of its bytes.

    `day` is the day on which codes were judged: that of the message where it tells one. `left_out` counts the
    findings beyond those that one message may have.
    """

    name: str
    digest: str = ""
    form: Form | None = None
    day: date | None = None
    documents: tuple[Recognised, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings are as grave as that."""
        return sum(found.severity is severity for found in self.findings)
