"""The names of a released list or scheme as NamingSystem: every alias, and which are preferred or former ones."""

from datetime import date
from typing import Any, Final

from registry.fhir.canonical import oid_of
from registry.fhir.edition import Edition
from registry.fhir.released import about, naming
from registry.fhir.released.entries import Entry
from registry.terminology.protocol import ReleaseReader

Json = dict[str, Any]

#: How elements that R5 added are told in R4 (HL7's extensions for later versions).
_LATER: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-NamingSystem."


def naming_system(reader: ReleaseReader, entry: Entry, edition: Edition, _: date) -> Json:
    """All names of the code system of an entry. The canonical is the preferred URI, the OID the preferred OID."""
    header, version, lang = entry.header, entry.version, entry.language
    found: Json = {"resourceType": "NamingSystem", "id": entry.id, "language": lang}
    if edition is Edition.R5:
        found |= {"url": entry.url, "version": version.number, "versionAlgorithmString": "semver"}
    else:
        stated = (
            ("url", "valueUri", entry.url),
            ("version", "valueString", version.number),
            ("title", "valueString", entry.title),
        )
        found["extension"] = [{"url": _LATER + name, kind: value} for name, kind, value in stated]
    found["name"] = entry.name
    if edition is Edition.R5:
        found |= about.texts("title", header.title, lang)
    found |= {"status": about.status_of(header), "kind": "codesystem", "date": about.dated(header, version.issued)}
    told = about.publishing(reader, header, lang)
    found |= {name: told[name] for name in ("publisher", "contact") if name in told}
    found |= about.texts("description", header.description, lang)
    found["jurisdiction"] = told["jurisdiction"]
    return {**found, "uniqueId": _ids(naming.aliases_of(header))}


def _ids(names: tuple[tuple[str, bool], ...]) -> list[Json]:
    found, preferred = [], set[str]()
    for name, current in names:
        oid = oid_of(name)
        kind = "oid" if oid else "uri"
        row: Json = {"type": kind, "value": oid or name, "preferred": current and kind not in preferred}
        if not current:
            row["comment"] = "A former name, kept so that old references are understood."
        preferred.add(kind if current else "")
        found.append(row)
    return found
