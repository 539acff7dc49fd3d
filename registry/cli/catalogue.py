"""The command that builds the static catalogue of a release."""

from pathlib import Path
from typing import Annotated

import typer


def catalogue(
    out: Annotated[Path | None, typer.Option(help="Folder to build; default OMFORENT_HOME/catalogue.")] = None,
    release: Annotated[str | None, typer.Option(help="Release number, such as 2026.1; default the newest.")] = None,
) -> None:
    """Build the catalogue as static pages that work from any web host, and from the disk."""
    from registry.catalogue.builder import build
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    settings = Settings()
    releases = Releases(settings.home)
    reader = releases.get(release) if release else releases.current()
    folder = out or settings.catalogue
    package = releases.package(reader.release.number)
    built = build(reader, folder, package=package, progress=lambda sentence: typer.echo(f"  {sentence}", err=True))
    size = f"{built.bytes / 1e6:.1f} MB"
    typer.echo(f"{folder}: {built.pages} pages, {built.files} files, {size}, release {reader.release.number}")
