"""Differences as a change paper: numbers first, then object by object and change by change, the gravest first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from registry.domain import Iri, Kind, LangString, Value
from registry.domain.difference import Compatibility, Difference, DifferenceKind
from registry.domain.membership import MemberKind
from registry.services.comparison import grade
from registry.services.sentences import Speaker
from registry.services.word_marks import Run

#: The classes, the gravest first.
CLASSES: Final = tuple(reversed(Compatibility))


class Line(Value):
    """One difference: what changed in what as a sentence, its class for senders and receivers, and the reason.

    `words` are there where a text changed within; `editorial` where its authors declared that it means the same.
    """

    kind: DifferenceKind
    compatibility: Compatibility
    sender: Compatibility
    receiver: Compatibility
    target: Iri
    target_kind: Kind | MemberKind
    notation: str | None = None
    field: str = ""
    lang: str | None = None
    replaced_by: tuple[Iri, ...] = ()
    sentence: str
    lead: str
    words: tuple[Run, ...] = ()
    reason: str
    editorial: str | None = None


class Sheet(Value):
    """What changed in one object. `before` and `after` are its version numbers, where it has them.

    `compatibility` is the smallest step of version that its changes take; `counts` counts all `total` of them by
    class, whether `lines` holds them or only the gravest.
    """

    object: Iri
    kind: Kind
    title: str
    before: str | None = None
    after: str | None = None
    compatibility: Compatibility
    counts: dict[Compatibility, int]
    total: int
    lines: tuple[Line, ...]


class Paper(Value):
    """A change paper: what differs between the editions `before` and `after`, told in `lang`.

    `compatibility` is the gravest class of all; `summary` are sentences; `objects` stand with the gravest first.
    """

    before: str
    after: str
    lang: str
    compatibility: Compatibility
    counts: dict[Compatibility, int]
    total: int
    title: str
    summary: tuple[str, ...]
    objects: tuple[Sheet, ...]


class Subject(Value):
    """An object whose differences are told: its title, and its version on each side."""

    title: tuple[LangString, ...] = ()
    before: str | None = None
    after: str | None = None


def paper(
    names: tuple[str, str],
    differences: Sequence[Difference],
    say: Speaker,
    subjects: Mapping[Iri, Subject] | None = None,
    limit: int | None = None,
) -> Paper:
    """The change paper of differences between two editions of these names; at most `limit` lines an object."""
    found = _by_object(differences)
    sheets = [sheet(rows, say, (subjects or {}).get(iri, Subject()), limit) for iri, rows in found.items()]
    sheets.sort(key=lambda row: (-row.compatibility.rank, row.kind, row.title, row.object))
    return Paper(
        before=names[0],
        after=names[1],
        lang=say.lang,
        compatibility=grade(differences),
        counts=counts(differences),
        total=len(differences),
        title=say.word("paper", "title", before=names[0], after=names[1]),
        summary=tuple(_summary(differences, len(found), say)),
        objects=tuple(sheets),
    )


def sheet(rows: Sequence[Difference], say: Speaker, subject: Subject, limit: int | None = None) -> Sheet:
    """What changed in one object, of whose differences there is at least one."""
    gravest = sorted(rows, key=lambda row: -row.compatibility.rank)
    first = rows[0]
    own = next((row.label for row in rows if row.target == row.object), ())
    return Sheet(
        object=first.object,
        kind=first.object_kind,
        title=say.name(subject.title or own, None, first.object),
        before=subject.before,
        after=subject.after,
        compatibility=grade(rows),
        counts=counts(rows),
        total=len(rows),
        lines=tuple(line(row, say) for row in gravest[:limit]),
    )


def line(row: Difference, say: Speaker) -> Line:
    """One difference told."""
    told = say.sentence(row)
    return Line(
        kind=row.kind,
        compatibility=row.compatibility,
        sender=row.sender,
        receiver=row.receiver,
        target=row.target,
        target_kind=row.target_kind,
        notation=row.notation,
        field=row.field,
        lang=row.lang,
        replaced_by=row.replaced_by,
        sentence=told.text,
        lead=told.lead,
        words=told.words,
        reason=told.reason,
        editorial=row.editorial,
    )


def counts(differences: Iterable[Difference]) -> dict[Compatibility, int]:
    """How many there are of each class, the gravest first; classes without any are left out."""
    found = Counter(row.compatibility for row in differences)
    return {each: found[each] for each in CLASSES if found[each]}


def _by_object(differences: Iterable[Difference]) -> dict[Iri, list[Difference]]:
    found: dict[Iri, list[Difference]] = {}
    for row in differences:
        found.setdefault(row.object, []).append(row)
    return found


def _summary(differences: Sequence[Difference], objects: int, say: Speaker) -> Iterable[str]:
    """How much has changed, of which classes, and the step that it takes."""
    if not differences:
        yield say.word("paper", "nothing")
        return
    among = say.word("paper", "object" if objects == 1 else "objects", count=objects)
    yield say.word("paper", "one" if len(differences) == 1 else "many", count=len(differences), objects=among)
    classes = [f"{many} {say.class_name(each)}" for each, many in counts(differences).items()]
    yield say.word("paper", "classes", classes=say.listed(classes))
    step = grade(differences)
    yield say.word("paper", "step", step=step) if step is not Compatibility.NONE else say.word("paper", "no_step")
