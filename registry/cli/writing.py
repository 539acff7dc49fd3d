"""Where commands put what they have made: a file that is there whole, or standard output; and in which form."""

import sys
from collections.abc import Iterable
from pathlib import Path

import typer


def put(data: bytes, out: Path | None) -> None:
    """Write to a file and say how much, or to standard output. InvalidInput where the folder of a file is missing."""
    from registry.services.whole_file import write_whole

    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_whole(out, data)
    typer.echo(f"{out}: {len(data)} bytes", err=True)


def form_of(out: Path | None, chosen: str | None, forms: Iterable[str], default: str) -> str:
    """The form that is chosen, else that of the extension of the file, else the default. InvalidInput."""
    from registry.errors import InvalidInput

    among = tuple(forms)
    suffix = chosen or (out.suffix.removeprefix(".").lower() if out else default)
    if suffix not in among:
        rule = f"one of {', '.join(among)}"
        raise InvalidInput(f"There is no form {suffix!r} of it: {rule}.", field="format", value=suffix, rule=rule)
    return suffix
