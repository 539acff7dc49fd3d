"""Codes that standards have and the lists of today do not: told, and never blamed on the message."""

import pytest

from registry.domain.finding import Severity
from registry.domain.instance import Node
from registry.services.validation.coding import Said
from registry.services.validation.document import Asked
from registry.services.validation.rules import earlier_codes
from tests.services.validation.edition import TODAY
from tests.services.validation.test_checking import found, header

EARLIER = [(number, code) for number, codes in earlier_codes().items() for code in sorted(codes)]


@pytest.mark.parametrize(("number", "code"), EARLIER)
def test_a_code_of_an_earlier_edition_is_told_without_a_guess(validator, number, code):
    """Each is still lacking in the list: one that has come in is taken out of rules.toml."""
    system = f"2.16.578.1.12.4.1.1.{number}"
    check = validator._codes(TODAY, Asked())
    (fault,) = check.coding(Node("a", "/a"), Said(code, system, None, None))
    assert (fault.rule, fault.repair) == ("other-edition-code", "")


def test_a_code_that_no_edition_has_is_an_error(validator):
    assert found(validator, header('<Ack V="Q"/>')) == [("unknown-code", "/MsgHead/MsgInfo/Ack/@V")]


def test_a_short_code_is_mended_by_its_case_alone(validator):
    wrong = header().replace(b'V="HER"', b'V="her"')
    assert {each.repair for each in validator.report("", wrong).findings} == {"HER"}
    wrong = header().replace(b'V="HER"', b'V="HEX"')
    told = validator.report("", wrong).findings
    assert {(each.rule, each.repair) for each in told} == {("unknown-code", "")}
    assert all(each.severity in (Severity.ERROR, Severity.WARNING) for each in told)
