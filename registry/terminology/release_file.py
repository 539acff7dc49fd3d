"""Compiles a release into one file: its contents, every name and what it means, every use, the search.

Sections: `release`, `history` and `versions` (JSON); `resource` (every object and member: IRI, then the place of
its version among the pinned ones, its ordinal there, kind, title and notation); `alias` (other names of resources);
`use` (who refers to a resource); `string` (predicates and cited IRIs, once each); `search.…` (the search index:
`search_layout`).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from registry.domain import CodeList, Iri, Kind, LangString, RegisteredObject, Release, ReleaseEntry, Resource, Version
from registry.namespaces import iri
from registry.rdf.references import Reference
from registry.terminology.container import Sections
from registry.terminology.members import Member, json_of, notations_of, title_of
from registry.terminology.protocol import MemberKind
from registry.terminology.search_entry import entry
from registry.terminology.search_writer import SearchWriter

MAGIC: Final = b"OMFRELS\n"
#: The ordinal of an object, which is no member of itself.
WHOLE: Final = 0xFFFFFFFF
#: Kinds by the number that stands for them in the file.
KINDS: Final[tuple[Kind | MemberKind, ...]] = (*Kind, *MemberKind)
#: A kind that is added moves the numbers of others, so a file that was compiled before it is compiled anew.
FORMAT: Final = 4_000 + len(KINDS)
#: Statements that only say what is part of what; a use is something else.
STRUCTURE: Final = frozenset(
    iri(name)
    for name in (
        "rdf:type",
        "skos:inScheme",
        "skos:topConceptOf",
        "skos:hasTopConcept",
        "modelldcatno:containsModelElement",
        "modelldcatno:hasProperty",
        "omf:codeProperty",
    )
)
_OID: Final = "urn:oid:"


class Content(NamedTuple):
    """A pinned version with what it holds: the object without members, these one by one, and what it refers to.

    `members` and `references` are read once, and the references without those of STRUCTURE.
    """

    version: Version
    header: RegisteredObject
    members: Iterable[Member]
    references: Iterable[Reference]


class _Thing(NamedTuple):
    iri: Iri
    version: int
    ordinal: int
    kind: Kind | MemberKind
    title: bytes
    notation: str


class _Strings:
    """Strings by number, each kept once, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def rows(self) -> list[bytes]:
        return [text.encode() for text in self._numbers]


def write_release(
    release: Release,
    history: Iterable[ReleaseEntry],
    versions: Iterable[Version],
    contents: Iterable[Content],
    path: Path,
) -> None:
    """Compile `release`; `contents` come in the order of `release.versions` and are read once.

    `history` are the releases until this one and `versions` all versions issued until now, both with this one's.
    """
    builder = _Builder(release.issued.date())
    for content in contents:
        builder.add(content)
    sections = Sections()
    sections.put("release", json_of(release))
    sections.put("history", _json_list(history))
    sections.put("versions", _json_list(versions))
    builder.put(sections)
    sections.write(path, MAGIC, FORMAT)


def _json_list(values: Iterable[ReleaseEntry | Version]) -> bytes:
    return b"[" + b",".join(json_of(value) for value in values) + b"]"


class _Builder:
    """Gathers the rows of a release, an object at a time."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._search = SearchWriter()
        self._things: list[_Thing] = []
        self._aliases: set[tuple[str, int, bool]] = set()
        self._references: list[tuple[int, Iterable[Reference]]] = []
        self._many = 0

    def add(self, content: Content) -> None:
        """Take one object."""
        header, place = content.header, self._many
        kind, title = content.version.kind, title_of(header)
        self._many += 1
        self._search.add(entry(header, kind, header, title, self._day))
        owner = self._take(header, kind, place, WHOLE)
        self._aliases.update((name, owner, current) for name, current in _names(header))
        for ordinal, member in enumerate(content.members):
            self._search.add(entry(member.value, member.kind, header, title, self._day))
            self._take(member.value, member.kind, place, ordinal)
        self._references.append((owner, content.references))

    def _take(self, value: Resource, kind: Kind | MemberKind, version: int, ordinal: int) -> int:
        number = len(self._things)
        notation = next(iter(notations_of(value)), "")
        self._things.append(_Thing(value.iri, version, ordinal, kind, _title(title_of(value)), notation))
        return number

    def put(self, sections: Sections) -> None:
        """Write the rows."""
        strings = _Strings()
        self._put_things(sections)
        self._put_aliases(sections)
        self._put_uses(sections, strings)
        sections.records("string", strings.rows())
        self._search.put(sections)

    def _put_things(self, sections: Sections) -> None:
        things = self._things
        sections.records("resource.iri", (thing.iri.encode() for thing in things))
        sections.keys("resource", ((thing.iri, at) for at, thing in enumerate(things)))
        sections.numbers("resource.version", (thing.version for thing in things))
        sections.numbers("resource.member", (thing.ordinal for thing in things))
        sections.numbers("resource.kind", (KINDS.index(thing.kind) for thing in things))
        sections.records("resource.title", (thing.title for thing in things))
        sections.records("resource.notation", (thing.notation.encode() for thing in things))

    def _put_aliases(self, sections: Sections) -> None:
        rows = sorted(self._aliases)
        sections.keys("alias", ((name, at) for at, (name, _, _) in enumerate(rows)))
        sections.numbers("alias.resource", (thing for _, thing, _ in rows))
        sections.numbers("alias.current", (int(current) for _, _, current in rows))

    def _put_uses(self, sections: Sections, strings: _Strings) -> None:
        rows = list(self._uses())
        sections.keys("use", ((key, at) for at, (key, _, _) in enumerate(rows)))
        sections.numbers("use.subject", (subject for _, subject, _ in rows))
        sections.numbers("use.predicate", (strings.number(row.predicate) for _, _, row in rows))
        sections.numbers("use.target", (strings.number(row.target) for _, _, row in rows))

    def _uses(self) -> Iterator[tuple[str, int, Reference]]:
        """The thing used, the resource that uses it, and how; nothing is a use of itself."""
        names = {name: self._things[thing].iri for name, thing, _ in sorted(self._aliases, reverse=True)}
        names.update((thing.iri, thing.iri) for thing in self._things)
        places = {(thing.iri, thing.version): at for at, thing in reversed(list(enumerate(self._things)))}
        for owner, references in self._references:
            for row in references:
                key = names.get(row.target) or names.get(row.target.partition("#")[0])
                if key is None or key == row.subject:
                    continue
                yield key, places.get((row.subject, self._things[owner].version), owner), row


def _title(strings: tuple[LangString, ...]) -> bytes:
    return json.dumps([[row.text, row.lang] for row in strings], ensure_ascii=False).encode()


def _names(value: RegisteredObject) -> Iterator[tuple[str, bool]]:
    """The other names of an object; an OID both bare and as a URN (RFC 3061)."""
    given = [(alias.notation, alias.current) for alias in value.aliases]
    if isinstance(value, CodeList) and value.oid:
        given.append((value.oid, True))
    current = {form for name, is_current in given if is_current for form in _forms(name)}
    for name, is_current in given:
        yield from ((form, is_current) for form in _forms(name) if is_current or form not in current)


def _forms(name: str) -> tuple[str, ...]:
    bare = name.removeprefix(_OID)
    return (bare, _OID + bare) if bare.replace(".", "").isdecimal() and "." in bare else (name,)
