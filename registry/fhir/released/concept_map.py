"""Released mapping sets as ConceptMap: SKOS matches by the words of R4 (equivalence) and R5 (relationship)."""

from datetime import date
from typing import Any, Final

from registry.domain import Iri, Kind, Mapping, MappingSet, text
from registry.errors import NotFound
from registry.fhir.edition import Edition
from registry.fhir.released import about, naming
from registry.fhir.released.code_system import Members
from registry.fhir.released.entries import Entry
from registry.namespaces import iri
from registry.terminology.protocol import MemberKind, ReleaseReader

Json = dict[str, Any]

#: What each match means by R5; in R4 `wider` says that the target is the wider one.
RELATIONSHIPS: Final = {
    iri("skos:exactMatch"): "equivalent",
    iri("skos:closeMatch"): "related-to",
    iri("skos:broadMatch"): "source-is-narrower-than-target",
    iri("skos:narrowMatch"): "source-is-broader-than-target",
    iri("skos:relatedMatch"): "related-to",
}
_R4: Final = {
    "equivalent": "equivalent",
    "related-to": "relatedto",
    "source-is-narrower-than-target": "wider",
    "source-is-broader-than-target": "narrower",
}
_Coded = dict[str, str]


def concept_map(reader: ReleaseReader, entry: Entry, edition: Edition, _: date) -> Json:
    """The map of an entry; a mapping of which a side is no code that the release knows is named by its IRI's parts."""
    header, version, lang = entry.header, entry.version, entry.language
    assert isinstance(header, MappingSet)  # noqa: S101 -- the entry is made so
    found: Json = {"resourceType": "ConceptMap", "id": entry.id, "language": lang, "url": entry.url}
    aliases = [row for row in entry.names if row[0] != entry.url]
    identifiers = about.identifiers(aliases or [(header.iri, True)])
    found["identifier"] = identifiers if edition is Edition.R5 else identifiers[0]  # R4 has room for one
    found["version"] = version.number
    if edition is Edition.R5:
        found["versionAlgorithmString"] = "semver"
    found |= {"name": entry.name, **about.describes(header, lang)}
    found |= {"status": about.status_of(header), "experimental": False, "date": about.dated(header, version.issued)}
    found |= about.publishing(reader, header, lang)
    for side, scope in zip(("source", "target"), scope_of(reader, entry), strict=True):
        if scope:
            found[f"{side}ScopeUri" if edition is Edition.R5 else f"{side}Uri"] = scope
    groups = [_group(key, rows, edition) for key, rows in mapped(reader, entry).items()]
    return found | ({"group": groups} if groups else {})


def scope_of(reader: ReleaseReader, entry: Entry) -> tuple[str | None, str | None]:
    """The value sets that a map goes from and to, where the release has the lists."""
    header = entry.header
    assert isinstance(header, MappingSet)  # noqa: S101 -- the entry is made so
    return _scope(reader, header.subject_source), _scope(reader, header.object_source)


def _scope(reader: ReleaseReader, source: Iri | None) -> str | None:
    """The value set of all codes of a side, where the release has the list."""
    try:
        version = reader.version(source or "")
    except NotFound:
        return None
    coded = version.kind in (Kind.CODE_LIST, Kind.CONCEPT_SCHEME)
    return naming.value_set_of(version.object, version.kind) if coded else None


def mapped(
    reader: ReleaseReader, entry: Entry
) -> dict[tuple[str, str], dict[str, list[tuple[Mapping, _Coded, _Coded]]]]:
    """The mappings by source and target system, then by code of the source."""
    opened = reader.artefact(entry.object, entry.version.number)
    place = Members(reader, opened).place
    found: dict[tuple[str, str], dict[str, list[tuple[Mapping, _Coded, _Coded]]]] = {}
    for row in opened.members(kind=MemberKind.MAPPING):
        assert isinstance(row, Mapping)  # noqa: S101 -- by its kind
        subject, target = _coding(place(row.subject), row.subject), _coding(place(row.object), row.object)
        group = found.setdefault((subject["system"], target["system"]), {})
        group.setdefault(subject["code"], []).append((row, subject, target))
    return found


def _coding(found: Json | str | None, named: Iri) -> _Coded:
    """The coding of a side; of what the release does not have, what its IRI says."""
    if isinstance(found, dict):
        return found
    mark = "#" if "#" in named else "/"
    system, _, code = named.rpartition(mark)
    return {"system": system or named, "code": code or named}


def _group(key: tuple[str, str], rows: dict[str, list[tuple[Mapping, _Coded, _Coded]]], edition: Edition) -> Json:
    elements = []
    for code, targets in rows.items():
        display = targets[0][1].get("display")
        told = [_target(row, target, edition) for row, _, target in targets]
        elements.append({"code": code, **({"display": display} if display else {}), "target": told})
    return {"source": key[0], "target": key[1], "element": elements}


def _target(row: Mapping, target: _Coded, edition: Edition) -> Json:
    word = RELATIONSHIPS.get(row.predicate, "related-to")
    said = {"relationship": word} if edition is Edition.R5 else {"equivalence": _R4[word]}
    comment = text(row.justification)
    display = {"display": target["display"]} if "display" in target else {}
    return {"code": target["code"], **display, **said, **({"comment": comment} if comment else {})}
