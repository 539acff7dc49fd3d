"""The one analysis: text to words, pieces, keys and stems (docs/search.md, Text to words)."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from registry.text.folding import fold
from registry.text.stemming import stem

#: Words that say nothing about what is looked for (nb, nn and en), folded.
STOP_WORDS: Final = frozenset(
    fold(
        """
    og i på for til av som med en ei et eit er om hva kva hvordan korleis hvilke hvilken hvilket kva kven hvem når
    hvor kor den det de dei denne dette disse ein å ved fra frå hos eller at skal kan man jeg eg du vi
    mellom blir blei ble vart brukes brukast finnes finst heter heiter
    the of what is are a an and or in on to for with by from how which does do i my
    """
    ).split()
)
_CHUNK: Final = re.compile(r"[^\W_]+(?:[-‐–.'’_·][^\W_]+)*")
_JOINER: Final = re.compile(r"[-‐–.'’_·]")
_SHORTEST_PIECE: Final = 2


class Word(NamedTuple):
    """A word of a query and its stem."""

    word: str
    stem: str


class Analysis(NamedTuple):
    """A query as words (each once, without stop words where others remain), and the keys that whole labels have."""

    words: tuple[Word, ...]
    literal: str
    key: str
    stems: str


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
    for chunk in chunks(text):
        if chunk.isalnum():
            yield chunk
        else:
            yield word_of(chunk)
            yield from pieces_of(chunk)


def content_words(words: list[str]) -> list[str]:
    """The words that are not stop words, or all where there is no other."""
    return [word for word in words if word not in STOP_WORDS] or words


def literal_key(text: str) -> str:
    """The text apart from case and blanks: what a label is compared with to the letter."""
    return " ".join((text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()).split())


def stem_key(words: list[str]) -> str:
    """The stems of the words that are not stop words, in alphabetical order."""
    return " ".join(sorted({stem(word) for word in content_words(words)}))


def analyse(text: str, *, most: int = 12) -> Analysis:
    """A query as it is searched for; at most `most` words.

    >>> analyse("hva er hjerte-infarkt").words, analyse("Hjerte infarkt").key
    ((Word(word='hjerteinfarkt', stem='hjerteinfark'),), 'hjerteinfarkt')
    """
    every = [word_of(chunk) for chunk in chunks(text)]
    words = dict.fromkeys(content_words(every))
    kept = tuple(Word(word, stem(word)) for word in list(words)[:most])
    return Analysis(kept, literal_key(text), "".join(every), " ".join(sorted({word.stem for word in kept})))
