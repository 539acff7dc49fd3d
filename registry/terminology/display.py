"""Which term of a concept is shown for the languages that a request prefers (RFC 9110, 12.5.4)."""

from functools import lru_cache
from typing import Final, NamedTuple

from registry.terminology.coding import Coding, Designation

_ANY: Final = "*"
_MOST: Final = 200  # headers that are remembered
#: Uses of a designation that make it fit to be shown as the display.
_DISPLAY_USES: Final = frozenset(("display", "preferredForLanguage", "900000000000003001", "900000000000013009"))
PREFERRED_FOR_LANGUAGE: Final = Coding(
    "http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra", "preferredForLanguage", "", "Preferred For Language"
)


class Languages(NamedTuple):
    """Languages in order of preference; `others` is whether any other language will do where none of these is there."""

    text: str
    preferred: tuple[str, ...]
    others: bool

    def rank(self, tag: str) -> int | None:
        """How well a language is liked, 0 best; None where it is none of those named.

        A language that is asked for is answered by any of its varieties (de by de-CH), and a variety by its language.
        """
        lowered = tag.lower()
        for place, asked in enumerate(self.preferred):
            if lowered == asked or lowered.startswith(f"{asked}-") or asked.startswith(f"{lowered}-"):
                return place
        return None


@lru_cache(maxsize=_MOST)
def languages(text: str) -> Languages | None:
    """What a `displayLanguage` or an Accept-Language says; None where it says nothing but `*`.

    >>> languages("de,*; q=0").preferred, languages("de,*; q=0").others, languages("de").others
    (('de',), False, True)
    """
    rows = [_weighed(part, place) for place, part in enumerate(text.split(",")) if part.strip()]
    refused = {tag for weight, _, tag in rows if weight <= 0}
    named = [tag for weight, _, tag in sorted(rows, key=lambda row: (-row[0], row[1])) if weight > 0 and tag != _ANY]
    if not named and _ANY not in refused:
        return None
    return Languages(text, tuple(dict.fromkeys(named)), _ANY not in refused)


def _weighed(part: str, place: int) -> tuple[float, int, str]:
    tag, *parameters = (piece.strip() for piece in part.split(";"))
    weight = next((row[2:] for row in parameters if row.lower().startswith("q=")), "1")
    try:
        return (min(float(weight), 1.0), place, tag.lower())
    except ValueError:
        return (0.0, place, tag.lower())


def is_display(designation: Designation) -> bool:
    """Whether a designation is a name of the concept as the display is, by its use; one without a use is."""
    return designation.use is None or designation.use.code in _DISPLAY_USES


class Shown(NamedTuple):
    """What is shown for a concept: a text, its language, and the designation that it came from (None: the display)."""

    text: str
    language: str
    designation: Designation | None


def choose(display: str, language: str, designations: tuple[Designation, ...], wanted: Languages | None) -> Shown:
    """The term that is shown: the best liked of those in a language asked for; else the display, if others will do."""
    own = Shown(display, language, None)
    if wanted is None:
        return own
    best = _best(own, designations, wanted)
    if best is not None:
        return best
    return own if wanted.others or not language else Shown("", "", None)


def _best(own: Shown, designations: tuple[Designation, ...], wanted: Languages) -> Shown | None:
    terms = [own] if own.text and own.language else []
    terms += [Shown(row.value, row.language, row) for row in designations if row.language and is_display(row)]
    ranked = [
        (rank, row.language.lower() not in wanted.preferred, place)
        for place, row in enumerate(terms)
        if (rank := wanted.rank(row.language)) is not None
    ]
    return terms[min(ranked)[2]] if ranked else None
