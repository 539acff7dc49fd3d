"""The step that a release demands where the authors of merged change sets say that wording means the same."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.change_set import State
from registry.domain.operation import EditField
from registry.domain.party import Role
from registry.services.curation.change_sets import ChangeSets
from registry.services.ledger import Ledger
from tests.services.curation.registry_of_one import LIST, caller, code, code_list, store_with
from tests.services.releasing import publish, put

ONE = code("1", "en")
EDITOR, APPROVER = caller("1", Role.EDITOR), caller("2", Role.APPROVER)
LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def store():
    return store_with(code_list(ONE, code("2", "to")))


@pytest.fixture
def sets(store):
    return ChangeSets(store, Ledger(store))


def merge(sets, before, after, editorial=""):
    old, new = ([{"text": text, "lang": "nb"}] for text in (before, after))
    edit = EditField(object=LIST, target=ONE.iri, field="pref_label", lang="nb", before=old, after=new)
    made = sets.open("Endring", "fordi", EDITOR)
    sets.add(made.iri, [edit], EDITOR)
    if editorial:
        sets.declare_editorial(made.iri, ONE.iri, editorial, EDITOR)
    for state, who in ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER)):
        sets.transition(made.iri, state, "fordi", who)


def numbers(made):
    return {row.object: row.number for row in made.versions}


def test_wording_declared_to_mean_the_same_is_a_patch(store, sets, tmp_path):
    publish(store, tmp_path)
    merge(sets, "en", "én", editorial="aksent")
    assert numbers(publish(store, tmp_path, issued=LATER)) == {LIST: "1.0.1"}


def test_wording_that_is_not_is_major(store, sets, tmp_path):
    publish(store, tmp_path)
    merge(sets, "en", "én")
    assert numbers(publish(store, tmp_path, issued=LATER)) == {LIST: "2.0.0"}


def test_one_set_that_does_not_declare_it_undoes_what_another_declares(store, sets, tmp_path):
    publish(store, tmp_path)
    merge(sets, "en", "én", editorial="aksent")
    merge(sets, "én", "noe annet")
    assert numbers(publish(store, tmp_path, issued=LATER)) == {LIST: "2.0.0"}


def test_what_was_declared_before_the_last_release_does_not_hold_for_the_next(store, sets, tmp_path):
    publish(store, tmp_path)
    merge(sets, "en", "én", editorial="aksent")
    publish(store, tmp_path, issued=LATER)
    put(store, [code_list(code("1", "noe annet"), code("2", "to"))])
    assert numbers(publish(store, tmp_path, issued=LATER + timedelta(days=1))) == {LIST: "2.0.0"}
