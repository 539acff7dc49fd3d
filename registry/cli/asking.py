"""Commands that ask the information structure: exchanges, what one carries, and the matrix of levels."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli.reading import AsJson, Lang, Number, opened
from registry.cli.writing import put

if TYPE_CHECKING:
    from registry.services.structure.question import Question
    from registry.services.structure.sheets import Words
    from registry.services.structure.structure import Structure

exchange = typer.Typer(
    help="Ask which exchanges there are, and what one carries from whom to whom.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SIDE = "a level of care (kommunen) or a role at one"
From = Annotated[str | None, typer.Option("--from", help=f"Only what is sent from here: {_SIDE}.")]
To = Annotated[str | None, typer.Option("--to", help=f"Only what is received here: {_SIDE}.")]
Level = Annotated[str | None, typer.Option(help="Only what this level of care sends or receives.")]
Phase = Annotated[str | None, typer.Option(help="Only what takes place in this phase, such as utskrivning.")]
Concept = Annotated[str | None, typer.Option(help="Only messages with an element about this concept.")]
CodeList = Annotated[str | None, typer.Option(help="Only messages that take codes from this list, such as 3101.")]
Element = Annotated[str | None, typer.Option(help="Only messages that reach this element or type.")]
Theme = Annotated[str | None, typer.Option(help="Only exchanges of this theme.")]


class Form(StrEnum):
    """What the answer is printed as."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


Printed = Annotated[Form, typer.Option("--format", help="How to print: text, json, csv or xlsx.")]
Out = Annotated[Path | None, typer.Option("--out", help="File to write to, instead of printing.")]


@exchange.command()
def show(
    name: Annotated[str, typer.Argument(help="An exchange by identifier, alias or IRI: epikrise.")],
    *,
    lang: Lang = "nb",
    release: Number = None,
    depth: Annotated[int, typer.Option(min=0, help="How many levels of elements to draw; 0 for all.")] = 3,
    required: Annotated[bool, typer.Option("--required", help="Draw only the elements that are always there.")] = False,
    json: AsJson = False,
) -> None:
    """Draw one exchange: who sends what to whom, when, on what grounds, with which elements and code lists."""
    from registry.services.structure.question import Asked, exchanges, understood

    structure = _structure(release)
    (value,) = exchanges(structure, understood(structure, Asked(exchange=name)))
    if json:
        typer.echo(_as_json(structure, understood(structure, Asked(exchange=name))))
        return
    from registry.cli.exchange_drawing import ExchangeDrawing

    ExchangeDrawing(structure, lang, depth=depth, required=required).show(value)


@exchange.command(name="list")
def list_exchanges(
    *,
    from_: From = None,
    to: To = None,
    level: Level = None,
    phase: Phase = None,
    concept: Concept = None,
    code_list: CodeList = None,
    element: Element = None,
    theme: Theme = None,
    lang: Lang = "nb",
    release: Number = None,
    format_: Printed = Form.TEXT,
    out: Out = None,
) -> None:
    """List the exchanges that fit: from whom, to whom, when, and how much each carries."""
    from registry.services.structure import sheets
    from registry.services.structure.elements import summaries

    structure = _structure(release)
    question = _question(structure, from_, to, level, phase, concept, code_list, element, theme)
    if format_ is Form.TEXT:
        from registry.cli.exchange_drawing import print_list

        print_list(structure, summaries(structure, question), lang)
        return
    if format_ is Form.JSON:
        rows = ",\n".join(row.model_dump_json() for row in summaries(structure, question))
        _put(f"[{rows}]\n".encode(), out)
        return
    sheet = sheets.exchange_sheet(summaries(structure, question), _words(structure, lang))
    if format_ is Form.XLSX:
        _put(sheets.as_xlsx("Utvekslinger", sheet), out, binary=True)
    else:
        _put(sheets.as_csv(sheet), out)


def matrix(
    *,
    from_: From = None,
    to: To = None,
    level: Level = None,
    phase: Phase = None,
    concept: Concept = None,
    code_list: CodeList = None,
    element: Element = None,
    theme: Theme = None,
    lang: Lang = "nb",
    release: Number = None,
    format_: Printed = Form.TEXT,
    out: Out = None,
) -> None:
    """Print which concepts go from which level of care to which: how many always, how many perhaps; what is unknown."""
    from registry.services.structure import sheets
    from registry.services.structure.matrix import matrix as made_of

    structure = _structure(release)
    question = _question(structure, from_, to, level, phase, concept, code_list, element, theme)
    found = made_of(structure, question)
    if format_ is Form.TEXT:
        from registry.cli.exchange_drawing import print_matrix

        print_matrix(structure, found, question.concept, lang)
    elif format_ is Form.JSON:
        _put(found.model_dump_json(indent=1).encode() + b"\n", out)
    elif format_ is Form.XLSX:
        _put(sheets.matrix_xlsx(found, _words(structure, lang)), out, binary=True)
    else:
        _put(sheets.as_csv(sheets.matrix_sheet(found, _words(structure, lang))), out)


def _structure(release: str | None) -> "Structure":
    from registry.services.structure.structure import Structure

    return Structure(opened(release))


def _question(structure: "Structure", *given: str | None) -> "Question":
    """The question that the options put; InvalidInput for a name that is unknown."""
    from registry.services.structure.question import Asked, understood

    names = ("from_", "to", "level", "phase", "concept", "code_list", "element", "theme")
    return understood(structure, Asked(**dict(zip(names, given, strict=True))))


def _words(structure: "Structure", lang: str) -> "Words":
    from registry.domain import LANGUAGES
    from registry.services.structure.sheets import Words

    return Words(structure, (lang, *LANGUAGES))


def _put(content: bytes, out: Path | None, *, binary: bool = False) -> None:
    """Write to a file, or to standard output; a workbook goes to no terminal."""
    from registry.errors import InvalidInput

    if out is None and binary and sys.stdout.isatty():
        rule = "name a file with --out, or send it into one"
        raise InvalidInput(f"A workbook is not printed to a terminal: {rule}.", field="out", rule=rule)
    put(content, out)


def _as_json(structure: "Structure", question: "Question") -> str:
    """An exchange in a few facts, and its elements."""
    from json import dumps

    from registry.services.structure.elements import elements_of, summaries

    (about,) = summaries(structure, question)
    rows = [row.model_dump(mode="json", exclude={"exchange"}) for row in elements_of(structure, question)]
    return dumps({**about.model_dump(mode="json"), "content": rows}, ensure_ascii=False, indent=2)
