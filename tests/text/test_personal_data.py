"""What in a text is personal data, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.text.personal_data import Personal, is_identity_number, personal_data


def numbered(nine: str) -> str | None:
    """The identity number of nine digits, by weighted sums that 11 divides; None where it has none."""
    for last in range(100):
        digits = [int(each) for each in f"{nine}{last:02}"]
        one = sum(d * w for d, w in zip(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), strict=False))
        two = sum(d * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True))
        if one % 11 == 0 and two % 11 == 0:
            return f"{nine}{last:02}"
    return None


@given(st.integers(0, 999_999_999).map("{:09}".format), st.integers(0, 10), st.integers(1, 9))
def test_a_number_with_both_check_digits_is_one_and_with_any_digit_changed_is_not(nine, place, by):
    number = numbered(nine)
    if number is None:
        return
    assert is_identity_number(number)
    assert personal_data(f"Pasient {number[:6]} {number[6:]}.") == (Personal.IDENTITY_NUMBER,)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not is_identity_number(wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ordet epikrise bør ha en definisjon til.", ()),
        ("OID 2.16.578.1.12.4.1.1.7304 mangler.", ()),
        ("Ring meg på 22 33 44 55 eller skriv til kari@sykehus.example.", (Personal.EMAIL, Personal.PHONE)),
        ("+47 91234567", (Personal.PHONE,)),
        ("Koden 12345678901 finnes ikke", ()),
    ],
)
def test_texts_of_proposals(text, found):
    assert personal_data(text) == found
