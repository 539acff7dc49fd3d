"""What a label is found by: whether its words count, and the numbers of its keys; and all that a thing is found by."""

from typing import Final, NamedTuple

from registry.terminology.kinds import MemberKind
from registry.terminology.search_entry import Entry, Label
from registry.terminology.search_layout import GROUP_OF, GROUPS, LETTERS, key_number
from registry.terminology.search_rows import context_words
from registry.text.stemming import stem
from registry.text.words import LabelWords, index_words, label_words

#: An address is found as a whole; its words name no thing.
_ADDRESS: Final = "://"


def has_words(label: Label) -> bool:
    """Whether a label is found by its words too."""
    return _ADDRESS not in label.text


def key_numbers(label: Label, kind: str, read: LabelWords | None = None) -> list[int]:
    """The numbers of the keys of a label, for a thing of a kind: of a code only the notation is met to the letter."""
    first = int(kind == MemberKind.CODE and bool(label.lang))
    return [
        key_number(number, key)
        for number, key in enumerate((read or read_label(label)).keys)
        if key and first <= number
    ]


def read_label(label: Label) -> LabelWords:
    """The words and keys of a label: codes have no other forms."""
    return label_words(label.text, is_code=not label.lang)


class GroupTokens(NamedTuple):
    """What the labels of one group have: words with pieces, stems of those that are no codes, numbers of keys."""

    words: set[str]
    stems: set[str]
    keys: set[int]


class ThingTokens(NamedTuple):
    """What a thing is found by, from itself alone; `said` are the words of its texts, `text` their stems."""

    groups: tuple[GroupTokens, ...]
    context: set[str]
    said: set[str]
    text: set[str]


def tokens_of(entry: Entry) -> ThingTokens:
    """All that a thing is found by, but for what other things lend it: names around it, terms of what it replaces."""
    said = {word for row in entry.texts for word in index_words(row.text)}
    return ThingTokens(
        groups=tuple(_group(entry, group) for group in range(GROUPS)),
        context={stem(word) for word in context_words((entry.kind, *entry.context))},
        said=said,
        text={stem(word) for word in said},
    )


def _group(entry: Entry, group: int) -> GroupTokens:
    found = GroupTokens(set(), set(), set())
    for label in entry.labels:
        if GROUP_OF[LETTERS[label.field]] != group:
            continue
        read = read_label(label)
        found.keys.update(key_numbers(label, entry.kind, read))
        if has_words(label):
            found.words.update(read.words)
            found.stems.update(map(stem, read.words) if label.lang else ())
    return found
