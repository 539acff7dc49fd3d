"""`omforent generate`: schemas, shapes, diagrams, documents and example messages of a model, exchange or pathway."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.services.artefacts import Artefact
    from registry.terminology.protocol import ReleaseReader


class Subject(StrEnum):
    """What files can be generated of."""

    EXCHANGE = "exchange"
    MODEL = "model"
    PATHWAY = "pathway"


class To(StrEnum):
    """The forms, as `registry.services.artefacts.Form` has them."""

    JSON_SCHEMA = "json-schema"
    SHACL = "shacl"
    FHIR_R4 = "fhir-r4"
    FHIR_R5 = "fhir-r5"
    MODELLDCAT = "modelldcat-ap-no"
    MERMAID = "mermaid"
    PLANTUML = "plantuml"
    SVG = "svg"
    XLSX = "xlsx"
    MARKDOWN = "markdown"
    EXAMPLES = "examples"


def generate(
    subject: Annotated[Subject, typer.Argument(help="What to generate of.")],
    name: Annotated[str, typer.Argument(help="Its name: epikrise, epikrise-1.2, an IRI or an alias.")],
    *,
    to: Annotated[list[To] | None, typer.Option("--to", help="Only this form; may be given several times.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; it is made where it is missing.")] = Path(),
    release: Annotated[str | None, typer.Option(help="Release number, such as 2026.1; default the newest.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the object, such as 1.0.0.")] = None,
) -> None:
    """Generate files of an exchange, model or pathway: the same bytes for the same release.

    Of an exchange there is one file a form for each model that it carries, and its drawing.
    """
    from registry.catalogue.drawing_files import artefacts
    from registry.cli.reading import opened
    from registry.terminology.message_schemas import MessageSchemas

    reader = opened(release)
    found = artefacts(MessageSchemas(reader), _iri(reader, subject, name), version)
    names = {each.value for each in to or ()}
    wanted = [row for row in found if not names or row.form.value in names]
    if not wanted:
        _refuse(name, to, found)
    out.mkdir(parents=True, exist_ok=True)
    for row in wanted:
        data = row.build()
        (out / row.name).write_bytes(data)
        typer.echo(f"{out / row.name}  {len(data):,} bytes")


def _iri(reader: "ReleaseReader", subject: Subject, name: str) -> str:
    """The object of that kind; NotFound."""
    from registry.errors import NotFound
    from registry.namespaces import BASE

    for candidate in (name, f"{BASE}{subject}/{name}"):
        for row in reader.resolve(candidate):
            if row.kind.value == subject.value:
                return row.iri
    number = reader.release.number
    raise NotFound(f"Release {number} has no {subject} named {name!r}.", field="name", value=name)


def _refuse(name: str, to: list[To] | None, found: "tuple[Artefact, ...]") -> None:
    from registry.errors import CannotHold

    asked = ", ".join(to or ())
    forms = ", ".join(dict.fromkeys(row.form for row in found))
    rule = f"what there is: {forms}" if forms else "it carries no model that the release has"
    raise CannotHold(f"Nothing of {name} can be generated as {asked or 'a file'}: {rule}.", field="to", value=asked)
