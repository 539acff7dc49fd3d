"""Drafts as a person works with them: the same calls whether the store is opened here or in another process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.domain import CodeList, Kind
from registry.errors import InvalidInput, NotFound, SyntaxFault
from registry.interchange.tabular import write_xlsx
from registry.namespaces import BASE
from registry.rdf.objects import from_default_graph, read_object
from registry.rdf.serialization import Format, parse
from registry.services.workspace import RemoteWorkspace, Workspace, open_store, open_workspace
from registry.settings import Settings
from registry.store import control

LIST = BASE + "code-list/1"
TURTLE = f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix m: <https://data.norge.no/vocabulary/modelldcatno#> .
@prefix dct: <http://purl.org/dc/terms/> .
<{LIST}> a m:CodeList, skos:ConceptScheme ; dct:title "Prøve"@nb ; <urn:unknown> [ <urn:p> "07" ] .
<{BASE}code/1/01> a skos:Concept, m:CodeElement ; skos:inScheme <{LIST}> ;
    skos:notation "01" ; skos:prefLabel "Én"@nb .
""".encode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var")


@pytest.fixture(params=["here", "in another process's hands"])
def workspace(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Workspace]:
    with open_store(settings) as local:
        if request.param == "here":
            yield local
            return
        with control.serve(settings.home, local.handlers()), open_workspace(settings) as remote:
            assert isinstance(remote, RemoteWorkspace)
            yield remote


def test_an_imported_file_comes_out_whole(workspace: Workspace) -> None:
    draft = workspace.import_file(TURTLE, "liste.ttl")
    assert (draft.iri, draft.kind, draft.statements) == (LIST, Kind.CODE_LIST, 10)
    assert workspace.objects() == (LIST,)
    text = workspace.export_draft(LIST).decode()
    assert '"01"' in text
    assert '<urn:p> "07"' in text
    assert len(text.splitlines()) == 10


@pytest.mark.parametrize(("name", "into"), [("1.csv", None), ("anything.csv", LIST)])
def test_a_sheet_goes_into_the_list_that_is_there(workspace: Workspace, name: str, into: str | None) -> None:
    workspace.import_file(TURTLE, "liste.ttl")
    assert workspace.import_file(b"code;display@nb\n01;En\n02;To\n", name, into=into).iri == LIST
    text = workspace.export_draft(LIST).decode()
    for kept in ('"Prøve"@nb', '<urn:p> "07"', '"En"@nb', '"To"@nb'):
        assert kept in text


def test_a_sheet_makes_the_new_list_that_is_named(workspace: Workspace) -> None:
    assert workspace.import_file(b"code\n007\n", "anything.csv", into=BASE + "code-list/2").iri == BASE + "code-list/2"


def test_importing_again_replaces_the_draft(workspace: Workspace) -> None:
    workspace.import_file(TURTLE, "liste.ttl")
    workspace.import_file(TURTLE.replace("Én".encode(), b"En"), "liste.ttl")
    text = workspace.export_draft(LIST).decode()
    assert '"En"@nb' in text
    assert "Én" not in text


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"<a> <b> .", "x.ttl", SyntaxFault),
        (b"<urn:a> <urn:b> <not an iri> .", "x.nt", SyntaxFault),
        (TURTLE, "x.docx", InvalidInput),
        (b"<urn:g> { <urn:a> <urn:b> <urn:c> }", "x.trig", InvalidInput),
        (b"kode;visning\n1;to;tre\n", "ukjent-liste.csv", InvalidInput),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(workspace: Workspace, data: bytes, name: str, kind: type) -> None:
    workspace.import_file(TURTLE, "liste.ttl")
    before = workspace.export_draft(LIST)
    with pytest.raises(kind) as refused:
        workspace.import_file(data, name)
    assert name in refused.value.message
    assert workspace.objects() == (LIST,)
    assert workspace.export_draft(LIST) == before


def test_a_syntax_fault_keeps_its_place_across_processes(workspace: Workspace) -> None:
    with pytest.raises(SyntaxFault) as refused:
        workspace.import_file(TURTLE + b"oops", "liste.ttl")
    assert refused.value.line == 7


def test_what_is_not_there_is_named(workspace: Workspace) -> None:
    for call in (workspace.export_draft, workspace.discard, workspace.check_drafts):
        with pytest.raises(NotFound, match="code-list/nowhere"):
            call(BASE + "code-list/nowhere")


def test_a_discarded_draft_is_gone(workspace: Workspace) -> None:
    workspace.import_file(TURTLE, "liste.ttl")
    workspace.discard(LIST)
    assert workspace.objects() == ()


def test_findings_are_reported_and_never_block_an_import(workspace: Workspace) -> None:
    workspace.import_file(TURTLE, "liste.ttl")
    assert any(finding.subject == LIST for finding in workspace.check_drafts(LIST))


def test_a_spreadsheet_of_codes_goes_into_the_list_it_belongs_to(workspace: Workspace) -> None:
    workspace.import_file(TURTLE, "liste.ttl")
    workspace.import_file("﻿code;display@nb\r\n01;Én\r\n02;To\r\n".encode(), "ny.csv", into=LIST)
    text = workspace.export_draft(LIST).decode()
    assert '"To"@nb' in text
    assert "urn:unknown" in text


def test_a_vocabulary_of_several_schemes_is_kept_whole_and_said_so(workspace: Workspace, shared: Path) -> None:
    data = (shared / "vocabularies" / "los.rdf").read_bytes()
    draft = workspace.import_file(data, "los.rdf")
    assert draft.kind is Kind.CONCEPT_SCHEME
    assert "4 concept schemes" in draft.notes[0]
    assert len(workspace.export_draft(draft.iri).splitlines()) == draft.statements


def test_a_vocabulary_without_a_scheme_is_named_after_its_file(workspace: Workspace, shared: Path) -> None:
    data = (shared / "vocabularies" / "yso-archaeology.ttl").read_bytes()
    assert workspace.import_file(data, "yso-archaeology.ttl").iri == BASE + "concept-scheme/yso-archaeology"


def test_each_run_opens_the_store_itself_when_nobody_has_it(settings: Settings) -> None:
    for _ in range(2):
        with open_workspace(settings) as workspace:
            workspace.import_file(TURTLE, "liste.ttl")
            assert workspace.objects() == (LIST,)


def test_a_workbook_keeps_what_it_has_no_place_for(workspace: Workspace) -> None:
    workspace.import_file(TURTLE, "liste.ttl")
    changed = workspace.export_draft(LIST).decode().replace("Én", "Ein")
    value = read_object(from_default_graph(parse(changed.encode(), Format.N_TRIPLES).quads))
    assert isinstance(value, CodeList)
    workspace.import_file(write_xlsx(value), "hva-som-helst.xlsx")
    text = workspace.export_draft(LIST).decode()
    assert '"Ein"@nb' in text
    assert '"Prøve"@nb' in text
    assert '<urn:p> "07"' in text
