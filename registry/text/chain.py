"""The analysis as a chain of Whoosh's, for indexes of drafts; what a word is, is told in `words`."""

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.analysis.acore import Token
from whoosh.analysis.filters import Filter
from whoosh.analysis.tokenizers import Tokenizer

from registry.text.stemming import stem
from registry.text.words import STOP_WORDS, index_words


class WordTokenizer(Tokenizer):
    """Gives the words and pieces of a text (docs/search.md, Text to words)."""

    def __call__(self, value: str, positions: bool = False, mode: str = "", **more: Any) -> Iterator[Token]:
        """The tokens of `value`, folded, in order."""
        token = Token(positions, removestops=True, mode=mode, **more)
        for place, word in enumerate(index_words(value)):
            token.text, token.stopped, token.boost = word, False, 1.0
            if positions:
                token.pos = place
            yield token


class StemFilter(Filter):
    """Gives each word that is no stop word as its stem."""

    def __call__(self, tokens: Iterable[Token]) -> Iterator[Token]:  # type: ignore[override]  # as Whoosh types it
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
