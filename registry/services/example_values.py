"""Invented values for example messages: the same each time, of no real person, organisation or message."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from registry.domain.lexical import matches, pattern_of
from registry.domain.message_schema import SimpleContent

#: The month of a synthetic national identity number is raised by this (Skatteetaten's test population, Tenor).
_SYNTHETIC: Final = 80
_FIRST: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_ORGANISATION: Final = (3, 2, 7, 6, 5, 4, 3, 2)
_MOD: Final = 11

#: What texts are by the name of their element: nobody is called so.
_NAMED: Final = {
    "FamilyName": "Testesen",
    "Etternavn": "Testesen",
    "GivenName": "Kari",
    "Fornavn": "Kari",
    "MiddleName": "Eksempel",
    "Mellomnavn": "Eksempel",
    "StreetAdr": "Eksempelveien 1",
    "DateOfBirth": "1980-01-01",
    "BirthDate": "1980-01-01",
    "Fodselsdato": "1980-01-01",
    "PostalCode": "0000",
    "City": "Eksempelby",
    "TeleAddress": "tel:00000000",
}

#: A value of an XSD type; and of the types of time, how the day of the message is written.
_OF_BASE: Final = {
    "boolean": "true",
    "time": "09:30:00",
    "duration": "P1D",
    "base64Binary": "RWtzZW1wZWw=",
    "anyURI": "https://example.org/eksempel",
    "language": "no",
}
_TIMES: Final = {
    "date": "%Y-%m-%d",
    "dateTime": "%Y-%m-%dT09:30:00",
    "gYear": "%Y",
    "gYearMonth": "%Y-%m",
    "gMonthDay": "--%m-%d",
    "gMonth": "--%m",
    "gDay": "---%d",
}
_NAMES: Final = frozenset({"ID", "IDREF", "NCName"})
_TEXTS: Final = frozenset({"string", "token", "normalizedString", "anyURI"})
#: How days are written in texts that are of no type of time.
_DAYS: Final = ("%Y-%m-%dT09:30:00", "%Y-%m-%d", "%Y%m%d", "%d%m%Y", "%Y%m", "%Y%m%d%H%M", "%H%M")


def identity_number(number: int) -> str:
    """A national identity number of the synthetic series: a date with the month raised by 80, and valid check digits.

    >>> identity_number(0)
    '01818000010'
    """
    born = date(1980, 1, 1) + timedelta(days=number)
    for individual in range(500):
        start = f"{born.day:02}{born.month + _SYNTHETIC:02}{born.year % 100:02}{individual:03}"
        first = _check_digit(start, _FIRST)
        second = _check_digit(f"{start}{first}", _SECOND) if len(first) == 1 else ""
        if len(second) == 1:
            return f"{start}{first}{second}"
    raise AssertionError("of 500 numbers some have check digits")


def organisation_number(number: int) -> str:
    """A nine-digit organisation number of the synthetic series, which begins with 31, with a valid check digit."""
    for start in range(31000000 + number * 10, 32000000):
        digit = _check_digit(str(start), _ORGANISATION)
        if len(digit) == 1:
            return f"{start}{digit}"
    raise AssertionError("of ten numbers some have a check digit")


def _check_digit(digits: str, weights: tuple[int, ...]) -> str:
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % _MOD
    return str((_MOD - rest) % _MOD)


def text_of(name: str, content: SimpleContent | None, seed: str, day: date) -> str:
    """A value of a simple type for the element `name`; `seed` tells places apart."""
    base = content.base if content else "string"
    facets = content.facets if content else None
    if facets and facets.enumeration:
        return facets.enumeration[0]
    pattern = pattern_of(content) if content else None
    for candidate in _candidates(name, base, seed, day):
        if (pattern is None or matches(pattern, candidate)) and _fits(candidate, content):
            return candidate
    return next(_candidates(name, base, seed, day))


def _candidates(name: str, base: str, seed: str, day: date) -> Iterator[str]:
    """Values to be tried, the likeliest first; the last is empty."""
    unique = str(uuid5(NAMESPACE_URL, seed))
    yield from (row for row in (_NAMED.get(name), _OF_BASE.get(base), _on_day(base, day)) if row)
    if base in _NAMES:
        yield "id-1"
    if base not in _TEXTS:
        yield from ("1", "1.0", "10", "100")
    if name.lower().endswith("id"):
        yield unique
    yield from ("Eksempel", unique, f"{{{unique}}}", unique.upper(), identity_number(1), organisation_number(1))
    yield from ("2.16.578.1.12.4.1.1.8279", "1", "12", "123", "1234", "A", "AB", "tel:00000000")
    yield from (f"{day:{form}}" for form in _DAYS)
    yield from ("true", "0.1", "+4700000000", "12345678", "123456789", "00.00", "X" * 20, "1.0", "")


def _on_day(base: str, day: date) -> str | None:
    """A value of a type of time."""
    return f"{day:{_TIMES[base]}}" if base in _TIMES else None


def _fits(text: str, content: SimpleContent | None) -> bool:
    facets = content.facets if content else None
    if facets is None:
        return True
    least = facets.length if facets.length is not None else facets.min_length
    most = facets.length if facets.length is not None else facets.max_length
    return (least is None or len(text) >= least) and (most is None or len(text) <= most)
