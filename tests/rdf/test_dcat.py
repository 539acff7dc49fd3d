"""A release as a catalogue: every version with where to fetch it, without blank nodes, always the same."""

from datetime import UTC, datetime

import pytest
from pyoxigraph import NamedNode

from registry.domain import Release, Version
from registry.namespaces import BASE, iri
from registry.rdf.dcat import catalogue, release_iri, released_numbers, version_iri
from registry.rdf.objects import kind_of
from registry.rdf.prov import provenance
from tests.terminology import content

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def release() -> Release:
    versions = [
        Version(object=v.iri, kind=kind_of(v), number="1.2.0", digest="0" * 64, title=v.title, issued=NOON)
        for v in content.everything()
    ]
    return Release(number="2026.1", issued=NOON, agent=content.AGENT, digest="1" * 64, versions=tuple(versions))


def said(triples) -> set[tuple[str, str, str]]:
    return {(row.subject.value, row.predicate.value, row.object.value) for row in triples}


def test_every_version_is_a_dataset_with_distributions_below_the_base_url(release: Release) -> None:
    found = said(catalogue(release, content.everything(), "http://127.0.0.1:8000/"))
    version = version_iri(content.LIST, "1.2.0")
    assert (release_iri("2026.1"), iri("dcat:dataset"), version) in found
    urls = {value for subject, predicate, value in found if (subject, predicate) == (version, iri("dcat:distribution"))}
    assert urls == {
        f"http://127.0.0.1:8000/code-list/7304.{suffix}?version=1.2.0"
        for suffix in ("ttl", "jsonld", "rdf", "json", "csv", "xlsx")
    }
    assert (version, iri("dct:description"), "Meldingsbekreftelse") in found  # it has no description of its own
    assert (version, iri("dcat:contactPoint"), content.CONTACT) in found


def test_models_and_the_parties_are_described(release: Release) -> None:
    found = said(catalogue(release, content.everything()))
    assert (release_iri("2026.1"), iri("modelldcatno:model"), content.MODEL) in found
    assert (content.MODEL, iri("rdf:type"), iri("modelldcatno:InformationModel")) in found
    assert (content.AGENT, iri("foaf:name"), "Omforent") in found
    assert (content.CONTACT, iri("vcard:fn"), "Forvaltningen") in found


def test_the_order_of_objects_does_not_matter_and_there_are_no_blank_nodes(release: Release) -> None:
    one = catalogue(release, content.everything())
    assert one == catalogue(release, content.everything()[::-1])
    for row in [*one, *provenance(release)]:
        assert isinstance(row.subject, NamedNode)
        assert not str(row.object).startswith("_:")


def test_the_numbers_of_releases_are_read_back(release: Release) -> None:
    later = release.model_copy(update={"number": "2026.2"})
    both = [*catalogue(release, content.everything()), *catalogue(later, content.everything())]
    assert released_numbers(both) == ("2026.1", "2026.2")
    assert BASE in both[0].subject.value
