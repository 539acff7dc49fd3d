"""Commands on drafts and releases: import, export, check, release, settings."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli.check import check
from registry.cli.writing import put

if TYPE_CHECKING:
    from collections.abc import Iterable

    from registry.services.drafts import Draft
    from registry.services.importing import Importer
    from registry.services.workspace import Workspace

__all__ = ["check", "discard", "export", "import_files", "release", "settings"]


def import_files(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[icd10no|icpc2|fhir|xsd] FILE…", help="What to read; without a first word RDF, CSV, XLSX or XSD."
        ),
    ],
    rdf_format: Annotated[str | None, typer.Option("--from", help="Format, where the extension does not tell.")] = None,
    into: Annotated[str | None, typer.Option(help="IRI of the object, where the file holds several or none.")] = None,
    kind: Annotated[str | None, typer.Option("--as", help="Kind of that object: concept-scheme, code-list, …")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of FHIR or XSD texts that state none: nb.")] = None,
) -> None:
    """Put files into drafts. A file that cannot be read changes nothing; findings never block an import.

    \b
    omforent import FILE…          RDF (Turtle, JSON-LD …), CSV or XLSX; each file is one object
    omforent import icd10no PLACE  ICD-10 in Norwegian use, from the npm package @navikt/diagnosekoder
    omforent import icpc2 PLACE    ICPC-2, from the same package
    omforent import fhir PLACE…    CodeSystem, ValueSet, ConceptMap, NamingSystem, or a Bundle of them
    omforent import xsd PLACE…     information models from the XML schemas of messages; so do files called .xsd

    PLACE is a file (JSON; FHIR also XML), a folder, or a package as npm gives it (.tgz). A file that is itself called
    fhir, icd10no, icpc2 or xsd is written ./fhir. What each reads, and what becomes of it: docs/importing.md.
    """
    from registry.services.importing import Importer

    if all(word.lower().endswith(".xsd") for word in words):
        words = [Importer.XSD, *words]
    if words[0] in set(Importer):
        _import_from(Importer(words[0]), words[1:], lang=lang, into=into, others={"--from": rdf_format, "--as": kind})
    else:
        _import_objects([Path(word) for word in words], rdf_format, into, kind, lang)


def _import_from(
    importer: "Importer", places: list[str], *, lang: str | None, into: str | None, others: dict[str, str | None]
) -> None:
    from registry.errors import InvalidInput
    from registry.services.importing import Importer, source_files
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    _refuse(others if importer in (Importer.FHIR, Importer.XSD) else {**others, "--lang": lang}, f"import {importer}")
    if not places:
        raise InvalidInput(f"import {importer} names nothing to read.", field="file", rule="a file, folder or .tgz")
    files = [file for place in places for file in source_files(importer, Path(place))]
    with open_workspace(Settings.read()) as workspace:
        done = workspace.import_from(importer, files, lang, into)
    for draft in done.drafts:
        _tell(places[0] if len(places) == 1 else f"{len(places)} places", draft)
    for note in done.notes:
        typer.echo(note)


def _import_objects(
    files: list[Path], rdf_format: str | None, into: str | None, kind: str | None, lang: str | None
) -> None:
    from registry.domain import Kind
    from registry.errors import InvalidInput
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    _refuse({"--lang": lang}, "import FILE")
    if kind is not None and kind not in set(Kind):
        raise InvalidInput(
            f"{kind!r} is no kind of object.", field="--as", value=kind, rule=f"one of {', '.join(Kind)}"
        )
    contents = [(path, _content(path)) for path in files]
    with open_workspace(Settings.read()) as workspace:
        for path, data in contents:
            _tell(str(path), workspace.import_file(data, str(path), rdf_format, into, Kind(kind) if kind else None))


def _content(path: Path) -> bytes:
    """What a file holds. Raises InvalidInput where it cannot be read."""
    from registry.errors import InvalidInput

    try:
        return path.read_bytes()
    except OSError as fault:
        raise InvalidInput(f"{path}: {fault.strerror}", field="file", value=str(path)) from fault


def _refuse(options: dict[str, str | None], command: str) -> None:
    """Raise InvalidInput for an option that means nothing here."""
    from registry.errors import InvalidInput

    for name, value in options.items():
        if value is not None:
            raise InvalidInput(
                f"{command} takes no {name}.", field=name, value=value, rule="see omforent import --help"
            )


def _tell(source: str, draft: "Draft") -> None:
    typer.echo(f"{source}: {draft.kind} {draft.iri}, {draft.statements} statements")
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
    put(exporting.export(Settings.read(), name, suffix, draft=draft, version=version), out)


def discard(iri: Annotated[str, typer.Argument(help="Name or IRI of an object that has a draft.")]) -> None:
    """Take an object's draft away; what is released of it stays."""
    from registry.services.exporting import draft_named
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        found = draft_named(workspace, iri)
        workspace.discard(found)
    typer.echo(f"the draft of {found} is gone")


def release(
    number: Annotated[
        str | None, typer.Option(help="Release number, such as 2026.1; default the next of the year.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="What this release is about, for its page.")] = None,
    step: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=major|minor|patch", help="How far the version of one object moves; may be repeated."
        ),
    ] = None,
) -> None:
    """Check all drafts, publish them as a release and build its catalogue; nothing where nothing has changed.

    The version of what has changed moves as far as its changes demand (`omforent diff drafts` tells); a smaller step
    is refused with the reasons.
    """
    from registry.catalogue import build
    from registry.services.workspace import open_workspace
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    def tell(sentence: str) -> None:
        typer.echo(sentence, err=True)

    settings = Settings.read()
    with open_workspace(settings) as workspace:
        made = workspace.release(number, note, tell, steps=_steps(workspace, step or ()))
    releases = Releases(settings.home)
    reader = releases.current()
    package = releases.package(reader.release.number)
    build(reader, settings.catalogue, package=package, progress=tell, home=settings.home)
    typer.echo(f"release {made.number} is published" if made else "nothing has changed since the last release")


def _steps(workspace: "Workspace", asked: "Iterable[str]") -> dict[str, str]:
    """The steps asked for, by the IRI of the object; InvalidInput, NotFound."""
    from registry.errors import InvalidInput
    from registry.services.exporting import draft_named

    found = {}
    for each in asked:
        name, _, step = each.rpartition("=")
        if not name:
            rule = "a name and a step, such as 7110=major"
            raise InvalidInput(f"{each!r} is no step.", field="--step", value=each, rule=rule)
        found[draft_named(workspace, name)] = step
    return found


def settings() -> None:
    """List all settings: their environment variable, value now, and meaning."""
    from registry.settings import Settings

    now = Settings.read()
    for name, row in Settings.model_fields.items():
        typer.echo(f"OMFORENT_{name.upper()}={getattr(now, name)}\n    {row.description}")
