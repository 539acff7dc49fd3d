"""The requirements of a set as rows, every language in a column, with room for a supplier's answer; for reading."""

from collections.abc import Iterable, Iterator
from typing import Final

from registry.domain import Iri, LangString, Requirement, RequirementSet, pick

_LANGUAGES: Final = ("nb", "nn", "en")
_TEXTS: Final = ("title", "text", "rationale", "verification")
_NAMES: Final = ("exchange", "party", "role", "element")


def requirement_rows(value: RequirementSet) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header, and one row a requirement in the order of the set.

    `exchange` is what the requirement holds for: its own, else those of the set, else empty for every exchange.
    """
    texts = tuple(f"{name}@{lang}" for name in _TEXTS for lang in _LANGUAGES)
    header = ("identifier", "obligation", "area", *texts, "source", *_NAMES, "iri", "answer", "comment")
    return header, tuple(tuple(_cells(value, row)) for row in value.requirements)


def _cells(value: RequirementSet, row: Requirement) -> Iterator[str]:
    yield from (row.identifier, row.obligation, row.area.removeprefix("area-"))
    for name in _TEXTS:
        yield from (_text(getattr(row, name), lang) for lang in _LANGUAGES)
    yield " ".join(_sources(row.source))
    yield " ".join(row.exchange or value.exchange)
    yield " ".join(each.removesuffix("-party") for each in row.party)
    yield from (" ".join(row.role), " ".join(row.element), row.iri, "", "")


def _text(strings: Iterable[LangString], lang: str) -> str:
    return " ".join(each.text for each in strings if each.lang == lang)


def _sources(sources: Iterable[Iri | LangString]) -> Iterator[str]:
    """IRIs as they are; of the texts the one in bokmål, or the nearest."""
    among = tuple(sources)
    yield from (row for row in among if isinstance(row, str))
    told = pick([row for row in among if isinstance(row, LangString)], _LANGUAGES)
    if told:
        yield told.text
