"""Drafts in the working store: putting a file there, listing them, reading one; nothing about releases."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from pydantic import JsonValue

from registry.domain import CodeList, Iri, Kind, RegisteredObject, Value
from registry.domain.activity import ActivityKind
from registry.errors import InvalidInput, NotFound
from registry.interchange import tabular
from registry.interchange.code_table import named_list
from registry.namespaces import BASE
from registry.rdf.objects import (
    from_default_graph,
    in_default_graph,
    kind_at,
    objects_in,
    read_object,
    write_object,
)
from registry.rdf.serialization import format_named, format_of, parse
from registry.rdf.skos_ap_no_1 import is_version_1, upgrade
from registry.services.signing import Pen
from registry.services.streams import StreamedFile, clear, keep, kept, open_stream
from registry.store import Quad, Remove, Replace, Store, Triple
from registry.store.protocol import Operation

_DRAFT = "/draft"
_TABLES = {".csv": tabular.read_csv, ".xlsx": tabular.read_xlsx}


class Draft(Value):
    """What an import did: the object, how many statements its draft has now, and remarks for the person."""

    iri: Iri
    kind: Kind
    statements: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """A file read and recognised, not yet stored; `expected` is the generation of the draft that it builds on.

    `source` is the SHA-256 of the file, for the audit log.
    """

    iri: Iri
    kind: Kind
    triples: tuple[Triple, ...] | StreamedFile
    notes: tuple[str, ...] = ()
    expected: int | None = None
    source: str = ""


def graph_of(iri: Iri) -> str:
    """The name of the graph that holds an object's draft."""
    return iri + _DRAFT


def read_file(
    data: bytes,
    name: str,
    *,
    rdf_format: str | None = None,
    into: Iri | None = None,
    kind: Kind | None = None,
    header: CodeList | None = None,
) -> Parsed:
    """Read an RDF, CSV or XLSX file as one object.

    `name` tells the format by its extension and is what messages call the file; `into` and `kind` name the object
    where the file holds several or none; `header` is the list that a table's codes belong to. Data in
    SKOS-AP-NO-Begrep version 1 is brought to version 2. Raises SyntaxFault, InvalidInput.
    """
    read_table = _TABLES.get(PurePath(name).suffix.lower())
    if read_table is not None and rdf_format is None:
        value = read_table(data, name, header)
        return Parsed(value.iri, Kind.CODE_LIST, tuple(write_object(value)), source=_digest(data))
    form = format_named(rdf_format) if rdf_format else format_of(name)
    stream = open_stream(data, form, name)
    if stream is not None:
        found_kind, iri, remarks = _recognise(stream.types, name, into, stream)
        return Parsed(iri, kind or found_kind, stream, remarks, source=_digest(data))
    document = parse(data, form, path=name)
    triples, notes = _default_graph(document.quads, name), list(document.notes)
    if is_version_1(triples):
        triples = upgrade(triples)
        notes.append(f"{name} is in SKOS-AP-NO-Begrep version 1 and was brought to version 2.")
    found_kind, iri, remarks = _recognise(triples, name, into, triples)
    return Parsed(iri, kind or found_kind, tuple(triples), (*notes, *remarks), source=_digest(data))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def list_named(data: bytes, name: str) -> CodeList | None:
    """The code list that a CSV file's name, or a workbook's own sheet, tells; None for RDF, which is read whole."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx":
        return tabular.read_xlsx(data, name)
    return named_list(name) if suffix == ".csv" else None


def _default_graph(quads: Iterable[Quad], name: str) -> list[Triple]:
    try:
        return from_default_graph(quads)
    except InvalidInput as fault:
        raise InvalidInput(f"{name}: {fault.message}", field="file", value=name, rule=fault.rule) from fault


def _recognise(
    triples: Iterable[Triple], name: str, into: Iri | None, every: Iterable[Triple]
) -> tuple[Kind, Iri, tuple[str, ...]]:
    """Which object a file is, by the `triples` that tell it, of `every` that it has.

    A vocabulary of several schemes, or none, is kept whole in one draft, and said so.
    """
    if into is not None:
        return kind_at(triples, into) or Kind.CONCEPT_SCHEME, into, ()
    found = objects_in(triples)
    if len(found) == 1:
        return *found[0], ()
    if found and found[0][0] is not Kind.CONCEPT_SCHEME:
        rule = "a file holds one registered object"
        listed = ", ".join(iri for _, iri in found[:3])
        raise InvalidInput(f"{name} holds {len(found)} of {found[0][0]}: {listed}; {rule}.", field="file", rule=rule)
    iri = _largest(every, [iri for _, iri in found]) if found else _named_after(name)
    note = f"{name} holds {len(found)} concept schemes; all of it is in the draft of {iri} (--into names another)."
    return Kind.CONCEPT_SCHEME, iri, (note,)


def _largest(triples: Iterable[Triple], schemes: list[Iri]) -> Iri:
    """The scheme that most statements point at; the first of several."""
    pointed = Counter(str(triple.object) for triple in triples)
    return max(schemes, key=lambda iri: pointed[f"<{iri}>"])


def _named_after(name: str) -> Iri:
    stem = re.sub(r"[^a-z0-9]+", "-", PurePath(name).stem.lower()).strip("-")
    return f"{BASE}{Kind.CONCEPT_SCHEME}/{stem or 'unnamed'}"


def put(
    store: Store,
    *parsed: Parsed,
    snapshots: Path | None = None,
    pen: Pen | None = None,
    also: Sequence[Operation] = (),
    reason: str = "",
) -> tuple[Draft, ...]:
    """Make each object's draft hold exactly what was read; all of them in one write, with its audit entry, or none.

    Large files are kept in the folder `snapshots` too, where one is given, so that a release need not read them
    out of the store. `also` is done in the same write. Raises Conflict where a draft that one builds on has changed.
    """
    writes = (Replace(graph_of(each.iri), each.triples, each.expected) for each in parsed)
    large = [(each.iri, each.triples) for each in parsed if isinstance(each.triples, StreamedFile)]
    notes = [keep(snapshots, iri, stream) for iri, stream in large if snapshots]
    sources: dict[str, JsonValue] = {each.iri: each.source for each in parsed if each.source}
    (pen or Pen.unattended(store)).write(
        ActivityKind.IMPORT,
        [each.iri for each in parsed],
        *(*writes, *notes, *also),
        reason=reason,
        detail={"sha256": sources} if sources else None,
    )
    for iri, _ in large:
        if snapshots:
            clear(store, snapshots, iri)
    return tuple(
        Draft(iri=each.iri, kind=each.kind, statements=_many(each.triples), notes=each.notes) for each in parsed
    )


def _many(triples: tuple[Triple, ...] | StreamedFile) -> int:
    return triples.many if isinstance(triples, StreamedFile) else len(set(triples))


def large_text(store: Store, snapshots: Path, iri: Iri) -> Path | None:
    """The file that holds an object's large draft as lines, or None where it is to be read from the store."""
    return kept(store, snapshots, iri, graph_of(iri))


def remove(store: Store, iri: Iri, pen: Pen | None = None) -> None:
    """Take an object's draft away; what is released of it stays. Raises NotFound."""
    _check(store, iri)
    (pen or Pen.unattended(store)).write(ActivityKind.DISCARD, [iri], Remove(graph_of(iri)))


def iris(store: Store) -> tuple[Iri, ...]:
    """The objects that have a draft, sorted."""
    return tuple(graph.removesuffix(_DRAFT) for graph in store.graphs() if graph.endswith(_DRAFT))


def fingerprint(store: Store) -> str:
    """The same as long as no draft has been written: over the generation of each, so nothing has to be read."""
    rows = "".join(f"{iri} {store.generation(graph_of(iri))}\n" for iri in iris(store))
    return sha256(rows.encode()).hexdigest()


def triples_of(store: Store, iri: Iri) -> list[Triple]:
    """What an object's draft says. Raises NotFound."""
    _check(store, iri)
    return list(store.triples(graph_of(iri)))


def quads_of(store: Store, iri: Iri) -> list[Quad]:
    """The same as quads of the default graph, for serialization. Raises NotFound."""
    return in_default_graph(triples_of(store, iri))


def value_of(store: Store, iri: Iri) -> RegisteredObject:
    """An object's draft as a value. Raises NotFound."""
    triples = triples_of(store, iri)
    return read_object(triples, kind_at(triples, iri) or Kind.CONCEPT_SCHEME, iri)


def _check(store: Store, iri: Iri) -> None:
    if store.generation(graph_of(iri)) == 0:
        raise NotFound(f"There is no draft of {iri}.", field="object", value=iri)
