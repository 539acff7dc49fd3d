"""The catalogue's own words in each language, read from `site/messages.toml`."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from registry import resources
from registry.catalogue.links import CATALOGUE_LANGUAGES

#: From which number on digits are grouped.
_GROUPED = 10_000


class Messages:
    """Sentences by key. `say("home.title")` is one; `say.term("status", "CURRENT")` the word for a value."""

    def __init__(self, lang: str, texts: dict[str, dict[str, str]]) -> None:
        self.lang = lang
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """The sentence with `{name}` replaced by values; KeyError for an unknown key."""
        return self._texts[key][self.lang].format(**values) if values else self._texts[key][self.lang]

    def term(self, group: str, name: str) -> str:
        """The word for one value of a vocabulary; the value itself where there is none."""
        found = self._texts.get(f"{group}.{name}")
        return found[self.lang] if found else name

    def knows(self, group: str, name: str) -> bool:
        """Whether there is a word for a value of a vocabulary."""
        return f"{group}.{name}" in self._texts

    def count(self, noun: str, number: int) -> str:
        """A number and the noun `count.{noun}` or, for one, `count.{noun}-one`."""
        return f"{self.number(number)} {self.term('count', noun + '-one' if number == 1 else noun)}"

    def number(self, number: int) -> str:
        """A number as the language writes it: five digits or more in groups of three."""
        grouped = f"{number:,}" if number >= _GROUPED else str(number)
        return grouped if self.lang == "en" else grouped.replace(",", "\N{NO-BREAK SPACE}")


def load(folder: Path | None = None) -> dict[str, Messages]:
    """The words by language."""
    data = tomllib.loads(((folder or resources.folder("site")) / "messages.toml").read_text("utf-8"))
    texts = dict(_flat(data, ""))
    return {lang: Messages(lang, texts) for lang in CATALOGUE_LANGUAGES}


def _flat(node: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in node.items():
        if all(isinstance(text, str) for text in value.values()):
            yield prefix + name, value
        else:
            yield from _flat(value, f"{prefix}{name}.")
