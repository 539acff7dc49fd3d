"""A release as a catalogue: DCAT-AP-NO 2.0 datasets, one a version, and the models of a ModelDCAT-AP-NO catalogue."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from registry.domain import Iri, Kind, LangString, Register, RegisteredObject, Release, Version
from registry.namespaces import BASE, iri
from registry.rdf.mapping import Blanks
from registry.rdf.modelldcat import CONTACT_POINT, ORGANIZATION
from registry.rdf.objects import write_object

#: The graph of the working store that says which versions and releases exist.
GRAPH = BASE + "graph/catalogue"

_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_HEALTH = _EU + "data-theme/HEAL"
_LANGUAGES = tuple(f"{_EU}language/{code}" for code in ("NOB", "NNO", "ENG"))
_LICENCE = _EU + "licence/CC_BY_4_0"
#: Suffix of the address, file type (EU), media type.
_FORMATS = (
    ("ttl", "RDF_TURTLE", "text/turtle"),
    ("jsonld", "JSON_LD", "application/ld+json"),
    ("rdf", "RDF_XML", "application/rdf+xml"),
    ("json", "JSON", "application/json"),
)
_TABLES = (
    ("csv", "CSV", "text/csv"),
    ("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
_DESCRIPTION = (
    ("nb", "Begreper, kodeverk og informasjonsmodeller i utgivelse {number} av Omforent."),
    ("nn", "Omgrep, kodeverk og informasjonsmodellar i utgjeving {number} av Omforent."),
    ("en", "Concepts, code lists and information models in release {number} of Omforent."),
)

#: What a model says of others, or of its inside: read in the model itself, not in a catalogue.
_LEFT_OUT = {"elements": (), "aliases": (), "conforms_to": (), "subject": (), "imports": (), "extra": ()}


def release_iri(number: str) -> Iri:
    """The IRI of a release.

    >>> release_iri("2026.1")
    'https://omforent.no/release/2026.1'
    """
    return f"{BASE}release/{number}"


def version_iri(object_iri: Iri, number: str) -> Iri:
    """The IRI of a version, which is also where it is read.

    >>> version_iri("https://omforent.no/code-list/7304", "1.0.0")
    'https://omforent.no/code-list/7304?version=1.0.0'
    """
    return f"{object_iri}?version={number}"


def catalogue(release: Release, objects: Iterable[RegisteredObject], base_url: str = BASE) -> list[Triple]:
    """The catalogue of `release`, without blank nodes, sorted.

    `objects` are the pinned objects, in any order; members are needed of registers only, which tell who publishers
    and contact points are. Distributions are addresses below `base_url`. An object without a publisher has the
    release's agent, one without a contact point that of the agent's own objects, one without a description its title.
    """
    by_iri = {value.iri: value for value in objects}
    return sorted(set(_catalogue(release, by_iri, base_url)), key=str)


def _catalogue(release: Release, objects: Mapping[Iri, RegisteredObject], base_url: str) -> Iterator[Triple]:
    contact = _contact(release, objects)
    yield from _head(release, contact, base_url)
    for version in release.versions:
        value = objects[version.object]
        yield _link(release_iri(release.number), "dcat:dataset", version_iri(version.object, version.number))
        yield from _dataset(version, value, release.agent, contact)
        yield from _distributions(version, value, base_url)
        if version.kind is Kind.INFORMATION_MODEL:
            yield _link(release_iri(release.number), "modelldcatno:model", version.object)
            yield from write_object(value.model_copy(update=_LEFT_OUT))
    yield from _parties(release, objects, contact)


def _contact(release: Release, objects: Mapping[Iri, RegisteredObject]) -> Iri | None:
    given = [value.contact_point for value in objects.values() if value.contact_point]
    own = [
        value.contact_point for value in objects.values() if value.publisher == release.agent and value.contact_point
    ]
    return min(own or given, default=None)


def _head(release: Release, contact: Iri | None, base_url: str) -> Iterator[Triple]:
    this = release_iri(release.number)
    yield _link(this, "rdf:type", iri("dcat:Catalog"))
    yield _text(this, "dct:identifier", this)
    yield _text(this, "owl:versionInfo", release.number)
    yield _text(this, "omf:digest", release.digest)
    for lang, sentence in _DESCRIPTION:
        yield _said(this, "dct:title", LangString(text=f"Omforent {release.number}", lang=lang))
        yield _said(this, "dct:description", LangString(text=sentence.format(number=release.number), lang=lang))
    yield _link(this, "dct:publisher", release.agent)
    if contact:
        yield _link(this, "dcat:contactPoint", contact)
    yield _link(this, "dct:license", _LICENCE)
    yield _link(this, "foaf:homepage", base_url)
    yield _link(base_url, "rdf:type", iri("foaf:Document"))
    for language in _LANGUAGES:
        yield _link(this, "dct:language", language)
    yield _time(this, "dct:issued", release.issued)
    yield _time(this, "dct:modified", release.issued)


def _dataset(version: Version, value: RegisteredObject, agent: Iri, contact: Iri | None) -> Iterator[Triple]:
    this = version_iri(version.object, version.number)
    yield _link(this, "rdf:type", iri("dcat:Dataset"))
    yield _text(this, "dct:identifier", this)
    yield _text(this, "owl:versionInfo", version.number)
    yield _text(this, "omf:digest", version.digest)
    yield _link(this, "dcat:isVersionOf", version.object)
    title = version.title or (LangString(text=value.identifier or value.iri, lang="nb"),)
    yield from (_said(this, "dct:title", text) for text in title)
    yield from (_said(this, "dct:description", text) for text in value.description or title)
    yield _link(this, "dct:publisher", value.publisher or agent)
    if value.contact_point or contact:
        yield _link(this, "dcat:contactPoint", value.contact_point or contact or "")
    yield _link(this, "dcat:theme", _HEALTH)
    yield _time(this, "dct:issued", version.issued)


def _distributions(version: Version, value: RegisteredObject, base_url: str) -> Iterator[Triple]:
    this = version_iri(version.object, version.number)
    address = base_url + version.object.removeprefix(BASE) if version.object.startswith(BASE) else version.object
    for suffix, file_type, media_type in (*_FORMATS, *(_TABLES if version.kind is Kind.CODE_LIST else ())):
        url = f"{address}.{suffix}?version={version.number}"
        yield _link(this, "dcat:distribution", url)
        yield _link(url, "rdf:type", iri("dcat:Distribution"))
        yield _link(url, "dcat:accessURL", url)
        yield _link(url, "dcat:downloadURL", url)
        yield _link(url, "dct:format", f"{_EU}file-type/{file_type}")
        yield _link(url, "dcat:mediaType", _MEDIA + media_type)
        if value.license:
            yield _link(url, "dct:license", value.license)


def _parties(release: Release, objects: Mapping[Iri, RegisteredObject], contact: Iri | None) -> Iterator[Triple]:
    """Who the publishers and contact points are, as far as the registers of the release tell."""
    named = {release.agent, contact}
    for value in objects.values():
        named.update((value.publisher, value.contact_point))
    registers = [value for value in objects.values() if isinstance(value, Register)]
    for register in registers:
        for table, members in ((ORGANIZATION, register.organizations), (CONTACT_POINT, register.contact_points)):
            for member in members:
                if member.iri in named:
                    bare = member.model_copy(update={"extra": ()})
                    yield from table.write_at(NamedNode(member.iri), bare, Blanks())  # type: ignore[arg-type]


def _link(subject: Iri, predicate: str, target: Iri) -> Triple:
    return Triple(NamedNode(subject), NamedNode(iri(predicate)), NamedNode(target))


def _text(subject: Iri, predicate: str, text: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(iri(predicate)), Literal(text))


def _said(subject: Iri, predicate: str, text: LangString) -> Triple:
    return Triple(NamedNode(subject), NamedNode(iri(predicate)), Literal(text.text, language=text.lang))


def _time(subject: Iri, predicate: str, time: datetime) -> Triple:
    stamp = Literal(time.isoformat().replace("+00:00", "Z"), datatype=NamedNode(iri("xsd:dateTime")))
    return Triple(NamedNode(subject), NamedNode(iri(predicate)), stamp)


def released_numbers(triples: Iterable[Triple]) -> tuple[str, ...]:
    """The numbers of the releases that a catalogue graph names, sorted as text."""
    prefix = release_iri("")
    wanted = (NamedNode(iri("rdf:type")), NamedNode(iri("dcat:Catalog")))
    found = (row.subject for row in triples if (row.predicate, row.object) == wanted)
    return tuple(sorted(term.value.removeprefix(prefix) for term in found if isinstance(term, NamedNode)))
