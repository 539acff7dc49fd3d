"""Operations on drafts: read as little of a draft as they touch, do them, and give the one change of its graph."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import uuid4

from registry.domain import Iri, Kind, RegisteredObject
from registry.domain.change_set import SignedOperation
from registry.domain.editing import Editor
from registry.domain.membership import MEMBER_FIELDS, MemberKind
from registry.domain.operation import AddMember, CreateObject, EditField, Operation, RemoveMember
from registry.errors import NotFound, OmforentError, Stale
from registry.namespaces import iri
from registry.rdf.objects import kind_at, kind_of, read_object, write_object
from registry.services import drafts
from registry.store import Literal, NamedNode, Triple
from registry.store.protocol import Change, Store
from registry.store.queries import load

#: Objects of these kinds may be large, and their members stand by themselves: only those touched are read.
IN_PARTS: Final = (Kind.CONCEPT_SCHEME, Kind.CODE_LIST, Kind.MAPPING_SET, Kind.REGISTER, Kind.REQUIREMENT_SET)
_BY_VALUE: Final = load("by_value")


@dataclass(frozen=True)
class Refused:
    """An operation that cannot be done on the draft as it is, by its number."""

    number: int
    fault: OmforentError


@dataclass(frozen=True)
class Worked:
    """An object's draft before and after operations, as much of it as they touch.

    `before` is None where there was no draft. `generation` is that of the draft that was read.
    """

    iri: Iri
    before: RegisteredObject | None
    after: RegisteredObject | None
    touched: frozenset[Iri]
    refused: tuple[Refused, ...]
    generation: int
    triples: tuple[Triple, ...]


def worked(store: Store, name: Iri, operations: Sequence[SignedOperation], *, whole: bool = False) -> Worked:
    """What the operations on one object make of its draft; those that are refused are left out, and told.

    `whole` reads the whole draft; otherwise members that no operation names are left out on both sides.
    """
    graph = drafts.graph_of(name)
    generation = store.generation(graph)
    mine = [each for each in operations if each.operation.object == name]
    triples = tuple(_triples(store, name, [each.operation for each in mine], whole)) if generation else ()
    before = read_object(triples, kind_at(triples, name), name) if triples else None
    editor = Editor(name, before)
    refused = tuple(_refusals(editor, mine))
    after = editor.value() if before is not None or editor.touched else None
    return Worked(name, before, after, frozenset(editor.touched), refused, generation, triples)


def bearing_on(operations: Sequence[SignedOperation], new: Sequence[SignedOperation]) -> tuple[SignedOperation, ...]:
    """Of the `operations` before them, those that `new` ones may build on, and the new ones at the end.

    An operation builds on those that name what it names, and on those that they build on. What may bear on members
    that it does not name is always among them.
    """
    names = {name for each in new for name in _names(each.operation)}
    kept: list[SignedOperation] = []
    for each in reversed(operations):
        found = _names(each.operation)
        if _reaches_far(each.operation) or not names.isdisjoint(found):
            kept.append(each)
            names |= found
    return (*reversed(kept), *new)


def _names(operation: Operation) -> set[str]:
    """The members that an operation names, and the notation that it takes."""
    one, several = _naming(type(operation))
    found = {getattr(operation, field) for field in one} - {None}
    for field in several:
        found.update(getattr(operation, field))
    if isinstance(operation, AddMember):
        found |= {operation.value.iri, getattr(operation.value, "notation", operation.value.iri)}
    elif isinstance(operation, EditField) and operation.field == "notation":
        found.add(str(operation.after))
    return found


@cache
def _naming(cls: type[Operation]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a kind of operation that name one member, and those that name several."""
    lists = () if cls is EditField else ("by", "replaced_by", "after")
    known = cls.model_fields
    return tuple(each for each in ("target", "within") if each in known), tuple(each for each in lists if each in known)


def _reaches_far(operation: Operation) -> bool:
    """Whether members that an operation does not name may depend on it: elements go with their type, codes give way."""
    if isinstance(operation, EditField):
        return operation.field == "notation"
    if isinstance(operation, AddMember):
        return operation.kind is MemberKind.ELEMENT
    return isinstance(operation, CreateObject | RemoveMember)


def _refusals(editor: Editor, operations: Iterable[SignedOperation]) -> Iterator[Refused]:
    for each in operations:
        try:
            editor.apply(each.operation)
        except (Stale, NotFound, OmforentError) as fault:
            yield Refused(each.number, fault)


def _triples(store: Store, name: Iri, operations: Sequence[Operation], whole: bool) -> Iterator[Triple]:
    graph = drafts.graph_of(name)
    head = store.describe(name, graph)
    if whole or kind_at(head, name) not in IN_PARTS:
        yield from store.triples(graph)
        return
    yield from head
    for target in dict.fromkeys(each for operation in operations for each in _named(store, graph, operation)):
        if target != name:
            yield from store.describe(target, graph)


def _named(store: Store, graph: str, operation: Operation) -> Iterator[Iri]:
    """The members that an operation names, or stumbles over."""
    if isinstance(operation, AddMember):
        yield operation.value.iri
        if operation.kind is MemberKind.CODE:
            yield from _with_notation(store, graph, getattr(operation.value, "notation", ""))
    elif isinstance(operation, EditField) and operation.field == "notation":
        yield from _with_notation(store, graph, str(operation.after))
    for field in ("target", "within"):
        value = getattr(operation, field, None)
        if value:
            yield value
    for field in ("by", "replaced_by", "after"):
        found = getattr(operation, field, ())
        if isinstance(found, tuple):
            yield from found


def _with_notation(store: Store, graph: str, notation: str) -> Iterator[Iri]:
    predicate = NamedNode(iri("skos:notation"))
    for row in store.select(_BY_VALUE, graph, property=predicate, value=Literal(notation)):
        subject = row["subject"]
        if isinstance(subject, NamedNode):
            yield subject.value


def change_of(done: Worked, day: date) -> Change:
    """The change of the draft's graph, by which it says what the operations made of it; `day` dates what is touched."""
    assert done.after is not None  # noqa: S101  (nothing is merged where an operation was refused)
    kept = _dated(_part(done.after, done.touched), done, day)
    gone = _about(done.triples, {*done.touched, done.iri}) if kind_of(kept) in IN_PARTS else done.triples
    added = write_object(kept, blanks=f"m{uuid4().hex}n")
    return Change(drafts.graph_of(done.iri), tuple(gone), tuple(added), done.generation)


def _part(value: RegisteredObject, touched: frozenset[Iri]) -> RegisteredObject:
    """The object with the touched members alone, where its members stand by themselves."""
    if kind_of(value) not in IN_PARTS:
        return value
    rows = MEMBER_FIELDS[kind_of(value)]
    update = {row.field: tuple(m for m in getattr(value, row.field) if m.iri in touched) for row in rows}
    return value.model_copy(update=update)


def _dated(value: RegisteredObject, done: Worked, day: date) -> RegisteredObject:
    update: dict[str, Any] = {"modified": day}
    for row in MEMBER_FIELDS[kind_of(value)]:
        members = getattr(value, row.field)
        if row.kind is MemberKind.CONCEPT:
            members = tuple(m.model_copy(update={"modified": day}) if m.iri in done.touched else m for m in members)
        update[row.field] = members
    return value.model_copy(update=update)


def _about(triples: Iterable[Triple], subjects: set[Iri]) -> Iterator[Triple]:
    """Those about some subjects, with what hangs on them through blank nodes."""
    by: dict[str, list[Triple]] = {}
    for triple in triples:
        by.setdefault(str(triple.subject), []).append(triple)
    waiting, seen = [f"<{each}>" for each in subjects], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for triple in by.get(name, ()):
            yield triple
            if str(triple.object).startswith("_:"):
                waiting.append(str(triple.object))
