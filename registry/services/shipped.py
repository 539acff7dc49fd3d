"""The content that comes with the program: put into the working store once per edition of each file."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from registry import resources
from registry.domain import Iri, Value
from registry.namespaces import BASE
from registry.rdf.objects import about, note, noted
from registry.services import drafts
from registry.services.signing import Pen
from registry.store import Replace, Store

_GRAPH = BASE + "graph/shipped"
_FILE, _GENERATION = "omf:shippedDigest", "omf:shippedGeneration"
_REASON = "content shipped with the program"
#: The application profile is read by checks and `/def`; it is no registered object.
_PROFILE = "profile"


class Loaded(Value):
    """What a loading did: objects put in, objects left alone because people have edited them here, and the rest."""

    put: tuple[Iri, ...] = ()
    kept: tuple[Iri, ...] = ()
    unchanged: int = 0


def files() -> Iterator[Path]:
    """The shipped Turtle files, registers first, in the order of their names."""
    for room in ("models", "vocabularies"):
        for path in sorted(resources.folder(room).rglob("*.ttl")):
            if _PROFILE not in path.parts[-3:-1]:
                yield path


def load(store: Store, progress: Callable[[str], None] = lambda _: None, pen: Pen | None = None) -> Loaded:
    """Put each shipped object whose file is new or changed into its draft, all in one write with its audit entry.

    A draft that was edited here since it was loaded is kept as it is, and named in the answer.
    """
    marks = {path: _digest(path) for path in files()}
    known = {noted_file for _, noted_file, _ in _marks(store)}
    changed = [path for path, digest in marks.items() if digest not in known]
    if not changed:
        return Loaded(unchanged=len(marks))
    progress(f"reading {len(changed)} files")
    parsed = [drafts.read_file(path.read_bytes(), path.name) for path in changed]
    edited = _edited(store)
    fresh = [each for each in parsed if each.iri not in edited]
    loaded = dict(zip((each.iri for each in parsed), (marks[path] for path in changed), strict=True))
    drafts.put(store, *fresh, pen=pen, also=[_remembered(store, loaded, edited)], reason=_REASON)
    kept = tuple(sorted(each.iri for each in parsed if each.iri in edited))
    return Loaded(put=tuple(each.iri for each in fresh), kept=kept, unchanged=len(marks) - len(changed))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _marks(store: Store) -> list[tuple[Iri, str, int]]:
    """Object, digest of its file, and generation of its draft then: without a note of it, that of this graph."""
    by_subject, written = about(store.triples(_GRAPH)), store.generation(_GRAPH)
    return [
        (iri, noted(triples, _FILE) or "", int(noted(triples, _GENERATION) or written))
        for iri, triples in by_subject.items()
    ]


def _edited(store: Store) -> set[Iri]:
    return {iri for iri, _, generation in _marks(store) if store.generation(drafts.graph_of(iri)) != generation}


def _remembered(store: Store, loaded: dict[Iri, str], edited: set[Iri]) -> Replace:
    """What has been loaded, to be written together with the drafts: they have one generation then."""
    rows = {iri: (digest, str(generation)) for iri, digest, generation in _marks(store)}
    for iri, digest in loaded.items():
        rows[iri] = (digest, rows[iri][1] if iri in edited else "")
    triples = [
        statement
        for iri, (digest, generation) in rows.items()
        for statement in (note(iri, _FILE, digest), *([note(iri, _GENERATION, generation)] if generation else ()))
    ]
    return Replace(_GRAPH, triples, store.generation(_GRAPH))
