"""A copy of a data folder while it is in use, held together by digests, and a data folder made of such a copy."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from registry.domain import Value
from registry.domain.activity import Entry
from registry.errors import InvalidInput, Unavailable
from registry.rdf import dcat
from registry.rdf.canonical import object_path
from registry.services import publication
from registry.services.auditing import LocalAudit
from registry.services.ledger import Ledger
from registry.services.people import People
from registry.services.signing import Pen, now
from registry.store.embedded import EmbeddedStore
from registry.terminology.layout import Layout
from registry.terminology.releases import read_manifest

Progress = Callable[[str], None]
_MANIFEST, _WORKING, _RESTORING = "backup.json", "working", ".restoring"
_SUFFIXES = (".nt.zst", ".idx")


class Copied(Value):
    """A file of a backup: its path there, its SHA-256 (hexadecimal), and its size."""

    path: str
    sha256: str
    bytes: int


class Backup(Value):
    """What a backup holds (`backup.json`): its files, the newest entry of the audit log, and the releases."""

    made: AwareDatetime
    sequence: int
    hash: str
    releases: tuple[str, ...]
    files: tuple[Copied, ...]


def _silent(_: str) -> None:
    """Tell nobody."""


def back_up(
    store: EmbeddedStore,
    ledger: Ledger,
    home: Path,
    folder: Path,
    *,
    progress: Progress = _silent,
) -> Backup:
    """Copy the drafts, audit log, people and releases of one moment to `folder`, which must not exist.

    Writes wait while the store and people are copied, which takes milliseconds; what releases are made of never
    changes, and is copied after that. Every file is read again and compared. Not copied is what can be made anew:
    the release store, the catalogue, and large drafts as lines. Raises InvalidInput, Unavailable; then there is no
    `folder`.
    """
    _check_new(home, folder)
    part = folder.with_name(f"{folder.name}.part")
    with _storage(folder):
        shutil.rmtree(part, ignore_errors=True)
        try:
            made = _copy(store, ledger, home, part, progress)
            part.rename(folder)
            _sync(folder.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return made


def _copy(store: EmbeddedStore, ledger: Ledger, home: Path, part: Path, progress: Progress) -> Backup:
    with ledger.still() as last:
        at = now()
        progress("copying the working store and the people")
        store.backup(part)
        People(home).copy(part)
        numbers = sorted(dcat.released_numbers(store.triples(dcat.GRAPH)), key=_order)
    progress(f"copying {len(numbers)} releases")
    _copy_releases(Layout(home), Layout(part), numbers)
    progress("reading it again")
    made = _described(part, last, numbers, at)
    (part / _MANIFEST).write_text(made.model_dump_json(indent=1) + "\n", "utf-8")
    for path in sorted(part.rglob("*"), reverse=True):
        _sync(path)
    _sync(part)
    return made


def _copy_releases(source: Layout, target: Layout, numbers: list[str]) -> None:
    files = [path for number in numbers for path in source.release(number).iterdir()]
    pinned = {version.digest for number in numbers for version in read_manifest(source, number).release.versions}
    files += [object_path(source.objects, digest, suffix) for digest in sorted(pinned) for suffix in _SUFFIXES]
    for file in files:
        _copy_file(file, target.home / file.relative_to(source.home), _digest(file))


def _copy_file(file: Path, target: Path, digest: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    if _digest(target) != digest:
        rule = "a copy is the same"
        raise Unavailable(f"{target} is not what {file} was.", field="folder", value=str(target), rule=rule)


def _described(folder: Path, last: Entry | None, numbers: list[str], at: datetime) -> Backup:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    rows = tuple(
        Copied(path=path.relative_to(folder).as_posix(), sha256=_digest(path), bytes=path.stat().st_size)
        for path in files
    )
    head = {"sequence": last.sequence, "hash": last.hash} if last else {"sequence": 0, "hash": ""}
    return Backup.model_validate({"made": at, **head, "releases": tuple(numbers), "files": rows})


def read_backup(folder: Path) -> Backup:
    """What a backup says that it holds, once every file was found to be what it says.

    Raises InvalidInput naming the first that is missing, is another, or should not be there.
    """
    try:
        found = Backup.model_validate_json((folder / _MANIFEST).read_bytes())
    except (OSError, ValidationError) as fault:
        rule = f"a folder with {_MANIFEST}, as omforent backup writes it"
        message = f"{folder} is no backup: {rule}."
        raise InvalidInput(message, field="folder", value=str(folder), rule=rule) from fault
    said = {row.path: row for row in found.files}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {_MANIFEST}
    for name in sorted(there ^ set(said)):
        what = "is missing" if name in said else "is not part of it"
        raise _damaged(folder, f"{name} {what}")
    for name, row in said.items():
        if _digest(folder / name) != row.sha256:
            raise _damaged(folder, f"{name} is not what it was")
    return found


def _damaged(folder: Path, what: str) -> InvalidInput:
    message = f"The backup {folder} is damaged: {what}."
    return InvalidInput(message, field="folder", value=str(folder), rule="every file has its SHA-256")


def restore(folder: Path, home: Path, progress: Progress = _silent) -> Backup:
    """Make `home`, which must be empty or not exist, the data folder that was backed up to `folder`.

    Everything is copied aside, opened and verified first: each file by its digest, and the audit log by its chain,
    its newest entry, and what the releases remember of it. Raises InvalidInput and Unavailable; `home` is as empty
    as it was then. Killed halfway it leaves a folder that no command takes for a data folder, to be emptied.
    """
    _check_empty(home)
    progress("verifying the backup")
    found = read_backup(folder)
    aside = home / _RESTORING
    with _storage(home):
        shutil.rmtree(aside, ignore_errors=True)
        try:
            progress(f"copying {len(found.files)} files")
            _take(folder, aside, found)
            progress("opening the copy and verifying its audit log")
            _open_and_verify(aside, found)
            _put_in_place(aside, home)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return found


def _take(folder: Path, aside: Path, found: Backup) -> None:
    for row in found.files:
        _copy_file(folder / row.path, aside / row.path, row.sha256)
        _sync(aside / row.path)


def _open_and_verify(home: Path, found: Backup) -> None:
    store = EmbeddedStore(home)
    try:
        publication.recover(store, home)
        ledger = Ledger(store)
        verdict = LocalAudit(store, home, ledger, lambda: Pen(ledger)).verify()
        last = ledger.last()
    finally:
        store.close()
    if not verdict.sound:
        raise _damaged(home, "; ".join(verdict.faults[:3]))
    if (last.hash if last else "") != found.hash:
        raise _damaged(home, f"its audit log does not end with entry {found.sequence}")


def _put_in_place(aside: Path, home: Path) -> None:
    """The working store comes last: without it the rest is no data folder, and nothing is written over it."""
    for path in sorted(aside.iterdir(), key=lambda each: each.name == _WORKING):
        path.rename(home / path.name)
    aside.rmdir()
    _sync(home)


def _check_new(home: Path, folder: Path) -> None:
    inside = folder.resolve().is_relative_to(home.resolve())
    if folder.exists() or inside:
        rule = "a new folder outside the data folder"
        message = f"{folder} {'is inside the data folder' if inside else 'exists already'}."
        raise InvalidInput(message, field="folder", value=str(folder), rule=rule)


def _check_empty(home: Path) -> None:
    if home.exists() and any(path.name != _RESTORING for path in home.iterdir()):
        rule = "a backup is restored into an empty folder"
        raise InvalidInput(f"The data folder {home} is not empty.", field="home", value=str(home), rule=rule)


def _order(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _storage(folder: Path) -> Iterator[None]:
    """Faults of the file system as Unavailable."""
    try:
        yield
    except OSError as fault:
        message = f"{folder} cannot be written: {fault}."
        raise Unavailable(message, field="folder", value=str(folder), rule="the folder works") from fault
