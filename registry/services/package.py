"""Everything in a release as one ZIP, always the same bytes: each object in every format, the catalogue, a manifest."""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from registry.domain import CodeList, Kind, Release, Version, text
from registry.interchange import tabular
from registry.namespaces import PREFIXES
from registry.rdf import turtle_lines
from registry.rdf.canonical import Triple
from registry.rdf.objects import in_default_graph
from registry.rdf.plain_skos import lines_added, plain_skos
from registry.rdf.serialization import Format, serialize
from registry.terminology.members import json_of
from registry.terminology.protocol import VersionReader

Tables = Mapping[str, Callable[[CodeList], bytes]]

#: How a code list is written as a table, by suffix.
TABLES: Final[Tables] = {"csv": tabular.write_csv, "xlsx": tabular.write_xlsx}
#: Objects with more members are in the two forms only that can be written as they are read: Turtle and JSON.
LARGE: Final = 100_000
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
# The earliest time that a ZIP can hold: a time of making would make the bytes differ.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_README: Final = """Omforent {number}

Alt i denne utgivelsen, i flere formater. Hver mappe er ett slags objekt; hvert objekt har én fil per format:
  .ttl   RDF (Turtle), fullstendig
  .skos.ttl  begrepssystemer som ren SKOS
  .json  det samme innholdet som JSON
  .csv   kodeverk som tabell (UTF-8)
  .xlsx  kodeverk som regneark
Det som har flere enn 100 000 deler, har bare .ttl og .json.
catalogue.ttl er katalogen (DCAT-AP-NO og ModelDCAT-AP-NO). manifest.json har versjon og SHA-256 for hver fil.

Everything in this release, in several formats. Each folder is one kind of object; each object has one file a format:
  .ttl   RDF (Turtle), complete
  .skos.ttl  concept schemes as plain SKOS
  .json  the same content as JSON
  .csv   code lists as a table (UTF-8)
  .xlsx  code lists as a spreadsheet
What has more than 100,000 members has .ttl and .json only.
catalogue.ttl is the catalogue (DCAT-AP-NO and ModelDCAT-AP-NO). manifest.json has the version and SHA-256 of each file.

{contents}"""


def write_package(
    path: Path,
    release: Release,
    open_version: Callable[[Version], VersionReader],
    catalogue: list[Triple],
    tables: Tables = TABLES,
) -> None:
    """Write the ZIP of `release` to `path`; errors of the formats' writers pass through."""
    files: list[dict[str, str | int]] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _contents(release, open_version, catalogue, tables):
            files.append(_put(package, name, content))
        _put(package, "manifest.json", [_manifest(release, files)])


def _put(package: zipfile.ZipFile, name: str, content: Iterable[bytes]) -> dict[str, str | int]:
    """Write one file from its parts; gives its row of the manifest."""
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    digest, size = hashlib.sha256(), 0
    with package.open(entry, "w", force_zip64=True) as file:
        for part in content:
            digest.update(part)
            size += file.write(part)
    return {"path": name, "sha256": digest.hexdigest(), "bytes": size}


def _contents(
    release: Release, open_version: Callable[[Version], VersionReader], catalogue: list[Triple], tables: Tables
) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "README.txt", [_readme(release)]
    yield "catalogue.ttl", [serialize(in_default_graph(catalogue), Format.TURTLE, PREFIXES)]
    for version, stem in _stems(release):
        yield from _forms(open_version(version), stem, tables)


def _forms(reader: VersionReader, stem: str, tables: Tables) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield f"{stem}.ttl", turtle_lines.write(reader.blocks(), PREFIXES)
    yield f"{stem}.json", reader.json()
    if reader.count() > LARGE:
        return
    if reader.kind is Kind.CONCEPT_SCHEME:
        yield f"{stem}.skos.ttl", _plain_skos(reader)
    value = reader.object() if reader.kind is Kind.CODE_LIST and tables else None
    if isinstance(value, CodeList):
        yield from ((f"{stem}.{suffix}", [tables[suffix](value)]) for suffix in sorted(tables))


def _plain_skos(reader: VersionReader) -> Iterable[bytes]:
    more = lines_added(reader.blocks())
    if more is None:
        return [serialize(in_default_graph(plain_skos(reader.triples())), Format.TURTLE, PREFIXES)]
    return turtle_lines.write(reader.blocks(), PREFIXES, more)


def _stems(release: Release) -> Iterator[tuple[Version, str]]:
    """A name for each object's files: its kind and the end of its IRI, with the digest where that is taken."""
    taken = set()
    for version in release.versions:
        end = _UNSAFE.sub("-", version.object.rstrip("/#").rpartition("/")[2]).strip(".") or "object"
        stem = f"{version.kind}/{end}"
        if stem.lower() in taken:
            stem = f"{stem}-{hashlib.sha256(version.object.encode()).hexdigest()[:12]}"
        taken.add(stem.lower())
        yield version, stem


def _manifest(release: Release, files: list[dict[str, str | int]]) -> bytes:
    found = {**json.loads(json_of(release)), "files": files}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _readme(release: Release) -> bytes:
    rows = (f"{stem}  {version.number}  {text(version.title)}\n" for version, stem in _stems(release))
    return _README.format(number=release.number, contents="".join(rows)).encode()
