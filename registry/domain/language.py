"""Words in a language: language-tagged strings and the choice among them; nothing about stemming or search."""

from collections.abc import Iterable, Sequence

from registry.domain.value import Value

#: The languages of the public catalogue, in the order in which a missing one is filled.
LANGUAGES = ("nb", "nn", "se", "en")


class LangString(Value):
    """A text and its BCP 47 language tag; the tag is kept as written and compared without regard to case."""

    text: str
    lang: str

    def speaks(self, wanted: str) -> bool:
        """Whether the tag is `wanted` or a region of it (RFC 4647, basic filtering).

        >>> LangString(text="hei", lang="nb-NO").speaks("NB")
        True
        """
        tag, wanted = self.lang.lower(), wanted.lower()
        return tag == wanted or tag.startswith(wanted + "-")


def pick(strings: Iterable[LangString], preferred: Sequence[str] = LANGUAGES) -> LangString | None:
    """The string in the first preferred language that has one, else the first in catalogue order, else any.

    >>> pick([LangString(text="case", lang="en"), LangString(text="sak", lang="nb")], ["nn"]).text
    'sak'
    """
    among = list(strings)
    at = nearest([string.lang for string in among], preferred)
    return None if at is None else among[at]


def nearest(tags: Sequence[str], preferred: Sequence[str] = LANGUAGES) -> int | None:
    """Which of some language tags `pick` takes, by its place; None where there are none.

    >>> nearest(["en", "nb-NO"], ["nn"])
    1
    """
    among = [tag.lower() for tag in tags]
    for wanted in (*preferred, *LANGUAGES):
        tag = wanted.lower()
        for at, found in enumerate(among):
            if found == tag or found.startswith(tag + "-"):
                return at
    return 0 if among else None


def text(strings: Iterable[LangString], preferred: Sequence[str] = LANGUAGES) -> str:
    """The text of `pick`, or the empty string where there is none."""
    chosen = pick(strings, preferred)
    return chosen.text if chosen else ""
