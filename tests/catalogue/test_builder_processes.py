"""Building with several processes: the same files as with one, and its faults told."""

import pytest

from registry.catalogue import build, builder, crew
from registry.catalogue.workshop import Task
from registry.errors import NotFound, Unavailable
from tests.catalogue.orchard import ORCHARD, Press, Tree
from tests.catalogue.test_builder import digests


@pytest.fixture
def press(tmp_path):
    return Press(tmp_path / "home")


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch):
    """Let a small catalogue be worth several processes."""
    monkeypatch.setattr(builder, "_MANY", 1)


def test_two_processes_write_what_one_does(press, tmp_path):
    orchard, home = ORCHARD, tmp_path / "home"
    for label in ("stein", "kampestein"):
        reader = press.release(orchard.plant("stein", Tree(label)))
        alone = build(reader, tmp_path / "alone", package=press.package(), home=home, processes=1)
        together = build(reader, tmp_path / "together", package=press.package(), home=home, processes=2)
        assert together == alone
        assert digests(tmp_path / "together") == digests(tmp_path / "alone")
    assert together.rendered < together.pages


def test_what_goes_wrong_in_a_process_is_told_and_changes_nothing(press, tmp_path):
    reader = press.release(ORCHARD)
    with pytest.raises(NotFound):
        build(reader, tmp_path / "out", home=tmp_path / "elsewhere", processes=2)
    assert not (tmp_path / "out").exists()


def _leave():
    raise SystemExit(3)


def test_a_process_that_ends_early_is_noticed():
    with pytest.raises(Unavailable, match="has ended"):
        list(crew.work(_leave, [Task("own files")], 1))
