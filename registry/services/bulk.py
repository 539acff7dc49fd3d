"""Bulk changes: a file held against the draft it is for, shown row by row, and put into a change set if so wanted."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from registry.domain import CodeList, ConceptScheme, Iri, Kind, RegisteredObject
from registry.domain.change_set import ChangeSet, State
from registry.domain.derivation import Derived, Missing, derive, kind_of
from registry.domain.editing import Editor
from registry.domain.membership import MEMBER_FIELDS, OBJECT_CLASSES
from registry.domain.operation import Operation
from registry.domain.party import Caller
from registry.domain.value import Resource
from registry.errors import InvalidInput, OmforentError
from registry.interchange import tabular
from registry.interchange.code_table import named_list
from registry.interchange.columns import read_iri
from registry.rdf.canonical import digest_of
from registry.rdf.objects import read_object, write_object
from registry.services import drafts
from registry.services.bulk_preview import BulkRow, FileRead, Outcome, Preview, preview, target_of
from registry.services.curation.change_sets import ChangeSets
from registry.store.protocol import Store

Progress = Callable[[str], None]
_TABLES: Final = (".csv", ".xlsx")


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Plan:
    """A preview, and the operations that do it."""

    preview: Preview
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Asked:
    """A file, and how it is to be read.

    `name` tells the format by its extension. `into` names the object, where the file does not. `day` is the last day
    of codes that the file lacks, where they are to be inactivated.
    """

    data: bytes
    name: str
    into: Iri | None = None
    missing: Missing = Missing.KEEP
    day: date | None = None


#: Gives an object as it is now; None where there is none.
Lookup = Callable[[Iri], RegisteredObject | None]


def plan(asked: Asked, objects: Sequence[Iri], lookup: Lookup, progress: Progress = _silent) -> Plan:
    """Hold a file against the object that it is for; nothing is changed.

    `objects` are those that there are, and `lookup` gives one as it is now: a draft, or what a change set makes of
    it. Raises SyntaxFault and InvalidInput for a file that cannot be read as one object; what is wrong with a single
    row is in the preview.
    """
    if asked.missing is Missing.INACTIVATE and asked.day is None:
        raise InvalidInput("Codes end on a day.", field="day", rule="inactivate takes the last day, such as 2026-12-31")
    if asked.into is not None:
        _check_iri(asked.into)
    progress(f"reading {asked.name}")
    found = _table(asked, objects, lookup) if _is_table(asked.name) else _rdf(asked, lookup)
    progress(f"comparing with {found.after.iri}")
    derived = derive(found.before, found.after, asked.missing, asked.day)
    progress(f"trying {len(derived.operations)} operations")
    faults = _rehearsed(found, derived)
    return Plan(preview(found, derived, faults, asked.missing), derived.operations)


def _check_iri(iri: Iri) -> None:
    try:
        read_iri(iri)
    except LookupError as fault:
        raise InvalidInput(f"{fault}.", field="into", value=iri, rule="an absolute IRI") from fault


def drafts_in(store: Store) -> tuple[tuple[Iri, ...], Lookup]:
    """The drafts of a working store, for `plan`."""
    objects = drafts.iris(store)
    known = set(objects)
    return objects, lambda iri: drafts.value_of(store, iri) if iri in known else None


def working_in(store: Store, sets: ChangeSets, change_set: Iri) -> tuple[tuple[Iri, ...], Lookup]:
    """The drafts as a change set makes them, for `plan`. NotFound."""
    objects = tuple(dict.fromkeys((*drafts.iris(store), *sets.get(change_set).objects)))
    known = set(objects)
    return objects, lambda iri: sets.working(change_set, iri) if iri in known else None


def confirm(
    sets: ChangeSets,
    planned: Plan,
    caller: Caller,
    *,
    title: str = "",
    reason: str = "",
    change_set: Iri | None = None,
    expected: int | None = None,
) -> ChangeSet | None:
    """Put the operations of a plan into a change set, all of them or none; None where there are none.

    A new set takes `title` and `reason`. The same operations by the same organisation, still being edited, are not
    put into a second set. Raises InvalidInput where rows are refused, and what the change sets raise.
    """
    refused = planned.preview.refused
    if refused:
        first = refused[0]
        message = f"{len(refused)} rows are refused, so that nothing is done; the first: {_where(first)}{first.reason}"
        raise InvalidInput(message, field="file", value=first.target, rule="all rows, or none")
    if not planned.operations:
        return None
    if change_set is not None:
        return sets.add(change_set, planned.operations, caller, expected)
    return _known(sets, planned, caller) or _opened(sets, planned, caller, title, reason)


def _where(row: BulkRow) -> str:
    return f"row {row.number}: " if row.number else ""


def _known(sets: ChangeSets, planned: Plan, caller: Caller) -> ChangeSet | None:
    """A set in editing that does exactly this."""
    waiting = sets.queue(
        state=State.EDITING, object=planned.preview.object, organization=caller.organization, limit=1000
    )
    for row in waiting.items:
        if row.operations == len(planned.operations):
            found = sets.get(row.iri)
            if tuple(each.operation for each in found.operations) == planned.operations:
                return found
    return None


def _opened(sets: ChangeSets, planned: Plan, caller: Caller, title: str, reason: str) -> ChangeSet:
    made = sets.open(title, reason, caller)
    try:
        return sets.add(made.iri, planned.operations, caller)
    except OmforentError as fault:
        sets.transition(made.iri, State.WITHDRAWN, f"nothing was put into it: {fault.message}", caller)
        raise


# -- reading --------------------------------------------------------------------------------------------------------


def _is_table(name: str) -> bool:
    return PurePath(name).suffix.lower() in _TABLES


def _table(asked: Asked, objects: Sequence[Iri], lookup: Lookup) -> FileRead:
    about = tabular.about_list(asked.data, asked.name) if asked.name.lower().endswith(".xlsx") else None
    iri = asked.into or (about.iri if about else _named(asked.name, objects))
    if about is not None and about.iri != iri:
        rule = "the sheet is put into its own list"
        raise InvalidInput(f"{asked.name} is about {about.iri}, not {iri}.", field="into", value=iri, rule=rule)
    before = lookup(iri)
    if isinstance(before, ConceptScheme):
        concepts = tabular.read_concept_rows(asked.data, asked.name, before)
        return FileRead(before, concepts.value, concepts.numbers, _told(iri, concepts.refused))
    if before is not None and not isinstance(before, CodeList):
        rule = "code lists and concept schemes are tables"
        raise InvalidInput(f"{iri} is no table: it is a {kind_of(before)}.", field="into", value=iri, rule=rule)
    codes = tabular.read_code_rows(asked.data, asked.name, _header(iri, about, before))
    return FileRead(before, codes.value, codes.numbers, _told(iri, codes.refused))


def _named(name: str, objects: Sequence[Iri]) -> Iri:
    """The one object that a file is named after, else the code list of that name."""
    iri = named_list(name).iri
    own = iri.rpartition("/")[2]
    tables = f"/{Kind.CODE_LIST}/", f"/{Kind.CONCEPT_SCHEME}/"
    found = [each for each in objects if each.rpartition("/")[2] == own and any(part in each for part in tables)]
    return found[0] if len(found) == 1 else iri


def _header(iri: Iri, about: CodeList | None, before: CodeList | None) -> CodeList:
    """The list that codes are put into: what the workbook says of it, with what it has no place for as it is there."""
    if before is None:
        return about or CodeList(iri=iri, identifier=iri.rpartition("/")[2])
    if about is None:
        return before
    names = {(row.notation, row.agency, row.current): row for row in before.aliases}
    declared = {(row.iri, frozenset(row.label)): row for row in before.declared}
    kept: dict[str, Any] = {name: getattr(before, name) for name in ("codes", "collections", "extra")}
    kept["aliases"] = tuple(names.get((row.notation, row.agency, row.current), row) for row in about.aliases)
    kept["declared"] = tuple(declared.get((row.iri, frozenset(row.label)), row) for row in about.declared)
    return about.model_copy(update=kept)


def _told(iri: Iri, refused: Iterable[Any]) -> tuple[BulkRow, ...]:
    return tuple(
        BulkRow(number=row.number, target=iri, outcome=Outcome.REFUSED, reason=row.fault.message) for row in refused
    )


def _rdf(asked: Asked, lookup: Lookup) -> FileRead:
    parsed = drafts.read_file(asked.data, asked.name, into=asked.into)
    after = read_object(tuple(parsed.triples), parsed.kind, parsed.iri)
    before = lookup(parsed.iri)
    if before is not None and type(before) is not type(after):
        rule = "an object stays of its kind"
        message = f"{asked.name} has a {kind_of(after)}, and {before.iri} is a {kind_of(before)}."
        raise InvalidInput(message, field="file", value=asked.name, rule=rule)
    return FileRead(before, _relabelled(before, after) if before else after, notes=parsed.notes)


def _relabelled(before: RegisteredObject, after: RegisteredObject) -> RegisteredObject:
    """`after`, with members as in `before` where only the names of blank nodes differ."""
    update: dict[str, Any] = {}
    for row in MEMBER_FIELDS[kind_of(after)]:
        known = {member.iri: member for member in getattr(before, row.field)}
        update[row.field] = tuple(
            _same_but_labels(known.get(member.iri), member, after, row.field) for member in getattr(after, row.field)
        )
    bare = dict.fromkeys(update, ())
    one, other = before.model_copy(update=bare), after.model_copy(update=bare)
    if "_:" in repr(other) and digest_of(write_object(one)) == digest_of(write_object(other)):
        return before.model_copy(update=update)
    return after.model_copy(update=update)


def _same_but_labels(old: Resource | None, new: Resource, within: RegisteredObject, name: str) -> Resource:
    if old is None or old == new or "_:" not in repr(new):
        return new
    plain = OBJECT_CLASSES[kind_of(within)](iri=within.iri)
    digests = [digest_of(write_object(plain.model_copy(update={name: (member,)}))) for member in (old, new)]
    return old if digests[0] == digests[1] else new


def _rehearsed(found: FileRead, derived: Derived) -> dict[Iri, str]:
    """Why what the file says of a thing cannot be done, by its IRI: each operation is tried, on nothing but values."""
    beyond = "it says something that no field holds, which a change set cannot change; import the file instead"
    faults = {**dict.fromkeys(derived.beyond, beyond), **_unwritable(found.after)}
    editor = Editor(found.after.iri, found.before)
    for operation in derived.operations:
        try:
            editor.apply(operation)
        except OmforentError as fault:
            faults.setdefault(target_of(operation), fault.message)
    return faults


def _unwritable(value: RegisteredObject) -> dict[Iri, str]:
    """Why members, or the object itself, cannot be written as RDF, by IRI: a name that is no IRI, above all."""
    if _fault_of(value) is None:
        return {}
    bare = value.model_copy(update={row.field: () for row in MEMBER_FIELDS[kind_of(value)]})
    plain = OBJECT_CLASSES[kind_of(value)](iri=value.iri)
    parts: list[tuple[Iri, RegisteredObject]] = [(value.iri, bare)]
    for row in MEMBER_FIELDS[kind_of(value)]:
        parts += [(each.iri, plain.model_copy(update={row.field: (each,)})) for each in getattr(value, row.field)]
    faults = ((iri, _fault_of(part)) for iri, part in parts)
    return {iri: fault for iri, fault in faults if fault is not None}


def _fault_of(value: RegisteredObject) -> str | None:
    try:
        deque(write_object(value), maxlen=0)
    except (ValueError, OmforentError) as fault:
        return f"it cannot be written as RDF: {fault}"
    return None
