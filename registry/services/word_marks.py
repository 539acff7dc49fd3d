"""Which words of a text are kept, removed and added; nothing about what the text is of."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

from registry.domain import Value

#: Texts that share less than this are told one after the other: marks would be a patchwork.
_ALIKE: Final = 0.4
#: Texts of fewer words than this are too.
_SHORT: Final = 4
#: Texts of more words too, as the comparison takes time by the square of their length.
_LONG: Final = 2000


class Mark(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Run(Value):
    """Words one after another that fared alike, with blanks between."""

    mark: Mark
    text: str


def marked(before: str, after: str) -> tuple[Run, ...]:
    """The words of both texts in their order; empty where the texts are short or have little in common.

    >>> [(run.mark.value, run.text) for run in marked("a b c d", "a b x d")]
    [('kept', 'a b'), ('removed', 'c'), ('added', 'x'), ('kept', 'd')]
    """
    old, new = before.split(), after.split()
    if min(len(old), len(new)) < _SHORT or max(len(old), len(new)) > _LONG:
        return ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(_joined(_steps(matcher, old, new))) if matcher.ratio() >= _ALIKE else ()


def _steps(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[tuple[Mark, list[str]]]:
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            yield Mark.KEPT, old[i1:i2]
        else:
            yield Mark.REMOVED, old[i1:i2]
            yield Mark.ADDED, new[j1:j2]


def _joined(steps: Iterable[tuple[Mark, list[str]]]) -> Iterator[Run]:
    for mark, among in groupby((row for row in steps if row[1]), key=lambda row: row[0]):
        yield Run(mark=mark, text=" ".join(word for _, words in among for word in words))


def written(runs: Iterable[Run]) -> str:
    """The same as plain text: what is removed as `[-word-]`, what is added as `{+word+}`.

    >>> written(marked("a b c d", "a b x d"))
    'a b [-c-] {+x+} d'
    """
    signs = {Mark.KEPT: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}"}
    return " ".join(signs[run.mark].format(run.text) for run in runs)
