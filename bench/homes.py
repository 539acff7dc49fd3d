"""Data folders with one release of a concept scheme or a code list of 1,000, 20,000 or 360,000 members, kept in build/.

They are made with the library as it is: a folder that another edition of it made is made anew.
"""

import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from bench import data
from registry.services import drafts, publication
from registry.store.embedded import EmbeddedStore
from registry.terminology import compiling, release_file, search_writer
from registry.terminology.releases import Releases

AGENT = "https://omforent.no/organization/omforent"
ISSUED = datetime(2026, 1, 1, tzinfo=UTC)


def of_concepts(size: int) -> Path:
    """A data folder whose only release has a scheme of `size` concepts."""
    return _kept("concepts", size, data.scheme_file)


def of_codes(size: int) -> Path:
    """A data folder whose only release has a list of `size` codes."""
    return _kept("codes", size, data.list_file)


def of_terminology(size: int) -> Path:
    """A data folder whose only release has a list of `size` codes, and a mapping set with as many mappings."""
    return _kept("terminology", size, data.list_file, data.map_file)


def _kept(name: str, size: int, *files: Callable[[int, str], Path]) -> Path:
    edition = f"{data.EDITION}-{compiling.FORMAT}-{release_file.FORMAT}-{search_writer.FORMAT}"
    folder = data.FOLDER / f"home-{name}-{size}-{edition}"
    if not (folder / "releases" / "current").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _make(folder, [file(size, "nt") for file in files])
    return folder


def _make(folder: Path, paths: Iterable[Path]) -> None:
    store = EmbeddedStore(folder)
    try:
        for path in paths:
            drafts.put(store, drafts.read_file(path.read_bytes(), path.name))
        with patch.object(publication, "write_package", leave_out):  # nobody here downloads it
            publication.release(store, folder, issued=ISSUED, agent=AGENT, check=lambda _: ())
    finally:
        store.close()
    reader = Releases(folder).current()
    for version in reader.versions():
        reader.artefact(version.object)


def leave_out(*_: object) -> None:
    """Pack nothing: a function of a module, since another process may be told to do it."""


def main() -> None:
    """Make all folders and tell where they are."""
    for size in data.SIZES:
        for make in (of_concepts, of_codes, of_terminology):
            print(f"homes: {size:6} members in {make(size).relative_to(data.FOLDER.parents[1])}", flush=True)


if __name__ == "__main__":
    main()
