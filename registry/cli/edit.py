"""The group of commands by which people edit: change sets, and spreadsheets taken into them."""

import typer

from registry.cli import bulk

edit = typer.Typer(
    help="Edit through change sets: take a spreadsheet in, give one out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
edit.command(name="import")(bulk.import_edits)
edit.command(name="export")(bulk.export_edits)
