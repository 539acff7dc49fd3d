"""The order of a dictionary: how terms are sorted, and the members of a large object in that order, as numbers only."""

from array import array
from collections.abc import Iterator

from registry.domain import LangString, pick
from registry.terminology.members import title_of
from registry.terminology.protocol import MemberKind, VersionReader

#: In which order a text is looked for, by the language of the page.
ORDER = {"nb": ("nb", "nn", "en"), "nn": ("nn", "nb", "en"), "en": ("en", "nb", "nn")}
_ALPHABET = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|"})
#: How many members are read at a time.
_BATCH = 500


def collation(text: str) -> str:
    """Sorts as a Norwegian dictionary does: æ, ø, å last, capitals and small letters together."""
    return text.casefold().translate(_ALPHABET)


def alphabet(artefact: VersionReader, kind: MemberKind, lang: str) -> "array[int]":
    """The places of the members of a kind, from 0, in the order of their terms in a language; 4 bytes for each."""
    keys = list(_keys(artefact, kind, lang))
    return array("I", sorted(range(len(keys)), key=keys.__getitem__))


def _keys(artefact: VersionReader, kind: MemberKind, lang: str) -> Iterator[str]:
    for offset in range(0, artefact.count(kind), _BATCH):
        for value in artefact.members(offset, _BATCH, kind):
            chosen: LangString | None = pick(title_of(value), ORDER[lang])
            yield collation(chosen.text) if chosen else ""
