"""How the texts of XSD's built-in types are written, as patterns that JSON Schema, SHACL and Python read alike."""

import re
from functools import lru_cache
from typing import Final

from registry.domain.message_schema import SimpleContent

_YEAR: Final = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_MONTH: Final = r"(0[1-9]|1[0-2])"
_DAY: Final = r"(0[1-9]|[12][0-9]|3[01])"
_ZONE: Final = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_CLOCK: Final = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_DATE: Final = f"{_YEAR}-{_MONTH}-{_DAY}"
_SECONDS: Final = r"[0-9]+(\.[0-9]+)?S"
_DAYS: Final = "([0-9]+Y([0-9]+M)?([0-9]+D)?|[0-9]+M([0-9]+D)?|[0-9]+D)"
_HOURS: Final = f"T([0-9]+H([0-9]+M)?({_SECONDS})?|[0-9]+M({_SECONDS})?|{_SECONDS})"
_INTEGER: Final = "[+-]?[0-9]+"
_NCNAME: Final = r"[A-Z_a-zÀ-ÖØ-öø-ÿ][A-Z_a-zÀ-ÖØ-öø-ÿ0-9.\-]*"

#: What matches the whole text of a value, by the local name of its type (XML Schema 1.0 part 2, chapter 3).
#: Types that take any text are not here.
PATTERNS: Final[dict[str, str]] = {
    "boolean": "(true|false|1|0)",
    "integer": _INTEGER,
    "int": _INTEGER,
    "long": _INTEGER,
    "short": _INTEGER,
    "byte": _INTEGER,
    "nonNegativeInteger": r"(\+?[0-9]+|-0+)",
    "positiveInteger": r"\+?0*[1-9][0-9]*",
    "unsignedInt": r"\+?[0-9]+",
    "unsignedShort": r"\+?[0-9]+",
    "unsignedByte": r"\+?[0-9]+",
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "double": r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN)",
    "float": r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN)",
    "date": _DATE + _ZONE,
    "dateTime": f"{_DATE}T{_CLOCK}{_ZONE}",
    "time": _CLOCK + _ZONE,
    "gYear": _YEAR + _ZONE,
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "duration": f"-?P({_DAYS}({_HOURS})?|{_HOURS})",
    "base64Binary": r"([A-Za-z0-9+/]\s?){2,}(=\s?){0,2}|",
    "ID": _NCNAME,
    "IDREF": _NCNAME,
    "NCName": _NCNAME,
}
#: Point in time (HIS 80117:2002): a date and time, a date, a month, a year or a time of day.
POINT_IN_TIME: Final = "|".join(PATTERNS[name] for name in ("dateTime", "date", "gYearMonth", "gYear", "time"))
#: Patterns of the schemas that take time without bound on a text that does not match, and what says the same.
_SAME: Final = {r"(\d+\.?)*\d+": r"[0-9]+(\.[0-9]+)*"}


def pattern_of(content: SimpleContent) -> str | None:
    """The pattern that the whole text must match, without anchors; None where any text will do."""
    if content.pattern:
        return _SAME.get(content.pattern, content.pattern)
    return PATTERNS.get(content.base)


def matches(pattern: str, text: str) -> bool:
    """Whether a whole text matches a pattern.

    >>> matches(PATTERNS["boolean"], "true"), matches(PATTERNS["boolean"], "ja")
    (True, False)
    """
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
