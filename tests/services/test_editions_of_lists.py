"""A list of 11,000 codes with periods of validity and its next edition: the difference is right code by code."""

from pathlib import Path

import pytest

from bench.diff import compiled, editions
from registry.domain.difference import DifferenceKind
from registry.services.comparison import compare, side_of, side_read
from registry.services.compatibility import read_rulings

RULINGS = read_rulings()


def found_in(before, after):
    rows = compare(before, after, RULINGS)
    assert len({row.target for row in rows}) == len(rows), "a code is told once"
    return {row.notation: row.kind for row in rows}, {row.notation: row.replaced_by for row in rows}


def test_a_list_of_which_1200_codes_are_replaced_differs_code_by_code():
    made = editions(11_000)
    kinds, successors = found_in(side_of(made.before), side_of(made.after))
    assert kinds == made.truth
    replaced = {code: found for code, found in successors.items() if found}
    assert replaced == {code: (successor,) for code, successor in made.successors.items()}
    assert len(replaced) == 1200
    assert set(kinds.values()) == {
        DifferenceKind.CODE_REPLACED,
        DifferenceKind.CODE_ADDED,
        DifferenceKind.CODE_INACTIVATED,
        DifferenceKind.PREFERRED_TERM_CHANGED,
        DifferenceKind.CODE_REMOVED,
    }


def test_released_versions_tell_the_same_as_the_values_that_they_are_made_of(tmp_path: Path):
    made = editions(1_100)
    before, after = compiled(made.before, tmp_path), compiled(made.after, tmp_path)
    kinds, _ = found_in(side_read(before), side_read(after))
    assert kinds == made.truth


@pytest.mark.parametrize("back", [True, False])
def test_an_edition_does_not_differ_from_itself(back, tmp_path: Path):
    made = editions(500)
    value = made.after if back else made.before
    assert compare(side_of(value), side_read(compiled(value, tmp_path)), RULINGS) == ()
