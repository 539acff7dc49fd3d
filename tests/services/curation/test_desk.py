"""The desk gives the same here and from another process."""

import pytest

from registry.domain.change_set import State
from registry.domain.operation import AddMember
from registry.domain.party import Role
from registry.errors import Forbidden, InvalidInput, NotFound, Stale
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.desk import LocalDesk, QueueAsked, RemoteDesk, Step
from registry.services.ledger import Ledger
from registry.store import control
from tests.services.curation.registry_of_one import LIST, caller, code, code_list, store_with

EDITOR = caller("1", Role.EDITOR)


@pytest.fixture
def sets():
    store = store_with(code_list(code("1", "en")))
    return ChangeSets(store, Ledger(store))


@pytest.fixture(params=["here", "in another process"])
def desk(request, sets, tmp_path):
    local = LocalDesk(sets, lambda token: caller(token or "1", Role.EDITOR, Role.APPROVER))
    if request.param == "here":
        yield local
        return
    with control.serve(tmp_path, local.handlers()):
        yield RemoteDesk(tmp_path)


@pytest.fixture
def made(sets):
    opened = sets.open("To", "fordi", EDITOR)
    return sets.add(opened.iri, [AddMember(object=LIST, kind="code", value=code("2", "to"))], EDITOR)


def test_a_set_is_found_shown_and_brought_on(desk, made):
    assert [row.iri for row in desk.queue(QueueAsked(state=State.EDITING, object=LIST)).items] == [made.iri]
    assert desk.queue(QueueAsked(state=State.MERGED)).total == 0
    name = made.iri.rpartition("/")[2][:6]
    shown = desk.show(name)
    assert (shown.change_set, shown.obstacles) == (made, ())
    assert shown.permitted == (State.REVIEW, State.WITHDRAWN)
    desk.step(Step(name=name, state=State.REVIEW, reason="klar", expected=made.generation))
    with pytest.raises(Forbidden, match="had a hand in"):
        desk.step(Step(name=name, state=State.APPROVED, reason="jeg"))
    for state in (State.APPROVED, State.MERGED):
        found = desk.step(Step(name=made.iri, state=state, reason="bra", token="2"))
    assert found.state is State.MERGED


def test_what_cannot_be_is_told_and_changes_nothing(desk, made):
    name = made.iri.rpartition("/")[2]
    with pytest.raises(Stale) as caught:
        desk.step(Step(name=name, state=State.REVIEW, reason="klar", expected=made.generation + 1))
    assert (caught.value.yours, caught.value.theirs) == (made.generation + 1, made.generation)
    with pytest.raises(NotFound):
        desk.show("0" * 32)
    for short in ("", name[:3]):
        with pytest.raises(InvalidInput):
            desk.show(short)
    assert desk.show(name).change_set == made
