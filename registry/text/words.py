"""The one analysis: text to words, pieces, keys and stems (docs/search.md, Text to words)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from registry.text.folding import fold
from registry.text.stemming import form_stem, stem

#: Words that say nothing about what is looked for (nb, nn and en), folded.
STOP_WORDS: Final = frozenset(
    fold(
        """
    og i på for til av som med en ei et eit er om hva kva hvordan korleis hvilke hvilken hvilket kva kven hvem når
    hvor kor den det de dei denne dette disse ein å ved fra frå hos eller at skal kan man jeg eg du vi
    over har hadde noe noen noko må vil min mitt mi sin også her der finner finn finne used use
    mellom blir blei ble vart brukes brukast finnes finst heter heiter
    the of what is are a an and or in on to for with by from how which does do i my
    """
    ).split()
)
#: Words that say what kind of thing is looked for, folded; beside other words they are not looked for themselves.
HINTS: Final[Mapping[str, str]] = {
    fold(word): kind
    for kind, words in {
        "concept": "begrep begrepet omgrep definisjon definisjonen definere betyr tyder betydning tyding meaning mean "
        "means definition define",
        "code-list": "kodeverk kodeverket kodeliste kodelisten kodelista koder kodar kodane kodene verdisett liste "
        "listen lista list codelist codes volven oid",
        "code": "kode koden code",
        "exchange": "sende sender sendes sendast motta mottar",
    }.items()
    for word in words.split()
}
_OID: Final = "urn:oid:"
_CHUNK: Final = re.compile(r"[^\W_]+(?:[-‐–.'’_·][^\W_]+)*")
_JOINER: Final = re.compile(r"[-‐–.'’_·]")
_SHORTEST_PIECE: Final = 2


class Word(NamedTuple):
    """A word of a query and its stem."""

    word: str
    stem: str


#: What a whole label is compared by: to the letter, joined, by its words' forms, by their stems.
Keys = tuple[str, str, str, str]


class Analysis(NamedTuple):
    """A query as words, and the keys that whole labels have, best first: literal, joined, by forms, by stems.

    The words are each once, without stop words and `hints` where others remain; hints are words that say what kind
    of thing is looked for, and `named` are the keys without them.
    """

    words: tuple[Word, ...]
    keys: Keys
    hints: tuple[str, ...] = ()
    named: Keys | None = None


def chunks(text: str) -> list[str]:
    """The runs of letters and digits of a text, folded, with the joiners within them.

    >>> chunks("E-post til (avd.) J44.1")
    ['e-post', 'til', 'avd', 'j44.1']
    """
    return _CHUNK.findall(fold(text))


def word_of(chunk: str) -> str:
    """The chunk as one word.

    >>> word_of("e-post")
    'epost'
    """
    return chunk if chunk.isalnum() else _JOINER.sub("", chunk)


def pieces_of(chunk: str) -> list[str]:
    """The words that a chunk is joined of; none where nothing is joined, and no codes.

    >>> pieces_of("ct-thorax"), pieces_of("j44.1")
    (['ct', 'thorax'], [])
    """
    if chunk.isalnum():
        return []
    return [piece for piece in _JOINER.split(chunk) if piece.isalpha() and len(piece) >= _SHORTEST_PIECE]


def index_words(text: str) -> Iterator[str]:
    """Every word and piece of a label, as they stand; a word may come twice."""
    return iter(_words_and_pieces(chunks(text)))


def _words_and_pieces(given: list[str]) -> list[str]:
    found: list[str] = []
    for chunk in given:
        if chunk.isalnum():
            found.append(chunk)
        else:
            found.append(word_of(chunk))
            found += pieces_of(chunk)
    return found


def content_words(words: list[str]) -> list[str]:
    """The words that are not stop words, or all where there is no other."""
    return [word for word in words if word not in STOP_WORDS] or words


def literal_key(text: str) -> str:
    """The text apart from case and blanks: what a label is compared with to the letter."""
    return " ".join((text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()).split())


class LabelWords(NamedTuple):
    """A label as it is indexed: folded, its words and pieces, and its keys; of a code the last two keys are empty."""

    folded: str
    words: list[str]
    keys: Keys


def label_words(text: str, *, is_code: bool = False) -> LabelWords:
    """All that a label is found by, read once.

    >>> label_words("E-post til lege")
    LabelWords(folded='e-post til lege', words=['epost', 'post', 'til', 'lege'], \
keys=('e-post til lege', 'eposttillege', 'epost leg', 'epost leg'))
    """
    folded = fold(text)
    found = _CHUNK.findall(folded)
    words = [chunk if chunk.isalnum() else word_of(chunk) for chunk in found]
    every = words if all(map(str.isalnum, found)) else _words_and_pieces(found)
    forms = ("", "") if is_code else stem_keys(words)
    return LabelWords(folded, every, (literal_key(text), "".join(words), *forms))


def whole_keys(text: str) -> Keys:
    """What a label is compared by as a whole: to the letter, joined, by its words' forms, and by their stems.

    >>> whole_keys("Henvisninger til lege")
    ('henvisninger til lege', 'henvisningertillege', 'henvisning leg', 'henvis leg')
    """
    return label_words(text).keys


def stem_keys(words: list[str]) -> tuple[str, str]:
    """The forms and the stems of the words that are not stop words, each in alphabetical order."""
    content = content_words(words)
    if len(content) == 1:
        return form_stem(content[0]), stem(content[0])
    return " ".join(sorted(set(map(form_stem, content)))), " ".join(sorted(set(map(stem, content))))


def run_keys(words: list[str]) -> Keys:
    """The keys of some words of a query, as if they had been typed alone."""
    return " ".join(words), "".join(words), *stem_keys(words)


def analyse(text: str, *, most: int = 12) -> Analysis:
    """A query as it is searched for; at most `most` words.

    >>> analyse("hva er hjerte-infarkt").words, analyse("Hjerte infarkt").keys[1]
    ((Word(word='hjerteinfarkt', stem='hjerteinfark'),), 'hjerteinfarkt')
    >>> analyse("kodeverk for hjelpemidler").hints
    ('kodeverk',)
    """
    text = text.strip().removeprefix(_OID)
    every = [word_of(chunk) for chunk in chunks(text)]
    content = list(dict.fromkeys(content_words(every)))
    named = [word for word in content if word not in HINTS] or content
    kept = tuple(Word(word, stem(word)) for word in named[:most])
    hints = tuple(word for word in content if word not in named)
    keys = (literal_key(text), "".join(every), *stem_keys(every))
    return Analysis(kept, keys, hints, run_keys(named) if hints else None)
