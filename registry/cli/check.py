"""The command that looks for flaws: in files, in drafts, or in a release."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.rdf.query import Triples
    from registry.services.checking import Finding


class Language(StrEnum):
    """The languages that the checks speak."""

    NB = "nb"
    NN = "nn"
    EN = "en"


class Output(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"


def check(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE…]", help="RDF files; with --draft the object's IRI, with --release its number."),
    ] = None,
    *,
    draft: Annotated[
        bool, typer.Option("--draft", help="Check the drafts: one, or all as they would be released.")
    ] = False,
    release: Annotated[bool, typer.Option("--release", help="Check a release: the newest, or the one named.")] = False,
    together: Annotated[
        bool, typer.Option("--together", help="Check what crosses the files too, as if they were a release.")
    ] = False,
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = Language.NB,
    output: Annotated[Output, typer.Option("--format", help="How to print.")] = Output.TEXT,
) -> None:
    """Look for flaws and print each with its solution; exit code 1 where something blocks a release."""
    from registry.cli.findings import as_json, print_report
    from registry.services.checking import errors

    found = _source(what or [], draft=draft, release=release, together=together)()
    if output is Output.JSON:
        typer.echo(as_json(found))
    else:
        print_report(found, lang)
    if errors(found):
        raise typer.Exit(1)


def _source(what: list[str], *, draft: bool, release: bool, together: bool) -> "Callable[[], tuple[Finding, ...]]":
    """Where the findings come from. Raises InvalidInput where the request makes no sense."""
    from registry.errors import InvalidInput

    named = [name for name, given in (("--draft", draft), ("--release", release), ("--together", together)) if given]
    if len(named) > 1:
        rule = "one of --draft, --release and --together"
        raise InvalidInput(f"{' and '.join(named)} exclude each other.", field="options", rule=rule)
    if (draft or release) and len(what) > 1:
        raise InvalidInput(f"{named[0]} takes one name.", field="name", value=what[1], rule="one name or none")
    if not (what or draft or release):
        raise InvalidInput("There is nothing to check.", field="file", rule="name files, --draft or --release")
    if draft or release:
        name = what[0] if what else None
        return (lambda: _of_drafts(name)) if draft else (lambda: _of_release(name))
    return lambda: _of_files(map(Path, what), together=together)


def _of_files(paths: Iterable[Path], *, together: bool) -> "tuple[Finding, ...]":
    from registry.services.checking import check_graph, check_release

    graphs = [_read(path) for path in paths]
    return check_release(graphs) if together else tuple(found for graph in graphs for found in check_graph(graph))


def _read(path: Path) -> "Triples":
    """The triples of a file, those of named graphs among them. Raises SyntaxFault, InvalidInput."""
    from registry.errors import InvalidInput
    from registry.rdf.serialization import format_of, parse

    try:
        data = path.read_bytes()
    except OSError as fault:
        message = f"{path}: {fault.strerror}."
        raise InvalidInput(message, field="file", value=str(path), rule="a file that can be read") from fault
    return [quad.triple for quad in parse(data, format_of(path), path=str(path)).quads]


def _of_drafts(iri: str | None) -> "tuple[Finding, ...]":
    from registry.services.exporting import draft_named
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        return workspace.check_drafts(draft_named(workspace, iri) if iri else None)


def _of_release(number: str | None) -> "tuple[Finding, ...]":
    from registry.services.checking import check_release
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    releases = Releases(Settings.read().home)
    reader = releases.get(number) if number else releases.current()
    return check_release(reader.triples(version.object) for version in reader.versions())
