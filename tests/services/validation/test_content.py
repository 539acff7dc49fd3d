"""Rows of elements against contents: what fits is what a regular expression says, and what does not is told why."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.services.validation.content import Choice as ChoiceOf
from registry.services.validation.content import (
    Content,
    Name,
    Repeat,
    Sequence_,
    choice,
    each,
    names,
    repeat,
    sequence,
)
from registry.services.validation.sequences import Flaw, Misfit, fits, misfits

_NAMES = st.sampled_from("abc").map(Name)


def _below(inner: st.SearchStrategy[Content]) -> st.SearchStrategy[Content]:
    return (
        st.lists(inner, min_size=1, max_size=3).map(sequence)
        | st.lists(inner, min_size=1, max_size=3).map(choice)
        | st.tuples(inner, st.integers(0, 2), st.none() | st.integers(2, 3)).map(lambda row: repeat(*row))
    )


_CONTENTS = st.recursive(_NAMES, _below, max_leaves=6)


def _pattern(content: Content) -> str:
    match content:
        case Name(name):
            return name
        case Sequence_(first, rest):
            return _pattern(first) + _pattern(rest)
        case ChoiceOf(options):
            return "(?:" + "|".join(map(_pattern, options)) + ")"
        case Repeat(item, least, most):
            return f"(?:{_pattern(item)}){{{least},{'' if most is None else most}}}"
    return ""


@given(_CONTENTS, st.lists(st.sampled_from("abc"), max_size=6))
def test_a_row_fits_as_a_regular_expression_says_and_misfits_agree(content: Content, row: list[str]) -> None:
    wanted = re.fullmatch(_pattern(content), "".join(row)) is not None
    assert fits(content, row) is wanted
    known = set(names(content))
    if known.issuperset(row):
        assert (misfits(content, row) == []) is wanted


_ORDERED = sequence([Name("a"), repeat(Name("b"), 0, 2), choice([Name("c"), Name("d")]), Name("e")])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("bce", [Misfit(Flaw.MISSING, 0, "a")]),
        ("abbbce", [Misfit(Flaw.TOO_MANY, 3, "b", limit=2)]),
        ("acbe", [Misfit(Flaw.WRONG_ORDER, 2, "b", ("e",))]),
        ("acde", [Misfit(Flaw.EXCLUDED, 2, "d", ("c",))]),
        ("ae", [Misfit(Flaw.MISSING, 1, "c", ("d",))]),
        ("ac", [Misfit(Flaw.MISSING, 2, "e")]),
    ],
)
def test_what_is_wrong_with_a_row_is_told(row: str, told: list[Misfit]) -> None:
    assert misfits(_ORDERED, list(row)) == told


def test_elements_of_a_group_without_order_come_in_any() -> None:
    content = each([Name("a"), repeat(Name("b"), 0, 1), Name("c")])
    fitting = {row for row in map("".join, product("abc", repeat=3)) if fits(content, list(row))}
    assert fitting == {"abc", "acb", "bac", "bca", "cab", "cba"}
    assert fits(content, ["c", "a"])
    assert not fits(content, ["a", "b"])
