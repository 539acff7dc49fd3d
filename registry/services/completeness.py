"""What objects lack by their own policies: languages, sources, review; a queue over drafts, and the gate at release."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Final

from registry.domain import (
    Code,
    Collection,
    Concept,
    Definition,
    Iri,
    LangString,
    RegisteredObject,
    Value,
    text,
)
from registry.domain.derivation import members_by_iri
from registry.domain.editing import ended
from registry.domain.policy import Policy
from registry.errors import ChecksFailed, NotFound
from registry.services import drafts
from registry.services.curation.policies import policies, policy_of
from registry.store.protocol import Store

#: A definition that says this of itself rests on no source.
_SELF_COMPOSED: Final = "https://data.norge.no/vocabulary/relationship-with-source-type#self-composed"
#: The fields in which people are told what a thing is called, the first that a class has.
_NAMES: Final = ("pref_label", "title", "name")


class What(StrEnum):
    """What can be lacking."""

    TERM = "term"
    DEFINITION = "definition"
    SOURCE = "source"
    REVIEW = "review"


class Lack(Value):
    """One thing that is lacking: of `target`, which is `object` or a member of it.

    `lang` is the language that a term or definition lacks, or that of the definition without a source; `since` the
    day of the last review, None where none is told.
    """

    object: Iri
    target: Iri
    label: str = ""
    what: What
    lang: str | None = None
    since: date | None = None

    @property
    def sentence(self) -> str:
        """What is lacking, for people."""
        if self.what is What.REVIEW:
            told = f"not looked through since {self.since}" if self.since else "no day of review is told"
        elif self.what is What.SOURCE:
            told = f"the definition in {self.lang} has no source"
        else:
            told = f"no {self.what} in {self.lang}"
        return f"{self.target}: {told}"


def lacking(value: RegisteredObject, policy: Policy, day: date) -> tuple[Lack, ...]:
    """What an object lacks on `day` by a policy; nothing where that demands nothing.

    Terms are demanded of the object and of every member that has any name; definitions of concepts alone, as a code
    needs none; a source of every definition that is not said to be self-composed. What is out of use is left alone.
    An object is looked through when it is changed, or said to be (dct:modified, else dct:created).
    """
    return tuple(_Looking(value, policy).found(day)) if _demands(policy) else ()


def _demands(policy: Policy) -> bool:
    return bool(policy.languages or policy.sources or policy.review_months is not None)


class _Looking:
    """One object being looked at."""

    def __init__(self, value: RegisteredObject, policy: Policy) -> None:
        self._value = value
        self._policy = policy

    def found(self, day: date) -> Iterator[Lack]:
        yield from self._review(day)
        yield from self._terms(self._value)
        for row in members_by_iri(self._value).values():
            member = row.member
            if isinstance(member, Code | Concept) and ended(member):
                continue
            yield from self._terms(member)
            if isinstance(member, Code | Concept):
                yield from self._definitions(member)

    def _review(self, day: date) -> Iterator[Lack]:
        months, last = self._policy.review_months, self._value.modified or self._value.created
        if months is not None and (last is None or last < months_before(day, months)):
            yield self._lack(self._value, What.REVIEW, since=last)

    def _terms(self, thing: Any) -> Iterator[Lack]:
        field = next((name for name in _NAMES if hasattr(thing, name)), None)
        if field is None or (isinstance(thing, Collection) and not thing.pref_label):
            return
        for lang in self._without(getattr(thing, field)):
            yield self._lack(thing, What.TERM, lang)

    def _definitions(self, thing: Code | Concept) -> Iterator[Lack]:
        said = [each.value if isinstance(each, Definition) else each for each in thing.definition]
        for lang in self._without(said) if isinstance(thing, Concept) else ():
            yield self._lack(thing, What.DEFINITION, lang)
        if self._policy.sources:
            for each in thing.definition:
                if not _sourced(thing, each):
                    lang = each.value.lang if isinstance(each, Definition) else each.lang
                    yield self._lack(thing, What.SOURCE, lang)

    def _without(self, strings: Iterable[LangString]) -> Iterator[str]:
        there = list(strings)
        return (lang for lang in self._policy.languages if not any(each.speaks(lang) for each in there))

    def _lack(self, thing: Any, what: What, lang: str | None = None, since: date | None = None) -> Lack:
        field = next((name for name in _NAMES if hasattr(thing, name)), None)
        notation = getattr(thing, "notation", "")
        called = f"{notation if isinstance(notation, str) else ''} {text(getattr(thing, field)) if field else ''}"
        return Lack(object=self._value.iri, target=thing.iri, label=called.strip(), what=what, lang=lang, since=since)


def _sourced(thing: Code | Concept, said: Definition | LangString) -> bool:
    """Whether it is told where a definition comes from; a code's definitions have the sources of the code."""
    if isinstance(said, Definition):
        return bool(said.source) or said.relationship_with_source == _SELF_COMPOSED
    return isinstance(thing, Code) and bool(thing.source)


def months_before(day: date, months: int) -> date:
    """The same day of the month some months before, the last where that month is shorter.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Demands(Value):
    """What the drafts lack, and how many of them anything is demanded of."""

    objects: int
    lacks: tuple[Lack, ...]


def demanded_of_drafts(store: Store, day: date, iri: Iri | None = None) -> Demands:
    """What one draft, or all drafts, lack by their policies. NotFound.

    Reads those drafts alone of which anything is demanded.
    """
    if iri is not None and iri not in drafts.iris(store):
        raise NotFound(f"There is no draft of {iri}.", field="object", value=iri)
    known = set(drafts.iris(store)) if iri is None else {iri}
    rows = [row for row in policies(store) if row.object in known and _demands(row)]
    lacks = (lack for row in rows for lack in lacking(drafts.value_of(store, row.object), row, day))
    return Demands(objects=len(rows), lacks=tuple(lacks))


def refuse_incomplete(store: Store, objects: Iterable[Iri], read: Callable[[Iri], RegisteredObject], day: date) -> None:
    """Raise ChecksFailed, with a sentence for each lack, where objects to be released do not meet their policies.

    `read` gives the edition of an object that is to be released; asked for only where anything is demanded.
    """
    demanding = [policy for policy in (policy_of(store, iri) for iri in objects) if _demands(policy)]
    told = tuple(lack.sentence for policy in demanding for lack in lacking(read(policy.object), policy, day))
    if told:
        raise ChecksFailed(f"{len(told)} things are lacking by the policies of what would be released.", told)
