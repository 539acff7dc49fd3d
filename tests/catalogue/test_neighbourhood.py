"""A drawn neighbourhood: everything around a concept has its box or is counted, nothing overlaps, and names fit."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from registry.catalogue.blocks import Run
from registry.catalogue.pages.neighbourhood import Group, Side, draw

WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyzæøå", min_size=1, max_size=40), min_size=1, max_size=12)
NAMES = WORDS.map(" ".join)
GROUPS = st.lists(
    st.builds(
        lambda names, side: Group("caption", tuple(Run(name, href=f"{name}.html") for name in names), side),
        st.lists(NAMES, max_size=12, unique=True),
        st.sampled_from(Side),
    ),
    max_size=5,
)


def overlap(one, two):
    beside = one.x + one.width <= two.x or two.x + two.width <= one.x
    over = one.y + one.height <= two.y or two.y + two.height <= one.y
    return not (beside or over)


@given(NAMES, GROUPS)
def test_every_neighbour_has_a_box_or_is_counted(name, groups):
    drawn = draw(Run(name), groups, "and {count} more")
    around = [run for group in groups for run in group.runs]
    if not around:
        assert drawn is None
        return
    boxes = drawn.plates[1:]
    rest = sum(int(plate.lines[0].split()[1]) for plate in boxes if plate.href == "#relations")
    assert len([plate for plate in boxes if plate.href != "#relations"]) + rest == len(around)


@given(NAMES, GROUPS)
def test_no_box_lies_over_another_or_outside(name, groups):
    drawn = draw(Run(name), groups, "and {count} more")
    plates = drawn.plates if drawn else ()
    assert not any(overlap(one, two) for one, two in combinations(plates, 2))
    assert all(plate.x >= 0 and plate.x + plate.width <= drawn.width for plate in plates)
    assert all(plate.y >= 0 and plate.y + plate.height <= drawn.height for plate in plates)


@given(NAMES, GROUPS)
def test_a_name_takes_three_lines_at_most_and_nothing_of_a_shorter_one_is_lost(name, groups):
    drawn = draw(Run(name), groups, "and {count} more")
    named = {run.href: run.text for group in groups for run in group.runs}
    for plate in drawn.plates[1:] if drawn else ():
        assert 1 <= len(plate.lines) <= 3
        whole = "".join(line.removesuffix("-") for line in plate.lines).replace(" ", "")
        if plate.href in named and not whole.endswith("…"):
            assert whole == named[plate.href].replace(" ", "")


def test_what_is_above_stands_above_and_what_is_below_below():
    groups = (Group("under", (Run("leaf"),), Side.BELOW), Group("over", (Run("root"),), Side.ABOVE))
    itself, *others = draw(Run("stem"), groups, "").plates
    where = {plate.lines[0]: plate.y for plate in others}
    assert where["root"] < itself.y < where["leaf"]
