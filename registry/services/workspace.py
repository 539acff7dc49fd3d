"""The working store as a person meets it: opened here, or reached in the process that has it open already.

`open_workspace` gives the same calls either way. What crosses between processes is JSON: each call has a name,
arguments that are texts, and a result that is a value of the domain.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue, TypeAdapter

from registry.domain import CodeList, Iri, Kind, Release
from registry.domain.party import Role
from registry.domain.source_file import SourceFile
from registry.errors import NotFound, NoWriter
from registry.rdf.serialization import Format, serialize
from registry.services import drafts, publication, shipped
from registry.services.auditing import Audit, LocalAudit, RemoteAudit
from registry.services.backup import Backup, back_up
from registry.services.bulk_changes import Bulk, LocalBulk, RemoteBulk
from registry.services.checking import Finding, check_drafts
from registry.services.completeness import Demands, demanded_of_drafts
from registry.services.conformance.desk import LocalStatementDesk, RemoteStatementDesk, StatementDesk
from registry.services.conformance.statements import statements_of
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.desk import Desk, LocalDesk, RemoteDesk
from registry.services.drafted import Drafted, LocalDrafted, RemoteDrafted
from registry.services.importing import Imported, Importer, import_from
from registry.services.ledger import Ledger
from registry.services.operator import caller_of
from registry.services.searched import LocalSearched, RemoteSearched, Searched
from registry.services.signing import Pen, operator_pen
from registry.settings import Settings
from registry.store import control
from registry.store.embedded import EmbeddedStore
from registry.terminology.layout import Layout

Progress = Callable[[str], None]
#: How far the version of an object is to move, by its IRI: major, minor or patch.
Steps = Mapping[Iri, str] | None


def _silent(_: str) -> None:
    """Tell nobody."""


class Workspace(Protocol):
    """What can be done with drafts. Every write is on disk, with its entry in the audit log, when the call returns."""

    @property
    def audit(self) -> Audit:
        """The audit log."""
        ...

    @property
    def drafted(self) -> Drafted:
        """Drafts and change sets, to be read and compared."""
        ...

    @property
    def searched(self) -> Searched:
        """The search of drafts, and what resembles a term."""
        ...

    @property
    def desk(self) -> Desk:
        """Change sets, and who brings them on."""
        ...

    @property
    def bulk(self) -> Bulk:
        """Files put into change sets."""
        ...

    @property
    def conformance(self) -> StatementDesk:
        """Systems and their conformance statements."""
        ...

    def load_shipped(self, progress: Progress = _silent) -> shipped.Loaded:
        """Put new and changed shipped content into its drafts."""
        ...

    def import_file(
        self, data: bytes, name: str, rdf_format: str | None = None, into: Iri | None = None, kind: Kind | None = None
    ) -> drafts.Draft:
        """Make an object's draft hold what a file says. Raises SyntaxFault, InvalidInput; nothing is changed then."""
        ...

    def import_from(
        self,
        importer: Importer,
        files: Sequence[SourceFile],
        lang: str | None = None,
        into: Iri | None = None,
    ) -> Imported:
        """Put what an importer reads in files into drafts, all in one write; see `services.importing`."""
        ...

    def objects(self) -> tuple[Iri, ...]:
        """The objects that have a draft."""
        ...

    def export_draft(self, iri: Iri) -> bytes:
        """An object's draft as canonical N-Triples. Raises NotFound."""
        ...

    def discard(self, iri: Iri) -> None:
        """Take an object's draft away; what is released of it stays. Raises NotFound."""
        ...

    def check_drafts(self, iri: Iri | None = None) -> tuple[Finding, ...]:
        """The findings in one draft, or in all of them together. Raises NotFound."""
        ...

    def completeness(self, iri: Iri | None = None) -> Demands:
        """What one draft, or all of them, lack by their policies today. Raises NotFound."""
        ...

    def release(
        self, number: str | None = None, note: str | None = None, progress: Progress = _silent, *, steps: Steps = None
    ) -> Release | None:
        """Publish the drafts as a release; None where nothing has changed since the last. Raises ChecksFailed.

        `steps` says by object how far its version moves: InvalidInput where its changes demand more.
        """
        ...

    def back_up(self, folder: Path, progress: Progress = _silent) -> Backup:
        """Copy the data folder to a new folder; see `services.backup`."""
        ...


class LocalWorkspace:
    """A workspace on a store that this process has open; it has the one audit log that all writers here share."""

    def __init__(self, store: EmbeddedStore, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self.ledger = Ledger(store)
        self.audit = LocalAudit(store, settings.home, self.ledger, self._pen)
        sets = ChangeSets(store, self.ledger)
        self.drafted = LocalDrafted(store, sets)
        self.bulk = LocalBulk(store, sets, partial(caller_of, settings, self.ledger))
        self.desk = LocalDesk(sets, partial(caller_of, settings, self.ledger))
        self.searched = LocalSearched(store, settings.home)
        statements = statements_of(store, self.ledger, settings.home)
        self.conformance = LocalStatementDesk(statements, partial(caller_of, settings, self.ledger))

    def _pen(self, role: Role = Role.ADMINISTRATOR) -> Pen:
        """The pen of the operator; asked for at each write, so that reading leaves nobody's name behind."""
        return operator_pen(self.ledger, self._settings.home, self._settings.publisher).acting(role)

    def load_shipped(self, progress: Progress = _silent) -> shipped.Loaded:
        """Put new and changed shipped content into its drafts."""
        return shipped.load(self._store, progress, self._pen())

    def import_file(
        self, data: bytes, name: str, rdf_format: str | None = None, into: Iri | None = None, kind: Kind | None = None
    ) -> drafts.Draft:
        """Make an object's draft hold what a file says."""
        parsed = drafts.read_file(
            data, name, rdf_format=rdf_format, into=into, kind=kind, header=self._header(data, name, into)
        )
        return drafts.put(self._store, parsed, snapshots=Layout(self._settings.home).snapshots, pen=self._pen())[0]

    def import_from(
        self,
        importer: Importer,
        files: Sequence[SourceFile],
        lang: str | None = None,
        into: Iri | None = None,
    ) -> Imported:
        """Put what an importer reads in files into drafts, all in one write."""
        return import_from(self._store, importer, files, lang=lang, into=into, pen=self._pen())

    def _header(self, data: bytes, name: str, into: Iri | None) -> CodeList | None:
        """The list that a table's codes belong to: the draft that is there, else an empty list of that name.

        What a workbook says about its list goes before the draft; what it has no place for stays as it is there.
        """
        wanted = CodeList(iri=into, identifier=into.rpartition("/")[2]) if into else drafts.list_named(data, name)
        if wanted is None or wanted.iri not in drafts.iris(self._store):
            return wanted
        value = drafts.value_of(self._store, wanted.iri)
        if not isinstance(value, CodeList):
            return None
        kept = {"codes": value.codes, "collections": value.collections, "extra": value.extra}
        return wanted.model_copy(update=kept) if wanted.title else value

    def objects(self) -> tuple[Iri, ...]:
        """The objects that have a draft."""
        return drafts.iris(self._store)

    def export_draft(self, iri: Iri) -> bytes:
        """An object's draft as canonical N-Triples."""
        return serialize(drafts.quads_of(self._store, iri), Format.N_TRIPLES)

    def discard(self, iri: Iri) -> None:
        """Take an object's draft away."""
        drafts.remove(self._store, iri, self._pen())

    def check_drafts(self, iri: Iri | None = None) -> tuple[Finding, ...]:
        """The findings in one draft, or in all of them together."""
        if iri is not None and iri not in self.objects():
            raise NotFound(f"There is no draft of {iri}.", field="object", value=iri)
        return check_drafts(self._store, iri)

    def completeness(self, iri: Iri | None = None) -> Demands:
        """What one draft, or all of them, lack by their policies today."""
        return demanded_of_drafts(self._store, datetime.now(UTC).date(), iri)

    def release(
        self, number: str | None = None, note: str | None = None, progress: Progress = _silent, *, steps: Steps = None
    ) -> Release | None:
        """Publish the drafts as a release; None where nothing has changed since the last."""
        made = publication.release(
            self._store,
            self._settings.home,
            number=number,
            issued=datetime.now(UTC).replace(microsecond=0),
            agent=self._settings.publisher,
            note=note,
            steps=steps,
            progress=progress,
            pen=self._pen(Role.PUBLISHER),
        )
        if made is not None:
            self.conformance.expire(self._pen(Role.PUBLISHER).by)
        return made

    def back_up(self, folder: Path, progress: Progress = _silent) -> Backup:
        """Copy the data folder to a new folder."""
        return back_up(self._store, self.ledger, self._settings.home, folder, progress=progress)

    def handlers(self) -> Mapping[str, control.Handler]:
        """The calls by name, for other processes."""
        return {
            **self.audit.handlers(),
            **self.drafted.handlers(),
            **self.bulk.handlers(),
            **self.desk.handlers(),
            **self.searched.handlers(),
            **self.conformance.handlers(),
            "load_shipped": lambda _, progress: self.load_shipped(progress).model_dump(mode="json"),
            "import_file": lambda given, _: self._import_sent(given).model_dump(mode="json"),
            "import_from": lambda given, _: self._import_files_sent(given).model_dump(mode="json"),
            "objects": lambda _, __: list(self.objects()),
            "export_draft": lambda given, _: self.export_draft(str(given["iri"])).decode(),
            "discard": lambda given, _: self.discard(str(given["iri"])),
            "check_drafts": lambda given, _: _FINDINGS.dump_python(self.check_drafts(_text(given, "iri")), mode="json"),
            "back_up": lambda given, progress: self.back_up(Path(str(given["folder"])), progress).model_dump(
                mode="json"
            ),
            "completeness": lambda given, _: self.completeness(_text(given, "iri")).model_dump(mode="json"),
            "release": lambda given, progress: _RELEASE.dump_python(
                self.release(
                    _text(given, "number"), _text(given, "note"), progress, steps=_STEPS.validate_python(given["steps"])
                ),
                mode="json",
            ),
        }

    def _import_sent(self, given: Mapping[str, JsonValue]) -> drafts.Draft:
        kind = _text(given, "kind")
        return self.import_file(
            b64decode(str(given["data"])),
            str(given["name"]),
            _text(given, "rdf_format"),
            _text(given, "into"),
            Kind(kind) if kind else None,
        )

    def _import_files_sent(self, given: Mapping[str, JsonValue]) -> Imported:
        files = _SENT.validate_python(given["files"])
        sent = [SourceFile(name=name, data=b64decode(data)) for name, data in files]
        return self.import_from(Importer(str(given["importer"])), sent, _text(given, "lang"), _text(given, "into"))


_SENT = TypeAdapter(tuple[tuple[str, str], ...])
_FINDINGS = TypeAdapter(tuple[Finding, ...])
_RELEASE: TypeAdapter[Release | None] = TypeAdapter(Release | None)
_STEPS = TypeAdapter(dict[Iri, str])
_IRIS = TypeAdapter(tuple[Iri, ...])


def _text(given: Mapping[str, JsonValue], name: str) -> str | None:
    value = given.get(name)
    return None if value is None else str(value)


class RemoteWorkspace:
    """The workspace of another process on the same data folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.audit = RemoteAudit(home)
        self.drafted = RemoteDrafted(home)
        self.bulk = RemoteBulk(home)
        self.desk = RemoteDesk(home)
        self.searched = RemoteSearched(home)
        self.conformance = RemoteStatementDesk(home)

    def answers(self) -> bool:
        """Whether a process that has the data folder open is there to be called."""
        try:
            self.objects()
        except NoWriter:
            return False
        return True

    def load_shipped(self, progress: Progress = _silent) -> shipped.Loaded:
        """Put new and changed shipped content into its drafts."""
        return shipped.Loaded.model_validate(control.call(self._home, "load_shipped", {}, progress))

    def import_file(
        self, data: bytes, name: str, rdf_format: str | None = None, into: Iri | None = None, kind: Kind | None = None
    ) -> drafts.Draft:
        """Make an object's draft hold what a file says."""
        sent: dict[str, JsonValue] = {"data": b64encode(data).decode(), "name": name, "rdf_format": rdf_format}
        return drafts.Draft.model_validate(
            control.call(self._home, "import_file", {**sent, "into": into, "kind": kind})
        )

    def import_from(
        self,
        importer: Importer,
        files: Sequence[SourceFile],
        lang: str | None = None,
        into: Iri | None = None,
    ) -> Imported:
        """Put what an importer reads in files into drafts, all in one write."""
        sent: list[JsonValue] = [[file.name, b64encode(file.data).decode()] for file in files]
        arguments: dict[str, JsonValue] = {"importer": importer, "files": sent, "lang": lang, "into": into}
        return Imported.model_validate(control.call(self._home, "import_from", arguments))

    def objects(self) -> tuple[Iri, ...]:
        """The objects that have a draft."""
        return _IRIS.validate_python(control.call(self._home, "objects", {}))

    def export_draft(self, iri: Iri) -> bytes:
        """An object's draft as canonical N-Triples."""
        return str(control.call(self._home, "export_draft", {"iri": iri})).encode()

    def discard(self, iri: Iri) -> None:
        """Take an object's draft away."""
        control.call(self._home, "discard", {"iri": iri})

    def check_drafts(self, iri: Iri | None = None) -> tuple[Finding, ...]:
        """The findings in one draft, or in all of them together."""
        return _FINDINGS.validate_python(control.call(self._home, "check_drafts", {"iri": iri}))

    def completeness(self, iri: Iri | None = None) -> Demands:
        """What one draft, or all of them, lack by their policies today."""
        return Demands.model_validate(control.call(self._home, "completeness", {"iri": iri}))

    def release(
        self, number: str | None = None, note: str | None = None, progress: Progress = _silent, *, steps: Steps = None
    ) -> Release | None:
        """Publish the drafts as a release; None where nothing has changed since the last."""
        arguments: dict[str, JsonValue] = {"number": number, "note": note, "steps": dict(steps or {})}
        return _RELEASE.validate_python(control.call(self._home, "release", arguments, progress))

    def back_up(self, folder: Path, progress: Progress = _silent) -> Backup:
        """Copy the data folder to a new folder."""
        return Backup.model_validate(control.call(self._home, "back_up", {"folder": str(folder.absolute())}, progress))


@contextmanager
def open_workspace(settings: Settings) -> Iterator[Workspace]:
    """The workspace of the data folder: of the process that has it open where there is one, else opened here.

    Raises Unavailable where neither can be had.
    """
    remote = RemoteWorkspace(settings.home)
    if remote.answers():
        yield remote
        return
    with open_store(settings) as workspace:
        yield workspace


@contextmanager
def open_store(settings: Settings) -> Iterator[LocalWorkspace]:
    """The workspace opened here, whatever an earlier process left half done mended. Raises Unavailable."""
    store = EmbeddedStore(settings.home)
    try:
        publication.recover(store, settings.home)
        workspace = LocalWorkspace(store, settings)
        try:
            yield workspace
        finally:
            workspace.searched.close()
    finally:
        store.close()
