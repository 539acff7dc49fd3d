"""`omforent convert`: an RDF file in one format to the same statements in another."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from registry.rdf.serialization import Format

_STREAM = "-"


def convert(
    source: Annotated[str, typer.Argument(metavar="IN", help="File to read; - for standard input.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="File to write; - for standard output.")],
    from_format: Annotated[
        str, typer.Option("--from", help="Format of IN, where its extension does not tell: a name or media type.")
    ] = "",
    to_format: Annotated[str, typer.Option("--to", help="Format of OUT, likewise.")] = "",
    base: Annotated[str, typer.Option("--base", help="IRI that relative IRIs in IN are resolved against.")] = "",
) -> None:
    """Convert RDF: turtle .ttl, n-triples .nt, n-quads .nq, trig .trig, json-ld .jsonld, rdf-xml .rdf.

    The output is the same for the same statements. OUT is written whole or not at all.
    """
    from registry.rdf import serialization

    read_as = _format(source, from_format, "--from")
    write_as = _format(target, to_format, "--to")
    name = "standard input" if source == _STREAM else source
    document = serialization.parse(_read(source), read_as, path=name, base=base or None)
    _write(target, serialization.serialize(document.quads, write_as, document.prefixes))
    for note in document.notes:
        typer.echo(note, err=True)
    count = len(document.quads)
    summary = f"{count} {'statement' if count == 1 else 'statements'}, {read_as.label} to {write_as.label}: {target}"
    typer.echo(summary, err=target == _STREAM)


def _format(path: str, named: str, option: str) -> "Format":
    """The format that the option names, else the one of the extension."""
    from registry.rdf import serialization

    if named:
        return serialization.format_named(named)
    if path == _STREAM:
        raise InvalidInput(f"A stream has no extension: name its format with {option}.", field=option, value=path)
    return serialization.format_of(path)


def _read(source: str) -> bytes:
    if source == _STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as fault:
        raise InvalidInput(f"{source}: {fault.strerror}", field="IN", value=source) from fault


def _write(target: str, data: bytes) -> None:
    if target == _STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(target).resolve()
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)  # a device or a pipe
        else:
            _replace(path, data)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as fault:
        raise InvalidInput(f"{target}: {fault.strerror}", field="OUT", value=target) from fault
    except OSError as fault:
        raise Unavailable(f"{target}: {fault.strerror}", field="OUT", value=target) from fault


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file, to the disk, and put it in the file's place: nobody sees half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
