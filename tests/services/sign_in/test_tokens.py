"""Signing in with a token: what is taken, what is refused and why, and which roles it gives."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from time import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from registry.domain.party import Grant, Role
from registry.errors import NotSignedIn, Unavailable
from registry.services.people import People
from registry.services.sign_in.keys import IssuerKeys
from registry.services.sign_in.tokens import SignIn
from registry.settings import Settings

ISSUER = "https://id.example"
NORTH = "https://omforent.no/organization/north"
EC, OTHER = ECKey.generate_key("P-256", {"kid": "ec"}), ECKey.generate_key("P-256", {"kid": "other"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})


class Issuer:
    """An issuer that can be asked for its configuration and its keys, and counts how often it is."""

    def __init__(self, *keys):
        self.keys = keys
        self.asked: list[str] = []
        self.away = False

    def __call__(self, address: str) -> bytes:
        self.asked.append(address)
        if self.away:
            raise OSError("no route")
        if address.endswith("openid-configuration"):
            return json.dumps({"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}).encode()
        return json.dumps(KeySet(list(self.keys)).as_dict()).encode()


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, issuer=ISSUER)


@pytest.fixture
def issuer():
    return Issuer(EC, RSA)


@pytest.fixture
def sign_in(settings, issuer):
    return SignIn(settings, People(settings.home), get=issuer)


def claims(**given):
    """Those of a usual token with others in their place; a time is given by how far it is from now."""
    now = int(time())
    given = {name: now + int(v.total_seconds()) if isinstance(v, timedelta) else v for name, v in given.items()}
    usual = {"iss": ISSUER, "aud": "omforent", "sub": "kari", "exp": now + 600, "organization": NORTH}
    found = {**usual, "roles": ["editor"], "name": "Kari Nordmann", **given}
    return {name: value for name, value in found.items() if value is not None}


def token(key=EC, alg="ES256", header=None, **given):
    return jwt.encode({"alg": alg, "kid": key.kid, **(header or {})}, claims(**given), key, algorithms=[alg])


@pytest.mark.parametrize(("key", "alg"), [(EC, "ES256"), (RSA, "RS256"), (RSA, "PS256")])
def test_a_token_of_the_issuer_makes_a_caller(sign_in, settings, key, alg):
    caller = sign_in.caller(token(key, alg))
    assert caller.organization == NORTH
    assert caller.grants == (Grant(role=Role.EDITOR, organization=NORTH),)
    assert People(settings.home).get(caller.person).name == "Kari Nordmann"
    assert sign_in.caller(token()).person == caller.person


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"iss": "https://other.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "other"}, "aud"),
        ({"aud": None}, "aud"),
        ({"exp": None}, "exp"),
        ({"exp": timedelta(seconds=-61)}, "expired"),
        ({"nbf": timedelta(seconds=120)}, "nbf"),
        ({"iat": timedelta(seconds=120)}, "iat"),
        ({"exp": "tomorrow"}, "exp"),
        ({"sub": None}, "who"),
        ({"organization": None}, "which organisation"),
        ({"organization": "no iri <x>"}, "which organisation"),
        ({"organization": ["a", "b"]}, "which organisation"),
    ],
)
def test_a_token_that_says_something_else_is_refused(sign_in, given, why):
    with pytest.raises(NotSignedIn, match=why):
        sign_in.caller(token(**given))


@pytest.mark.parametrize(
    "given", [{"exp": timedelta(seconds=-20)}, {"nbf": timedelta(seconds=20)}, {"aud": ["x", "omforent"]}]
)
def test_clocks_may_differ_a_little_and_a_token_may_be_for_several(sign_in, given):
    assert sign_in.caller(token(**given)).organization == NORTH


def unsigned():
    part = "eyJhbGciOiJub25lIn0"
    return f"{part}.{token().split('.')[1]}."


def shared_secret():
    """Signed by the issuer's public key as if that were a secret that both know."""
    head = urlsafe_b64encode(b'{"alg":"HS256","kid":"rsa"}').rstrip(b"=").decode()
    said = f"{head}.{token().split('.')[1]}"
    signature = hmac.digest(RSA.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def altered():
    head, _, signature = token().split(".")
    return ".".join((head, token(sub="ola").split(".")[1], signature))


@pytest.mark.parametrize(
    "made",
    [
        unsigned,
        altered,
        lambda: token(OTHER),
        lambda: token(ECKey.import_key({**OTHER.as_dict(private=True), "kid": "ec"})),
        lambda: token(RSA, "RS512"),
        lambda: token(header={"typ": "logout+jwt"}),
        lambda: token(header={"b64": False, "crit": ["b64"]}),
        lambda: "",
        lambda: "a.b.c",
        lambda: "æ.ø.å",
        lambda: "x" * 20_000,
        lambda: token()[:-10],
        lambda: token(RSA, "RS256", header={"kid": "ec"}),
    ],
)
def test_a_token_that_the_issuer_has_not_signed_is_refused(sign_in, made):
    with pytest.raises(NotSignedIn):
        sign_in.caller(made())


def test_a_public_key_is_no_shared_secret(sign_in):
    with pytest.raises(NotSignedIn, match="kind that is not taken"):
        sign_in.caller(shared_secret())


def test_a_new_key_is_fetched_when_it_is_named_but_not_all_the_time(settings):
    issuer, now = Issuer(EC), [0.0]
    keys = IssuerKeys(ISSUER, get=issuer, clock=lambda: now[0])
    assert keys.named("ec").kid == "ec"
    issuer.keys = (EC, OTHER)
    for _ in range(100):
        with pytest.raises(NotSignedIn):
            keys.named("other")
    assert len(issuer.asked) == 2
    now[0] = 31
    assert keys.named("other").kid == "other"
    issuer.keys, now[0] = (OTHER,), 4000
    with pytest.raises(NotSignedIn):
        keys.named("ec")


def test_known_keys_hold_while_the_issuer_is_away_and_without_any_it_is_told(settings, issuer):
    now = [0.0]
    keys = IssuerKeys(ISSUER, get=issuer, clock=lambda: now[0])
    keys.named("ec")
    issuer.away, now[0] = True, 4000
    assert keys.named("ec").kid == "ec"
    with pytest.raises(Unavailable, match="cannot be had"):
        IssuerKeys(ISSUER, get=issuer).named("ec")


@pytest.mark.parametrize("address", ["http://id.example/keys", "file:///etc/passwd", "ftp://x/y"])
def test_keys_come_over_https_alone(address):
    with pytest.raises(Unavailable):
        IssuerKeys(ISSUER, address).named("ec")


SCHEME = "https://omforent.no/code-list/1"
SOUTH = "https://omforent.no/organization/south"


@pytest.mark.parametrize(
    ("roles", "grants"),
    [
        ("reader editor", [("reader", NORTH, None), ("editor", NORTH, None)]),
        ([f"approver@{SCHEME}"], [("approver", NORTH, SCHEME)]),
        ([{"role": "reviewer", "organization": SOUTH, "scheme": SCHEME}], [("reviewer", SOUTH, SCHEME)]),
        ({"role": "publisher"}, [("publisher", NORTH, None)]),
        (["admin", "editor@no iri", {"role": "editor", "scheme": 3}, 7, None, {"role": ["editor"]}], []),
        (None, []),
        (7, []),
    ],
)
def test_roles_are_read_for_an_organization_and_an_object(sign_in, roles, grants):
    found = sign_in.caller(token(roles=roles)).grants
    assert [(grant.role, grant.organization, grant.scheme) for grant in found] == grants


def test_claims_have_the_names_that_the_settings_say(tmp_path, issuer):
    settings = Settings(
        home=tmp_path,
        issuer=ISSUER,
        claim_organization="https://id.example/claims/orgnr",
        claim_roles="https://id.example/claims/roles",
    )
    given = {"https://id.example/claims/orgnr": "999999999", "https://id.example/claims/roles": "reviewer"}
    caller = SignIn(settings, People(tmp_path), get=issuer).caller(token(**given))
    assert caller.organization == "https://omforent.no/organization/999999999"
    assert [grant.role for grant in caller.grants] == ["reviewer"]


def test_a_system_acts_in_its_own_name(sign_in):
    first = sign_in.caller(token(sub=None, client_id="epj", name=None))
    assert sign_in.caller(token(sub=None, client_id="epj", name=None)).person == first.person
    assert sign_in.caller(token(sub=None, client_id="other", name=None)).person != first.person
