"""A file put into a change set from the command line: the same in this process and through another."""

import pytest

from registry.domain.change_set import State
from registry.domain.derivation import Missing
from registry.errors import InvalidInput, OmforentError
from registry.services.bulk_changes import Wish
from registry.services.workspace import open_store, open_workspace
from registry.settings import Settings
from registry.store import control

BEFORE = b"code;display@nb\n1;en\n2;to\n"
AFTER = "code;display@nb\n1;én\n3;tre\n".encode()
LIST = "https://omforent.no/code-list/1"


@pytest.fixture(params=["here", "in another process's hands"])
def workspace(request, tmp_path):
    settings = Settings(home=tmp_path / "var")
    with open_store(settings) as local:
        local.import_file(BEFORE, "1.csv")
        if request.param == "here":
            yield local
            return
        with control.serve(settings.home, local.handlers()), open_workspace(settings) as remote:
            yield remote


def test_a_file_is_shown_then_taken_by_the_operator(workspace):
    sentences = []
    shown = workspace.bulk.take(AFTER, Wish(name="1.csv"), sentences.append)
    assert (shown.change_set, shown.preview.operations, shown.preview.object) == (None, 2, LIST)
    assert sentences[0] == "reading 1.csv"
    wish = Wish(name="1.csv", title="Ny", reason="ny", confirm=True, missing=Missing.REMOVE)
    made = workspace.bulk.take(AFTER, wish).change_set
    change_set = workspace.drafted.change_set(made)
    assert (change_set.state, len(change_set.operations)) == (State.EDITING, 3)
    again = workspace.bulk.take(AFTER, wish.model_copy(update={"change_set": made}))
    assert (again.change_set, again.preview.operations) == (None, 0)


def test_who_has_a_token_acts_by_it_and_a_false_one_is_refused(workspace):
    wish = Wish(name="1.csv", title="Ny", reason="ny", confirm=True, token="a.b.c")
    with pytest.raises(OmforentError):
        workspace.bulk.take(AFTER, wish)


def test_a_file_with_a_refused_row_is_taken_by_nobody(workspace):
    wish = Wish(name="1.csv", title="Ny", reason="ny", confirm=True)
    found = workspace.bulk.take(b"code;valid_to\n1;i morgen\n3;\n", wish)
    assert (found.change_set, [row.number for row in found.preview.refused]) == (None, [2])
    with pytest.raises(InvalidInput, match="title"):
        workspace.bulk.take(AFTER, wish.model_copy(update={"title": " "}))
