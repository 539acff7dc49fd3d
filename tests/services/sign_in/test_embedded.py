"""The issuer that comes along for development: on loopback, with a key that is its owner's alone."""

import pytest

from registry.domain.party import Role
from registry.errors import Forbidden, InvalidInput, NotSignedIn, Unavailable
from registry.services.people import People
from registry.services.sign_in.embedded import Asked, issue
from registry.services.sign_in.tokens import SignIn
from registry.settings import Settings

NORTH = "https://omforent.no/organization/north"
ASKED = Asked(roles=(Role.EDITOR,), organization=NORTH, scheme="https://omforent.no/code-list/1", name="Kari")


def caller(settings, token):
    return SignIn(settings, People(settings.home)).caller(token)


def test_its_token_signs_in(tmp_path):
    settings = Settings(home=tmp_path)
    found = caller(settings, issue(settings, ASKED))
    assert (found.organization, found.grants[0].role, found.grants[0].scheme) == (NORTH, Role.EDITOR, ASKED.scheme)
    assert People(tmp_path).get(found.person).name == "Kari"
    assert (tmp_path / "token-key.json").stat().st_mode & 0o777 == 0o600
    assert caller(settings, issue(settings, ASKED)).person == found.person
    assert [path.name for path in tmp_path.glob("token-key*")] == ["token-key.json"]


@pytest.mark.parametrize(
    "given", [{"host": "0.0.0.0"}, {"host": "omforent.no"}, {"issuer": "https://id.example"}, {"proxies": 1}]
)
def test_it_neither_issues_nor_is_trusted_elsewhere(tmp_path, given):
    here = Settings(home=tmp_path)
    token, there = issue(here, ASKED), Settings(home=tmp_path, **given)
    with pytest.raises(Forbidden):
        issue(there, ASKED)
    with pytest.raises((NotSignedIn, Unavailable)):
        SignIn(there, People(tmp_path), get=lambda _: b"{}").caller(token)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_loopback_has_several_names(tmp_path, host):
    settings = Settings(home=tmp_path, host=host)
    assert caller(settings, issue(settings, ASKED)).organization == NORTH


def test_a_key_of_another_folder_is_not_taken(tmp_path):
    one, other = Settings(home=tmp_path / "1"), Settings(home=tmp_path / "2")
    issue(other, ASKED)
    with pytest.raises(NotSignedIn):
        caller(other, issue(one, ASKED))


def test_where_none_has_been_issued_none_is_taken(tmp_path):
    token = issue(Settings(home=tmp_path / "1"), ASKED)
    with pytest.raises(NotSignedIn):
        caller(Settings(home=tmp_path), token)


def test_a_key_that_others_can_read_is_refused(tmp_path):
    settings = Settings(home=tmp_path)
    token = issue(settings, ASKED)
    (tmp_path / "token-key.json").chmod(0o644)
    with pytest.raises(Unavailable, match="open to others"):
        caller(settings, token)


@pytest.mark.parametrize("hours", [0, -1, 169, float("nan")])
def test_a_token_lasts_for_a_while(tmp_path, hours):
    with pytest.raises(InvalidInput):
        issue(Settings(home=tmp_path), ASKED.model_copy(update={"hours": hours}))
