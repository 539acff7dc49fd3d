"""The command line: one module a group of commands; each imports what it uses when it runs."""

import os
import sys

import typer

from registry.cli import administration, asking, convert, coverage, differing, keeping, reading, searching, serving
from registry.cli.audit import audit
from registry.cli.completeness import completeness
from registry.cli.conformance import conformance
from registry.cli.edit import edit
from registry.cli.generate import generate
from registry.cli.report import report
from registry.cli.requirements import requirements
from registry.cli.token import token
from registry.cli.validate import validate
from registry.errors import OmforentError

#: How many findings are printed with the line that refuses a release.
_MOST_FINDINGS = 20

app = typer.Typer(
    name="omforent",
    help="Omforent: Norway's open registry of clinical concepts, code lists and the information structure.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serving.serve)
app.command()(serving.catalogue)
app.command()(reading.show)
app.command()(searching.search)
app.command()(reading.resolve)
app.command(name="list")(reading.list_objects)
app.command()(differing.diff)
app.command()(differing.timeline)
app.add_typer(asking.exchange, name="exchange")
app.command()(asking.matrix)
app.command()(coverage.coverage)
app.command()(report)
app.command()(generate)
app.command()(convert.convert)
app.command()(validate)
app.command(name="import")(administration.import_files)
app.command()(administration.export)
app.command()(administration.discard)
app.command()(administration.check)
app.command()(completeness)
app.command()(administration.release)
app.add_typer(edit, name="edit")
app.add_typer(audit, name="audit")
app.add_typer(requirements, name="requirements")
app.add_typer(conformance, name="conformance")
app.command()(token)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(administration.settings)


def main() -> None:
    """The entry point of `omforent`: every fault is one line on standard error and an exit code."""
    try:
        app()
    except OmforentError as fault:
        print(f"omforent: {_sentence(fault)}", file=sys.stderr)  # noqa: T201
        findings = getattr(fault, "findings", ())
        for finding in findings[:_MOST_FINDINGS]:
            print(f"  {finding}", file=sys.stderr)  # noqa: T201
        if findings:
            print("All of them, with solutions: omforent check --draft", file=sys.stderr)  # noqa: T201
        sys.exit(fault.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as fault:
        print(f"omforent: {fault.filename or 'the data folder'}: {fault.strerror}", file=sys.stderr)  # noqa: T201
        sys.exit(3)


def _sentence(fault: OmforentError) -> str:
    rule = f" Rule: {fault.rule}." if fault.rule and fault.rule not in fault.message else ""
    return f"{fault.message}{rule}"
