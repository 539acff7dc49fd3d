"""Validates one message in any of its forms against a release, and reports what was found in it."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final, NamedTuple

from registry.domain.finding import Finding, Form, MessageReport, Recognised, Severity
from registry.domain.instance import Instance, Node, local, namespace
from registry.errors import OmforentError, Unreadable, ValidationFailed
from registry.fhir.codings import codings, day_of, is_resource
from registry.interchange.message_file import is_xml, read_json, read_xml
from registry.services.json_form import read_message, root_tag
from registry.services.validation.code_lists import CodeLists
from registry.services.validation.coding import CodeCheck, Said
from registry.services.validation.compiling import Plans
from registry.services.validation.document import (
    Asked,
    Document,
    Known,
    findings_of,
    made_on,
    unknown_namespace,
    unknown_root,
)
from registry.services.validation.exchanges import Exchanges
from registry.services.validation.fault import Fault
from registry.services.validation.rules import earlier_codes, revised_lists, shipped_rules
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader

#: Systems of FHIR itself and of the internet, which every implementation knows.
_OF_FHIR: Final = ("http://hl7.org/fhir/", "http://terminology.hl7.org/", "http://unitsofmeasure.org", "urn:ietf:")
#: What the parts of a coded value are called in FHIR.
_FHIR_NAMES: Final = {"V": "code", "S": "system", "DN": "display"}
_ANY: Final = Asked()
_GRAVITY: Final = (Severity.ERROR, Severity.WARNING, Severity.INFORMATION)


class _Result(NamedTuple):
    """What a message turned out to be and what was found in it; `day` is None where it has no codes to be judged."""

    form: Form
    day: date | None
    documents: Sequence[Recognised]
    findings: Sequence[Finding]


class Validator:
    """Validates against one release. Plans and code lists are read when they are first needed, and kept."""

    def __init__(self, reader: ReleaseReader, today: date) -> None:
        self.reader = reader
        self.known = Known(Plans(MessageSchemas(reader)), CodeLists(reader), Exchanges(reader))
        self._today = today

    def report(self, name: str, data: bytes, asked: Asked = _ANY) -> MessageReport:
        """What is found in a message; one that cannot be read has that as its only finding."""
        try:
            return self.checked(name, data, asked)
        except Unreadable as fault:
            findings = (unreadable(fault),) if asked.ruling.holds(fault.rule) else ()
        except ValidationFailed as fault:
            findings = (unreadable(Unreadable("not-validated", fault.told)),)
        return MessageReport(name=name, digest=sha256(data).hexdigest(), findings=findings)

    def checked(self, name: str, data: bytes, asked: Asked = _ANY) -> MessageReport:
        """The same; raises Unreadable, and ValidationFailed for a fault of the validator's own.

        What went wrong may hold a part of the message, so no more than its kind and place in the program goes on.
        """
        try:
            return self._checked(name, data, asked)
        except OmforentError:
            raise
        except Exception as fault:  # whatever it is, it must not carry content with it
            raise ValidationFailed(_place_of(fault)) from None

    def _checked(self, name: str, data: bytes, asked: Asked) -> MessageReport:
        found = self._xml(data, asked) if is_xml(data) else self._object(read_json(data, asked.bounds), asked)
        held = [each for each in found.findings if asked.ruling.holds(each.rule)]
        return MessageReport(
            name=name,
            digest=sha256(data).hexdigest(),
            form=found.form,
            day=found.day,
            documents=tuple(found.documents),
            findings=gravest(held, asked.most),
            left_out=max(len(held) - asked.most, 0),
        )

    def instance(self, root: Instance, asked: Asked = _ANY) -> tuple[Finding, ...]:
        """What is found in a message that has been read already."""
        return tuple(each for each in self._document(Form.JSON, root, asked).findings if asked.ruling.holds(each.rule))

    # -- the three forms -------------------------------------------------------------------------------------------

    def _xml(self, data: bytes, asked: Asked) -> _Result:
        return self._document(Form.XML, read_xml(data, asked.bounds), asked)

    def _object(self, said: dict[str, Any], asked: Asked) -> _Result:
        return self._fhir(said, asked) if is_resource(said) else self._json(said, asked)

    def _document(self, form: Form, root: Instance, asked: Asked) -> _Result:
        codes = self._codes(made_on(root), asked)
        found = Document(self.known, asked, codes, root).check()
        return _Result(form, codes.day, found.documents, found.findings)

    def _json(self, said: dict[str, Any], asked: Asked) -> _Result:
        """A message in the JSON form of an exchange (docs/json-form.md)."""
        read = read_message(said, self.known.plans.declared)
        if read is None:
            return self._strange(said, asked)
        result = self._document(Form.JSON, read.root, asked)
        misshapen = findings_of(
            Fault("wrong-json", Node("", row.path), name=row.path.rpartition("/")[2], found=row.rule)
            for row in read.faults
        )
        return result._replace(findings=[*misshapen, *result.findings])

    def _strange(self, said: dict[str, Any], asked: Asked) -> _Result:
        """A message in JSON of a namespace, or with a root, that is not known. Raises Unreadable for what is none."""
        tag = root_tag(said)
        if tag is None:
            raise Unreadable("unknown-format", "one root, and @xmlns")
        at, plans = Node(tag, f"/{local(tag)}"), self.known.plans
        space = namespace(tag)
        fault = (unknown_root if space in plans.namespaces else unknown_namespace)(plans, space, at)
        documents = [Recognised(namespace=space, name=local(tag))]
        return _Result(Form.JSON, self._codes(None, asked).day, documents, findings_of([fault]))

    def _fhir(self, said: dict[str, Any], asked: Asked) -> _Result:
        """A FHIR resource: every coding in it."""
        codes, findings = self._codes(day_of(said), asked), list[Finding]()
        for each in codings(said):
            if each.code is None or (each.system or "").startswith(_OF_FHIR):
                continue
            at = Node("coding", each.path)
            faults = codes.coding(at, Said(each.code, each.system, each.display, None))
            findings += [_as_fhir(found) for found in findings_of(faults)]
        return _Result(Form.FHIR, codes.day, [Recognised(name=str(said["resourceType"]))], findings)

    def _codes(self, said: date | None, asked: Asked) -> CodeCheck:
        """The check of codes on the day asked for, else that of the message, else today."""
        return CodeCheck(self.known.lists, asked.day or said or self._today, revised_lists(), earlier_codes())


def gravest(findings: Sequence[Finding], most: int) -> tuple[Finding, ...]:
    """No more than `most` findings, in the order in which they were found; errors are left out last."""
    if len(findings) <= most:
        return tuple(findings)
    ranked = sorted(range(len(findings)), key=lambda at: _GRAVITY.index(findings[at].severity))
    return tuple(findings[at] for at in sorted(ranked[:most]))


def unreadable(fault: Unreadable) -> Finding:
    """The finding of a message that cannot be read."""
    severity = shipped_rules()[fault.rule].severity
    return Finding(rule=fault.rule, severity=severity, path="/", line=fault.line or None, found=fault.told)


def _place_of(fault: Exception) -> str:
    """The kind of a fault, and where in the program it came up."""
    frames = extract_tb(fault.__traceback__)
    last = frames[-1]
    return f"{type(fault).__name__}, {Path(last.filename).name}:{last.lineno}"


def _as_fhir(found: Finding) -> Finding:
    """The finding with its place as a FHIRPath."""
    path, _, attribute = found.path.rpartition("/@")
    name = _FHIR_NAMES[attribute]
    return found.model_copy(update={"path": f"{path}.{name}", "name": name})
