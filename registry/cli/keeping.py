"""Commands that keep a data folder safe: back it up while it is in use, and restore it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.services.backup import Backup


def backup(folder: Annotated[Path, typer.Argument(help="New folder, on another disk if you can.")]) -> None:
    """Copy drafts, audit log, people and releases of one moment to a new folder, while others go on working.

    Every file has its SHA-256 in backup.json there. How to practise restoring it: docs/backup.md.
    """
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        made = workspace.back_up(folder, _tell)
    typer.echo(f"{folder}: {_what(made)}")


def restore(folder: Annotated[Path, typer.Argument(help="A folder that omforent backup wrote.")]) -> None:
    """Make the data folder, which must be empty, what was backed up; every file and the audit log are verified."""
    from registry.services.backup import restore as restored
    from registry.settings import Settings

    settings = Settings.read()
    made = restored(folder, settings.home, _tell)
    typer.echo(f"{settings.home}: {_what(made)}, all verified")


def _tell(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _what(made: "Backup") -> str:
    size = sum(row.bytes for row in made.files) / 1e6
    many = f"{len(made.files)} files ({size:.1f} MB), {len(made.releases)} releases, {made.sequence} audit entries"
    return f"{many}, as of {made.made:%Y-%m-%d %H:%M:%SZ}"
