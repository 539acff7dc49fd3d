"""How the search index lies in a compiled file: its sections, and the slots of a row of postings (docs/search.md)."""

from hashlib import blake2b
from typing import Final

from registry.terminology.search_query import Field

#: Slots of a word's row: word, stem and part, each by group of labels (later groups hold the earlier).
WORD: Final = 0
STEM: Final = 3
PART: Final = 6
SLOTS: Final = 9
GROUPS: Final = 3
#: Slots of what a stem stands around or in the texts of.
CONTEXT: Final = 0
TEXT: Final = 1
TEXT_SLOTS: Final = 2

#: Slots of a prefix that many words begin with: the words', then the parts', by group.
NODE_PART: Final = 3
NODE_SLOTS: Final = 6
#: More words than this beginning alike have their sets put together when the index is made.
FEW: Final = 16

#: Fields by the letter that stands for them in the file, and the group of labels of each.
FIELD_LETTERS: Final = {
    "p": Field.PREFERRED,
    "c": Field.CODE,
    "a": Field.PERMITTED,
    "d": Field.DISCOURAGED,
    "f": Field.FORMER,
    "e": Field.EVERYDAY,
    "t": Field.TEXT,
}
LETTERS: Final = {field: letter for letter, field in FIELD_LETTERS.items()}
GROUP_OF: Final = {"p": 0, "c": 0, "a": 1, "d": 2, "f": 2, "e": 2}


def key_number(kind: int, key: str) -> int:
    """The 64 bits that stand for a key of a whole label; `kind` is its place in `registry.text.words.whole_keys`."""
    return int.from_bytes(blake2b(f"{kind}{key}".encode(), digest_size=8).digest())


def spelling_keys(word: str, length: int) -> tuple[str, str]:
    """Where words of a length that look like `word` stand: by its first two letters, and by its last two."""
    return f"{word[:2]}<{length}", f"{word[-2:]}>{length}"
