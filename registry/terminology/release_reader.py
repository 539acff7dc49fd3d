"""Reads one release from its compiled file and those of its versions; opens nothing before it is asked for."""

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from registry.domain import Iri, Kind, LangString, RegisteredObject, Release, ReleaseEntry, Resource, Version
from registry.errors import NotFound
from registry.rdf.canonical import Triple
from registry.terminology.artefact import Artefact
from registry.terminology.container import Container, Keys
from registry.terminology.protocol import Kept, MemberKind, Resolution, Use
from registry.terminology.release_file import FORMAT, KINDS, MAGIC, WHOLE
from registry.terminology.search import Search
from registry.terminology.search_query import Found, FoundJson, SearchQuery, Suggestion
from registry.terminology.search_whole import WholeIndex

_ENTRIES = TypeAdapter(tuple[ReleaseEntry, ...])
_VERSIONS = TypeAdapter(tuple[Version, ...])
#: Whose users count as indirect users of what they hold.
_CARRIED = (Kind.INFORMATION_MODEL,)
_MOST_OPEN = 2000  # versions kept open by one release
_CARRIERS = (Kind.INFORMATION_MODEL, Kind.EXCHANGE)
#: What belongs to a model and is used by whatever builds on that.
_PARTS = (MemberKind.TYPE, MemberKind.ELEMENT)


class CompiledRelease:
    """A release (`registry.terminology.protocol.ReleaseReader`); `open_version` opens a version by its digest."""

    def __init__(self, path: Path, open_version: Callable[[str], Artefact]) -> None:
        self._container = Container(path, MAGIC, FORMAT)
        self._open_version = open_version
        self._artefacts: dict[str, Artefact] = {}
        self._resources = self._container.keys("resource")
        self._iris = self._container.records("resource.iri")
        self._strings = self._container.records("string")

    @cached_property
    def release(self) -> Release:
        """The release with its versions."""
        return Release.model_validate_json(bytes(self._container.bytes("release")))

    @cached_property
    def releases(self) -> tuple[ReleaseEntry, ...]:
        """This release and those before it, newest first."""
        found = _ENTRIES.validate_json(bytes(self._container.bytes("history")))
        return tuple(sorted(found, key=lambda entry: entry.order, reverse=True))

    def versions(self, kind: Kind | None = None) -> tuple[Version, ...]:
        """The pinned versions, by the IRI of their object."""
        return tuple(version for version in self.release.versions if kind is None or version.kind == kind)

    def version(self, object_iri: Iri, number: str | None = None) -> Version:
        """One version of an object; NotFound."""
        if number is None and object_iri in self._pinned:
            return self._pinned[object_iri]
        for version in self._histories.get(object_iri, ()):
            if version.number == number:
                return version
        named = f"version {number} of {object_iri}" if number else object_iri
        raise NotFound(f"Release {self.release.number} has no {named}.", field="object", value=object_iri)

    @cached_property
    def _pinned(self) -> dict[Iri, Version]:
        return {version.object: version for version in self.release.versions}

    @cached_property
    def _histories(self) -> dict[Iri, tuple[Version, ...]]:
        found: dict[Iri, list[Version]] = {}
        for version in _VERSIONS.validate_json(bytes(self._container.bytes("versions"))):
            found.setdefault(version.object, []).insert(0, version)
        return {object_iri: tuple(versions) for object_iri, versions in found.items()}

    def history(self, object_iri: Iri) -> tuple[Version, ...]:
        """All versions of an object until this release, newest first; NotFound."""
        if object_iri not in self._histories:
            raise NotFound(f"Nothing is registered as {object_iri}.", field="object", value=object_iri)
        return self._histories[object_iri]

    def artefact(self, object_iri: Iri, version: str | None = None) -> Artefact:
        """The reader of one version; NotFound."""
        return self._opened(self.version(object_iri, version).digest)

    def _opened(self, digest: str) -> Artefact:
        """A version, kept open with the release; of very many those that were opened first are let go."""
        found = self._artefacts.get(digest)
        if found is None:
            found = self._open_version(digest)
            if len(self._artefacts) >= _MOST_OPEN:
                del self._artefacts[next(iter(self._artefacts))]
            self._artefacts[digest] = found
        return found

    def object(self, object_iri: Iri, version: str | None = None) -> RegisteredObject:
        """The object with all its members; NotFound."""
        return self.artefact(object_iri, version).object()

    def header(self, object_iri: Iri, version: str | None = None) -> RegisteredObject:
        """The object without its members; NotFound."""
        return self.artefact(object_iri, version).header()

    def members(
        self, object_iri: Iri, offset: int = 0, limit: int | None = None, version: str | None = None
    ) -> tuple[Resource, ...]:
        """Members of an object; NotFound."""
        return self.artefact(object_iri, version).members(offset, limit)

    def member(self, iri: Iri) -> Resource:
        """A member of any object; NotFound."""
        artefact, ordinal = self._place(iri)
        return artefact.at(ordinal)

    def member_json(self, iri: Iri) -> bytes:
        """The same as JSON; NotFound."""
        artefact, ordinal = self._place(iri)
        return artefact.json_at(ordinal)

    def kept(self, iri: Iri) -> Kept | None:
        """A member as it is kept; None where there is none, or several."""
        rows = self._resources.find(iri)
        ordinal = self._number("resource.member", rows[0]) if len(rows) == 1 else WHOLE
        if ordinal == WHOLE:
            return None
        artefact = self._opened(self._digests[self._number("resource.version", rows[0])])
        return Kept(artefact.kind_at(ordinal), artefact.iri, artefact.json_at(ordinal))

    @cached_property
    def _digests(self) -> tuple[str, ...]:
        """The digests of the pinned versions, in the order in which resources name them."""
        return tuple(version.digest for version in self.release.versions)

    def title(self, name: str) -> tuple[LangString, ...] | None:
        """The title of what a name means first; None where it means nothing."""
        rows = self._resources.find(name)
        if len(rows) == 1 and not self._aliases.find(name):
            return self._title(rows[0])
        found = self.resolve(name)
        return found[0].title if found else None

    @cached_property
    def _aliases(self) -> Keys:
        return self._container.keys("alias")

    def by_notation(self, object_iri: Iri, notation: str, version: str | None = None) -> tuple[Resource, ...]:
        """The members of an object with a notation; NotFound where there is no such object."""
        return self.artefact(object_iri, version).by_notation(notation)

    def text(self, object_iri: Iri, version: str | None = None) -> bytes:
        """Canonical N-Triples of a version; NotFound."""
        return self.artefact(object_iri, version).text()

    def triples(self, object_iri: Iri, version: str | None = None) -> list[Triple]:
        """All statements of a version; NotFound."""
        return self.artefact(object_iri, version).triples()

    def resolve(self, name: str) -> tuple[Resolution, ...]:
        """Everything that a name means, current names first."""
        found = [self._resolution(name, row, current=True) for row in self._resources.find(name)]
        for alias in self._aliases.find(name):
            row = self._number("alias.resource", alias)
            found.append(self._resolution(name, row, current=bool(self._number("alias.current", alias))))
        if not found and "#" in name:
            bare = self.resolve(name.partition("#")[0])
            return tuple(row.model_copy(update={"name": name}) for row in bare)
        return tuple(sorted(found, key=lambda row: (not row.current, row.iri, row.object)))

    def where_used(self, iri: Iri, *, indirect: bool = False) -> tuple[Use, ...]:
        """Where the release refers to `iri`, through models too where `indirect`."""
        direct = [self._use(row) for row in self._uses.find(iri.partition("#")[0])]
        if "#" in iri:
            direct = [use for use in direct if use.target == iri]
        found = sorted(direct, key=lambda use: (use.object, use.subject, use.predicate, use.target))
        return (*found, *self._indirect(iri, found)) if indirect else tuple(found)

    @cached_property
    def _uses(self) -> Keys:
        return self._container.keys("use")

    def _indirect(self, iri: Iri, direct: list[Use]) -> list[Use]:
        """Models and exchanges that build on the models in which the direct uses stand, nearest first.

        A code is used where its list is; an element or a type by whatever builds on its own model.
        """
        found = self._through_lists(iri)
        ways: dict[Iri, tuple[Iri, ...]] = {
            use.object: (*use.via, use.object) for use in (*direct, *found) if self.version(use.object).kind in _CARRIED
        }
        ways |= {owner: (owner,) for owner in self._owners(iri, _PARTS)}
        waiting = list(ways)
        while waiting:
            model = waiting.pop(0)
            for use in self.where_used(model):
                if use.kind not in _CARRIERS:
                    continue
                found.append(use.model_copy(update={"via": ways[model]}))
                if use.kind in _CARRIED and use.object not in ways:
                    ways[use.object] = (*ways[model], use.object)
                    waiting.append(use.object)
        return found

    def _through_lists(self, code: Iri) -> list[Use]:
        """Where the lists of a code are used; nothing for what is no code."""
        return [
            use.model_copy(update={"via": (owner,)})
            for owner in self._owners(code, (MemberKind.CODE,))
            for use in self.where_used(owner)
        ]

    def _owners(self, iri: Iri, kinds: tuple[MemberKind, ...]) -> list[Iri]:
        """The objects that something of one of these kinds belongs to."""
        rows = (row for row in self._resources.find(iri) if KINDS[self._number("resource.kind", row)] in kinds)
        return [self._version_of(row).object for row in rows]

    def find(self, query: SearchQuery) -> Found:
        """What a search finds, best first, by the ranking of docs/search.md."""
        return self.searcher.find(query)

    def find_json(self, query: SearchQuery) -> FoundJson:
        """The same with each hit as JSON."""
        return self.searcher.find_json(query)

    def suggest(self, prefix: str, lang: str = "nb", limit: int = 8) -> tuple[Suggestion, ...]:
        """Terms that complete what is being typed."""
        return self.searcher.suggest(prefix, lang, limit)

    @cached_property
    def searcher(self) -> Search:
        """The search index of the release."""
        return Search(self._container)

    def whole_index(self) -> WholeIndex:
        """Everything in the search index, for the search of the static catalogue."""
        return WholeIndex(self._container)

    def _resolution(self, name: str, row: int, *, current: bool) -> Resolution:
        version = self._version_of(row)
        return Resolution(
            name=name,
            iri=self._iris[row].decode(),
            kind=KINDS[self._number("resource.kind", row)],
            object=version.object,
            version=version.number,
            current=current,
            title=self._title(row),
        )

    def _use(self, use: int) -> Use:
        row = self._number("use.subject", use)
        version = self._version_of(row)
        return Use(
            target=self._string(self._number("use.target", use)),
            subject=self._iris[row].decode(),
            kind=KINDS[self._number("resource.kind", row)],
            predicate=self._string(self._number("use.predicate", use)),
            object=version.object,
            version=version.number,
            title=self._title(row),
        )

    def _place(self, iri: Iri) -> tuple[Artefact, int]:
        for row in self._resources.find(iri):
            ordinal = self._number("resource.member", row)
            if ordinal != WHOLE:
                return self._opened(self._version_of(row).digest), ordinal
        raise NotFound(f"Release {self.release.number} has no {iri}.", field="iri", value=iri)

    def _version_of(self, row: int) -> Version:
        return self.release.versions[self._number("resource.version", row)]

    def _title(self, row: int) -> tuple[LangString, ...]:
        rows: list[Any] = json.loads(self._container.records("resource.title")[row])
        return tuple(LangString(text=text, lang=lang) for text, lang in rows)

    def _number(self, table: str, row: int) -> int:
        if table not in self._tables:
            self._tables[table] = self._container.numbers(table)
        return self._tables[table][row]

    @cached_property
    def _tables(self) -> dict[str, Sequence[int]]:
        return {}

    def _string(self, number: int) -> str:
        return self._strings[number].decode()
