"""The code lists of a release as messages name them: by OID or other identifier, with codes and all their displays."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from registry.domain import Code, CodeList, Iri, Kind, text
from registry.errors import NotFound
from registry.services.validation.displays import words
from registry.terminology.kinds import MemberKind
from registry.terminology.protocol import ReleaseReader

#: Where the sector registers its code lists and its systems of identifiers (HIS 80117:2002 and Volven).
VOLVEN: Final = "2.16.578.1.12.4.1.1."
IDENTIFIERS: Final = "2.16.578.1.12.4.1.4."
_MOST_NAMES: Final = 4096


class CodeLists:
    """Lists by what a message calls them. Kept once read; what is not known is never kept."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader
        self._named: dict[str, KnownList] = {}
        self._lists: dict[Iri, KnownList] = {}

    def named(self, system: str) -> "KnownList | None":
        """The list with an OID, canonical or other identifier; None where the release has none."""
        found = self._named.get(system)
        if found is None:
            row = next((row for row in self._reader.resolve(system) if row.kind is Kind.CODE_LIST), None)
            found = self.at(row.object) if row else None
            if found is not None and len(self._named) < _MOST_NAMES:
                self._named[system] = found
        return found

    def at(self, iri: Iri) -> "KnownList | None":
        """The list with an IRI; None where the release has none."""
        if iri not in self._lists:
            try:
                header = self._reader.header(iri)
            except NotFound:
                return None
            if not isinstance(header, CodeList):
                return None
            self._lists[iri] = KnownList(self._reader, header)
        return self._lists[iri]


class KnownList:
    """A list of the release."""

    def __init__(self, reader: ReleaseReader, header: CodeList) -> None:
        self._reader = reader
        self._artefact = reader.artefact(header.iri)
        self._codes: dict[str, Code] = {}
        self.iri: Iri = header.iri
        self.title = text(header.title)
        self.oid = header.oid or ""
        self.number = header.identifier or header.iri.rpartition("/")[2]
        self.bundled = header.bundled and self._artefact.count(MemberKind.CODE) > 0

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def find(self, notation: str) -> Code | None:
        """The code with a notation, to the letter; None where there is none."""
        found = self._codes.get(notation)
        if found is None:
            rows = (row for row in self._artefact.by_notation(notation) if isinstance(row, Code))
            found = next(rows, None)
            if found is not None:
                self._codes[notation] = found
        return found

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """All its codes."""
        rows = self._artefact.members(kind=MemberKind.CODE)
        return tuple(row for row in rows if isinstance(row, Code))

    def shown_as(self, said: tuple[str, ...]) -> str:
        """The code that is shown with these words (`registry.services.validation.displays.words`); empty: none."""
        return self._by_words.get(said, "")

    @cached_property
    def _by_words(self) -> Mapping[tuple[str, ...], str]:
        found: dict[tuple[str, ...], str] = {}
        for row in self.codes if self.bundled else ():
            for each in displays(row):
                found.setdefault(words(each), row.notation)
        return found

    def earlier(self, notation: str) -> Iterable[str]:
        """The displays that a code had in earlier versions of the list."""
        for version in self._reader.history(self.iri):
            if version.number == self._reader.version(self.iri).number:
                continue
            for row in self._reader.by_notation(self.iri, notation, version.number):
                yield from displays(row) if isinstance(row, Code) else ()

    def replacing(self, code: Code) -> tuple[str, ...]:
        """The codes that a code was replaced by, as they are written."""
        found = []
        for iri in code.is_replaced_by:
            row = next((row for row in self.codes if row.iri == iri), None)
            found.append(row.notation if row else iri)
        return tuple(found)


def displays(code: Code) -> tuple[str, ...]:
    """Every text that a code is shown as, the preferred ones first."""
    return tuple(row.text for row in (*code.pref_label, *code.alt_label))
