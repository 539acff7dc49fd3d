"""What the last build made each part of the catalogue from, and which files it wrote; kept in the catalogue's folder.

A part is remade where the fingerprint over its keys has changed, or one of its files is gone. Of a size that does not
matter to memory: one row a part, in a SQLite file.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from registry.catalogue.source import Key

#: The name of the file in the catalogue's folder.
TRACE = ".built.trace"


class Written(NamedTuple):
    """A file of the catalogue: its path there and its size in bytes."""

    path: str
    size: int


class Part(NamedTuple):
    """What is made together: its name, what it was made from, the fingerprint of that, and its files."""

    name: str
    keys: tuple[Key, ...]
    print: bytes
    files: tuple[Written, ...]


def fingerprint(keys: Iterable[Key], of: Callable[[Key], bytes]) -> bytes:
    """One fingerprint over the answers to all keys, in their order."""
    digest = blake2b(digest_size=16)
    for key in keys:
        digest.update(of(key))
    return digest.digest()


class Trace:
    """The parts of one build by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def create(cls, path: Path) -> "Trace":
        """A new one; nothing is on disk for certain before `close`."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE part (name TEXT PRIMARY KEY, print BLOB, keys BLOB, files BLOB) WITHOUT ROWID")
        connection.execute("BEGIN")
        return cls(connection)

    @classmethod
    def open(cls, path: Path) -> "Trace":
        """That of a finished build, to be read only."""
        return cls(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True))

    def get(self, name: str) -> Part | None:
        """A part of the build; None where it had none by this name, and where what was noted of it is damaged."""
        try:
            row = self._connection.execute("SELECT print, keys, files FROM part WHERE name = ?", (name,)).fetchone()
            return _part(name, *row) if row else None
        except (sqlite3.DatabaseError, zlib.error, ValueError):
            return None

    def add(self, parts: Iterable[Part]) -> None:
        """Note parts as made."""
        rows = ((part.name, part.print, _packed(part.keys), _packed(part.files)) for part in parts)
        self._connection.executemany("INSERT INTO part VALUES (?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Write what has been noted, and let go of the file."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()


def _part(name: str, print_: bytes, keys: bytes, files: bytes) -> Part:
    asked = tuple((str(name), str(argument)) for name, argument in _unpacked(keys))
    written = tuple(Written(str(path), int(size)) for path, size in _unpacked(files))
    return Part(name, asked, print_, written)


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)


def _unpacked(data: bytes) -> Iterable[tuple[str, str | int]]:
    return (tuple(each) for each in json.loads(zlib.decompress(data)))
