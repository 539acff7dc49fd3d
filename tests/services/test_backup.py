"""A data folder backed up while it is used, and restored: all of it, verified, or nothing."""

import json
from pathlib import Path

import pytest

from registry.errors import InvalidInput
from registry.services import drafts
from registry.services.backup import read_backup, restore
from registry.services.people import People
from registry.services.workspace import open_store, open_workspace
from registry.settings import Settings
from registry.store import control
from registry.terminology.releases import Releases
from tests.services.test_auditing import SCHEME, publish, put


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder with a release, and a draft that has changed since."""
    settings = Settings(home=tmp_path / "var")
    with open_store(settings) as workspace:
        put(workspace, "En")
    publish(settings)
    with open_store(settings) as workspace:
        put(workspace, "To")
    return settings


@pytest.fixture
def backed_up(settings: Settings, tmp_path: Path) -> Path:
    with open_store(settings) as local, control.serve(settings.home, local.handlers()):
        with open_workspace(settings) as remote:
            made = remote.back_up(tmp_path / "copy")
        put(local, "Tre")
    assert (made.sequence, made.releases) == (3, ("2026.1",))
    return tmp_path / "copy"


def test_what_was_there_comes_back_as_it_was_then(backed_up: Path, settings: Settings, tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert restore(backed_up, home) == read_backup(backed_up)
    assert Releases(home).current().object(SCHEME).title[0].text == "En"
    with open_store(Settings(home=home)) as workspace:
        assert workspace.audit.verify().sound
        assert workspace.ledger.last().sequence == 3
        assert '"To"' in workspace.export_draft(SCHEME).decode()
        put(workspace, "Tre")
        signed = workspace.ledger.last().activity.agent.person
    assert People(home).get(signed) == People(settings.home).get(signed)
    assert {path.name for path in home.iterdir()} <= {path.name for path in settings.home.iterdir()} | {"backup.json"}


@pytest.mark.parametrize("damage", ["changed", "missing", "added", "no manifest"])
def test_a_damaged_backup_is_refused_and_nothing_restored(backed_up: Path, tmp_path: Path, damage: str) -> None:
    file = next((backed_up / "objects").rglob("*.nt.zst"))
    if damage == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    elif damage == "missing":
        file.unlink()
    elif damage == "added":
        (backed_up / "objects/new").write_text("x")
    else:
        (backed_up / "backup.json").unlink()
    with pytest.raises(InvalidInput, match=str(backed_up)):
        restore(backed_up, tmp_path / "new")
    assert not list((tmp_path / "new").glob("*"))


def test_a_backup_whose_manifest_was_made_to_fit_another_log_is_refused(backed_up: Path, tmp_path: Path) -> None:
    manifest = json.loads((backed_up / "backup.json").read_text())
    (backed_up / "backup.json").write_text(json.dumps({**manifest, "hash": "0" * 64}))
    with pytest.raises(InvalidInput, match="does not end with entry 3"):
        restore(backed_up, tmp_path / "new")
    assert not list((tmp_path / "new").glob("*"))


def test_nothing_is_restored_over_a_data_folder(backed_up: Path, settings: Settings) -> None:
    with pytest.raises(InvalidInput, match="not empty"):
        restore(backed_up, settings.home)
    with open_store(settings) as workspace:
        assert '"Tre"' in workspace.export_draft(SCHEME).decode()


@pytest.mark.parametrize("place", ["copy", "var/copy"])
def test_nothing_is_backed_up_over_a_folder_or_into_itself(backed_up: Path, settings: Settings, place: str) -> None:
    before = read_backup(backed_up)
    with open_store(settings) as workspace, pytest.raises(InvalidInput):
        workspace.back_up(backed_up.parent / place)
    assert read_backup(backed_up) == before


def test_a_new_folder_without_a_release_or_anybody_is_backed_up_too(tmp_path: Path) -> None:
    with open_store(Settings(home=tmp_path / "var")) as workspace:
        assert workspace.back_up(tmp_path / "copy").sequence == 0
    restore(tmp_path / "copy", tmp_path / "new")
    with open_store(Settings(home=tmp_path / "new")) as workspace:
        assert drafts.iris(workspace._store) == ()
