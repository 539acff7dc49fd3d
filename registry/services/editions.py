"""What a name such as 2026.1, 7110@1.2.0, draft:7110 or change-set/… stands for, and the comparison of two of them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from registry.domain import CodeList, Iri, RegisteredObject, ReleaseEntry, SemanticVersion
from registry.domain.difference import Difference
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.rdf.canonical import object_path, read_triples, write_canonical
from registry.rdf.objects import from_default_graph, kind_at, read_object
from registry.rdf.serialization import Format, parse
from registry.services import drafts
from registry.services.comparison import Side, compare, side_of, side_read
from registry.services.compatibility import Rulings
from registry.services.drafted import Drafted
from registry.services.reading import look_up
from registry.store import Triple
from registry.terminology.protocol import ReleaseReader

_RELEASE: Final = re.compile(r"\d{4}\.[1-9]\d{0,8}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DRAFT, _DRAFTS, _SET = "draft:", "drafts", "change-set/"
_FILES: Final = ("ttl", "nt", "rdf", "jsonld", "json", "trig", "nq", "csv", "xlsx")
_PUBLIC: Final = "a release (2026.1) or a day (2026-11-22), a version (7110@1.2.0) or an object (7110)"


class Opened(Protocol):
    """The releases of a data folder."""

    def current(self) -> ReleaseReader:
        """The current release; NotFound where there is none."""
        ...

    def get(self, number: str) -> ReleaseReader:
        """A release by its number; NotFound."""
        ...

    def at(self, day: date) -> ReleaseReader:
        """The release in force at the end of a day; NotFound."""
        ...

    def all(self) -> tuple[ReleaseEntry, ...]:
        """All releases, newest first."""
        ...


def is_drafted(name: str) -> bool:
    """Whether a name is of drafts or a change set, which only the data folder's writer has.

    >>> [is_drafted(name) for name in ("draft:7110", "drafts", "change-set/1", "7110")]
    [True, True, True, False]
    """
    return name == _DRAFTS or name.removeprefix(BASE).startswith((_DRAFT, _SET))


class Scope(IntEnum):
    """How much of the registry an edition holds, the least first."""

    OBJECT = 0
    CHANGE_SET = 1
    DRAFTS = 2
    RELEASE = 3


@dataclass(frozen=True)
class Held:
    """An object in an edition, read when it is asked for; its version number and digest where it is released."""

    read: Callable[[], Side]
    number: str | None = None
    digest: str | None = None


@dataclass(frozen=True)
class Edition:
    """What a name stands for: objects by IRI; of a release what is not there does not exist.

    `editorial` gives the targets whose wording is declared to mean the same.
    """

    name: str
    scope: Scope
    objects: Mapping[Iri, Held]
    editorial: Mapping[Iri, str]


class Editions:
    """Editions by name. Without `drafted` only what is released can be named; with `files` files too.

    `reader` is the release that versions and objects are read in; the current one where none is given.
    """

    def __init__(
        self,
        releases: Opened,
        drafted: Drafted | None = None,
        *,
        reader: ReleaseReader | None = None,
        files: bool = False,
    ) -> None:
        self._releases = releases
        self._drafted = drafted
        self._reader = reader
        self._files = files

    def _current(self) -> ReleaseReader:
        return self._reader or self._releases.current()

    def named(self, name: str) -> Edition:
        """What a name stands for. InvalidInput for a name that is none here, NotFound where nothing is called so."""
        if _RELEASE.fullmatch(name):
            return self._of_release(name, self._releases.get(name))
        if _DAY.fullmatch(name):
            reader = self._releases.at(_day(name))
            return self._of_release(reader.release.number, reader)
        own = self._unreleased(name)
        if own is not None:
            return own
        return self._version(name)

    def before(self, after: Edition) -> Edition:
        """What an edition is compared with unless one is named: what it came from. NotFound where there is nothing.

        A release and a version: the one before. Drafts and a change set: the drafts that a set is to change, else what
        is released of them.
        """
        if after.scope is Scope.CHANGE_SET:
            return self.named(_DRAFTS)
        if after.scope is Scope.DRAFTS:
            return self.named(self._current().release.number)
        return self._release_before(after) if after.scope is Scope.RELEASE else self._version_before(after)

    def _release_before(self, after: Edition) -> Edition:
        numbers = [entry.number for entry in self._releases.all()]
        earlier = numbers[numbers.index(after.name) + 1 :]
        if not earlier:
            raise NotFound(f"{after.name} is the first release.", field="from", value=after.name)
        return self.named(earlier[0])

    def _version_before(self, after: Edition) -> Edition:
        (iri, held), reader = next(iter(after.objects.items())), self._current()
        if held.number is None:
            return self._of_version(reader, iri, None)
        replaced = reader.version(iri, held.number).replaces
        if replaced is None:
            raise NotFound(f"{after.name} is the first version.", field="from", value=after.name)
        return self._of_version(reader, iri, replaced)

    # -- what is released ------------------------------------------------------------------------------------------

    @staticmethod
    def _of_release(name: str, reader: ReleaseReader) -> Edition:
        held = {row.object: _held(reader, row.object, row.number, row.digest) for row in reader.versions()}
        return Edition(name, Scope.RELEASE, held, {})

    def _version(self, name: str) -> Edition:
        bare, at, number = name.rpartition("@")
        reader = self._current()
        if not (at and bare and _is_version(number)):
            bare, number = name, ""
        found = look_up(reader, bare)
        if found.iri != found.object:
            rule = f"it belongs to {found.object}, which has versions"
            raise InvalidInput(f"{bare} is a {found.kind}: {rule}.", field="edition", value=name, rule=rule)
        return self._of_version(reader, found.object, number or None)

    @staticmethod
    def _of_version(reader: ReleaseReader, iri: Iri, number: str | None) -> Edition:
        version = reader.version(iri, number)
        held = _held(reader, iri, version.number, version.digest)
        return Edition(f"{iri.removeprefix(BASE)}@{version.number}", Scope.OBJECT, {iri: held}, {})

    # -- what is not -------------------------------------------------------------------------------------------------

    def _unreleased(self, name: str) -> Edition | None:
        if not is_drafted(name):
            return self._file(Path(name)) if self._files else None
        if self._drafted is None:
            message = f"{name} is not released."
            raise InvalidInput(message, field="edition", value=name, rule=f"one of: {_PUBLIC}")
        if name == _DRAFTS:
            held = {iri: Held(partial(_draft, self._drafted, iri)) for iri in self._drafted.objects()}
            return Edition(name, Scope.DRAFTS, held, {})
        if name.startswith(_DRAFT):
            return self._draft(self._drafted, name)
        return self._set(self._drafted, BASE + name.removeprefix(BASE))

    def _draft(self, drafted: Drafted, name: str) -> Edition:
        bare = name.removeprefix(_DRAFT)
        names = drafted.objects()
        exact = [iri for iri in names if bare in (iri, iri.removeprefix(BASE))]
        whole = exact or [iri for iri in names if re.split(r"[/#]", iri)[-1] == bare]
        if len(whole) != 1:
            rule = f"one of {', '.join(whole)}" if whole else "omforent diff drafts shows what has one"
            raise NotFound(f"{len(whole)} drafts are called {bare!r}.", field="edition", value=name, rule=rule)
        return Edition(name, Scope.OBJECT, {whole[0]: Held(partial(_draft, drafted, whole[0]))}, {})

    @staticmethod
    def _set(drafted: Drafted, iri: Iri) -> Edition:
        found = drafted.change_set(iri)
        held = {name: Held(partial(_working, drafted, iri, name)) for name in found.objects}
        return Edition(iri.removeprefix(BASE), Scope.CHANGE_SET, held, dict(found.editorial))

    def _file(self, path: Path) -> Edition | None:
        if path.suffix[1:].lower() not in _FILES or not path.is_file():
            return None
        side = side_of(self._content(path))
        return Edition(str(path), Scope.OBJECT, {side.iri: Held(lambda: side)}, {})

    def _content(self, path: Path) -> RegisteredObject:
        """What a file says of an object; what a table has no place for is as it is released."""
        data = path.read_bytes()
        wanted = drafts.list_named(data, path.name)
        header = self._released(wanted) if wanted else None
        parsed = drafts.read_file(data, path.name, header=header)
        return _value(parsed.triples, parsed.iri)

    def _released(self, wanted: CodeList) -> CodeList:
        try:
            known = self._current().object(wanted.iri)
        except NotFound:
            return wanted
        if not isinstance(known, CodeList) or not wanted.title:
            return known if isinstance(known, CodeList) else wanted
        return wanted.model_copy(update={name: getattr(known, name) for name in ("codes", "collections", "extra")})


def differences(before: Edition, after: Edition, rulings: Rulings) -> tuple[Difference, ...]:
    """What differs between two editions, object by object; InvalidInput where they have nothing to be compared."""
    found: list[Difference] = []
    for iri in _compared(before, after):
        old, new = before.objects.get(iri), after.objects.get(iri)
        if old and new and old.digest and old.digest == new.digest:
            continue
        sides = (old.read() if old else None, new.read() if new else None)
        found.extend(compare(*sides, rulings, after.editorial))
    return tuple(found)


def _compared(before: Edition, after: Edition) -> list[Iri]:
    """The objects that are compared: those of the smaller edition, or of both where these are whole releases."""
    narrow, wide = (before, after) if before.scope <= after.scope else (after, before)
    if narrow.scope is Scope.RELEASE:
        return sorted({*narrow.objects, *wide.objects})
    may_lack = wide.scope is Scope.RELEASE or (narrow.scope, wide.scope) == (Scope.CHANGE_SET, Scope.DRAFTS)
    missing = narrow.objects.keys() - wide.objects.keys()
    extra = wide.objects.keys() - narrow.objects.keys() if wide.scope is narrow.scope else ()
    if (missing and not may_lack) or extra:
        rule = "two editions of one object, two releases, or a set or drafts and what they change"
        message = f"{before.name} and {after.name} are not of the same objects: compare {rule}."
        raise InvalidInput(message, field="edition", value=f"{before.name} {after.name}", rule=rule)
    return sorted(narrow.objects)


def _held(reader: ReleaseReader, iri: Iri, number: str, digest: str) -> Held:
    return Held(lambda: side_read(reader.artefact(iri, number)), number, digest)


def _draft(drafted: Drafted, iri: Iri) -> Side:
    return _parsed(drafted.draft(iri), iri)


def _working(drafted: Drafted, change_set: Iri, iri: Iri) -> Side:
    return _parsed(drafted.working(change_set, iri), iri)


def _parsed(text: bytes | None, iri: Iri) -> Side:
    if text is None:
        raise NotFound(f"There is no draft of {iri}.", field="edition", value=iri)
    return side_of(_value(from_default_graph(parse(text, Format.N_TRIPLES).quads), iri))


def _value(triples: Iterable[Triple], iri: Iri) -> RegisteredObject:
    """An object from its statements, read in the order and with the labels that released ones have."""
    with TemporaryDirectory() as folder:
        written = write_canonical(triples, Path(folder))
        settled = read_triples(object_path(Path(folder), written.digest))
    return read_object(settled, kind_at(settled, iri), iri)


def _is_version(number: str) -> bool:
    try:
        SemanticVersion.parse(number)
    except ValueError:
        return False
    return True


def _day(name: str) -> date:
    try:
        return date.fromisoformat(name)
    except ValueError:
        rule = "a day that there is, such as 2026-11-22"
        raise InvalidInput(f"{name} is no day.", field="edition", value=name, rule=rule) from None
