"""Which terms are taken for one word written in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.text.resemblance import resemble, spelling_key, term_key

ALIKE = [
    ("E-post", "epost"),
    ("prøvesvar", "proevesvar"),
    ("henvisning", "henvisninger"),
    ("epikrise", "epikrisen"),
    ("kommunikasjon", "komunikasjon"),
    ("mottaker", "mottakere"),
    ("röntgen", "rontgen"),
]
UNLIKE = [
    ("mottak", "mottaker"),
    ("diagnose 1", "diagnose 2"),
    ("lege", "lag"),
    ("rapport", "rapport"),
    ("svar", "Svar"),
]


def taken_for_one(one, other):
    return spelling_key(one) == spelling_key(other) and resemble(one, other)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_variants_resemble_each_other(one, other):
    assert taken_for_one(one, other)
    assert taken_for_one(other, one)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_other_words_and_equal_ones_do_not(one, other):
    assert not taken_for_one(one, other)


@given(st.text(), st.text())
def test_terms_with_one_key_share_the_coarser_key(one, other):
    assert term_key(one) != term_key(other) or spelling_key(one) == spelling_key(other)
    assert resemble(one, other) == resemble(other, one)


@given(st.text(min_size=1))
def test_case_alone_is_no_resemblance(term):
    assert not resemble(term, term.casefold())
