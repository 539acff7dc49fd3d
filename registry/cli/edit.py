"""The group of commands by which people edit: change sets, and spreadsheets taken into them."""

import typer

from registry.cli import bulk, deciding

edit = typer.Typer(
    help="Edit through change sets: take a spreadsheet in, give one out, and bring sets from editing to the drafts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
edit.command(name="import")(bulk.import_edits)
edit.command(name="export")(bulk.export_edits)
edit.command()(deciding.queue)
edit.command()(deciding.show)
edit.command()(deciding.diff)
edit.command()(deciding.submit)
edit.command()(deciding.approve)
edit.command()(deciding.merge)
edit.command()(deciding.reject)
edit.command()(deciding.withdraw)
