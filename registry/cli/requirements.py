"""Commands on requirements: list what holds for an exchange and a role, and write it as the annex of a procurement."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli.writing import form_of, put

if TYPE_CHECKING:
    from registry.interchange.annex import Annex

requirements = typer.Typer(
    help="Requirements of record systems: list them, and export them as the annex of a procurement.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ExchangeName = Annotated[str | None, typer.Option("--exchange", help="An exchange, such as epikrise. Default: all.")]
RoleName = Annotated[
    str | None, typer.Option("--role", help="An actor role, such as fastlege; or sender, or receiver. Default: all.")
]
ReleaseNumber = Annotated[
    str | None, typer.Option("--release", help="Release number, such as 2026.1; default the newest.")
]


class Language(StrEnum):
    """The languages of an annex."""

    NB = "nb"
    NN = "nn"
    EN = "en"


class Form(StrEnum):
    """The forms of an annex."""

    XLSX = "xlsx"
    MD = "md"
    CSV = "csv"


Lang = Annotated[Language, typer.Option("--lang", help="Language of the texts.")]


@requirements.command(name="list")
def list_requirements(
    exchange: ExchangeName = None,
    role: RoleName = None,
    release: ReleaseNumber = None,
    lang: Lang = Language.NB,
) -> None:
    """List the requirements that hold, one a line: number, obligation, and what is demanded."""
    found = _annex(exchange, role, release, lang)
    for row in found.rows:
        typer.echo(f"{row.cells[0]:8} {row.cells[1]:7} {row.title}")
    typer.echo(f"{len(found.rows)}", err=True)


@requirements.command()
def export(
    out: Annotated[
        Path | None, typer.Argument(help="File to write; its extension tells the format. Default: print.")
    ] = None,
    *,
    exchange: ExchangeName = None,
    role: RoleName = None,
    release: ReleaseNumber = None,
    lang: Lang = Language.NB,
    to: Annotated[Form | None, typer.Option("--format", help="Form of the annex; default by the file.")] = None,
) -> None:
    """Write the annex that a supplier fills in: requirement, rationale, basis, test, answer and comment."""
    from registry.interchange.annex import write_annex

    suffix = form_of(out, to, Form, Form.MD)
    put(write_annex(_annex(exchange, role, release, lang), suffix), out)


def _annex(exchange: str | None, role: str | None, release: str | None, lang: Language) -> "Annex":
    from registry.services.requirements import annex, scope_of
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    releases = Releases(Settings.read().home)
    reader = releases.get(release) if release else releases.current()
    return annex(reader, scope_of(reader, exchange, role), lang)
