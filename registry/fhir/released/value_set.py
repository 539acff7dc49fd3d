"""Released lists, schemes and collections as ValueSet: all codes of a system, or those of a collection."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from registry.fhir.edition import Edition
from registry.fhir.released import about, naming, wording
from registry.fhir.released.code_system import Members
from registry.fhir.released.entries import Entry
from registry.terminology.protocol import ReleaseReader

Json = dict[str, Any]


def value_set(reader: ReleaseReader, entry: Entry, edition: Edition, _: date) -> Json:
    """The value set of an entry, with the version of the system that it takes its codes from.

    It states no language: to an expansion that would go before the languages that the caller accepts.
    """
    header, version, lang = entry.header, entry.version, entry.language
    found: Json = {"resourceType": "ValueSet", "id": entry.id, "url": entry.url}
    found["identifier"] = about.identifiers([(entry.member.iri if entry.member else header.iri, True)])
    found["version"] = version.number
    if edition is Edition.R5:
        found["versionAlgorithmString"] = "semver"
    told = entry.member or header
    titled = entry.member.pref_label if entry.member else header.title
    found |= {
        "name": entry.name,
        **about.texts("title", titled, lang),
        **about.texts("description", told.description, lang),
    }
    found |= {"status": about.status_of(header), "experimental": False, "date": about.dated(header, version.issued)}
    found |= about.publishing(reader, header, lang)
    if entry.member is None:
        found["immutable"] = False
    return {**found, "compose": {"include": list(_includes(reader, entry))}}


def _includes(reader: ReleaseReader, entry: Entry) -> Iterator[Json]:
    system = {"system": naming.system_of(entry.header), "version": entry.version.number}
    if entry.member is None:
        yield system
        return
    opened = reader.artefact(entry.object, entry.version.number)
    members = Members(reader, opened)
    listed = [opened.ordinal(iri) for iri in entry.member.member if opened.has(iri)]
    rows = [members.json(at) for at in listed]
    yield {**system, "concept": [_reference(row, entry.language) for row in rows]}
    yield from _elsewhere(members, [iri for iri in entry.member.member if not opened.has(iri)])


def _reference(member: Json, lang: str) -> Json:
    display = wording.display_of(member, lang)
    return {"code": naming.code_of(member), **({"display": display} if display else {})}


def _elsewhere(members: Members, iris: list[str]) -> Iterator[Json]:
    """Members that belong to other systems, of whatever version; what is no code is left out."""
    systems: dict[str, list[Json]] = {}
    for iri in iris:
        coding = members.place(iri)
        if isinstance(coding, dict):
            rest = {name: value for name, value in coding.items() if name != "system"}
            systems.setdefault(coding["system"], []).append(rest)
    yield from ({"system": system, "concept": concepts} for system, concepts in systems.items())
