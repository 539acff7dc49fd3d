"""An entry of the audit log in PROV-O and back, and the chain that holds the entries together."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError
from pyoxigraph import Literal, NamedNode, Triple

from registry.domain import Iri
from registry.domain.activity import Activity, Entry
from registry.namespaces import BASE, iri
from registry.rdf.prov import GRAPH

#: What the first entry follows.
FIRST: Final = "0" * 64
_TYPE = NamedNode(iri("rdf:type"))
#: Under which an entry stands as JSON.
ENTRY: Final = NamedNode(iri("omf:entry"))
_LAST = NamedNode(iri("omf:lastEntry"))
_LOG = NamedNode(GRAPH)


def chained(last: Entry | None, activity: Activity) -> Entry:
    """The entry of an activity that follows `last`."""
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, FIRST)
    return Entry(sequence=sequence, previous=previous, hash=hash_of(sequence, previous, activity), activity=activity)


def hash_of(sequence: int, previous: str, activity: Activity) -> str:
    """SHA-256 over the hash before, a line feed, and the canonical JSON of number and activity (UTF-8)."""
    content = canonical({"sequence": sequence, "activity": activity.model_dump(mode="json")})
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON with sorted keys, no blanks, and characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_iri(sequence: int) -> Iri:
    """The IRI of an entry.

    >>> entry_iri(7)
    'https://omforent.no/activity/7'
    """
    return f"{BASE}activity/{sequence}"


def statements(entry: Entry) -> tuple[Triple, ...]:
    """What the graph says of an entry: the whole as JSON, and in PROV-O what is asked for; no blank nodes."""
    return tuple(sorted(set(_statements(entry)), key=str))


def _statements(entry: Entry) -> Iterator[Triple]:
    this, activity = NamedNode(entry_iri(entry.sequence)), entry.activity
    yield Triple(this, _TYPE, NamedNode(iri("prov:Activity")))
    ended = Literal(_time(activity.at), datatype=NamedNode(iri("xsd:dateTime")))
    yield Triple(this, NamedNode(iri("prov:endedAtTime")), ended)
    yield Triple(this, ENTRY, Literal(canonical(entry.model_dump(mode="json"))))
    yield Triple(this, NamedNode(iri("omf:activityKind")), Literal(activity.kind.value))
    yield from _association(this, activity)
    if activity.reason:
        yield Triple(this, NamedNode(iri("rdfs:comment")), Literal(activity.reason))
    linked = {
        "omf:about": activity.objects,
        "prov:used": activity.used,
        "prov:generated": activity.generated,
        "omf:changeSet": (activity.change_set,) if activity.change_set else (),
    }
    for predicate, objects in linked.items():
        for each in objects:
            yield Triple(this, NamedNode(iri(predicate)), NamedNode(each))


def _time(at: datetime) -> str:
    """A time in UTC in the form that the store keeps: no zeros at the end of a fraction."""
    written = at.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (written.rstrip("0") if "." in written else written) + "Z"


def _association(this: NamedNode, activity: Activity) -> Iterator[Triple]:
    """Organisation and role; the person's random id stands in the entry alone, which is not published."""
    organization = NamedNode(activity.agent.organization)
    association = NamedNode(f"{this.value}#association")
    yield Triple(this, NamedNode(iri("prov:wasAssociatedWith")), organization)
    yield Triple(this, NamedNode(iri("prov:qualifiedAssociation")), association)
    yield Triple(association, _TYPE, NamedNode(iri("prov:Association")))
    yield Triple(association, NamedNode(iri("prov:agent")), organization)
    role = NamedNode(f"{BASE}def#role-{activity.agent.role}")
    yield Triple(association, NamedNode(iri("prov:hadRole")), role)


def last_mark(entry: Entry) -> Triple:
    """The statement that tells which entry is the last."""
    return Triple(_LOG, _LAST, NamedNode(entry_iri(entry.sequence)))


def last_of(triples: Iterable[Triple]) -> Iri | None:
    """The IRI of the last entry, from what the graph says of itself."""
    found = (triple.object for triple in triples if triple.subject == _LOG and triple.predicate == _LAST)
    return next((term.value for term in found if isinstance(term, NamedNode)), None)


def read_entry(written: str) -> Entry | None:
    """An entry from its JSON; None where it is none."""
    try:
        return Entry.model_validate_json(written)
    except ValidationError:
        return None


def entries_in(triples: Iterable[Triple]) -> Iterator[tuple[Iri, str]]:
    """The IRI and JSON of every entry in a graph, in no order."""
    for triple in triples:
        if triple.predicate == ENTRY and isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            yield triple.subject.value, triple.object.value
