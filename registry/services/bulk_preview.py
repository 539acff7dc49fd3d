"""What a file would do to an object, told row by row: the values of a preview, and how one is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pydantic import JsonValue

from registry.domain import Iri, Kind, RegisteredObject, Value, text
from registry.domain.derivation import Derived, Missing, kind_of, members_by_iri
from registry.domain.operation import AddMember, EditField, Move, Operation
from registry.domain.value import Resource

#: Fields of an operation that a row does not repeat.
_ABOUT: Final = frozenset({"op", "object", "target", "reason"})


class Outcome(StrEnum):
    """What becomes of a row, or of a member that has none."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    MISSING = "missing"


class FieldChange(Value):
    """One change: of `field` (in `lang`, where it is a text), or a whole turn such as `replace` or `inactivate`."""

    field: str
    lang: str | None = None
    before: JsonValue = None
    after: JsonValue = None


class BulkRow(Value):
    """One row of a preview. `number` counts from 1 in the file; None for what stands in no row.

    `target` is the object itself or a member; `reason` tells why the row is refused, or what becomes of what is
    missing.
    """

    number: int | None = None
    target: Iri
    label: str = ""
    outcome: Outcome
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""


class Preview(Value):
    """What a file would do to an object: counts by outcome, and every row but those that change nothing.

    `missing` tells what becomes of members that the file does not have.
    """

    object: Iri
    kind: Kind
    missing: Missing
    counts: dict[Outcome, int]
    operations: int
    rows: tuple[BulkRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[BulkRow, ...]:
        """The rows that stand in the way."""
        return tuple(row for row in self.rows if row.outcome is Outcome.REFUSED)


@dataclass(frozen=True)
class FileRead:
    """The edition that a file says, beside the one that it is held against."""

    before: RegisteredObject | None
    after: RegisteredObject
    numbers: Mapping[Iri, int] = field(default_factory=dict)
    refused: tuple[BulkRow, ...] = ()
    notes: tuple[str, ...] = ()


def target_of(operation: Operation) -> Iri:
    """What an operation is about: a member, or the object."""
    if isinstance(operation, AddMember):
        return operation.value.iri
    found: Iri = getattr(operation, "target", operation.object)
    return found


def preview(found: FileRead, derived: Derived, faults: Mapping[Iri, str], missing: Missing) -> Preview:
    """The preview of what was derived of a file; `faults` tells why what it says of a thing cannot be done, by IRI."""
    rows = (*_Telling(found, derived, faults, missing).rows(), *found.refused)
    unchanged = sum(1 for row in rows if row.outcome is Outcome.UNCHANGED)
    shown = sorted(
        (row for row in rows if row.outcome is not Outcome.UNCHANGED),
        key=lambda row: (row.number is None, row.number or 0),
    )
    counts = {each: sum(1 for row in shown if row.outcome is each) for each in Outcome}
    return Preview(
        object=found.after.iri,
        kind=kind_of(found.after),
        missing=missing,
        counts={**counts, Outcome.UNCHANGED: unchanged},
        operations=len(derived.operations),
        rows=tuple(shown),
        notes=found.notes,
    )


class _Telling:
    """The rows of one preview."""

    def __init__(self, found: FileRead, derived: Derived, faults: Mapping[Iri, str], missing: Missing) -> None:
        self._found, self._faults, self._missing = found, faults, missing
        self._gone = derived.missing
        self._old = members_by_iri(found.before) if found.before else {}
        self._changes: dict[Iri, list[FieldChange]] = {}
        for operation in derived.operations:
            self._changes.setdefault(target_of(operation), []).extend(_changes(operation))

    def rows(self) -> Iterable[BulkRow]:
        """A row for the object where it changes, one for each member of the file, one for each that it lacks."""
        own, numbers = self._found.after, self._found.numbers
        if self._is_told(own.iri):
            yield self._row(own, Outcome.CHANGED if self._found.before else Outcome.ADDED)
        for iri, each in members_by_iri(own).items():
            if iri in numbers or not numbers or self._is_told(iri):
                yield self._row(each.member, self._outcome(iri))
        for iri in self._gone:
            if iri not in numbers:
                yield self._lacking(iri)

    def _is_told(self, iri: Iri) -> bool:
        return iri in self._changes or iri in self._faults

    def _outcome(self, iri: Iri) -> Outcome:
        if iri not in self._old:
            return Outcome.ADDED
        return Outcome.CHANGED if iri in self._changes else Outcome.UNCHANGED

    def _row(self, value: Resource, outcome: Outcome) -> BulkRow:
        return BulkRow(
            number=self._found.numbers.get(value.iri),
            target=value.iri,
            label=_label(value),
            outcome=Outcome.REFUSED if value.iri in self._faults else outcome,
            changes=tuple(self._changes.get(value.iri, ())) if outcome is Outcome.CHANGED else (),
            reason=self._faults.get(value.iri, ""),
        )

    def _lacking(self, iri: Iri) -> BulkRow:
        fate = "removed" if self._missing is Missing.REMOVE else "inactivated"
        return BulkRow(
            target=iri,
            label=_label(self._old[iri].member),
            outcome=Outcome.REFUSED if iri in self._faults else Outcome.MISSING,
            reason=self._faults.get(iri) or (fate if iri in self._changes else "kept"),
        )


def _changes(operation: Operation) -> Iterable[FieldChange]:
    if isinstance(operation, EditField):
        yield FieldChange(field=operation.field, lang=operation.lang, before=operation.before, after=operation.after)
    elif isinstance(operation, Move):
        yield FieldChange(field="broader", before=list(operation.before), after=list(operation.after))
    elif operation.op == "add-value":
        yield FieldChange(field=operation.field, after=operation.value)
    elif operation.op == "remove-value":
        yield FieldChange(field=operation.field, before=operation.value)
    elif operation.op not in ("create-object", "add-member", "remove-member"):
        yield FieldChange(field=operation.op, after=operation.model_dump(mode="json", exclude=set(_ABOUT)))


def _label(value: Any) -> str:
    """What people call a thing: its code, and its term or title in Bokmål before others."""
    strings = getattr(value, "pref_label", None) or getattr(value, "title", None) or getattr(value, "name", ()) or ()
    notation = getattr(value, "notation", "")
    return f"{notation if isinstance(notation, str) else ''} {text(strings)}".strip()
