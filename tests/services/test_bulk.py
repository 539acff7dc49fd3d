"""A file held against a draft: told row by row, put into a change set whole or not at all, and once only."""

import random
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import CodeList, Concept, ConceptScheme, Definition, LangString, Period, Statement
from registry.domain.change_set import State
from registry.domain.derivation import Missing
from registry.domain.difference import DifferenceKind
from registry.domain.party import Role
from registry.errors import InvalidInput, OmforentError
from registry.interchange.tabular import write_csv, write_overview_csv, write_xlsx
from registry.namespaces import PREFIXES
from registry.rdf.objects import in_default_graph, read_object, write_object
from registry.rdf.serialization import Format, serialize
from registry.services import drafts, shipped
from registry.services.bulk import Asked, confirm, drafts_in, plan, working_in
from registry.services.curation.change_sets import ChangeSets
from registry.services.exporting import as_table
from registry.services.ledger import Ledger
from tests.services.curation.registry_of_one import LIST, caller, code, code_list, nb, store_with

EDITOR, APPROVER = caller("1", Role.EDITOR), caller("2", Role.APPROVER)
DEPRECATED = PREFIXES["status"] + "DEPRECATED"
DAY = date(2026, 12, 31)
SCHEME = "https://omforent.no/concept-scheme/x"


class Desk:
    """A working store, its change sets, and what an editor does with a file."""

    def __init__(self, *values):
        self.store = store_with(*values)
        self.sets = ChangeSets(self.store, Ledger(self.store))

    def plan(self, data, name="1.csv", **how):
        return plan(Asked(data, name, **how), *drafts_in(self.store))

    def confirm(self, planned, **how):
        return confirm(self.sets, planned, EDITOR, title="Ny utgave", reason="ny utgave", **how)

    def merge(self, change_set):
        for state, who in ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER)):
            self.sets.transition(change_set.iri, state, "ja", who)

    def draft(self, iri=LIST):
        return drafts.value_of(self.store, iri)


def counted(planned):
    return {outcome.value: many for outcome, many in planned.preview.counts.items() if many}


def test_a_file_is_told_row_by_row_and_changes_nothing():
    desk = Desk(code_list(code("1", "en"), code("2", "to"), code("3", "tre")))
    planned = desk.plan("code;display@nb\n1;én\n2;to\n4;fire\n".encode())
    assert counted(planned) == {"added": 1, "changed": 1, "unchanged": 1, "missing": 1}
    rows = {row.label: row for row in planned.preview.rows}
    assert (rows["1 én"].number, rows["4 fire"].number, rows["3 tre"].number) == (2, 4, None)
    (change,) = rows["1 én"].changes
    assert (change.field, change.lang, change.before, change.after) == (
        "pref_label",
        "nb",
        [{"text": "en", "lang": "nb"}],
        [{"text": "én", "lang": "nb"}],
    )
    assert rows["3 tre"].reason == "kept"
    assert desk.sets.queue().total == 0


def test_a_row_that_cannot_be_is_told_with_its_number_and_reason_and_holds_back_all():
    before = code_list(code("1", "en", validity=Period(start=date(2026, 6, 1))), code("2", "to"))
    desk = Desk(before)
    planned = desk.plan(b"code;valid_from;valid_to;parent\n1;2026-06-01;2020-01-01;\n2;;;9\n3;31.12.2026;;\n4;;;\n")
    told = [(row.number, row.reason) for row in planned.preview.refused]
    assert [number for number, _ in told] == [2, 3, 4]
    assert "cannot end on 2020-01-01" in told[0][1]
    assert "no code of the list" in told[1][1]
    assert "2026-11-22" in told[2][1]
    with pytest.raises(InvalidInput, match="3 rows are refused"):
        desk.confirm(planned)
    assert desk.sets.queue().total == 0


def test_a_name_that_is_no_iri_is_one_refused_row():
    planned = Desk(code_list(code("1", "en"))).plan(b"code;exact_match\n1;<http://[>\n2;<http://example.no/2>\n")
    assert [(row.number, "written as RDF" in row.reason) for row in planned.preview.refused] == [(2, True)]
    with pytest.raises(InvalidInput, match="no absolute IRI"):
        Desk().plan(b"code\n1\n", into="list 1")


def test_a_code_that_a_spreadsheet_made_a_number_of_is_one_refused_row(tmp_path):
    book = openpyxl.Workbook()
    for row in (["code", "display@nb"], ["1", "en"], [2, "to"]):
        book.active.append(row)
    book.save(tmp_path / "1.xlsx")
    planned = Desk(code_list(code("1", "en"))).plan((tmp_path / "1.xlsx").read_bytes(), "1.xlsx")
    assert counted(planned) == {"unchanged": 1, "refused": 1}
    assert planned.preview.refused[0].number == 3


def test_what_is_put_into_a_set_and_merged_takes_nothing_more():
    desk = Desk(code_list(code("1", "en"), code("2", "to")))
    data = b"code;display@nb;valid_to;replaced_by\n1;en;2026-12-31;3\n2;TO;;\n3;tre;;\n"
    planned = desk.plan(data)
    made = desk.confirm(planned)
    assert [each.operation.op for each in made.operations] == ["add-member", "replace", "edit-field"]
    assert desk.confirm(desk.plan(data)).iri == made.iri, "the same once more is the set that is there"
    desk.merge(made)
    assert counted(desk.plan(data)) == {"unchanged": 3}
    assert desk.confirm(desk.plan(data)) is None


def test_a_set_that_is_there_is_filled_from_what_it_makes_of_the_draft():
    desk = Desk(code_list(code("1", "en"), code("2", "to")))
    first = desk.confirm(desk.plan("code;display@nb\n1;én\n".encode()))
    data = "code;display@nb\n1;én\n2;TO\n".encode()
    planned = plan(Asked(data, "1.csv"), *working_in(desk.store, desk.sets, first.iri))
    assert counted(planned) == {"changed": 1, "unchanged": 1}
    assert len(desk.confirm(planned, change_set=first.iri).operations) == 2


@pytest.mark.parametrize(
    ("missing", "left", "ended"),
    [(Missing.KEEP, ["1", "2"], None), (Missing.INACTIVATE, ["1", "2"], DAY), (Missing.REMOVE, ["1"], None)],
)
def test_codes_that_the_file_lacks_stay_unless_it_is_said_otherwise(missing, left, ended):
    desk = Desk(code_list(code("1", "en"), code("2", "to")))
    planned = desk.plan(b"code;display@nb\n1;en\n", missing=missing, day=DAY)
    made = desk.confirm(planned)
    if made:
        desk.merge(made)
    codes = {each.notation: each for each in desk.draft().codes}
    assert sorted(codes) == left
    assert "2" not in codes or codes["2"].validity.end == ended


def test_to_inactivate_takes_a_day():
    with pytest.raises(InvalidInput, match="end on a day"):
        Desk(code_list(code("1", "en"))).plan(b"code\n1\n", missing=Missing.INACTIVATE)


def test_a_workbook_that_export_wrote_changes_nothing_and_its_first_sheet_speaks_for_the_list():
    value = code_list(code("1", "en", extra=(Statement("", "<urn:p>", '"x"'),)), code("2", "to"), oid="1.2.3")
    desk = Desk(value)
    assert counted(desk.plan(write_xlsx(desk.draft()), "whatever.xlsx")) == {"unchanged": 2}
    changed = value.model_copy(update={"title": nb("Ny"), "oid": None})
    planned = desk.plan(write_xlsx(changed), "whatever.xlsx")
    assert counted(planned) == {"changed": 1, "unchanged": 2}
    desk.merge(desk.confirm(planned))
    assert (desk.draft().title, desk.draft().oid) == (nb("Ny"), None)
    assert desk.draft().codes[0].extra == value.codes[0].extra
    with pytest.raises(InvalidInput, match="is about"):
        desk.plan(write_xlsx(value), "1.xlsx", into="https://omforent.no/code-list/2")


def test_a_list_that_is_new_is_made_by_one_operation():
    desk = Desk()
    about = {"publisher": "https://omforent.no/organization/o", "contact_point": "https://omforent.no/contact-point/o"}
    planned = desk.plan(write_xlsx(code_list(code("1", "en"), code("2", "to"), **about)), "1.xlsx")
    assert counted(planned) == {"added": 3}
    desk.merge(desk.confirm(planned))
    assert [each.notation for each in desk.draft().codes] == ["1", "2"]
    assert counted(desk.plan(write_xlsx(desk.draft()), "1.xlsx")) == {"unchanged": 2}


def term(name, *words, **fields):
    return Concept(iri=f"https://omforent.no/concept/{name}", pref_label=words, in_scheme=(SCHEME,), **fields)


def test_a_scheme_goes_through_a_spreadsheet_and_back():
    words = LangString(text="sak", lang="nb"), LangString(text="sak", lang="nn")
    public = "https://data.norge.no/vocabulary/audience-type#public"
    said = Definition(value=words[0], audience=public, source=("https://example.no/1", words[1]))
    concepts = (term("a", *words, definition=(said,)), term("b", words[0]))
    scheme = ConceptScheme(iri=SCHEME, title=nb("X"), concepts=concepts)
    desk = Desk(scheme)
    written = write_overview_csv(desk.draft(SCHEME))
    assert counted(desk.plan(written, "x.csv")) == {"unchanged": 2}
    edited = written.decode("utf-8-sig").replace('"sak";"sak"', '"sak";"mål"', 1)
    planned = desk.plan(edited.encode(), "x.csv")
    assert counted(planned) == {"changed": 1, "unchanged": 1}
    desk.merge(desk.confirm(planned))
    (concept,) = [each for each in desk.draft(SCHEME).concepts if each.iri.endswith("a")]
    assert {word.text for word in concept.pref_label} == {"sak", "mål"}
    (kept,) = concept.definition
    assert (kept.value, kept.audience, set(kept.source)) == (said.value, public, set(said.source))


def turtle(value):
    return serialize(in_default_graph(write_object(value)), Format.TURTLE)


def test_rdf_is_held_against_the_draft_too_whatever_its_blank_nodes_are_called():
    hung = Statement("", "<urn:p>", "_:z"), Statement("_:z", "<urn:q>", '"07"')
    value = code_list(code("1", "en", extra=hung), code("2", "to"))
    desk = Desk(value)
    assert counted(desk.plan(turtle(value), "x.ttl")) == {"unchanged": 2}
    other = code("1", "en", extra=(*hung[:1], Statement("_:z", "<urn:q>", '"08"')))
    planned = desk.plan(turtle(value.model_copy(update={"codes": (other, code("2", "TO"))})), "x.ttl")
    assert counted(planned) == {"changed": 1, "refused": 1}
    assert "no field holds" in planned.preview.refused[0].reason


def test_a_file_of_another_kind_is_refused():
    desk = Desk(code_list(code("1", "en")))
    with pytest.raises(InvalidInput, match="has a concept-scheme"):
        desk.plan(turtle(ConceptScheme(iri=LIST, title=nb("X"))), "x.ttl")


CODES = 11_000
REPLACED, ADDED, RENAMED, ENDED = 1_200, 300, 500, 200


def editions(seed=20261231):
    """A list with validity dates, its next edition as an editor would write it, and the truth of what differs."""
    chance = random.Random(seed)
    start = Period(start=date(2020, 1, 1))
    before = [code(f"{n:05}", f"tekst {n}", validity=start) for n in range(CODES)]
    picked = chance.sample(range(CODES), REPLACED + RENAMED + ENDED)
    replaced, renamed = picked[:REPLACED], picked[REPLACED : REPLACED + RENAMED]
    ended = picked[REPLACED + RENAMED :]
    fresh = [
        code(f"{CODES + n:05}", f"ny {n}", validity=Period(start=date(2027, 1, 1))) for n in range(REPLACED + ADDED)
    ]
    after = dict(enumerate(before))
    closed = Period(start=date(2020, 1, 1), end=DAY)
    for n, successor in zip(replaced, fresh, strict=False):
        after[n] = before[n].model_copy(update={"validity": closed, "is_replaced_by": (successor.iri,)})
    for n in ended:
        after[n] = before[n].model_copy(update={"validity": closed})
    for n in renamed:
        after[n] = before[n].model_copy(update={"pref_label": nb(f"nytt navn {n}")})
    truth = {before[n].iri: (DifferenceKind.CODE_REPLACED, after[n].is_replaced_by) for n in replaced}
    truth |= {before[n].iri: (DifferenceKind.CODE_INACTIVATED, ()) for n in ended}
    truth |= {before[n].iri: (DifferenceKind.PREFERRED_TERM_CHANGED, ()) for n in renamed}
    truth |= {each.iri: (DifferenceKind.CODE_ADDED, ()) for each in fresh}
    rows = [*after.values(), *fresh]
    chance.shuffle(rows)
    return code_list(*before), code_list(*rows), truth


def test_the_next_edition_of_a_large_list_is_told_right_code_by_code():
    before, after, truth = editions()
    desk = Desk(before)
    sentences = []
    planned = plan(Asked(write_xlsx(after), "1.xlsx"), *drafts_in(desk.store), sentences.append)
    assert counted(planned) == {
        "added": REPLACED + ADDED,
        "changed": REPLACED + RENAMED + ENDED,
        "unchanged": CODES - REPLACED - RENAMED - ENDED,
    }
    assert len(sentences) >= 3
    made = desk.confirm(planned)
    told = {each.target: (each.kind, each.replaced_by) for each in desk.sets.differences(made.iri)}
    assert told == truth
    wanted = {each.notation: each for each in after.codes}
    for each in desk.sets.working(made.iri, LIST).codes:
        row = wanted.pop(each.notation)
        assert each == (row if row.validity.end is None else row.model_copy(update={"status": DEPRECATED}))
    assert not wanted


def test_lists_by_chance_become_what_their_file_says():
    chance = random.Random(7)
    for _ in range(30):
        before, after = (
            code_list(*(code(str(n), chance.choice("abc")) for n in chance.sample(range(12), 6))) for _ in range(2)
        )
        desk = Desk(before)
        how = {"missing": Missing.REMOVE}
        write = chance.choice([(write_csv, "1.csv"), (write_xlsx, "1.xlsx"), (turtle, "1.ttl")])
        made = desk.confirm(desk.plan(write[0](after), write[1], **how))
        if made is None:
            continue
        assert set(desk.sets.working(made.iri, LIST).codes) == set(after.codes)
        desk.merge(made)
        assert desk.plan(write[0](after), write[1], **how).operations == ()


def test_every_shipped_list_and_scheme_goes_out_and_comes_back_unchanged():
    many = {CodeList: 0, ConceptScheme: 0}
    for path in shipped.files():
        parsed = drafts.read_file(path.read_bytes(), path.name)
        value = read_object(tuple(parsed.triples), parsed.kind, parsed.iri)
        if isinstance(value, CodeList | ConceptScheme):
            many[type(value)] += 1
            data = as_table(value, "csv")
            planned = plan(Asked(data, "x.csv", into=value.iri), [value.iri], {value.iri: value}.get)
            assert (planned.operations, planned.preview.rows) == ((), ()), path.name
    assert many[CodeList] > 100
    assert many[ConceptScheme] >= 10


SOUND = {
    "1.xlsx": write_xlsx(code_list(code("1", "en"))),
    "1.csv": write_csv(code_list(code("1", "en"))),
    "1.ttl": turtle(code_list(code("1", "en"))),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SOUND)), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=4))
def test_a_broken_file_is_read_or_refused_and_nothing_else(name, cuts):
    data = SOUND[name]
    for where, put in cuts:
        at = int(where * len(data))
        data = data[:at] + put + data[at + len(put) :]
    with suppress(OmforentError):
        Desk(code_list(code("1", "en"))).plan(data, name)
