"""Whether a text is a value of a simple type: the types of XML Schema part 2, patterns, and what they are called."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Final

import re2

from registry.domain import Iri, ModelElement
from registry.domain.lexical import pattern_of
from registry.domain.message_schema import SimpleContent

#: Says whether a text, as it stands in the message, is a value.
Test = Callable[[str], bool]

_ZONE: Final = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DAY: Final = r"(-?(?:[1-9]\d{3,}|0\d{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_HOUR: Final = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_NAME: Final = r"[^\W\d][\w.\-·]*"


def _spelled(pattern: str) -> Test:
    """Whether a text without the blanks around it is spelled so."""
    match = re.compile(pattern, re.ASCII).fullmatch
    return lambda text: match(text.strip(" \t\r\n")) is not None


def _dated(pattern: str) -> Test:
    """The same, where the day that it begins with is one that there is."""
    match = re.compile(pattern, re.ASCII).fullmatch

    def test(text: str) -> bool:
        found = match(text.strip(" \t\r\n"))
        return found is not None and _is_day(*found.groups()[:3])

    return test


@lru_cache(maxsize=4096)
def _is_day(year: str, month: str, day: str) -> bool:
    number = int(year)
    if number == 0:
        return False
    try:
        date(number if 0 < number <= date.max.year else 2000 + number % 400, int(month), int(day))
    except ValueError:
        return False
    return True


def _whole(least: int | None = None, most: int | None = None) -> Test:
    match = re.compile(r"[+-]?\d+", re.ASCII).fullmatch

    def test(text: str) -> bool:
        bare = text.strip(" \t\r\n")
        if not match(bare):
            return False
        number = Decimal(bare)
        return (least is None or number >= least) and (most is None or number <= most)

    return test


def _base64(text: str) -> bool:
    bare = "".join(text.split())
    return len(bare) % 4 == 0 and _BASE64(bare) is not None


_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?", re.ASCII).fullmatch


_NC_NAME: Final = re.compile(_NAME).fullmatch
_NMTOKEN: Final = re.compile(r"[\w.\-:·]+").fullmatch


#: The types of XML Schema part 2 that refuse anything.
TESTS: Final[Mapping[str, Test]] = {
    "dateTime": _dated(f"{_DAY}T{_HOUR}{_ZONE}"),
    "date": _dated(f"{_DAY}{_ZONE}"),
    "time": _spelled(f"{_HOUR}{_ZONE}"),
    "gYear": _spelled(rf"-?(?:[1-9]\d{{3,}}|0\d{{2}}[1-9]|0\d[1-9]\d|0[1-9]\d\d){_ZONE}"),
    "gYearMonth": _spelled(rf"-?(?:[1-9]\d{{3,}}|0\d{{3}})-(?:0[1-9]|1[0-2]){_ZONE}"),
    "gMonthDay": _spelled(rf"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]){_ZONE}"),
    "gMonth": _spelled(rf"--(?:0[1-9]|1[0-2]){_ZONE}"),
    "gDay": _spelled(rf"---(?:0[1-9]|[12]\d|3[01]){_ZONE}"),
    "duration": _spelled(r"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"),
    "boolean": _spelled("true|false|1|0"),
    "decimal": _spelled(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    "double": _spelled(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN"),
    "float": _spelled(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN"),
    "integer": _whole(),
    "nonNegativeInteger": _whole(0),
    "positiveInteger": _whole(1),
    "nonPositiveInteger": _whole(most=0),
    "negativeInteger": _whole(most=-1),
    "long": _whole(-(2**63), 2**63 - 1),
    "int": _whole(-(2**31), 2**31 - 1),
    "short": _whole(-(2**15), 2**15 - 1),
    "byte": _whole(-128, 127),
    "unsignedLong": _whole(0, 2**64 - 1),
    "unsignedInt": _whole(0, 2**32 - 1),
    "unsignedShort": _whole(0, 2**16 - 1),
    "unsignedByte": _whole(0, 255),
    "base64Binary": _base64,
    "hexBinary": _spelled(r"(?:[0-9a-fA-F]{2})*"),
    "language": _spelled(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "ID": lambda text: _NC_NAME(text.strip(" \t\r\n")) is not None,
    "IDREF": lambda text: _NC_NAME(text.strip(" \t\r\n")) is not None,
    "NCName": lambda text: _NC_NAME(text.strip(" \t\r\n")) is not None,
    "NMTOKEN": lambda text: _NMTOKEN(text.strip(" \t\r\n")) is not None,
}
#: Point in time (HIS 80117:2002, 3.6): a date and time, a date, a month, a year or a time of day.
POINT_IN_TIME: Final = "TS"
_MOST_VALUES: Final = 12
_FACETS: Final = (
    "pattern",
    "length",
    "min_length",
    "max_length",
    "min_inclusive",
    "max_inclusive",
    "min_exclusive",
    "max_exclusive",
    "total_digits",
    "fraction_digits",
)
_POINTS: Final = ("dateTime", "date", "gYearMonth", "gYear", "time")

#: Types whose blanks count (XML Schema part 2, 4.3.6); of all others those around the value are taken away.
_KEEP_BLANKS: Final = frozenset({"string", "normalizedString"})


def test_of(simple: SimpleContent, others: Mapping[Iri, SimpleContent]) -> Test | None:
    """What tells whether a text is a value of the type; None where every text is. `others` are types that it names.

    >>> test_of(SimpleContent(iri="", name="date", base="date"), {})("2026-02-30")
    False
    """
    row = simple.facets
    if simple.base == POINT_IN_TIME:
        return lambda text: any(TESTS[name](text) for name in _POINTS)
    found = [TESTS.get(simple.base), _patterned(simple)]
    if row is not None:
        found += [_member(row, others), _items(row, others), _enumerated(simple, row), _long(simple, row), _ranged(row)]
    tests = [test for test in found if test]
    if len(tests) < 2:  # noqa: PLR2004 -- one test stands for itself
        return tests[0] if tests else None
    return lambda text: all(test(text) for test in tests)


def _named(iri: Iri, others: Mapping[Iri, SimpleContent]) -> Test | None:
    """The test of a type by its name; None where every text is a value."""
    found = others.get(iri)
    name = iri.replace("#", "/").rpartition("/")[2]
    return test_of(found, others) if found is not None else TESTS.get(name)


def _member(row: ModelElement, others: Mapping[Iri, SimpleContent]) -> Test | None:
    """A union: one of the types will do (XML Schema part 2, 2.5.1.3)."""
    tests = [_named(iri, others) for iri in row.member_types]
    told = [test for test in tests if test]
    return (lambda text: any(test(text) for test in told)) if tests and len(told) == len(tests) else None


def _items(row: ModelElement, others: Mapping[Iri, SimpleContent]) -> Test | None:
    """A list: each item must do (XML Schema part 2, 2.5.1.2)."""
    test = _named(row.item_type, others) if row.item_type else None
    return (lambda text: all(test(item) for item in text.split())) if test else None


def _patterned(simple: SimpleContent) -> Test | None:
    """What the pattern of a type tells; RE2 takes time in proportion to the text, whatever the pattern is."""
    if simple.pattern is None:
        return None
    same = pattern_of(simple)
    if same is not None and same != simple.pattern:  # one that is known to take no time, written so that re is quick
        quick = re.compile(same, re.ASCII).fullmatch
        return lambda text: quick(_settled(simple, text)) is not None
    try:
        match = re2.compile(simple.pattern).fullmatch
    except re2.error:
        return None
    return lambda text: match(_settled(simple, text)) is not None


def _enumerated(simple: SimpleContent, row: ModelElement) -> Test | None:
    allowed = frozenset(row.enumeration)
    return (lambda text: _settled(simple, text) in allowed) if allowed else None


def _long(simple: SimpleContent, row: ModelElement) -> Test | None:
    """Lengths, in characters (of binary values: in bytes)."""
    least, most = (row.length if row.length is not None else each for each in (row.min_length, row.max_length))
    if least is None and most is None:
        return None

    def test(text: str) -> bool:
        size = _size(simple, _settled(simple, text))
        return (least is None or size >= least) and (most is None or size <= most)

    return test


def _size(simple: SimpleContent, text: str) -> int:
    if simple.base == "base64Binary":
        bare = "".join(text.split())
        return len(bare) // 4 * 3 - bare.count("=")
    return len(text) // 2 if simple.base == "hexBinary" else len(text)


def _ranged(row: ModelElement) -> Test | None:
    """Bounds and digits of numbers (XML Schema part 2, 4.3.7 to 4.3.12)."""
    bounds = [
        (operator, Decimal(value))
        for operator, value in (
            (ge, row.min_inclusive),
            (le, row.max_inclusive),
            (gt, row.min_exclusive),
            (lt, row.max_exclusive),
        )
        if value is not None and TESTS["decimal"](value)
    ]
    if not (bounds or row.total_digits is not None or row.fraction_digits is not None):
        return None

    def test(text: str) -> bool:
        bare = text.strip(" \t\r\n")
        if not TESTS["decimal"](bare):
            return TESTS["double"](bare)
        number = Decimal(bare)
        return all(operator(number, bound) for operator, bound in bounds) and _digits(row, bare)

    return test


def _digits(row: ModelElement, text: str) -> bool:
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    return (row.total_digits is None or len(whole) + len(fraction) <= row.total_digits) and (
        row.fraction_digits is None or len(fraction) <= row.fraction_digits
    )


def _settled(simple: SimpleContent, text: str) -> str:
    """The value of a text: without the blanks that do not count (XML Schema part 2, 4.3.6)."""
    return text if simple.base in _KEEP_BLANKS else " ".join(text.split())


def written_as(simple: SimpleContent) -> tuple[str, ...]:
    """What a value of a type looks like, in few words: its XSD type, its pattern, its values, its bounds."""
    row = simple.facets
    if row is None:
        return (simple.base, *([simple.pattern] if simple.pattern else []))
    if row.enumeration:
        return row.enumeration[:_MOST_VALUES]
    members = tuple(iri.rpartition("/")[2] for iri in row.member_types)
    facets = ((name, getattr(row, name)) for name in _FACETS)
    told = tuple(f"{name} {value}" for name, value in facets if value is not None)
    return (*(members or (simple.base,)), *told)
