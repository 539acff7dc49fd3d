"""Commands on drafts and releases: import, export, check, release, settings."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from registry.cli.check import check

__all__ = ["check", "discard", "export", "import_files", "release", "settings"]


def import_files(
    files: Annotated[list[Path], typer.Argument(help="RDF, CSV or XLSX files; each is one object.")],
    rdf_format: Annotated[str | None, typer.Option("--from", help="Format, where the extension does not tell.")] = None,
    into: Annotated[str | None, typer.Option(help="IRI of the object, where the file holds several or none.")] = None,
    kind: Annotated[str | None, typer.Option("--as", help="Kind of that object: concept-scheme, code-list, …")] = None,
) -> None:
    """Put files into drafts. A file that cannot be read changes nothing; findings never block an import."""
    from registry.domain import Kind
    from registry.errors import InvalidInput
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    if kind is not None and kind not in set(Kind):
        raise InvalidInput(
            f"{kind!r} is no kind of object.", field="--as", value=kind, rule=f"one of {', '.join(Kind)}"
        )
    contents = [(path, path.read_bytes()) for path in files]
    with open_workspace(Settings.read()) as workspace:
        for path, data in contents:
            draft = workspace.import_file(data, str(path), rdf_format, into, Kind(kind) if kind else None)
            typer.echo(f"{path}: {draft.kind} {draft.iri}, {draft.statements} statements")
            for note in draft.notes:
                typer.echo(f"  {note}")


def export(
    name: Annotated[str, typer.Argument(help="A name or IRI of an object.")],
    out: Annotated[
        Path | None, typer.Argument(help="File to write; its extension tells the format. Default: print.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="The draft, not what is released.")] = False,
    version: Annotated[
        str | None, typer.Option(help="Version number, such as 1.0.0; default that of the release.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(help="Format: turtle, json-ld, rdf-xml, n-triples, csv, xlsx; skos: plain SKOS in Turtle."),
    ] = None,
) -> None:
    """Write one object to a file: RDF in any format; a code list as CSV or XLSX too."""
    from registry.services import exporting
    from registry.settings import Settings

    suffix = to or (out.suffix if out else "turtle")
    data = exporting.export(Settings.read(), name, suffix, draft=draft, version=version)
    if out is None:
        sys.stdout.buffer.write(data)
        return
    exporting.write_whole(out, data)
    typer.echo(f"{out}: {len(data)} bytes", err=True)


def discard(iri: Annotated[str, typer.Argument(help="IRI of an object that has a draft.")]) -> None:
    """Take an object's draft away; what is released of it stays."""
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        workspace.discard(iri)
    typer.echo(f"the draft of {iri} is gone")


def release(
    number: Annotated[
        str | None, typer.Option(help="Release number, such as 2026.1; default the next of the year.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="What this release is about, for its page.")] = None,
) -> None:
    """Check all drafts, publish them as a release and build its catalogue; nothing where nothing has changed."""
    from registry.catalogue import build
    from registry.services.workspace import open_workspace
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    def tell(sentence: str) -> None:
        typer.echo(sentence, err=True)

    settings = Settings.read()
    with open_workspace(settings) as workspace:
        made = workspace.release(number, note, tell)
    build(Releases(settings.home).current(), settings.catalogue, progress=tell)
    typer.echo(f"release {made.number} is published" if made else "nothing has changed since the last release")


def settings() -> None:
    """List all settings: their environment variable, value now, and meaning."""
    from registry.settings import Settings

    now = Settings.read()
    for name, row in Settings.model_fields.items():
        typer.echo(f"OMFORENT_{name.upper()}={getattr(now, name)}\n    {row.description}")
