"""The rules have words in three languages, a page that is up to date, and can be turned off by id."""

import re

import pytest

from registry.errors import InvalidInput
from registry.services.validation.rule_document import rule_document
from registry.services.validation.rules import RULE_LANGUAGES, read_ruling, revised_lists, ruling, shipped_rules

_BOKMAL = re.compile(
    r"(?<![\w-])(ikke|hva|hvem|hvor|hvilke\w*|noen|noe|fra|en|et|de|hver\w*|selv|kun|bare|brukes)\b", re.IGNORECASE
)
_NAMES = {"name", "found", "list", "number"}


@pytest.mark.parametrize("rule", shipped_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_has_its_words(rule):
    for texts in (rule.title, rule.say, rule.why, rule.repair):
        assert [row.lang for row in texts] == list(RULE_LANGUAGES)
        assert all(row.text for row in texts)
        assert not _BOKMAL.search(texts[1].text)
    for row in rule.say:
        assert set(re.findall(r"{(\w+)}", row.text)) <= _NAMES
        assert {name in row.text for name in ("{found}",)} == {"{found}" in rule.say[0].text}


def test_the_page_of_the_rules_is_as_the_rules_are(root):
    assert (root / "docs" / "validation-rules.md").read_text("utf-8") == rule_document()


def test_revised_lists_are_numbers_of_lists(root):
    shipped = {path.name.removeprefix("code-list-") for path in (root / "vocabularies").glob("code-list-*")}
    assert revised_lists() & shipped


def test_rules_are_turned_off_in_a_file(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text('off = ["display-case", "list-not-bundled"]', "utf-8")
    found = read_ruling(file)
    assert not found.holds("display-case")
    assert found.holds("unknown-code")


@pytest.mark.parametrize(
    "text", ['off = ["no-such-rule"]', "off = 3", 'on = ["display-case"]', "off = [", "off = [1]", b"\xff"]
)
def test_a_file_that_is_no_such_file_is_refused(tmp_path, text):
    file = tmp_path / "rules.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidInput):
        read_ruling(file)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="No such file"):
        read_ruling(tmp_path / "none.toml")
    assert ruling([]).off == frozenset()
