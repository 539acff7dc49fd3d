"""Imports as a person works with them: here or in another process, from the command line, and against a race."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.domain import Kind
from registry.domain.source_file import SourceFile
from registry.errors import Conflict, SyntaxFault
from registry.namespaces import BASE
from registry.services import drafts
from registry.services.importing import Importer, import_from
from registry.services.workspace import Workspace, open_store, open_workspace
from registry.settings import Settings
from registry.store import control
from registry.store.memory import MemoryStore
from tests.cli.test_main import omforent
from tests.fhir.importing import LIST, code_system, file, load, value

ICPC2 = [SourceFile(name="ICPC2.json", data=b'[{"code": "X01", "text": "Pr\xc3\xb8vekode"}]')]


@pytest.fixture(params=["here", "in another process's hands"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    settings = Settings(home=tmp_path / "var")
    with open_store(settings) as local:
        if request.param == "here":
            yield local
            return
        with control.serve(settings.home, local.handlers()), open_workspace(settings) as remote:
            yield remote


def test_resources_and_codes_go_into_drafts_either_way(workspace: Workspace) -> None:
    done = workspace.import_from(Importer.FHIR, [file(code_system())], "nb")
    assert [(draft.iri, draft.kind) for draft in done.drafts] == [(LIST, Kind.CODE_LIST)]
    codes = workspace.import_from(Importer.ICPC2, ICPC2)
    assert "WONCA" in codes.notes[0]
    assert "Prøvekode" in workspace.export_draft(BASE + "code-list/7170").decode()
    assert workspace.objects() == (BASE + "code-list/7170", LIST)


def test_a_broken_file_changes_nothing_either_way(workspace: Workspace) -> None:
    with pytest.raises(SyntaxFault) as refused:
        workspace.import_from(Importer.FHIR, [file(code_system()), file(b'{"a":\n}')])
    assert refused.value.line == 2
    assert workspace.objects() == ()


class Raced(MemoryStore):
    """A store in which somebody else writes the draft between the reading and the writing."""

    def apply(self, *operations):
        if self.generation(drafts.graph_of(LIST)):
            super().apply(*(type(each)(each.graph, tuple(self.triples(each.graph))) for each in operations))
        return super().apply(*operations)


def test_a_draft_that_was_changed_meanwhile_is_not_written_over() -> None:
    store = Raced()
    load(store, code_system())
    before = value(store)
    with pytest.raises(Conflict):
        import_from(store, Importer.FHIR, [file(code_system(concept=[{"code": "ny"}]))])
    assert value(store) == before


def test_the_command_imports_and_tells_what_became_of_it(tmp_path: Path) -> None:
    home, source = tmp_path / "var", tmp_path / "farger.json"
    source.write_text(json.dumps(code_system(purpose="prøve")), "utf-8")
    answer = omforent("import", "fhir", str(source), home=home)
    assert answer.returncode == 0, answer.stderr
    assert f"{source}: code-list {LIST}" in answer.stdout
    assert "CodeSystem.purpose" in answer.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "fhir"), "names nothing to read"),
        (("import", "icpc2", "x", "--lang", "nb"), "takes no --lang"),
        (("import", "fhir", "x", "--as", "code-list"), "takes no --as"),
        (("import", "fhir", "nowhere.json"), "nowhere.json: No such file"),
        (("import", "x.ttl", "--lang", "nb"), "takes no --lang"),
    ],
)
def test_the_command_refuses_in_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    answer = omforent(*words, home=tmp_path / "var")
    assert answer.returncode == 2
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1


SCHEMA = b"""<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:x="urn:x:note/2026-01-01"
  targetNamespace="urn:x:note/2026-01-01" elementFormDefault="qualified"><element name="Note"><complexType><sequence>
  <element name="Text" type="string"/></sequence></complexType></element></schema>"""
NOTE = BASE + "model/note-2026-01-01"


def test_schemas_become_models_either_way_and_only_once(workspace: Workspace) -> None:
    files = [SourceFile(name="note.xsd", data=SCHEMA)]
    done = workspace.import_from(Importer.XSD, files)
    assert [(draft.iri, draft.kind) for draft in done.drafts] == [(NOTE, Kind.INFORMATION_MODEL)]
    again = workspace.import_from(Importer.XSD, files)
    assert again.drafts == ()
    assert again.notes == (f"Passed over: {NOTE} describes urn:x:note/2026-01-01 already.",)


def test_a_schema_goes_into_the_model_that_is_named(workspace: Workspace) -> None:
    other = BASE + "model/note-1"
    done = workspace.import_from(Importer.XSD, [SourceFile(name="note.xsd", data=SCHEMA)], None, other)
    assert [draft.iri for draft in done.drafts] == [other]
    assert f"{BASE}element/note-1/Note/Text" in workspace.export_draft(other).decode()


def test_a_file_called_xsd_needs_no_word_before_it(tmp_path: Path) -> None:
    path = tmp_path / "note.xsd"
    path.write_bytes(SCHEMA)
    result = omforent("import", str(path), home=tmp_path / "var")
    assert result.returncode == 0, result.stderr
    assert NOTE in result.stdout
    refused = omforent("import", str(path), "--into", BASE + "model/x", home=tmp_path / "var")
    assert refused.returncode == 2
    assert "--into" in refused.stderr
