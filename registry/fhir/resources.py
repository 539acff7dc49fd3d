"""The resources in FHIR files: which they are, JSON or XML, alone, in a Bundle or in a package."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.source_file import SourceFile
from registry.errors import InvalidInput
from registry.fhir.element import Element
from registry.fhir.json_form import load_json, read_json
from registry.fhir.xml_form import read_xml


class Resource(StrEnum):
    """The resources that are read, in the order in which they build on one another."""

    CODE_SYSTEM = "CodeSystem"
    NAMING_SYSTEM = "NamingSystem"
    VALUE_SET = "ValueSet"
    CONCEPT_MAP = "ConceptMap"


_BUNDLE = "Bundle"


@dataclass(frozen=True)
class Given:
    """One resource: the file it came in, its type, and its tree."""

    file: str
    kind: str
    root: Element

    @property
    def is_read(self) -> bool:
        """Whether the registry reads resources of its type."""
        return self.kind in set(Resource)


def resources_in(files: Iterable[SourceFile]) -> tuple[Given, ...]:
    """The resources of all files, those of a Bundle one by one, in the order in which they build on one another.

    A JSON file of a package that is no resource (its manifest, its index) is passed over where there are several.
    Raises SyntaxFault and InvalidInput with file, line or path.
    """
    every = tuple(files)
    found = [given for file in every if len(every) == 1 or _is_resource(file) for given in _resources(file)]
    order = list(Resource)
    return tuple(sorted(found, key=lambda given: order.index(Resource(given.kind)) if given.is_read else len(order)))


def _is_resource(file: SourceFile) -> bool:
    """Whether a file claims to be a resource; what cannot be read at all is not passed over."""
    if is_xml(file.data):
        return True
    found = load_json(file.data, file.name)
    return isinstance(found, dict) and "resourceType" in found


def is_xml(data: bytes) -> bool:
    """Whether bytes look like XML: their first character that is no space is `<`."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _resources(file: SourceFile) -> Iterator[Given]:
    try:
        kind, root = read_xml(file.data, file.name) if is_xml(file.data) else read_json(file.data, file.name)
    except InvalidInput as fault:
        if not fault.message.startswith(file.name):
            fault.args = (f"{file.name}: {fault.message}",)
            fault.message = f"{file.name}: {fault.message}"
        raise
    yield from _unbundled(file.name, root) if kind == _BUNDLE else [Given(file.name, kind, root)]


def _unbundled(file: str, bundle: Element) -> Iterator[Given]:
    for entry in bundle.all("entry"):
        for found in entry.all("resource"):
            inner = next((row for rows in found.children.values() for row in rows if row.name[:1].isupper()), found)
            root = inner if "." not in inner.name else found
            if "." in root.name:
                raise root.fault("a resource names its type")
            yield Given(file, root.name, root)
