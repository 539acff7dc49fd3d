"""An object or concept as data, by suffix: what lies beside the pages, so that `{IRI}.ttl` works on any web host."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from registry.domain import CodeList, Concept, RegisteredObject
from registry.errors import CannotHold
from registry.interchange import tabular
from registry.namespaces import PREFIXES
from registry.rdf.objects import in_default_graph
from registry.rdf.serialization import Format, serialize
from registry.services.describing import describe
from registry.terminology.members import json_of
from registry.terminology.protocol import Resolution, VersionReader

Writer = Callable[[RegisteredObject, VersionReader], bytes]


def _rdf(format_: Format) -> Writer:
    return lambda _, reader: serialize(in_default_graph(reader.triples()), format_, PREFIXES)


#: Of every object.
FORMATS: Final[Mapping[str, Writer]] = {
    "ttl": _rdf(Format.TURTLE),
    "jsonld": _rdf(Format.JSON_LD),
    "rdf": _rdf(Format.RDF_XML),
    "nt": lambda _, reader: reader.text(),
    "json": lambda value, _: json_of(value) + b"\n",
}
_CODES: Final[Mapping[str, Callable[[CodeList], bytes]]] = {"csv": tabular.write_csv, "xlsx": tabular.write_xlsx}
_OVERVIEW: Final[Mapping[str, Callable[[tabular.Overviewed], bytes]]] = {
    "csv": tabular.write_overview_csv,
    "xlsx": tabular.write_overview_xlsx,
}
#: What the release's ZIP holds too.
_PACKED: Final = ("ttl", "json", "csv", "xlsx")
#: Of a concept.
CONCEPT_SUFFIXES: Final = ("ttl", "json")


def suffixes(value: RegisteredObject) -> tuple[str, ...]:
    """The suffixes that an object is written with, where its data permit."""
    return (*FORMATS, *_OVERVIEW) if isinstance(value, tabular.Overviewed | CodeList) else (*FORMATS,)


class Packed:
    """What the release's ZIP has already of the objects, by their place: the same bytes; empty without a ZIP.

    An object whose IRI is not of this registry has a place of another name there, and is not found.
    """

    def __init__(self, package: Path | None) -> None:
        self._content = zipfile.ZipFile(package) if package else None
        self._names = frozenset(self._content.namelist()) if self._content else frozenset()

    def close(self) -> None:
        """Let go of the ZIP."""
        if self._content:
            self._content.close()

    def of(self, place: str) -> Mapping[str, bytes]:
        """By suffix."""
        if self._content is None:
            return {}
        names = {suffix: f"{place}.{suffix}" for suffix in _PACKED}
        return {suffix: self._content.read(name) for suffix, name in names.items() if name in self._names}


def files(
    value: RegisteredObject, reader: VersionReader, ready: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[tuple[str, bytes]]:
    """Suffix and bytes in each format that can hold the object; `ready` are those made before."""
    for suffix in suffixes(value):
        try:
            yield suffix, ready[suffix] if suffix in ready else _write(value, reader, suffix)
        except CannotHold:
            continue


def _write(value: RegisteredObject, reader: VersionReader, suffix: str) -> bytes:
    if suffix in FORMATS:
        return FORMATS[suffix](value, reader)
    if isinstance(value, CodeList):
        return _CODES[suffix](value)
    assert isinstance(value, tabular.Overviewed)  # noqa: S101 -- `suffixes` says so
    return _OVERVIEW[suffix](value)


def concept_files(concept: Concept, found: Resolution, reader: VersionReader) -> Iterator[tuple[str, bytes]]:
    """A concept with its own statements, blank nodes and all, as Turtle and JSON: by suffix."""
    yield "ttl", serialize(in_default_graph(describe(reader, found)), Format.TURTLE, PREFIXES)
    yield "json", json_of(concept) + b"\n"
