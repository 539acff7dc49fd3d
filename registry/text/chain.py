"""The analysis as a chain of Whoosh's: a tokenizer and a filter, for indexes of drafts; the words are those of `words`."""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Filter, Token, Tokenizer

from registry.text.stemming import stem
from registry.text.words import STOP_WORDS, index_words


class WordTokenizer(Tokenizer):  # type: ignore[misc]  # whoosh types only some of its classes
    """Gives the words and pieces of a text (docs/search.md, Text to words)."""

    def __call__(self, value: str, positions: bool = False, mode: str = "", **more: Any) -> Iterator[Token]:
        """The tokens of `value`, folded, in order."""
        token = Token(positions, removestops=True, mode=mode, **more)
        for place, word in enumerate(index_words(value)):
            token.text, token.stopped, token.boost = word, False, 1.0
            if positions:
                token.pos = place
            yield token


class StemFilter(Filter):  # type: ignore[misc]  # whoosh types only some of its classes
    """Gives each word that is no stop word as its stem."""

    def __call__(self, tokens: Iterator[Token]) -> Iterator[Token]:
        """The stems of the tokens."""
        for token in tokens:
            if token.text not in STOP_WORDS:
                token.text = stem(token.text)
                yield token


def word_analyzer() -> Any:
    """Words as they stand, folded.

    >>> [token.text for token in word_analyzer()("E-post til legen")]
    ['epost', 'post', 'til', 'legen']
    """
    return WordTokenizer()


def stem_analyzer() -> Any:
    """Stems of words without stop words.

    >>> [token.text for token in stem_analyzer()("Henvisninger til legen")]
    ['henvis', 'leg']
    """
    return WordTokenizer() | StemFilter()
