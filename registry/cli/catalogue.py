"""The command that builds the static catalogue of a release, or checks one that is built."""

from pathlib import Path
from typing import Annotated

import typer


def catalogue(
    out: Annotated[Path | None, typer.Option(help="Folder to build; default OMFORENT_HOME/catalogue.")] = None,
    release: Annotated[str | None, typer.Option(help="Release number, such as 2026.1; default the newest.")] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Make every page, also those that nothing has changed.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Build nothing: check links and HTML of the folder.")] = False,
) -> None:
    """Build the catalogue as static pages that work from any web host, and from the disk; or check one."""
    from registry.settings import Settings

    settings = Settings()
    folder = out or settings.catalogue
    if check:
        _check(folder)
    else:
        _build(settings.home, folder, release, anew=anew)


def _build(home: Path, folder: Path, number: str | None, *, anew: bool) -> None:
    from registry.catalogue.builder import build
    from registry.terminology.releases import Releases

    releases = Releases(home)
    reader = releases.get(number) if number else releases.current()
    package = releases.package(reader.release.number)
    built = build(reader, folder, package=package, progress=_tell, anew=anew, home=home)
    size = f"{built.bytes / 1e6:.1f} MB"
    typer.echo(f"{folder}: {built.pages} pages, {built.files} files, {size}, release {reader.release.number}")
    if built.fresh:
        typer.echo(f"{built.rendered} pages were made; {built.written} files are other than they were")


def _tell(sentence: str) -> None:
    typer.echo(f"  {sentence}", err=True)


def _check(folder: Path) -> None:
    """Print what is wrong with the catalogue in a folder; exit code 1 where anything is."""
    from registry.catalogue.site_check import check_site

    found = check_site(folder, _tell)
    for fault in found.faults:
        typer.echo(str(fault))
    typer.echo(f"{folder}: {found.pages} pages checked, {len(found.faults)} faults", err=bool(found.faults))
    if found.faults:
        raise typer.Exit(1)
