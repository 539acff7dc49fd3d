"""Files that are to stay: moved to where they belong, and on disk when the call returns."""

import contextlib
import os
from pathlib import Path

from registry.rdf.canonical import object_path


def move(file: Path, folder: Path) -> None:
    """Move a version's file, named by its digest, to its place under `folder`."""
    target = object_path(folder, file.name.partition(".")[0], "." + file.name.partition(".")[2])
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
    sync(target.parent)
    sync(folder)


def sync(path: Path) -> None:
    """Have what has been written to a file, or entered in a folder, on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, descriptor)
        os.fsync(descriptor)
