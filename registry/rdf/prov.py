"""Where a release comes from, in PROV-O: the activity, the organisation in its role, and what it made of what."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from registry.domain import Iri, Release
from registry.namespaces import BASE, iri
from registry.rdf.dcat import release_iri, version_iri

#: The graph of the working store that keeps every activity.
GRAPH = BASE + "graph/provenance"


def activity_iri(number: str) -> Iri:
    """The IRI of the activity that made a release.

    >>> activity_iri("2026.1")
    'https://omforent.no/activity/release-2026.1'
    """
    return f"{BASE}activity/release-{number}"


def provenance(release: Release) -> list[Triple]:
    """The activity that made `release` and the versions that are new in it; no blank nodes, and never a person."""
    return sorted(set(_statements(release)), key=str)


def _statements(release: Release) -> Iterator[Triple]:
    this = activity_iri(release.number)
    yield _link(this, "rdf:type", "prov:Activity")
    stamp = release.issued.isoformat().replace("+00:00", "Z")
    yield Triple(_node(this), _node(iri("prov:endedAtTime")), Literal(stamp, datatype=_node(iri("xsd:dateTime"))))
    yield from _association(release, this)
    if release.note:
        yield Triple(_node(this), _node(iri("rdfs:comment")), Literal(release.note))
    for entity, before in _made(release):
        yield _link(entity, "rdf:type", "prov:Entity")
        yield Triple(_node(entity), _node(iri("prov:wasGeneratedBy")), _node(this))
        if before:
            yield Triple(_node(entity), _node(iri("prov:wasRevisionOf")), _node(before))


def _association(release: Release, this: Iri) -> Iterator[Triple]:
    yield _link(release.agent, "rdf:type", "prov:Agent")
    yield _link(release.agent, "rdf:type", "prov:Organization")
    yield Triple(_node(this), _node(iri("prov:wasAssociatedWith")), _node(release.agent))
    if release.role:
        association = f"{this}#association"
        yield Triple(_node(this), _node(iri("prov:qualifiedAssociation")), _node(association))
        yield _link(association, "rdf:type", "prov:Association")
        yield Triple(_node(association), _node(iri("prov:agent")), _node(release.agent))
        yield Triple(_node(association), _node(iri("prov:hadRole")), _node(release.role))


def _made(release: Release) -> Iterator[tuple[Iri, Iri | None]]:
    """The release and its new versions, each with what it revises."""
    yield release_iri(release.number), None
    for version in release.versions:
        if version.release == release.number:
            before = version_iri(version.object, version.replaces) if version.replaces else None
            yield version_iri(version.object, version.number), before


def _node(name: Iri) -> NamedNode:
    return NamedNode(name)


def _link(subject: Iri, predicate: str, target: str) -> Triple:
    return Triple(_node(subject), _node(iri(predicate)), _node(iri(target)))
