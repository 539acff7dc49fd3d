"""The guide for readers of the 2005 strategy: four areas, each with what is not covered; nothing goes stale."""

import re

import pytest
from typer.main import get_command

from registry.cli import app


@pytest.fixture(scope="module")
def text(root):
    return (root / "docs" / "strategy.md").read_text("utf-8")


def test_the_four_areas_each_tell_what_is_not_covered(text):
    areas = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert [area[:2] for area in areas] == ["1.", "2.", "3.", "4."]
    assert all("**Not covered.**" in area for area in areas)


def test_commands_sets_and_files_that_it_names_are_there(text, root):
    commands = get_command(app).commands
    assert set(re.findall(r"`omforent ([a-z]+)", text)) <= set(commands)
    assert all((root / "docs" / link).is_file() for link in re.findall(r"\]\(([\w./-]+\.md)\)", text))
    assert all((root / "models" / "requirement" / f"{name}.ttl").is_file() for name in ("sikkerhet", "kvittering"))
    assert all((root / path).is_dir() for path in re.findall(r"`((?:models|vocabularies)/[\w/]*)`", text))


def test_it_has_no_figure_that_a_release_would_change(text):
    assert re.findall(r"\b\d{2,3}\b(?! ?–)", re.sub(r"`[^`]*`|2005|2011|2026", "", text)) == []
