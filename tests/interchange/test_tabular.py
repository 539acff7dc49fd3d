"""A code list through CSV and XLSX: what columns can hold comes back to the letter, and the rest is refused clearly."""

import csv
import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import (
    Code,
    CodeList,
    CodeProperty,
    Concept,
    ConceptScheme,
    Definition,
    ElementKind,
    ElementProperty,
    Identifier,
    InformationModel,
    LangString,
    ModelElement,
    Period,
    PropertyDeclaration,
    PropertyKind,
    Statement,
)
from registry.errors import CannotHold, InvalidInput, SyntaxFault
from registry.interchange.code_table import code_iri
from registry.interchange.tabular import (
    read_csv,
    read_xlsx,
    write_csv,
    write_overview_csv,
    write_overview_xlsx,
    write_xlsx,
)
from registry.interchange.xlsx_file import Page, encode_xlsx

CURRENT = "http://publications.europa.eu/resource/authority/concept-status/CURRENT"
LIST = CodeList(iri="https://omforent.no/code-list/7304", identifier="7304")
NASTY = [
    *(
        "0012",
        "1E5",
        "1-2",
        "=1+1",
        "+47",
        "-1",
        "@SUM(A1)",
        "2020-01-01",
        "TRUE",
        "æøå",
        " a ",
        "a|b",
        "a\\",
        "<x>",
        "|",
    ),
    *(
        'a"b',
        "a;b",
        "a,b",
        "a\tb",
        "a\nb",
        "a\r\nb",
        "a\rb",
        "_x0041_",
        "'0012",
        "\u200b",
        "\x01",
        "\ufffe",
        "😀",
        "#2",
    ),
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8) | st.sampled_from(NASTY)
LANG = st.sampled_from(["nb", "nn", "se", "nb-no"])
STRINGS = st.lists(st.builds(LangString, text=TEXT, lang=LANG), max_size=3).map(tuple)
IRIS = st.integers(0, 99).map(lambda number: f"https://example.no/ø#{number}")
TEXT_PROPERTIES = st.builds(CodeProperty, predicate=IRIS, value=TEXT | st.builds(LangString, text=TEXT, lang=LANG))
PROPERTIES = TEXT_PROPERTIES | st.builds(CodeProperty, predicate=IRIS, value=IRIS, is_iri=st.just(True))


@st.composite
def lists(draw: st.DrawFn) -> CodeList:
    notations = draw(st.lists(TEXT, unique=True, max_size=6))
    others = [code_iri(LIST, notation) for notation in notations] + ["https://example.no/elsewhere"]
    several = st.lists(st.sampled_from(others), max_size=3, unique=True).map(tuple)
    codes = tuple(draw(_code(notation, several)) for notation in notations)
    predicates = dict.fromkeys(row.predicate for code in codes for row in code.properties)
    declared = tuple(PropertyDeclaration(iri=predicate) for predicate in predicates)
    return LIST.model_copy(update={"codes": codes, "declared": declared})


def _code(notation: str, several: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[Code]:
    days = st.none() | st.dates()
    return st.builds(
        Code,
        iri=st.just(code_iri(LIST, notation)) | st.just(f"https://example.no/own/{notation.encode().hex()}"),
        notation=st.just(notation),
        **dict.fromkeys(("pref_label", "alt_label", "definition", "note"), STRINGS),
        status=st.sampled_from([None, CURRENT, "urn:x:y"]),
        validity=st.builds(Period, start=days, end=days),
        **dict.fromkeys(("broader", "replaces", "is_replaced_by", "exact_match"), several),
        source=st.tuples(several, STRINGS).map(lambda pair: (*pair[0], *pair[1])),
        properties=st.lists(PROPERTIES, max_size=3, unique_by=repr).map(tuple),
    )


def by_column(value: CodeList) -> CodeList:
    """The list with texts and properties in a fixed order: columns keep no order among languages or properties."""
    fields = ("pref_label", "alt_label", "definition", "note", "source", "properties")
    ordered = ({name: tuple(sorted(getattr(code, name), key=repr)) for name in fields} for code in value.codes)
    codes = (code.model_copy(update=update) for code, update in zip(value.codes, ordered, strict=True))
    return value.model_copy(
        update={"codes": tuple(codes), "declared": tuple(sorted(value.declared, key=lambda row: row.iri))}
    )


@given(lists())
@settings(max_examples=150, deadline=None)
def test_a_list_comes_back_from_csv(value: CodeList) -> None:
    assert by_column(read_csv(write_csv(value), "7304.csv", LIST)) == by_column(value)


@given(lists())
@settings(max_examples=60, deadline=None)
def test_a_list_comes_back_from_xlsx(value: CodeList) -> None:
    assert by_column(read_xlsx(write_xlsx(value), "7304.xlsx")) == by_column(value)


def nasty_list() -> CodeList:
    codes = tuple(
        Code(iri=code_iri(LIST, code), notation=code, pref_label=(LangString(text=code, lang="nb"),)) for code in NASTY
    )
    return LIST.model_copy(update={"codes": codes})


def test_every_cell_of_a_workbook_is_text_to_another_reader() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(nasty_list())))
    cells = [cell for row in book["Koder"].iter_rows() for cell in row if cell.value is not None]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    assert book["Koder"].freeze_panes == "A2"
    seen = [cell.value for cell in book["Koder"]["A"][1:]]
    plain = [code for code in NASTY if code.isprintable() and "_x" not in code]
    assert [value for value in seen if value in plain] == plain


def test_csv_has_a_mark_semicolons_and_the_data_unaltered() -> None:
    data = write_csv(nasty_list())
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["code"] for row in rows] == NASTY


def test_libreoffice_reads_the_same_codes(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "list.xlsx").write_bytes(write_xlsx(nasty_list()))
    arguments = ["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76", "--outdir", str(tmp_path)]
    subprocess.run([soffice, *arguments, str(tmp_path / "list.xlsx")], check=True, capture_output=True, timeout=120)
    again = read_csv((tmp_path / "list.csv").read_bytes(), "list.csv", LIST)
    printable = {code for code in NASTY if code.isprintable()}
    assert printable <= {code.notation for code in again.codes}


def test_a_workbook_has_the_same_bytes_each_time() -> None:
    data = write_xlsx(nasty_list())
    assert data == write_xlsx(nasty_list())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"T00:00:00Z" in archive.read("docProps/core.xml")


def test_what_a_list_says_of_itself_comes_back_from_a_workbook() -> None:
    nb = (LangString(text="Ja og nei", lang="nb"), LangString(text="Ja og nei", lang="nn"))
    value = CodeList(
        iri="https://omforent.no/code-list/1101",
        identifier="1101",
        title=nb,
        description=nb,
        rights=nb[:1],
        oid="2.16.578.1.12.4.1.1.1101",
        publisher="https://omforent.no/organization/omforent",
        contact_point="https://omforent.no/contact-point/omforent",
        license="https://example.no/licence",
        status=CURRENT,
        validity=Period(start=date(2020, 1, 1)),
        source=("https://omforent.no/standard/his-80226-2014#5.2", LangString(text="brev", lang="nb")),
        aliases=(Identifier(notation="urn:oid:1", agency="OID"), Identifier(notation="http://x", current=False)),
        created=date(2026, 11, 22),
        modified=date(2026, 11, 23),
        see_also=("https://example.no/more",),
        note=nb,
        creator=("https://omforent.no/organization/helsedirektoratet",),
        is_replaced_by=("https://omforent.no/code-list/1102",),
        bundled=False,
        declared=(PropertyDeclaration(iri="https://example.no/p@nb", label=nb[:1]),),
    )
    assert read_xlsx(write_xlsx(value), "x.xlsx") == value


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_common_kinds_of_csv_are_read(separator: str, encoding: str) -> None:
    text = "\n".join(separator.join(row) for row in (["display@nb", "code"], ["Blåbær", "01"], ["", ""], ["Øl", "1E5"]))
    found = read_csv(text.encode(encoding), "code-list-9999.csv")
    assert (found.iri, found.identifier) == ("https://omforent.no/code-list/9999", "9999")
    assert [(code.notation, code.pref_label[0].text) for code in found.codes] == [("01", "Blåbær"), ("1E5", "Øl")]
    assert found.codes[0].iri == "https://omforent.no/code/9999/01"


def test_the_separator_may_be_announced_as_excel_does() -> None:
    assert read_csv(b"sep=,\r\ncode,display@nb\r\nA,x\r\n", "x.csv").codes[0].notation == "A"


REFUSED = [
    ("kode;display@nb\nA;x", "kode;display@nb", "x.csv:1"),
    ("code;colour\nA;x", "colour", "display@<language>"),
    ("code;code\nA;x", "code", "named once"),
    ("code;display@nb\nA;x\nB;y\nA;z", "code", "x.csv:4.*'A'.*row 2"),
    ("code;display@nb\nA;x\n;y", "code", "x.csv:3.*every row has a code"),
    ("code;valid_from\nA;01.02.2020", "valid_from", "2026-11-22"),
    ("code;valid_to\nA;2020-02-30", "valid_to", "2026-11-22"),
    ("code;status\nA;gyldig", "status", "'gyldig'"),
    ("code;replaced_by\nA;B", "replaced_by", "'B' is no code of the list"),
    ("code;replaced_by\nA;A||A", "replaced_by", "separated by one"),
    ("code;parent\nA;<ikke en iri>", "parent", "no absolute IRI"),
    ("code;property:<urn:p>^^iri\nA;x y", "property:<urn:p>^^iri", "no absolute IRI"),
    ("code;display@nb\nA;x;stray", "column 3", "x.csv:2"),
]


@pytest.mark.parametrize(("text", "field", "told"), REFUSED)
def test_a_bad_cell_is_refused_with_its_line_column_and_rule(text: str, field: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refusal:
        read_csv(text.encode(), "x.csv")
    assert refusal.value.rule
    assert refusal.value.field.partition(";")[0] == field.partition(";")[0]


def test_windows_1252_is_refused_with_the_line() -> None:
    with pytest.raises(SyntaxFault, match=r"Blåbær.*CSV UTF-8") as refusal:
        read_csv("code;display@nb\nA;x\nB;Blåbær".encode("cp1252"), "x.csv")
    assert refusal.value.line == 3


def test_broken_quotes_are_refused_with_the_line() -> None:
    with pytest.raises(SyntaxFault) as refusal:
        read_csv(b'code;display@nb\nA;x\nB;"y', "x.csv")
    assert refusal.value.line == 3


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "kind"),
    [(12, "a number"), (1.5, "a number"), (date(2020, 1, 2), "a date"), (True, "a truth value"), ("=1+1", "a formula")],
)
def test_a_code_that_the_sheet_made_something_else_is_refused_with_its_address(cell: object, kind: str) -> None:
    with pytest.raises(InvalidInput, match=rf"x.xlsx: B3: code: .*{kind}") as refusal:
        read_xlsx(workbook(["display@nb", "code"], ["a", "A"], ["b", cell]), "x.xlsx")
    assert refusal.value.field == "code"


def test_a_real_date_is_taken_where_a_day_stands() -> None:
    (code,) = read_xlsx(workbook(["code", "valid_from"], ["A", date(2020, 1, 2)]), "x.xlsx").codes
    assert code.validity.start == date(2020, 1, 2)


def test_what_is_no_workbook_is_refused() -> None:
    for data in (b"", b"code;display", workbook(["code"])[:200]):
        with pytest.raises(SyntaxFault):
            read_xlsx(data, "x.xlsx")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(SyntaxFault):
        read_xlsx(empty.getvalue(), "x.xlsx")


def test_a_workbook_that_unpacks_beyond_bounds_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}.xml", b" " * 70_000_000)
    with pytest.raises(InvalidInput, match="unpacks to at most"):
        read_xlsx(out.getvalue(), "x.xlsx")


def test_a_sheet_with_a_far_column_is_refused() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "code"
    book.worksheets[0]["ZZZ2"] = "far"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(InvalidInput, match="at most"):
        read_xlsx(out.getvalue(), "x.xlsx")


def test_what_has_no_column_stays_as_the_list_has_it() -> None:
    before = LIST.model_copy(
        update={
            "codes": (
                Code(
                    iri="https://example.no/own",
                    notation="A",
                    pref_label=(LangString(text="gammel", lang="nb"), LangString(text="old", lang="en")),
                    definition=(LangString(text="d", lang="nb"),),
                    extra=(Statement("", "<https://example.no/p>", '"x"'),),
                ),
            )
        }
    )
    (code,) = read_csv(b"code;display@nb\nA;ny", "x.csv", before).codes
    assert {(text.lang, text.text) for text in code.pref_label} == {("nb", "ny"), ("en", "old")}
    assert (code.iri, code.definition, code.extra) == (
        "https://example.no/own",
        before.codes[0].definition,
        before.codes[0].extra,
    )


def test_what_a_cell_cannot_hold_is_refused() -> None:
    with pytest.raises(CannotHold, match="empty notation"):
        write_csv(LIST.model_copy(update={"codes": (Code(iri="https://example.no/e", notation=""),)}))
    with pytest.raises(CannotHold, match="32767"):
        encode_xlsx([Page("Koder", ("code",), (("x" * 40_000,),))])


def test_an_empty_text_becomes_no_text() -> None:
    code = Code(iri=code_iri(LIST, "A"), notation="A", pref_label=(LangString(text="", lang="nb"),))
    (back,) = read_csv(write_csv(LIST.model_copy(update={"codes": (code,)})), "x.csv", LIST).codes
    assert back.pref_label == ()


def test_a_scheme_has_one_row_a_concept() -> None:
    nb, nn = LangString(text="epikrise", lang="nb"), LangString(text="epikrise", lang="nn")
    concept = Concept(
        iri="https://omforent.no/concept/epikrise",
        identifier="epikrise",
        pref_label=(nb, nn),
        alt_label=(nb, LangString(text="utskrivingsnotat", lang="nb")),
        definition=(Definition(value=nb),),
        broader=("https://omforent.no/concept/melding",),
    )
    scheme = ConceptScheme(iri="https://omforent.no/concept-scheme/x", concepts=(concept,))
    rows = list(csv.DictReader(io.StringIO(write_overview_csv(scheme).decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        {
            "identifier": "epikrise",
            "iri": concept.iri,
            "preferred@nb": "epikrise",
            "preferred@nn": "epikrise",
            "permitted@nb": "epikrise",
            "permitted@nb#2": "utskrivingsnotat",
            "definition@nb": "epikrise",
            "broader": "https://omforent.no/concept/melding",
        }
    ]
    book = openpyxl.load_workbook(io.BytesIO(write_overview_xlsx(scheme)))
    assert [cell.value for cell in book["Begreper"][2]][:2] == ["epikrise", concept.iri]


def test_a_model_has_one_row_an_element() -> None:
    title = (LangString(text="Kvittering", lang="nb"),)
    element = ElementProperty(
        iri="https://example.no/e",
        kind=PropertyKind.ATTRIBUTE,
        identifier="Ack",
        title=title,
        coded=True,
        max_occurs="*",
    )
    kind = ModelElement(
        iri="https://example.no/t",
        kind=ElementKind.OBJECT_TYPE,
        identifier="ServRprt",
        title=(),
        has_property=(element,),
    )
    model = InformationModel(iri="https://example.no/m", elements=(kind,))
    (row,) = csv.DictReader(io.StringIO(write_overview_csv(model).decode("utf-8-sig")), delimiter=";")
    assert (row["type"], row["element"], row["min"], row["max"], row["coded"]) == ("ServRprt", "Ack", "0", "*", "true")
    assert row["title@nb"] == "Kvittering"
