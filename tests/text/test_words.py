"""The analysis: what it must keep alike, and vectors that other implementations are compared with."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from registry.text.chain import stem_analyzer, word_analyzer
from registry.text.folding import fold
from registry.text.stemming import form_stem, stem
from registry.text.words import STOP_WORDS, analyse, chunks, index_words, pieces_of, whole_keys, word_of

VECTORS = Path(__file__).parent / "vectors.json"


def vector(text: str) -> dict[str, object]:
    """Everything that the analysis says of a text, as docs/search.md defines it."""
    words = [word_of(chunk) for chunk in chunks(text)]
    query = analyse(text)
    return {
        "text": text,
        "fold": fold(text),
        "chunks": chunks(text),
        "words": words,
        "pieces": [pieces_of(chunk) for chunk in chunks(text)],
        "forms": [form_stem(word) for word in words],
        "stems": [stem(word) for word in words],
        "keys": list(whole_keys(text)),
        "query": {
            "words": [list(word) for word in query.words],
            "keys": list(query.keys),
            "hints": list(query.hints),
            "named": list(query.named) if query.named else None,
        },
    }


def test_the_vectors_hold():
    rows = json.loads(VECTORS.read_text("utf-8"))
    assert len(rows) >= 300
    assert [vector(row["text"]) for row in rows] == rows


@given(st.text())
def test_folding_and_words_are_settled_after_one_time(text: str):
    assert fold(fold(text)) == fold(text)
    words = [word_of(chunk) for chunk in chunks(text)]
    assert [word for word in words for word in chunks(word)] == words


@given(st.text())
def test_queries_have_each_word_once_and_at_most_twelve(text: str):
    words = [word.word for word in analyse(text).words]
    assert len(words) == len(set(words)) <= 12
    assert not STOP_WORDS.intersection(words) or STOP_WORDS.issuperset(words)


@given(st.text())
def test_whooshs_chain_gives_the_same_words(text: str):
    assert [token.text for token in word_analyzer()(text)] == list(index_words(text))
    stems = [stem(word) for word in index_words(text) if word not in STOP_WORDS]
    assert [token.text for token in stem_analyzer()(text)] == stems
