"""How sets of things are written as text in the browser's search files: gaps as digits, or a bitmap; no files.

`site/static/search-decode.js` reads what is written here. A digit is one character of `DIGITS`: those that may stand
in a template literal of JavaScript and are no letter of a slot, no `*` and no separator. A gap below `_ONE` takes one
digit, one below `_TWO` two, one below `_THREE` three, and any other five. A set is the gaps between its members, or,
where that is shorter, `*` and a bitmap with six things a digit.
"""

from array import array
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Final

DIGITS: Final = "!#%&'()+,-./0123456789:<=>?@[]^_abcdefghijklmnopqrstuvwxyz{|}~MNOPQRSTUVYZ"
_BASE: Final = len(DIGITS)
#: How many first digits tell that two and that three digits are to be read; the very last one tells of five.
_HEADS_OF_TWO, _HEADS_OF_THREE = 15, 4
_ONE: Final = _BASE - _HEADS_OF_TWO - _HEADS_OF_THREE - 1
_TWO: Final = _ONE + _HEADS_OF_TWO * _BASE
_THREE: Final = _TWO + _HEADS_OF_THREE * _BASE**2
_BITS: Final = 6


def number_text(number: int) -> str:
    """A number of 0 or more as digits.

    >>> number_text(0), len(number_text(54)), len(number_text(2000)), len(number_text(360_000))
    ('!', 2, 3, 5)
    """
    if number < _ONE:
        return DIGITS[number]
    if number < _TWO:
        return _digits(number - _ONE, 2, _ONE)
    if number < _THREE:
        return _digits(number - _TWO, 3, _ONE + _HEADS_OF_TWO)
    return DIGITS[-1] + _digits(number - _THREE, 4)


def _digits(number: int, many: int, head: int = 0) -> str:
    """So many digits, `head` added to the first."""
    found = []
    for _ in range(many - 1):
        number, digit = divmod(number, _BASE)
        found.append(DIGITS[digit])
    return DIGITS[head + number] + "".join(reversed(found))


_SMALL: Final = tuple(number_text(number) for number in range(_TWO))


def set_text(things: Iterable[int]) -> str:
    """A set of things, given in rising order.

    >>> set_text([0, 1, 90]), set_text(range(12))
    ('!!wc', '*NN')
    """
    members = array("I", things)
    if not members:
        return ""
    gaps = (later - earlier - 1 for earlier, later in pairwise(chain((-1,), members)))
    text = "".join(_SMALL[gap] if gap < _TWO else number_text(gap) for gap in gaps)
    return text if len(text) <= members[-1] // _BITS + 1 else _bitmap(members)


def _bitmap(members: "array[int]") -> str:
    digits = bytearray(members[-1] // _BITS + 1)
    for thing in members:
        digits[thing // _BITS] |= 1 << thing % _BITS
    return "*" + "".join(DIGITS[digit] for digit in digits)
