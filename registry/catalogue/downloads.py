"""An object or concept as data, by suffix: what lies beside the pages, so that `{IRI}.ttl` works on any web host."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from registry.catalogue.links import stem
from registry.domain import CodeList, ConceptScheme, InformationModel, Iri, RegisteredObject, Version
from registry.errors import CannotHold
from registry.interchange import tabular
from registry.namespaces import BASE, PREFIXES
from registry.rdf.canonical import Triple
from registry.rdf.objects import in_default_graph
from registry.rdf.serialization import Format, serialize
from registry.terminology.members import json_of
from registry.terminology.protocol import VersionReader

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
_OVERVIEW: Final[Mapping[str, Callable[[ConceptScheme | InformationModel], bytes]]] = {
    "csv": tabular.write_overview_csv,
    "xlsx": tabular.write_overview_xlsx,
}
#: What the release's ZIP holds too.
_PACKED: Final = ("ttl", "json", "csv", "xlsx")
#: Of a concept.
CONCEPT_SUFFIXES: Final = ("ttl", "json")


def suffixes(value: RegisteredObject) -> tuple[str, ...]:
    """The suffixes that an object is written with, where its data permit."""
    return (*FORMATS, *_OVERVIEW) if isinstance(value, ConceptScheme | InformationModel | CodeList) else (*FORMATS,)


def packed(package: Path | None, versions: Iterable[Version]) -> dict[str, dict[str, bytes]]:
    """By the place of each object, what the release's ZIP has of it already, by suffix: the same bytes.

    An object whose IRI is not of this registry has a place of another name there, and is left out.
    """
    if package is None:
        return {}
    found: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(package) as content:
        names = set(content.namelist())
        for version in versions:
            place = stem(version.object, version.kind)
            if version.object == BASE + place:
                have = {suffix: f"{place}.{suffix}" for suffix in _PACKED if f"{place}.{suffix}" in names}
                found[place] = {suffix: content.read(name) for suffix, name in have.items()}
    return found


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
    assert isinstance(value, ConceptScheme | InformationModel)  # noqa: S101 -- `suffixes` says so
    return _OVERVIEW[suffix](value)


def concept_files(scheme: ConceptScheme, reader: VersionReader) -> Iterator[tuple[Iri, str, bytes]]:
    """Each concept of a scheme with its own statements, blank nodes and all, as Turtle and JSON."""
    about = _by_subject(reader.triples())
    for concept in scheme.concepts:
        triples = _closure(f"<{concept.iri}>", about)
        yield concept.iri, "ttl", serialize(in_default_graph(triples), Format.TURTLE, PREFIXES)
        yield concept.iri, "json", json_of(concept) + b"\n"


def _by_subject(triples: Iterable[Triple]) -> dict[str, list[Triple]]:
    found: dict[str, list[Triple]] = {}
    for triple in triples:
        found.setdefault(str(triple.subject), []).append(triple)
    return found


def _closure(subject: str, about: Mapping[str, list[Triple]]) -> list[Triple]:
    found, waiting, seen = [], [subject], {subject}
    while waiting:
        for triple in about.get(waiting.pop(), ()):
            found.append(triple)
            node = str(triple.object)
            if node.startswith("_:") and node not in seen:
                seen.add(node)
                waiting.append(node)
    return found
