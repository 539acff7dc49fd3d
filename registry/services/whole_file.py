"""Writes a file so that it is there whole or not at all."""

import os
import tempfile
from pathlib import Path

from registry.errors import InvalidInput


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises InvalidInput where its folder is not there."""
    if not path.parent.is_dir():
        raise InvalidInput(
            f"There is no folder {path.parent}.", field="out", value=str(path), rule="a folder that exists"
        )
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
