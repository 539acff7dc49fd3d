"""What the service says of itself: CapabilityStatement and TerminologyCapabilities."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, Final

from registry.fhir.edition import Edition
from registry.fhir.operations.core_systems import core
from registry.fhir.released import about
from registry.fhir.released.concepts import ReleasedConcepts
from registry.fhir.released.entries import Entry, Part
from registry.fhir.released.search import parameters
from registry.fhir.released.shelf import TYPES, Shelf
from registry.fhir.released.sources import ReleasedSources

Json = dict[str, Any]

MEDIA_TYPE: Final = "application/fhir+json"
_FEATURE: Final = "http://hl7.org/fhir/uv/application-feature/StructureDefinition/feature"
#: Features of terminology servers by the tx-ecosystem guide, and the edition of its tests that is aimed at.
_FEATURES: Final = (
    ("http://hl7.org/fhir/uv/tx-tests/FeatureDefinition/test-version", {"valueCode": "1.9.1"}),
    ("http://hl7.org/fhir/uv/tx-ecosystem/FeatureDefinition/CodeSystemAsParameter", {"valueBoolean": True}),
)
_TERMINOLOGY_SERVER: Final = "http://hl7.org/fhir/CapabilityStatement/terminology-server"
_DEFINED: Final = "http://hl7.org/fhir/OperationDefinition/"
#: The operations by type of resource, each with the definition that it follows.
_OPERATIONS: Final = {
    "CodeSystem": {
        "lookup": "CodeSystem-lookup",
        "validate-code": "CodeSystem-validate-code",
        "subsumes": "CodeSystem-subsumes",
    },
    "ValueSet": {"expand": "ValueSet-expand", "validate-code": "ValueSet-validate-code"},
    "ConceptMap": {"translate": "ConceptMap-translate"},
}
_BATCH: Final = "http://hl7.org/fhir/uv/tx-ecosystem/OperationDefinition/batch-validate-code"
#: The parameters that `$expand` takes.
EXPANSION: Final = (
    "activeOnly",
    "check-system-version",
    "check-valueset-version",
    "count",
    "default-valueset-version",
    "designation",
    "displayLanguage",
    "exclude-system",
    "excludeNested",
    "excludeNotForUI",
    "filter",
    "force-system-version",
    "force-valueset-version",
    "includeDefinition",
    "includeDesignations",
    "offset",
    "property",
    "system-version",
    "tx-resource",
    "url",
    "useSupplement",
    "valueSet",
    "valueSetVersion",
)
#: The filters that value sets may use on every system, with the properties that they go by.
_HIERARCHICAL: Final = ("is-a", "descendent-of", "is-not-a", "generalizes", "child-of", "descendent-leaf")
_PLAIN: Final = ("=", "in", "not-in", "regex", "exists")
#: What R4 has no word for among the operators of filters.
_LATER: Final = ("child-of", "descendent-leaf")
_RELEASED: Final = "2026-11-28"


def capability_statement(shelf: Shelf, edition: Edition, base: str) -> Json:
    """What the service at `base` can do (CapabilityStatement, kind instance)."""
    release = shelf.reader.release
    found: Json = {"resourceType": "CapabilityStatement", "id": "omforent", "extension": list(_features())}
    found |= _named(base, release.number, "CapabilityStatement", "OmforentTerminology", "Omforent terminology service")
    found |= {"status": "active", "experimental": False, "date": about.instant(release.issued), "publisher": "Omforent"}
    found |= {
        "description": "Released code lists, concepts, mappings and models of Omforent, and operations over them."
    }
    found |= {"kind": "instance", "instantiates": [_TERMINOLOGY_SERVER], "software": _software()}
    found["implementation"] = {"description": f"Omforent, release {release.number}", "url": base}
    found |= {"fhirVersion": edition.number, "format": [MEDIA_TYPE, "json"]}
    return {**found, "rest": [_rest(edition)]}


def _named(base: str, number: str, kind: str, name: str, title: str) -> Json:
    return {"url": f"{base}/{kind}/omforent", "version": number, "name": name, "title": title}


def _software() -> Json:
    return {"name": "Omforent", "version": version("omforent"), "releaseDate": _RELEASED}


def _features() -> Iterator[Json]:
    for definition, value in _FEATURES:
        inner = [{"url": "definition", "valueCanonical": definition}, {"url": "value", **value}]
        yield {"url": _FEATURE, "extension": inner}


def _rest(edition: Edition) -> Json:
    security = {"cors": True, "description": "Everything that is released is open; nothing is written here."}
    operations = [
        {"name": "versions", "definition": f"{_DEFINED}CapabilityStatement-versions"},
        {"name": "batch-validate-code", "definition": _BATCH},
    ]
    return {
        "mode": "server",
        "security": security,
        "resource": [_resource(kind, edition) for kind in TYPES],
        "interaction": [{"code": "batch"}],
        "operation": operations,
    }


def _resource(kind: str, edition: Edition) -> Json:
    interactions = ("read", "vread", "history-instance", "search-type")
    found: Json = {"type": kind, "interaction": [{"code": code} for code in interactions]}
    found |= {"versioning": "versioned", "readHistory": True, "updateCreate": False}
    found |= {"conditionalCreate": False, "conditionalRead": "full-support", "conditionalDelete": "not-supported"}
    found["searchParam"] = [
        {"name": name, "type": row.kind, **({"documentation": row.documentation} if row.documentation else {})}
        for name, row in parameters(kind, edition).items()
    ]
    operations = [{"name": name, "definition": _DEFINED + own} for name, own in _OPERATIONS.get(kind, {}).items()]
    if kind in {"CodeSystem", "ValueSet"}:
        operations.append({"name": "batch-validate-code", "definition": _BATCH})
    return found | ({"operation": operations} if operations else {})


def terminology_capabilities(shelf: Shelf, sources: ReleasedSources, edition: Edition, base: str) -> Json:
    """Every system with every version, by each of its names, and what expansions take (TerminologyCapabilities)."""
    release = shelf.reader.release
    found: Json = {"resourceType": "TerminologyCapabilities", "id": "omforent"}
    found |= _named(
        base, release.number, "TerminologyCapabilities", "OmforentTerminology", "Omforent terminology service"
    )
    found |= {"status": "active", "experimental": False, "date": about.instant(release.issued), "publisher": "Omforent"}
    found |= {"kind": "instance", "software": {"name": "Omforent", "version": version("omforent")}}
    found["implementation"] = {"description": f"Omforent, release {release.number}", "url": base}
    found["codeSystem"] = [*_systems(shelf, sources, edition), *_core_systems(edition)]
    text = "Every word of the text begins a word of a term or of the code, whatever the case and the accents."
    found["expansion"] = {
        "hierarchical": True,
        "paging": True,
        "incomplete": False,
        "parameter": [{"name": name} for name in EXPANSION],
        "textFilter": text,
    }
    found["codeSearch"] = "in-compose" if edition is Edition.R5 else "explicit"
    found |= {
        "validateCode": {"translations": True},
        "translation": {"needsMap": True},
        "closure": {"translation": False},
    }
    return found


def _systems(shelf: Shelf, sources: ReleasedSources, edition: Edition) -> Iterator[Json]:
    """The systems by their canonicals, and again by their other names: callers look for the one that they have."""
    entries: dict[str, list[Entry]] = {}
    for entry in shelf.entries["CodeSystem"]:
        if entry.part is Part.CODES:
            entries.setdefault(entry.url, []).append(entry)
    for url, rows in entries.items():
        versions = [_version(sources, entry, edition) for entry in rows]
        content = {"content": "complete" if rows[0].coded else "not-present"} if edition is Edition.R5 else {}
        for name in dict.fromkeys((url, *(name for entry in rows for name, _ in entry.names))):
            yield {"uri": name, **content, "version": versions, "subsumption": rows[0].coded}


def _core_systems(edition: Edition) -> Iterator[Json]:
    """The small systems of FHIR's own that the service knows beside the release."""
    for index in core(edition).code_systems:
        content = {"content": index.header.content} if edition is Edition.R5 else {}
        told = {"code": index.header.version, "isDefault": True, "language": [index.header.language]}
        yield {"uri": index.header.url, **content, "version": [told], "subsumption": False}


def _version(sources: ReleasedSources, entry: Entry, edition: Edition) -> Json:
    found: Json = {"code": entry.version.number, "isDefault": entry.newest, "compositional": False}
    found["language"] = [entry.language]
    index = sources.code_system(entry.url, entry.version.number)
    if not isinstance(index, ReleasedConcepts) or not entry.coded:
        return found
    properties = [row.code for row in index.header.properties]
    found["filter"] = [_filter("concept", (*_HIERARCHICAL, *_PLAIN), edition)]
    found["filter"] += [_filter(code, _PLAIN, edition) for code in ("display", "designation", *properties)]
    return found | ({"property": properties} if properties else {})


def _filter(code: str, operators: tuple[str, ...], edition: Edition) -> Json:
    return {"code": code, "op": [name for name in operators if edition is Edition.R5 or name not in _LATER]}


def versions(edition: Edition) -> Json:
    """The editions of FHIR that are spoken at an address (CapabilityStatement, $versions)."""
    own = edition.number.rpartition(".")[0]
    rows = [{"name": "version", "valueCode": own}, {"name": "default", "valueCode": own}]
    return {"resourceType": "Parameters", "parameter": rows}
