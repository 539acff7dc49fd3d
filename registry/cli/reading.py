"""Commands that read the current release: show, resolve, list."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.terminology.protocol import ReleaseReader

Lang = Annotated[str, typer.Option(help="Language to read in: nb, nn, se or en.")]
Number = Annotated[str | None, typer.Option("--release", help="Release number, such as 2026.1; default the newest.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the value as JSON.")]


def show(
    name: Annotated[str, typer.Argument(help="A name: epikrise, 8279, an OID, an IRI, a FHIR canonical, a term.")],
    lang: Lang = "nb",
    release: Number = None,
    json: AsJson = False,
) -> None:
    """Show a concept, code list, code, exchange, model or pathway in the terminal."""
    from registry.cli import rendering
    from registry.services.reading import look_up

    reader = opened(release)
    resolution = look_up(reader, name)
    if json:
        typer.echo(rendering.as_json(reader, resolution))
    else:
        rendering.Terminal(reader, lang).show(resolution)


def resolve(
    name: Annotated[str, typer.Argument(help="An IRI, OID, urn:oid:, FHIR canonical or any alias.")],
    release: Number = None,
) -> None:
    """Print what a name stands for, one IRI a line; former names are marked."""
    from registry.services.reading import look_up

    reader = opened(release)
    for row in reader.resolve(name) or (look_up(reader, name),):
        typer.echo(f"{row.iri}\t{row.kind}\t{row.version}\t{'current' if row.current else 'former name'}")


def list_objects(
    kind: Annotated[str | None, typer.Argument(help="concept-scheme, code-list, exchange, model, … or nothing")] = None,
    lang: Lang = "nb",
    release: Number = None,
) -> None:
    """List what the release holds, with version numbers."""
    from registry.cli import rendering
    from registry.domain import Kind
    from registry.errors import InvalidInput

    if kind is not None and kind not in set(Kind):
        raise InvalidInput(
            f"{kind!r} is no kind of object.", field="kind", value=kind, rule=f"one of {', '.join(Kind)}"
        )
    reader = opened(release)
    rendering.Terminal(reader, lang).versions(reader.versions(Kind(kind) if kind else None))


def opened(number: str | None) -> "ReleaseReader":
    """The release of a number, or the current one; NotFound."""
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    releases = Releases(Settings.read().home)
    return releases.get(number) if number else releases.current()
