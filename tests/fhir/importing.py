"""A store, FHIR resources made by hand, and the import of them, for the tests of what FHIR becomes."""

import json
from typing import Any

from registry.domain import RegisteredObject
from registry.domain.source_file import SourceFile
from registry.namespaces import BASE
from registry.services import drafts
from registry.services.importing import Imported, Importer, import_from
from registry.store.memory import MemoryStore

URL = "http://example.no/fhir/CodeSystem/farger"
LIST = BASE + "code-list/farger"


def file(resource: dict[str, Any] | bytes, name: str = "fil.json") -> SourceFile:
    data = resource if isinstance(resource, bytes) else json.dumps(resource, ensure_ascii=False).encode()
    return SourceFile(name=name, data=data)


def code_system(**more: Any) -> dict[str, Any]:
    concepts = [{"code": "r", "display": "Rød"}, {"code": "g", "display": "Grønn"}]
    given = {"resourceType": "CodeSystem", "url": URL, "status": "active", "content": "complete", "language": "nb"}
    return {**given, "title": "Farger", "concept": concepts, **more}


def load(store: MemoryStore, *resources: dict[str, Any] | bytes, **options: Any) -> Imported:
    files = [file(resource, f"fil-{place}.json") for place, resource in enumerate(resources)]
    return import_from(store, Importer.FHIR, files, **options)


def value(store: MemoryStore, name: str = LIST) -> RegisteredObject:
    return drafts.value_of(store, name)


def code(store: MemoryStore, notation: str, name: str = LIST) -> Any:
    return next(row for row in value(store, name).codes if row.notation == notation)  # type: ignore[attr-defined]
