"""The conditions of the workflow: each holds for a change set and who acts, or says why it does not."""

from collections.abc import Callable
from typing import Protocol

from registry.domain import Iri
from registry.domain.change_set import ChangeSet
from registry.domain.difference import Difference
from registry.domain.hearing import Hearing
from registry.domain.party import Party
from registry.domain.workflow import Condition, Transition
from registry.errors import Forbidden, NotFound
from registry.rdf import curation
from registry.rdf.objects import write_object
from registry.services.checking import Finding, check_graph, errors
from registry.services.comparison import grade
from registry.services.curation.merging import Worked
from registry.services.curation.policies import policy_of
from registry.store.protocol import Store

#: The type of a hearing.
HEARING = "omf:Hearing"


class Sets(Protocol):
    """What the conditions ask of the change sets."""

    def worked(self, change_set: ChangeSet, *, whole: bool = False) -> tuple[Worked, ...]:
        """Each object before and after."""
        ...

    def differences(self, iri: Iri) -> tuple[Difference, ...]:
        """What the set changes."""
        ...


def read_hearing(store: Store, iri: Iri) -> Hearing:
    """A hearing as it is now; NotFound."""
    generation = store.generation(iri)
    found = dict(curation.contents(store.triples(iri), HEARING)) if generation else {}
    if iri not in found:
        raise NotFound(f"There is no hearing {iri}.", field="hearing", value=iri)
    return Hearing.model_validate_json(found[iri]).model_copy(update={"generation": generation})


class Conditions:
    """The conditions over one store. Each method raises the fault that tells why its condition does not hold."""

    def __init__(self, store: Store, sets: Sets) -> None:
        self._store = store
        self._sets = sets
        self._held: dict[Condition, Callable[[ChangeSet, Party], None]] = {
            Condition.HAS_OPERATIONS: self._has_operations,
            Condition.NOT_AN_AUTHOR: self._not_an_author,
            Condition.OTHER_ORGANIZATION: self._other_organization,
            Condition.NOTHING_STALE: self._nothing_stale,
            Condition.NO_ERRORS: self._no_errors,
            Condition.HEARING_CLOSED: self._hearing_closed,
            Condition.HEARING_AGREED: self._hearing_agreed,
            Condition.HEARING_WHERE_DEMANDED: self._hearing_where_demanded,
        }

    def hold(self, row: Transition, change_set: ChangeSet, by: Party) -> None:
        """Raise where a condition of the row does not hold, or the changes are graver than the row lets pass."""
        for condition in row.conditions:
            self._held[condition](change_set, by)
        gravest = (
            grade(self._sets.differences(change_set.iri)) if row.at_most.rank < len(type(row.at_most)) - 1 else None
        )
        if gravest is not None and gravest.rank > row.at_most.rank:
            message = f"The set makes {gravest} changes; from {row.before} to {row.after} at most {row.at_most} pass."
            raise Forbidden(message, field="compatibility", value=gravest, rule=f"at most {row.at_most}")

    def _has_operations(self, change_set: ChangeSet, _: Party) -> None:
        if not change_set.operations:
            raise _refused(Condition.HAS_OPERATIONS, "The change set changes nothing yet.")

    def _not_an_author(self, change_set: ChangeSet, by: Party) -> None:
        if by.person in {each.person for each in change_set.everybody}:
            raise _refused(Condition.NOT_AN_AUTHOR, "Nobody decides on a change that they have had a hand in.")

    def _other_organization(self, change_set: ChangeSet, by: Party) -> None:
        demanding = [name for name in change_set.objects if policy_of(self._store, name).other_organization]
        if demanding and by.organization in {each.organization for each in change_set.everybody}:
            message = f"{demanding[0]} is approved by another organisation than those who wrote the change."
            raise _refused(Condition.OTHER_ORGANIZATION, message)

    def _nothing_stale(self, change_set: ChangeSet, _: Party) -> None:
        for done in self._sets.worked(change_set):
            if done.refused:
                raise done.refused[0].fault

    def _no_errors(self, change_set: ChangeSet, _: Party) -> None:
        """New errors only: a flaw that the draft had before is no reason to hold back its mending."""
        for done in self._sets.worked(change_set, whole=True):
            known = set(_findings(done, after=False))
            new = [row for row in _findings(done, after=True) if row not in known]
            if new:
                told = f"{new[0].subject}: {new[0].check} {new[0].value} {new[0].detail}".strip()
                raise _refused(Condition.NO_ERRORS, f"{len(new)} errors, the first: {told}.")

    def _hearing_closed(self, change_set: ChangeSet, _: Party) -> None:
        hearing = self._hearing(change_set)
        if hearing is None or hearing.closed is None:
            raise _refused(Condition.HEARING_CLOSED, "The hearing has not been closed.")

    def _hearing_agreed(self, change_set: ChangeSet, _: Party) -> None:
        hearing = self._hearing(change_set)
        open_ = [each.number for each in change_set.operations if hearing is None or not hearing.agrees(each.number)]
        if open_:
            listed = ", ".join(map(str, open_[:5]))
            raise _refused(Condition.HEARING_AGREED, f"The hearing did not agree on {len(open_)} changes: {listed}.")

    def _hearing_where_demanded(self, change_set: ChangeSet, by: Party) -> None:
        if any(policy_of(self._store, name).hearing for name in change_set.objects):
            self._hearing_closed(change_set, by)
            self._hearing_agreed(change_set, by)

    def _hearing(self, change_set: ChangeSet) -> Hearing | None:
        return read_hearing(self._store, change_set.hearing) if change_set.hearing else None


def _findings(done: Worked, *, after: bool) -> tuple[Finding, ...]:
    value = done.after if after else done.before
    return errors(check_graph(write_object(value))) if value is not None else ()


def _refused(condition: Condition, message: str) -> Forbidden:
    return Forbidden(message, field="state", rule=condition.value)
