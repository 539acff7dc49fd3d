"""Questions and the matrix over a release: what fits, and what each place says and why."""

import csv
import io

import openpyxl
import pytest

from registry.errors import InvalidInput
from registry.services.structure.elements import elements_of, summaries
from registry.services.structure.matrix import Reason, State, matrix
from registry.services.structure.question import Asked, Question, exchanges, understood
from registry.services.structure.sheets import Words, as_csv, element_sheet, last, matrix_sheet, matrix_xlsx

BASE = "https://omforent.no/"
SPECIALIST = BASE + "care-level/spesialisthelsetjenesten"
MUNICIPALITY = BASE + "care-level/kommunen"
PRIMARY = BASE + "care-level/primaerhelsetjenesten"
LAB = BASE + "care-level/laboratorium-og-radiologi"


def asked(structure, **fields):
    return understood(structure, Asked(**fields))


def fitting(structure, **fields):
    return {last(row.iri) for row in exchanges(structure, asked(structure, **fields))}


def test_filters_combine(structure):
    assert fitting(structure) == {
        "epikrise",
        "apprec",
        "utskrivningsrapport",
        "log-utskrevet",
        "req-lab-internt",
        "erm1",
    }
    assert fitting(structure, to="kommunen") == {"apprec", "utskrivningsrapport", "log-utskrevet"}
    assert fitting(structure, to="kommunen", phase="utskrivning", theme="admission and discharge") == {
        *("utskrivningsrapport", "log-utskrevet")
    }
    assert fitting(structure, from_="legevakt") == {"epikrise"}
    assert fitting(structure, from_="kommunen", to="spesialisthelsetjenesten") == {"apprec"}
    assert fitting(structure, level="reseptformidleren") == {"erm1"}
    assert fitting(structure, exchange="EPIKRISE".lower()) == {"epikrise"}


def test_messages_are_asked_by_what_they_reach_through_component_models(structure):
    by_list = fitting(structure, code_list="2.16.578.1.12.4.1.1.3101")
    assert by_list == fitting(structure, code_list="3101") == {"epikrise", "utskrivningsrapport"}
    inner = next(
        row.iri
        for row in structure.contents(BASE + "model/utskrivningsrapport-1.6").elements
        if "/pokomponent-1.6/" in row.iri
    )
    assert fitting(structure, element=inner) == {"utskrivningsrapport"}
    assert fitting(structure, element=inner.removeprefix(BASE + "element/")) == {"utskrivningsrapport"}
    type_of = inner.replace("/element/", "/type/").rpartition("/")[0]
    assert fitting(structure, element=type_of) == {"utskrivningsrapport"}
    assert fitting(structure, concept="epikrise") >= {"epikrise"}  # what it is about itself


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("from_", "mars", "kommunen"),
        ("to", "", "kommunen"),
        ("level", "legevakt", "one of"),
        ("phase", "jul", "utskrivning"),
        ("element", "x/y", "/element/"),
        ("concept", "8279", "epikrise"),
        ("code_list", "epikrise", "OID"),
        ("theme", "x", "admission and discharge"),
        ("exchange", "x", "alias"),
    ],
)
def test_an_unknown_name_is_told_with_what_is_allowed(structure, field, value, allowed):
    with pytest.raises(InvalidInput) as told:
        asked(structure, **{field: value})
    assert told.value.field == field.rstrip("_").replace("_", "-")
    assert told.value.value == value
    assert allowed in told.value.rule


def place(found, one, other):
    return next(row for row in found.pairs if (row.from_level, row.to_level) == (one, other))


def test_each_place_says_what_holds_and_why(structure):
    found = matrix(structure, Question())
    assert len(found.pairs) == len(found.levels) ** 2
    carried = place(found, SPECIALIST, PRIMARY)
    assert (carried.otherwise, carried.reason) == (State.NOT_EXCHANGED, Reason.ELSEWHERE)
    assert carried.required
    assert carried.optional > carried.required
    unknown = place(found, SPECIALIST, MUNICIPALITY)  # log-utskrevet has a model that is not in this release
    assert (unknown.otherwise, unknown.reason) == (State.NOT_KNOWN, Reason.MODEL_MISSING)
    assert list(map(last, unknown.without_model)) == ["log-utskrevet"]
    receipt = place(found, MUNICIPALITY, LAB)  # of what is released only the receipt goes there, which fills no gap
    assert list(map(last, receipt.exchanges)) == ["apprec"]
    assert (receipt.otherwise, receipt.reason) == (State.NOT_KNOWN, Reason.GAP)
    nothing = place(found, LAB, BASE + "care-level/pasienten")
    assert not nothing.exchanges
    assert nothing.reason in (Reason.GAP, Reason.NO_EXCHANGE)


def test_what_goes_within_a_level_is_on_the_diagonal(structure):
    found = matrix(structure, asked(structure, exchange="req-lab-internt"))
    within = [row for row in found.pairs if row.exchanges]
    assert [(row.from_level, row.to_level) for row in within] == [(SPECIALIST, SPECIALIST)] or all(
        row.from_level in (SPECIALIST, LAB) for row in within
    )


def test_a_cell_names_the_exchanges_and_is_required_where_one_always_carries_it(structure):
    found = matrix(structure, Question())
    for row in found.rows:
        for cell in row.cells:
            assert cell.carriers
            always = any(one.state is State.REQUIRED for one in cell.carriers)
            assert cell.state is (State.REQUIRED if always else State.OPTIONAL)
            assert {one.exchange for one in cell.carriers} <= set(
                place(found, cell.from_level, cell.to_level).exchanges
            )


def test_counts_are_those_of_the_cells(structure):
    found = matrix(structure, asked(structure, phase="utskrivning"))
    cells = [cell for row in found.rows for cell in row.cells]
    for pair in found.pairs:
        own = [cell.state for cell in cells if (cell.from_level, cell.to_level) == (pair.from_level, pair.to_level)]
        assert (own.count(State.REQUIRED), own.count(State.OPTIONAL)) == (pair.required, pair.optional)
        assert {last(phase) for phase in pair.gap_phases} <= {"utskrivning"}


def test_a_question_narrows_the_pairs_and_the_rows(structure):
    to = matrix(structure, asked(structure, to="kommunen"))
    assert {row.to_level for row in to.pairs} == {MUNICIPALITY}
    concept = elements_of(structure, asked(structure, exchange="epikrise"))[0].concept
    one = matrix(structure, asked(structure, concept=last(concept)))
    assert [row.concept for row in one.rows] == [concept]
    level = matrix(structure, asked(structure, level="kommunen"))
    assert all(MUNICIPALITY in (row.from_level, row.to_level) for row in level.pairs)


def test_elements_are_told_with_list_concept_and_number(structure):
    rows = elements_of(structure, asked(structure, exchange="epikrise", code_list="3101"))
    assert rows
    for row in rows:
        assert BASE + "code-list/3101" in {one.iri for one in row.code_lists}
        assert row.coded
    whole = {row.path: row for row in elements_of(structure, asked(structure, exchange="epikrise"))}
    patient = whole["ServRprt/Patient"]
    assert (patient.min_occurs, patient.max_occurs, patient.required) == (1, 1, True)


def test_an_exchange_without_a_model_is_said_to_be_so(structure):
    (row,) = summaries(structure, asked(structure, exchange="log-utskrevet"))
    assert not row.model_known
    assert row.elements == 0
    assert row.models


def test_tables_hold_what_the_values_hold(structure):
    words = Words(structure, ("nn",))
    found = matrix(structure, Question())
    rows = list(csv.reader(io.StringIO(as_csv(matrix_sheet(found, words)).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(found.rows) + 1
    assert {cell for row in rows[1:] for cell in row[2:]} <= set(State)
    at = rows[0].index("spesialisthelsetjenesten → primaerhelsetjenesten")
    states = [row[at] for row in rows[1:]]
    assert states.count("required") == place(found, SPECIALIST, PRIMARY).required
    book = openpyxl.load_workbook(io.BytesIO(matrix_xlsx(found, words)))
    assert book.sheetnames == ["Matrise", "Par", "Hull", "Belegg"]
    assert book["Matrise"].max_row == len(rows)
    question = asked(structure, to="kommunen")
    sheet = element_sheet(elements_of(structure, question), summaries(structure, question), words)
    assert {row[0] for row in sheet.rows} == {"apprec", "utskrivningsrapport"}
    assert all(len(row) == len(sheet.header) for row in sheet.rows)
