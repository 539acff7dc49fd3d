"""ICD-10 and ICPC-2 from the npm package: codes to the letter into the registered list, however the package comes."""

import io
import json
import os
import subprocess
import tarfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain import Code, CodeList, LangString
from registry.domain.source_file import SourceFile
from registry.errors import InvalidInput, NotFound, SyntaxFault
from registry.interchange import npm_package
from registry.interchange.diagnosekoder import read_diagnosekoder
from registry.namespaces import BASE
from registry.services import drafts
from registry.services.importing import Importer, import_from, source_files
from registry.store.memory import MemoryStore

HEADER = CodeList(iri=BASE + "code-list/7110", identifier="7110", bundled=False)
ROWS = [
    {"code": "X00", "text": "Prøvekapittel", "validFrom": "2020-01-01"},
    {"code": "X001", "text": "Prøvetilstand æøå", "parentCode": "X00", "validTo": "2025-12-31T00:00:00"},
    {"code": "0012", "text": "Kode med nuller"},
]


def written(rows: object, name: str = "lib/ICD10.json") -> SourceFile:
    return SourceFile(name=name, data=json.dumps(rows, ensure_ascii=False).encode())


def package(folder: Path, rows: object = ROWS, name: str = "ICD10.json") -> Path:
    """The package as npm lays it out."""
    lib = folder / "package" / "lib"
    lib.mkdir(parents=True)
    (lib / name).write_bytes(written(rows).data)
    (lib / "index.cjs").write_text("module.exports = {}", "utf-8")
    manifest = {"name": "@navikt/diagnosekoder", "version": "1.2026.0"}
    (folder / "package" / "package.json").write_text(json.dumps(manifest), "utf-8")
    return folder / "package"


def tarball(folder: Path) -> Path:
    path = folder.parent / "navikt-diagnosekoder.tgz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, "package")
    return path


def test_codes_texts_parents_and_periods():
    found = read_diagnosekoder([written(ROWS)], "icd10no", HEADER).value
    assert [code.notation for code in found.codes] == ["X00", "X001", "0012"]
    first, second, third = found.codes
    assert second.pref_label == (LangString(text="Prøvetilstand æøå", lang="nb"),)
    assert second.broader == (first.iri,) == (BASE + "code/7110/X00",)
    assert first.validity.start == date(2020, 1, 1)
    assert second.validity.end == date(2025, 12, 31)
    assert third.broader == ()
    assert found.bundled is False


def test_what_the_list_said_of_a_code_stays():
    known = Code(
        iri=BASE + "code/7110/gammel-iri",
        notation="0012",
        pref_label=(LangString(text="gammel", lang="nb"), LangString(text="old", lang="en")),
        note=(LangString(text="merknad", lang="nb"),),
    )
    found = read_diagnosekoder([written(ROWS)], "icd10no", HEADER.model_copy(update={"codes": (known,)})).value
    last = found.codes[2]
    assert (last.iri, last.note) == (known.iri, known.note)
    assert {row.text for row in last.pref_label} == {"Kode med nuller", "old"}


def test_a_field_that_is_not_known_is_named():
    notes = read_diagnosekoder([written([{**ROWS[0], "chapter": "X"}])], "icd10no", HEADER).notes
    assert "chapter (1)" in notes[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"text": "uten kode"}], "ICD10.json[0].code"),
        ([ROWS[0], {"code": 12, "text": "tall"}], "ICD10.json[1].code"),
        ([ROWS[0], ROWS[0]], "also at ICD10.json[0]"),
        ([{"code": "X", "text": ""}], "ICD10.json[0].text"),
        ([{**ROWS[0], "parentCode": "Q"}], "ICD10.json[0].parentCode"),
        ([{**ROWS[0], "validFrom": "i fjor"}], "ICD10.json[0].validFrom"),
        (["X00"], "ICD10.json[0]"),
        ([], "no list"),
        ({"X00": "x"}, "no list"),
    ],
)
def test_bad_rows_are_refused_with_their_place(rows, said):
    with pytest.raises(InvalidInput) as refused:
        read_diagnosekoder([written(rows)], "icd10no", HEADER)
    assert said in refused.value.message


def test_broken_json_is_refused_with_line_and_column():
    with pytest.raises(SyntaxFault) as refused:
        read_diagnosekoder([SourceFile(name="ICD10.json", data=b'[\n{"code" "x"}]')], "icd10no", HEADER)
    assert (refused.value.line, refused.value.column) == (2, 9)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(st.dictionaries(texts, texts, min_size=1))
def test_any_codes_and_texts_come_through_to_the_letter(found):
    rows = [{"code": code, "text": text} for code, text in found.items()]
    codes = read_diagnosekoder([written(rows)], "icd10no", HEADER).value.codes
    assert {code.notation: code.pref_label[0].text for code in codes} == found


@pytest.mark.parametrize("form", ["folder", "tarball", "file"])
def test_a_package_goes_into_the_shipped_list_however_it_comes(tmp_path: Path, form: str):
    folder = package(tmp_path)
    place = {"folder": folder, "tarball": tarball(folder), "file": folder / "lib" / "ICD10.json"}[form]
    store = MemoryStore()
    done = import_from(store, Importer.ICD10NO, source_files(Importer.ICD10NO, place))
    found = drafts.value_of(store, HEADER.iri)
    assert isinstance(found, CodeList)
    assert {code.notation for code in found.codes} == {"X00", "X001", "0012"}
    assert found.oid == "2.16.578.1.12.4.1.1.7110"
    assert found.bundled is False
    assert any("WHO" in row.text for row in found.rights)
    assert "WHO" in done.notes[0]
    origins = [row.text for row in found.source if isinstance(row, LangString) and row.text.startswith("Koder")]
    assert origins == ([] if form == "file" else ["Koder: @navikt/diagnosekoder 1.2026.0 (npm)"])


def test_a_list_that_is_not_there_is_named(tmp_path: Path):
    files = source_files(Importer.ICPC2, package(tmp_path, name="ICPC2.json"))
    with pytest.raises(NotFound, match="code-list/none"):
        import_from(MemoryStore(), Importer.ICPC2, files, into=BASE + "code-list/none")


def test_a_folder_without_the_list_is_refused(tmp_path: Path):
    (tmp_path / "x.txt").write_text("x", "utf-8")
    with pytest.raises(InvalidInput, match="@navikt/diagnosekoder"):
        source_files(Importer.ICD10NO, tmp_path)
    with pytest.raises(InvalidInput, match="No such file"):
        source_files(Importer.ICD10NO, tmp_path / "nowhere")


def test_a_tarball_cannot_reach_outside_itself(tmp_path: Path):
    path = tmp_path / "evil.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (("../../ICD10.json", tarfile.REGTYPE), ("package/lib/ICD10.json", tarfile.SYMTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            data = written(ROWS).data if kind == tarfile.REGTYPE else b""
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    before = sorted(tmp_path.parent.rglob("*"))
    found = source_files(Importer.ICD10NO, path)
    assert [file.data for file in found] == [written(ROWS).data]
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path):
    outside = tmp_path / "outside.json"
    outside.write_bytes(written(ROWS).data)
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "ICD10.json").symlink_to(outside)
    with pytest.raises(InvalidInput, match="nothing to read"):
        source_files(Importer.ICD10NO, folder)


@pytest.mark.parametrize("bound", ["MAX_FILES", "MAX_FILE", "MAX_READ"])
def test_a_package_beyond_the_bounds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str):
    path = tarball(package(tmp_path))
    monkeypatch.setattr(npm_package, bound, 1)
    with pytest.raises(InvalidInput, match="at most"):
        source_files(Importer.ICD10NO, path)


@pytest.mark.parametrize("data", [b"no tarball", b"\x1f\x8b\x08\x00broken"])
def test_a_broken_tarball_is_refused(tmp_path: Path, data: bytes):
    path = tmp_path / "x.tgz"
    path.write_bytes(data)
    with pytest.raises(SyntaxFault, match=r"x\.tgz"):
        source_files(Importer.ICD10NO, path)


@pytest.mark.parametrize(("importer", "number", "least"), [("icd10no", "7110", 15_000), ("icpc2", "7170", 600)])
def test_the_package_itself(tmp_path: Path, importer: str, number: str, least: int):
    if os.environ.get("OMFORENT_TEST_NPM") != "1":
        pytest.skip("the codes belong to others and are fetched only where OMFORENT_TEST_NPM=1")
    fetch = ["npm", "pack", "@navikt/diagnosekoder"]
    subprocess.run(fetch, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    (path,) = tmp_path.glob("*.tgz")
    store = MemoryStore()
    import_from(store, Importer(importer), source_files(Importer(importer), path))
    found = drafts.value_of(store, f"{BASE}code-list/{number}")
    assert isinstance(found, CodeList)
    assert len(found.codes) > least
    assert all(code.notation and code.pref_label for code in found.codes)
