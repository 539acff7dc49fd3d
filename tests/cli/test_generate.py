"""`omforent generate`: files in a folder, and faults in one line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.catalogue import Built
from registry.cli import app
from registry.errors import CannotHold, NotFound
from registry.terminology.protocol import ReleaseReader


@pytest.fixture
def home(catalogue_site: tuple[Path, ReleaseReader, Built], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder that has a model and an exchange that carries it."""
    folder = next(path for path in catalogue_site[0].parents if (path / "releases").is_dir())
    monkeypatch.setenv("OMFORENT_HOME", str(folder))
    return folder


def run(*words: str) -> str:
    found = CliRunner().invoke(app, ["generate", *words], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.mark.usefixtures("home")
def test_all_forms_of_an_exchange(tmp_path: Path) -> None:
    said = run("exchange", "epikrise", "--out", str(tmp_path / "made"))
    names = {path.name for path in (tmp_path / "made").iterdir()}
    assert {"epikrise-1.2.schema.json", "epikrise-1.2.shapes.ttl", "epikrise-1.2.xlsx", "epikrise.svg"} <= names
    assert all(name in said for name in names)


@pytest.mark.usefixtures("home")
def test_only_what_is_asked_for_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        run("model", "epikrise-1.2", "--to", "json-schema", "--to", "xlsx", "--out", str(tmp_path / folder))
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / each).iterdir()} for each in ("one", "two"))
    assert one == two
    assert set(one) == {"epikrise-1.2.schema.json", "epikrise-1.2.xlsx"}


@pytest.mark.usefixtures("home")
def test_what_there_is_not_is_told() -> None:
    with pytest.raises(NotFound, match="no model named 'none'"):
        run("model", "none")
    with pytest.raises(CannotHold, match="json-schema"):
        run("model", "epikrise-1.2", "--to", "svg")
