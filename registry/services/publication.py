"""Makes releases of the drafts, whole or not at all, and puts right what a killed process left behind."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from registry.domain import Iri, RegisteredObject, Release, Version
from registry.domain.activity import ActivityKind
from registry.errors import ChecksFailed, InvalidInput, Unavailable
from registry.namespaces import BASE
from registry.rdf import dcat, prov
from registry.rdf.canonical import (
    Triple,
    blocks_of,
    digest_of,
    object_path,
    read_triples,
    statements_of,
    write_canonical,
    write_canonical_lines,
)
from registry.rdf.objects import kind_of, note, noted
from registry.services import drafts
from registry.services.anchors import write_anchor
from registry.services.beside import beside
from registry.services.checking import check_release, errors
from registry.services.compatibility import read_rulings
from registry.services.completeness import refuse_incomplete
from registry.services.curation.change_sets import ChangeSets
from registry.services.package import TABLES, Tables, write_package
from registry.services.settling import move, sync
from registry.services.signing import Pen
from registry.services.steps import declared, demand, taken
from registry.services.streams import lines_of
from registry.services.versions import Edition, Step, pinned, release_digest, release_number
from registry.store.protocol import Change, Replace, Store
from registry.store.released import load, show
from registry.terminology.artefact import Artefact, open_artefact
from registry.terminology.compiling import compile_text
from registry.terminology.layout import Layout
from registry.terminology.members import json_of, title_of
from registry.terminology.releases import Manifest, compile_release, read_manifest

Progress = Callable[[str], None]
#: The sentences of what forbids a release of these graphs, one graph an object; empty where nothing does.
Check = Callable[[Sequence[Iterable[Triple]]], tuple[str, ...]]
#: What a release in the making is called, so that it is told from a finished one.
_PREFIX = ".new-"
_NOTHING = "nothing has changed since the last release"
_RELEASED, _DRAFTED = BASE + "graph/released", "omf:draftsFingerprint"


class Large:
    """The statements of a large draft, read from its file at each iteration."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Triple]:
        return statements_of(lines_of(self._path))


def _silent(_: str) -> None:
    """Tell nobody."""


def blocking(graphs: Sequence[Iterable[Triple]]) -> tuple[str, ...]:
    """The findings of the data checks that block a release, as sentences."""
    found = errors(check_release(graphs))
    return tuple(f"{row.subject}: {row.check} {row.value} {row.detail}".rstrip() for row in found)


@dataclass(frozen=True)
class Order:
    """What the caller decides about a release; nothing else decides it."""

    issued: datetime
    agent: Iri
    number: str | None = None
    role: Iri | None = None
    note: str | None = None
    steps: Mapping[Iri, Step] = field(default_factory=dict)
    base_url: str = BASE
    tables: Tables = field(default_factory=lambda: TABLES)


def release(
    store: Store,
    home: Path,
    *,
    issued: datetime,
    agent: Iri,
    number: str | None = None,
    role: Iri | None = None,
    note: str | None = None,
    steps: Mapping[Iri, str] | None = None,
    base_url: str = BASE,
    check: Check = blocking,
    tables: Tables = TABLES,
    progress: Progress = _silent,
    pen: Pen | None = None,
) -> Release | None:
    """Publish the drafts as the next release; None, and nothing made, where no object has changed.

    `issued` (with its time zone) and `agent` (an organisation; `role` a role, never a person) are kept with it.
    `steps` says by object IRI how far its version moves: major, minor or patch, at least as far as its changes
    demand, which is how far it moves unless told. An object without a draft keeps the version that it had. `pen`
    signs it in the audit log, in the same write. Killed at any instant it leaves the old state or the new (after
    `recover`).
    Raises ChecksFailed, InvalidInput, Conflict (another release was made meanwhile) and Unavailable.
    """
    asked = {name: _step(name, step) for name, step in (steps or {}).items()}
    order = Order(issued, agent, number, role, note, asked, base_url, tables)
    return _Publication(store, Layout(home), order, check, progress, pen=pen or Pen.unattended(store)).run()


def _step(name: Iri, step: str) -> Step:
    try:
        return Step(step)
    except ValueError:
        rule = f"one of {', '.join(Step)}"
        raise InvalidInput(f"{name} cannot move by {step!r}.", field="steps", value=step, rule=rule) from None


class _Publication:
    """One release in the making."""

    def __init__(
        self, store: Store, layout: Layout, order: Order, check: Check, progress: Progress, *, pen: Pen
    ) -> None:
        self._store = store
        self._layout = layout
        self._order = order
        self._check = check
        self._tell = progress
        self._pen = pen
        self._loaded: Path | None = None

    def run(self) -> Release | None:
        drafted = drafts.fingerprint(self._store)
        seen = self._store.generation(dcat.GRAPH)
        before = _last(self._store, self._layout)
        history = before.history if before else ()
        number = release_number(self._order.number, self._order.issued, history)
        if drafted == noted(self._store.triples(_RELEASED), _DRAFTED) and not self._order.steps:
            self._tell(_NOTHING)
            return None
        place = self._layout.release(_PREFIX + number)
        try:
            made = self._stage(before, number, place)
            if made is None:
                self._pen.write(ActivityKind.RELEASE, (), _remember(drafted), reason=_NOTHING, at=self._order.issued)
                return None
            self._commit(made, place, seen, drafted)
        except BaseException:
            if self._loaded:
                shutil.rmtree(self._loaded, ignore_errors=True)
            raise
        finally:
            shutil.rmtree(place, ignore_errors=True)
        self._tell("building the release store")
        _show(self._layout, made.release, self._loaded)
        self._tell(f"release {number} is made")
        return made.release

    def _stage(self, before: Manifest | None, number: str, place: Path) -> Manifest | None:
        """Everything of the release but its commit, in a folder that nobody reads."""
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        self._tell("reading the drafts")
        old = before.release.versions if before else ()
        graphs = {iri: self._draft(iri) for iri in drafts.iris(self._store)}
        values = self._changed(graphs, old, place / "objects")
        editions = [Edition(iri, kind_of(header), title_of(header), digest) for iri, (digest, header) in values.items()]
        steps = self._steps(editions, before, place / "objects")
        versions = pinned(editions, old, steps, release=number, issued=self._order.issued)
        if versions == old:
            self._tell(_NOTHING)
            return None
        self._refuse_unused_steps(versions, number)
        self._refuse_incomplete(values, place / "objects")
        without = (version.digest for version in versions if version.object not in graphs)
        kept = [read_triples(object_path(self._layout.objects, digest)) for digest in without]
        self._refuse_findings(
            [*(graph if isinstance(graph, list) else Large(graph) for graph in graphs.values()), *kept]
        )
        made = self._manifest(before, number, versions)
        for version in versions:
            if version.release == number:
                self._settle(version, place / "objects")
        self._write(place, made)
        return made

    def _draft(self, iri: Iri) -> list[Triple] | Path:
        """What a draft says, or the file that holds its lines where it is a large one."""
        return drafts.large_text(self._store, self._layout.snapshots, iri) or drafts.triples_of(self._store, iri)

    def _changed(
        self, graphs: Mapping[Iri, list[Triple] | Path], old: Iterable[Version], folder: Path
    ) -> dict[Iri, tuple[str, RegisteredObject]]:
        """The drafts that say something else than their last version: compiled in `folder`, digest and header."""
        last = {version.object: version.digest for version in old}
        found: dict[Iri, tuple[str, RegisteredObject]] = {}
        for iri, draft in graphs.items():
            if iri in last and isinstance(draft, list) and digest_of(draft) == last[iri]:
                continue
            if len(found) % 100 == 0:
                self._tell(f"compiling what has changed, {len(found)} objects so far" if found else "compiling")
            written = (
                write_canonical(draft, folder)
                if isinstance(draft, list)
                else write_canonical_lines(lines_of(draft), folder)
            )
            if written.digest != last.get(iri):
                # from the file, so that what is compiled depends on it alone
                found[iri] = written.digest, compile_text(written.path, written.digest, folder)
        return found

    def _steps(self, editions: Iterable[Edition], before: Manifest | None, folder: Path) -> dict[Iri, Step]:
        """How far each changed object moves: as asked, at least as far as its changes demand. InvalidInput."""
        if before is None:
            return {}
        rulings = read_rulings()
        found: dict[Iri, Step] = {}
        last = {version.object: version.digest for version in before.release.versions}
        editorial = declared(ChangeSets(self._store, self._pen.ledger, rulings=rulings), before.release.issued)
        for each in editions:
            if each.object in last:
                versions = open_artefact(self._layout.objects, last[each.object]), open_artefact(folder, each.digest)
                demanded = demand(*versions, rulings, editorial)
                found[each.object] = taken(each.object, self._order.steps.get(each.object), demanded, rulings)
        return found

    def _refuse_unused_steps(self, versions: Iterable[Version], number: str) -> None:
        moved = {version.object for version in versions if version.release == number and version.replaces}
        for name in sorted(set(self._order.steps) - moved):
            rule = "only an object that has changed since its last version moves"
            raise InvalidInput(f"{name} has no step to take.", field="steps", value=name, rule=rule)

    def _refuse_incomplete(self, values: Mapping[Iri, tuple[str, RegisteredObject]], folder: Path) -> None:
        def edition(iri: Iri) -> RegisteredObject:
            return open_artefact(folder, values[iri][0]).object()

        refuse_incomplete(self._store, values, edition, self._order.issued.date())

    def _refuse_findings(self, graphs: Sequence[Iterable[Triple]]) -> None:
        self._tell("checking")
        findings = self._check(graphs)
        if findings:
            raise ChecksFailed(f"{len(findings)} findings block the release.", findings)

    def _manifest(self, before: Manifest | None, number: str, versions: tuple[Version, ...]) -> Manifest:
        order = self._order
        made = Release(
            number=number,
            issued=order.issued,
            agent=order.agent,
            role=order.role,
            note=order.note,
            digest=release_digest(versions),
            versions=versions,
        )
        new = tuple(version for version in versions if version.release == number)
        history, versions_before = (before.history, before.versions) if before else ((), ())
        return Manifest(release=made, history=(*history, made.entry()), versions=(*versions_before, *new))

    def _settle(self, version: Version, folder: Path) -> None:
        """Move a version to where versions are; without a catalogue entry it is nothing."""
        if object_path(self._layout.objects, version.digest).exists():
            return  # these very statements were released before
        for suffix in (".idx", ".nt.zst"):
            move(object_path(folder, version.digest, suffix), self._layout.objects)

    def _write(self, place: Path, made: Manifest) -> None:
        shutil.rmtree(place / "objects", ignore_errors=True)
        (place / "release.json").write_bytes(json_of(made))
        write_anchor(place, self._pen.ledger.last())
        self._tell("compiling and packing the release")
        package = place / self._layout.package(made.release.number).name
        open_version = partial(_open, self._layout)
        catalogue, texts = self._catalogue(made.release), _texts(self._layout, made.release)
        with beside(self._many(made.release)) as places:
            packed = places.process.submit(
                write_package, package, made.release, open_version, catalogue, self._order.tables
            )
            loaded = places.thread.submit(load, self._layout.release_store, texts)
            compile_release(self._layout, made, place)
            self._loaded = loaded.result()
            packed.result()
        for file in sorted(place.iterdir()):
            sync(file)
        sync(place)

    def _many(self, made: Release) -> int:
        return sum(open_artefact(self._layout.objects, version.digest).count() for version in made.versions)

    def _catalogue(self, made: Release) -> list[Triple]:
        objects = [_described(self._layout, version) for version in made.versions]
        return dcat.catalogue(made, objects, self._order.base_url)

    def _commit(self, made: Manifest, place: Path, seen: int, drafted: str) -> None:
        """The folder gets its name, and then one update makes it a release."""
        final = self._layout.release(made.release.number)
        shutil.rmtree(final, ignore_errors=True)
        self._tell("committing")
        place.rename(final)
        sync(self._layout.releases)
        entry = Change(dcat.GRAPH, added=tuple(self._catalogue(made.release)), expected=seen)
        history = Change(prov.GRAPH, added=tuple(prov.provenance(made.release)))
        self._enter(made.release, entry, history, _remember(drafted))

    def _enter(self, made: Release, *writes: Change | Replace) -> None:
        """The write that makes it a release, with its entry in the audit log."""
        new = [version for version in made.versions if version.release == made.number]
        self._pen.write(
            ActivityKind.RELEASE,
            [version.object for version in new],
            *writes,
            reason=made.note or "",
            generated=[dcat.release_iri(made.number), *(dcat.version_iri(row.object, row.number) for row in new)],
            detail={"release": made.number, "digest": made.digest},
            at=made.issued,
        )


def _remember(drafted: str) -> Replace:
    """The mark of the drafts that the last release was made from, so that the next call need not read them."""
    return Replace(_RELEASED, [note(_RELEASED, _DRAFTED, drafted)])


def recover(store: Store, home: Path) -> None:
    """Bring the folder in line with the catalogue: for whoever has just opened the store.

    Removes what no entry names, builds the release store and sets the pointer where they lag behind. Raises
    Unavailable, and removes nothing, where a release is current that the store does not know.
    """
    layout = Layout(home)
    known = set(dcat.released_numbers(store.triples(dcat.GRAPH)))
    shown = layout.pointer.read_text("utf-8").strip() if layout.pointer.exists() else ""
    if shown and shown not in known:
        rule = "the working store and the releases belong together"
        message = f"The working store in {home} does not know its release {shown}."
        raise Unavailable(message, field="home", value=str(home), rule=rule)
    last = _last(store, layout)
    _remove_strangers(layout, known, {version.digest for version in last.versions} if last else set())
    if last and (shown != last.release.number or not (layout.release_store / "current").exists()):
        _show(layout, last.release)


def _last(store: Store, layout: Layout) -> Manifest | None:
    """What the newest release that the catalogue names says; None before the first."""
    known = dcat.released_numbers(store.triples(dcat.GRAPH))
    if not known:
        return None
    return read_manifest(layout, max(known, key=lambda number: tuple(map(int, number.split(".")))))


def _remove_strangers(layout: Layout, known: set[str], digests: set[str]) -> None:
    for folder in layout.releases.glob("*"):
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder)
    for part in layout.releases.glob("*.part"):
        part.unlink()
    for file in layout.objects.glob("**/*"):
        if file.is_file() and file.name.removesuffix(".nt.zst").removesuffix(".idx") not in digests:
            file.unlink()


def _show(layout: Layout, release_: Release, loaded: Path | None = None) -> None:
    """Make the release store the release's, loaded already or not yet, then point readers at the release."""
    show(loaded or load(layout.release_store, _texts(layout, release_)))
    part = layout.pointer.with_name("current.part")
    part.write_text(release_.number + "\n", "utf-8")
    sync(part)
    part.replace(layout.pointer)
    sync(layout.releases)


def _texts(layout: Layout, made: Release) -> Iterator[Iterator[bytes]]:
    """The canonical text of each object, in pieces."""
    return (blocks_of(object_path(layout.objects, version.digest)) for version in made.versions)


def _open(layout: Layout, version: Version) -> Artefact:
    return open_artefact(layout.objects, version.digest)


def _described(layout: Layout, version: Version) -> RegisteredObject:
    """What the catalogue needs of an object: registers whole, of others the header."""
    artefact = open_artefact(layout.objects, version.digest)
    return artefact.object() if artefact.kind == "register" else artefact.header()
