"""The operations held to each other over random code systems and value sets."""

from typing import Any

from hypothesis import assume, settings
from hypothesis import given as over
from hypothesis import strategies as st

from registry.fhir.edition import Edition
from registry.fhir.operations.given_code_system import read_code_system
from registry.fhir.operations.writing import encode
from registry.terminology.given import GivenConcepts
from registry.terminology.operations import filters
from registry.terminology.value_set import Filter
from tests.fhir.contract import check_index
from tests.fhir.operations.worlds import (
    CODES,
    Json,
    ask,
    code_systems,
    codes_in,
    coding,
    filters_of,
    given,
    listed,
    told,
    url,
    value,
    worlds,
)

QUIET = settings(max_examples=40, deadline=None)


def read(system: Json) -> GivenConcepts:
    found = read_code_system(encode(system), "system")
    assert isinstance(found, GivenConcepts)
    return found


@QUIET
@over(code_systems())
def test_an_index_of_a_request_keeps_the_contract(system: Json) -> None:
    check_index(read(system))


@QUIET
@over(st.data(), code_systems())
def test_a_filter_says_the_same_of_all_concepts_and_of_each(data: st.DataObject, system: Json) -> None:
    index = read(system)
    row = Filter(**data.draw(filters_of(system)))
    chosen = filters.select(index, row)
    assert [place for place in index.everything if filters.holds(index, row, place)] == list(chosen)


def resources(world: tuple[list[Json], list[Json]]) -> list[Json]:
    return [given(row) for part in world for row in part]


def expanded(world: tuple[list[Json], list[Json]], *more: Json, edition: Edition = Edition.R5) -> Json:
    name = world[1][-1]["url"]
    answer = ask("ValueSet", "expand", url(name), *resources(world), *more, edition=edition)
    found = told(answer)
    if answer.status != 200:  # a filter names a code that one of the versions does not have
        assume("that a filter of the value set" not in str(found))
    assert answer.status == 200, found
    return found


@QUIET
@over(worlds())
def test_an_expansion_holds_exactly_the_codes_that_are_valid(world: tuple[list[Json], list[Json]]) -> None:
    held = {(system, code) for system, _, code in listed(expanded(world))}
    name = world[1][-1]["url"]
    for system in world[0]:
        for code in (*codes_in(system), "no-code"):
            answer = ask("ValueSet", "validate-code", url(name), *resources(world), coding(system["url"], code))
            assert value(answer, "result") is ((system["url"], code) in held), (code, told(answer))


@QUIET
@over(worlds(several=True))
def test_the_same_holds_by_version_where_a_system_has_several(world: tuple[list[Json], list[Json]]) -> None:
    whole = expanded(world)
    shown = {row for row in listed(whole) if row[1]}
    name = world[1][-1]["url"]
    for system, version, code in shown:
        one = coding(system, code, version=version)
        answer = ask("ValueSet", "validate-code", url(name), *resources(world), one)
        assert value(answer, "result") is True, told(answer)
    held = {(system, code) for system, _, code in listed(whole)}
    for system in world[0]:
        for code in codes_in(system):
            answer = ask("ValueSet", "validate-code", url(name), *resources(world), coding(system["url"], code))
            assert value(answer, "result") is ((system["url"], code) in held), (code, told(answer))


@QUIET
@over(worlds(), st.integers(1, 4))
def test_pages_are_the_whole_in_pieces(world: tuple[list[Json], list[Json]], count: int) -> None:
    flat = {"name": "excludeNested", "valueBoolean": True}
    whole = expanded(world, flat)
    total = whole["expansion"]["total"]
    pieces: list[Any] = []
    for offset in range(0, total + count, count):
        paging = ({"name": "count", "valueInteger": count}, {"name": "offset", "valueInteger": offset})
        page = expanded(world, flat, *paging)
        assert page["expansion"]["total"] == total
        assert page["expansion"]["offset"] == offset
        pieces += listed(page)
    assert pieces == listed(whole)
    assert sorted(pieces) == sorted(listed(expanded(world)))
    assert len(set(pieces)) == len(pieces) == total


@QUIET
@over(worlds(), st.sampled_from(["heart", "lu", "left hea", "are", "zzz"]))
def test_a_search_gives_the_concepts_of_which_a_term_answers(world: tuple[list[Json], list[Json]], text: str) -> None:
    asked = {"name": "filter", "valueString": text}
    found = {(system, code) for system, _, code in listed(expanded(world, asked))}
    whole = {(system, code) for system, _, code in listed(expanded(world))}
    indexes = [read(row) for row in world[0]]
    answering = {(row.header.url, row.code_at(place)) for row in indexes for place in row.matching(text)}
    assert found == whole & answering


@QUIET
@over(worlds())
def test_active_codes_are_those_that_look_up_as_active(world: tuple[list[Json], list[Json]]) -> None:
    active = set(listed(expanded(world, {"name": "activeOnly", "valueBoolean": True})))
    for system, version, code in listed(expanded(world)):
        known = ({"name": "system", "valueUri": system}, {"name": "code", "valueCode": code})
        rows = told(ask("CodeSystem", "lookup", *known, *resources(world)))["parameter"]
        parts = [{each["name"]: each for each in row["part"]} for row in rows if row["name"] == "property"]
        inactive = [row["value"]["valueBoolean"] for row in parts if row["code"]["valueCode"] == "inactive"]
        assert inactive == [(system, version, code) not in active]


@QUIET
@over(worlds())
def test_both_editions_hold_the_same(world: tuple[list[Json], list[Json]]) -> None:
    assert listed(expanded(world, edition=Edition.R4)) == listed(expanded(world, edition=Edition.R5))
    name = world[1][-1]["url"]
    for code in CODES[:4]:
        asked = (url(name), *resources(world), coding(world[0][0]["url"], code))
        r4, r5 = (ask("ValueSet", "validate-code", *asked, edition=edition) for edition in Edition)
        assert told(r4) == told(r5)


@QUIET
@over(code_systems(), st.data())
def test_subsumption_is_the_closure_of_the_steps_up(system: Json, data: st.DataObject) -> None:
    index = read(system)
    codes = codes_in(system)
    one, other = data.draw(st.sampled_from(codes)), data.draw(st.sampled_from(codes))
    places = index.ordinal(one), index.ordinal(other)
    assert None not in places
    left, right = (row for row in places if row is not None)
    up = {left: _reached(index, left), right: _reached(index, right)}
    known = {
        (True, True): "equivalent",
        (True, False): "subsumes",
        (False, True): "subsumed-by",
        (False, False): "not-subsumed",
    }
    expected = known[left in up[right], right in up[left]]
    asked = ({"name": "system", "valueUri": system["url"]}, given(system))
    answer = ask(
        "CodeSystem", "subsumes", *asked,
        {"name": "codeA", "valueCode": one}, {"name": "codeB", "valueCode": other},
    )  # fmt: skip
    assert value(answer, "outcome") == expected
    if one == other:
        assert expected == "equivalent"


def _reached(index: GivenConcepts, start: int) -> set[int]:
    found = {start}
    waiting = [start]
    while waiting:
        for row in index.parents(waiting.pop()):
            if row not in found:
                found.add(row)
                waiting.append(row)
    return found
