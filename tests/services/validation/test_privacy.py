"""What a message says never leaves the process but in the report: no log, no error, no message of a fault has it."""

import logging
import subprocess
import sys

import pytest

from registry.errors import Unreadable, ValidationFailed
from registry.services.validation.document import Asked, Document
from tests.services.validation.test_checking import header

NAME, NUMBER = "Hemmelgunn Løyndom", "13116900216"
SECRETS = (NAME, "Hemmelgunn", "Løyndom", NUMBER)
PATIENT = f"<Patient><FamilyName>{NAME}</FamilyName><Ident><Id>{NUMBER}</Id><TypeId V='FNR'/></Ident></Patient>"
WHOLE = header().replace(b"</MsgInfo>", PATIENT.encode() + b"</MsgInfo>")
BROKEN = {
    "an element that is not closed": WHOLE.replace(b"</FamilyName>", b""),
    "a name as a tag": WHOLE.replace(b"<FamilyName>", f"<{SECRETS[1]}>".encode()),
    "a name as an entity": WHOLE.replace(NAME.encode(), f"&{SECRETS[1]};".encode()),
    "a name in bytes of another encoding": b'<?xml version="1.0" encoding="UTF-8"?>' + WHOLE.decode().encode("latin-1"),
    "a name as an encoding": f'<?xml version="1.0" encoding="{SECRETS[1]}"?>'.encode() + WHOLE,
    "a name in a declaration": f'<!DOCTYPE a [<!ENTITY b "{NAME}">]>'.encode() + WHOLE,
    "a name in broken JSON": f'{{"navn": "{NAME}", {NUMBER}'.encode(),
    "a name that comes twice in JSON": f'{{"{NAME}": 1, "{NAME}": 2}}'.encode(),
    "a name alone": NAME.encode(),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_is_refused_without_its_content(validator, caplog, kind):
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreadable) as refused:
        validator.checked("", BROKEN[kind])
    told = f"{refused.value} {refused.value.told} {refused.value.value} {caplog.text}"
    assert [secret for secret in SECRETS if secret in told] == []
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_a_fault_of_the_validator_tells_its_place_and_nothing_of_the_message(validator, caplog, monkeypatch):
    def fail(self: Document) -> None:
        raise KeyError(NAME, NUMBER)

    monkeypatch.setattr(Document, "check", fail)
    with caplog.at_level(logging.DEBUG):
        report = validator.report("", WHOLE)
        with pytest.raises(ValidationFailed) as failed:
            validator.checked("", WHOLE)
    (finding,) = report.findings
    assert finding.rule == "not-validated"
    assert finding.found.startswith("KeyError, test_privacy.py:")
    told = f"{failed.value} {failed.value.told} {report.model_dump_json()} {caplog.text}"
    assert [secret for secret in SECRETS if secret in told] == []


def test_the_report_holds_no_names_and_numbers(validator):
    wrong = WHOLE.replace(b"</Patient>", b"<DateOfBirth>" + NAME.encode() + b"</DateOfBirth></Patient>")
    report = validator.report("", wrong)
    assert report.findings
    assert [secret for secret in SECRETS if secret in report.model_dump_json()] == []


def test_what_is_remembered_between_messages_is_of_the_registry(validator):
    validator.report("", WHOLE)
    validator.report("", header(f'<Ack V="J" DN="{NAME}"/>'))
    for model in validator.known.plans._models.values():
        for type_ in model._types.values():
            kept = repr([(plan.fine, plan.unbundled) for plan in type_.elements.values()]) + repr(type_.rows.keys())
            assert [secret for secret in SECRETS if secret in kept] == []


def test_the_command_prints_nothing_of_broken_messages(home, tmp_path):
    for at, data in enumerate(BROKEN.values()):
        (tmp_path / f"{at}.xml").write_bytes(data)
    code = "from registry.cli import main; main()"
    command = [sys.executable, "-X", "dev", "-c", code, "validate", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, env={"OMFORENT_HOME": str(home), "PATH": ""}, check=False)
    assert done.returncode == 1
    told = (done.stdout + done.stderr).decode()
    assert [secret for secret in SECRETS if secret in told] == []
    assert "Traceback" not in told


def test_bounds_are_bounds(validator):
    huge = b"<a>" + b"<b/>" * 200_000 + b"</a>"
    small = Asked().bounds
    assert [each.rule for each in validator.report("", huge).findings] == ["unknown-namespace"]
    tight = Asked(bounds=type(small)(size=small.size, depth=small.depth, parts=1000))
    assert [each.rule for each in validator.report("", huge, tight).findings] == ["too-large"]
