"""Names and contacts of people, apart from everything that is signed: kept under random ids, and erased on demand."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from registry.domain import Value
from registry.errors import NotFound, Unavailable

_FILE: Final = "people.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS person (
  id TEXT PRIMARY KEY,
  issuer TEXT,
  subject TEXT,
  name TEXT,
  email TEXT,
  UNIQUE (issuer, subject)
) STRICT
"""


class Person(Value):
    """Somebody who has signed something: an id that tells nothing, and what is known, if it has not been erased."""

    id: str
    name: str | None = None
    email: str | None = None


class People:
    """The register of people of one data folder (`people.sqlite`); every write is on disk when the call returns."""

    def __init__(self, home: Path) -> None:
        self._path = home / _FILE

    def id_of(self, issuer: str, subject: str, name: str | None = None, email: str | None = None) -> str:
        """The id of whom an issuer of tokens calls `subject`; a new random one the first time. Keeps name and email."""
        with self._open() as rows:
            found = rows.execute(
                "SELECT id, name, email FROM person WHERE issuer = ? AND subject = ?", (issuer, subject)
            ).fetchone()
            if found and name in (None, found[1]) and email in (None, found[2]):
                return str(found[0])
            person = found[0] if found else f"person/{secrets.token_hex(16)}"
            rows.execute(
                "INSERT INTO person VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "name = coalesce(excluded.name, name), email = coalesce(excluded.email, email)",
                (person, issuer, subject, name, email),
            )
        return str(person)

    def anonymous(self, name: str | None, email: str | None) -> str:
        """A new id for somebody who is not signed in and leaves a name or an address."""
        person = f"person/{secrets.token_hex(16)}"
        with self._open() as rows:
            rows.execute("INSERT INTO person VALUES (?, NULL, NULL, ?, ?)", (person, name, email))
        return person

    def get(self, person: str) -> Person:
        """Who an id is; NotFound. Erased people have an id and nothing else."""
        with self._open() as rows:
            found = rows.execute("SELECT id, name, email FROM person WHERE id = ?", (person,)).fetchone()
        if found is None:
            raise NotFound(f"There is nobody called {person}.", field="person", value=person)
        return Person(id=found[0], name=found[1], email=found[2])

    def named(self, person: str) -> Person:
        """Who an id is, or who alone has this name or address; NotFound, also where several have it."""
        if person.startswith("person/"):
            return self.get(person)
        with self._open() as rows:
            found = rows.execute("SELECT id FROM person WHERE ? IN (name, email)", (person,)).fetchall()
        if len(found) != 1:
            rule = "an id (person/…), or the name or address of exactly one"
            message = f"{len(found) or 'No'} people are called {person}."
            raise NotFound(message, field="person", value=person, rule=rule)
        return self.get(str(found[0][0]))

    def erase(self, person: str) -> None:
        """Forget who an id is, for good: name, email, and the issuer's word for them. NotFound.

        What the id has signed stays valid; the same human signing in again is somebody new.
        """
        self.get(person)
        with self._open() as rows:
            rows.execute(
                "UPDATE person SET issuer = NULL, subject = NULL, name = NULL, email = NULL WHERE id = ?", (person,)
            )

    def copy(self, folder: Path) -> None:
        """Write a copy of the register to another folder, of one moment; nothing where nobody is known."""
        if not self._path.exists():
            return
        try:
            with closing(sqlite3.connect(self._path)) as rows, closing(sqlite3.connect(folder / _FILE)) as copy:
                rows.backup(copy)
        except sqlite3.Error as fault:
            message = f"The register of people, {self._path}, cannot be copied to {folder}: {fault}."
            raise Unavailable(message, field="folder", value=str(folder)) from fault

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction. What is erased is overwritten on disk, not only unlinked."""
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as rows:
                rows.execute("PRAGMA journal_mode = DELETE")
                rows.execute("PRAGMA synchronous = EXTRA")
                rows.execute("PRAGMA secure_delete = ON")
                rows.execute(_SCHEMA)
                with rows:
                    yield rows
        except sqlite3.Error as fault:
            message = f"The register of people, {self._path}, cannot be used: {fault}."
            raise Unavailable(message, field="home", value=str(self._path)) from fault
