"""Drafts and change sets are read the same here and from the process that has the data folder open."""

from pathlib import Path

import pytest

from registry.domain.operation import EditField
from registry.domain.party import Role
from registry.errors import NotFound
from registry.services.curation.change_sets import ChangeSets
from registry.services.workspace import LocalWorkspace, RemoteWorkspace
from registry.settings import Settings
from registry.store import control
from registry.store.embedded import EmbeddedStore
from tests.services.curation.registry_of_one import LIST, caller, code, code_list
from tests.services.releasing import put

ONE = code("1", "en")
EDITOR = caller("1", Role.EDITOR)


@pytest.fixture
def opened(tmp_path: Path):
    store = EmbeddedStore(tmp_path)
    try:
        put(store, [code_list(ONE)])
        workspace = LocalWorkspace(store, Settings(home=tmp_path))
        with control.serve(tmp_path, workspace.handlers()):
            yield workspace, ChangeSets(store, workspace.ledger), RemoteWorkspace(tmp_path)
    finally:
        store.close()


def test_another_process_reads_the_same(opened):
    workspace, sets, remote = opened
    made = sets.open("Endring", "fordi", EDITOR)
    old, new = ([{"text": text, "lang": "nb"}] for text in ("en", "én"))
    edit = EditField(object=LIST, target=ONE.iri, field="pref_label", lang="nb", before=old, after=new)
    sets.add(made.iri, [edit], EDITOR)
    here, there = workspace.drafted, remote.drafted
    assert there.objects() == here.objects() == (LIST,)
    assert there.draft(LIST) == here.draft(LIST)
    assert there.change_set(made.iri) == here.change_set(made.iri)
    assert there.working(made.iri, LIST) == here.working(made.iri, LIST)
    assert '"én"@nb'.encode() in there.working(made.iri, LIST)
    assert there.differences(made.iri) == here.differences(made.iri)
    assert len(there.differences(made.iri)) == 1


def test_what_is_not_there_is_told_the_same(opened):
    workspace, _, remote = opened
    for drafted in (workspace.drafted, remote.drafted):
        assert drafted.draft("https://omforent.no/code-list/none") is None
        with pytest.raises(NotFound):
            drafted.change_set("https://omforent.no/change-set/none")
