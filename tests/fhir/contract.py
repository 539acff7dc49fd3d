"""What every index of a code system holds to (`registry.terminology.concepts.CodeSystemIndex`), whoever made it."""

from pyroaring import BitMap

from registry.terminology.concepts import CodeSystemIndex


def check_index(index: CodeSystemIndex) -> None:
    """All of it; takes quadratic time in the number of concepts."""
    check_codes(index)
    check_hierarchy(index)
    check_sets(index)
    check_matching(index)


def check_codes(index: CodeSystemIndex) -> None:
    places = list(index.everything)
    assert places == list(range(len(places)))
    codes = [index.code_at(row) for row in places]
    assert len(set(codes)) == len(codes)
    assert [index.ordinal(code) for code in codes] == places
    assert index.ordinal("\x00 no code at all") is None
    for code in codes:
        turned = code.swapcase()
        if turned not in codes:
            found = index.ordinal(turned)
            assert (found is None) if index.header.case_sensitive else found is not None


def check_hierarchy(index: CodeSystemIndex) -> None:
    above = {row: set(index.parents(row)) for row in index.everything}
    for row in index.everything:
        assert set(index.children(row)) == {other for other, up in above.items() if row in up}
        reached = _closure(row, above)
        assert set(index.ancestors(row)) == reached - {row}
        assert set(index.descendants(row)) == {other for other in above if row in _closure(other, above)} - {row}
        for other in index.everything:
            assert index.subsumes(other, row) is (other == row or other in reached)
    assert set(index.roots) == {row for row, up in above.items() if not up}
    assert index.has_hierarchy is any(above.values())


def _closure(start: int, above: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(above[start])
    while waiting:
        row = waiting.pop()
        if row not in found:
            found.add(row)
            waiting.extend(above[row])
    return found


def check_sets(index: CodeSystemIndex) -> None:
    assert index.inactive <= index.everything
    assert index.abstract <= index.everything
    said: dict[tuple[str, str], BitMap] = {}
    for row in index.everything:
        for code, value in index.properties_at(row):
            said.setdefault((code, value.text), BitMap()).add(row)
    for (code, value), rows in said.items():
        assert index.with_value(code, value) == rows
        assert rows <= BitMap(index.with_property(code))
    for code in {code for code, _ in said}:
        assert index.with_property(code) == BitMap().union(*(rows for (key, _), rows in said.items() if key == code))
    assert not index.with_value("no such property", "x")
    assert not index.with_property("no such property")


def check_matching(index: CodeSystemIndex) -> None:
    assert index.matching("") == index.everything
    assert not index.matching("zzqqxxjjzz")
    for row in index.everything:
        for text in (index.display_at(row), *(each.value for each in index.designations_at(row))):
            assert row in index.matching(text)
