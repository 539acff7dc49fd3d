"""Finds what ought not to stand in a text that may become public: national identity numbers, phone numbers, e-mail."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

#: Weights of the two check digits of a Norwegian national identity number (fødselsnummer), modulo 11.
_FIRST: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_LENGTH: Final = 11
_DIGITS: Final = re.compile(r"(?<![\d.])\d(?:[ .\u00a0-]?\d){10}(?![\d])")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<!\d)(?:(?:\+|00)47 ?)?[2-9]\d(?: ?\d\d){3}(?!\d)")


class Personal(StrEnum):
    """What was found in a text; never the thing itself."""

    IDENTITY_NUMBER = "national-identity-number"
    EMAIL = "e-mail-address"
    PHONE = "phone-number"


def personal_data(text: str) -> tuple[Personal, ...]:
    """The kinds of personal data that a text seems to hold, each once.

    An identity number has 11 digits, with blanks, points or hyphens among them or not, and both check digits right; so
    have D numbers, H numbers, help numbers and the synthetic ones for tests, whose day or month is raised.

    >>> personal_data("Ring 22 33 44 55")
    (<Personal.PHONE: 'phone-number'>,)
    """
    return tuple(dict.fromkeys(_found(text)))


def _found(text: str) -> Iterator[Personal]:
    rest = text
    for match in _DIGITS.finditer(text):
        if is_identity_number(match[0]):
            yield Personal.IDENTITY_NUMBER
            rest = rest.replace(match[0], " ")
    if _EMAIL.search(text):
        yield Personal.EMAIL
    if _PHONE.search(rest):
        yield Personal.PHONE


def is_identity_number(written: str) -> bool:
    """Whether 11 digits, however they are set apart, are a number with both check digits right."""
    digits = [int(each) for each in re.sub(r"\D", "", written)]
    if len(digits) != _LENGTH:
        return False
    return _check(digits, _FIRST) == digits[9] and _check(digits, _SECOND) == digits[10]


def _check(digits: list[int], weights: tuple[int, ...]) -> int:
    """A check digit modulo 11; 10 is none that can stand in a number."""
    return -sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
