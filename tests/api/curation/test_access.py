"""Who comes in: every route, for every role, for every organisation; and nobody where there is no rule."""

import re

import pytest

from api.access import PUBLIC, PUBLIC_WRITES, SIGNED, rule_of
from registry.domain.party import Role
from tests.services.curation.registry_of_one import LIST, NORTH, SOUTH

SOME = "0123456789abcdef" * 2


def operations(app):
    return {
        (method, route.path_format)
        for route in app.routes
        for method in getattr(route, "route_handler_map", {})
        if method not in {"OPTIONS", "HEAD"}
    }


def address(path):
    return re.sub(r"{(\w+)}", lambda match: "1" if match[1] in {"number", "sequence"} else SOME, path)


def asked(web, method, path, headers):
    body = {"json": {}} if method in {"POST", "PUT"} else {}
    return web.request(method, address(path), headers={"If-Match": '"1"', **headers}, **body)


def test_every_route_has_a_rule_and_every_rule_a_route(curated_app):
    found = operations(curated_app)
    assert [each for each in sorted(found) if rule_of(*each) is None] == []
    assert set(SIGNED) | PUBLIC_WRITES <= found
    assert {("GET", path) for path in PUBLIC} <= found
    assert not set(SIGNED) & ({("GET", path) for path in PUBLIC} | PUBLIC_WRITES)


@pytest.mark.parametrize(("method", "path"), sorted(SIGNED))
def test_a_route_lets_in_its_roles_and_no_other_whatever_their_organization(web, signed, method, path):
    for role in Role:
        for organization in (NORTH, SOUTH):
            for scheme in (None, LIST):
                found = asked(web, method, path, signed("kari", role, organization=organization, scheme=scheme))
                let_in = not (found.status_code == 403 and "This takes one of" in found.json()["detail"])
                assert let_in == (role in SIGNED[method, path]), (role, organization, scheme, found.text)
                assert found.status_code not in {401, 428}
                assert found.status_code < 500, found.text


@pytest.mark.parametrize(("method", "path"), sorted(SIGNED))
@pytest.mark.parametrize("given", [None, "", "Basic a2FyaTpoZW1tZWxpZw==", "Bearer", "Bearer x", "Bearer a.b.c"])
def test_nobody_comes_in_without_a_token_that_is_taken(web, method, path, given):
    found = asked(web, method, path, {} if given is None else {"Authorization": given})
    assert found.status_code == 401
    assert found.headers["content-type"] == "application/problem+json"
    assert found.headers["www-authenticate"].startswith("Bearer")


def test_somebody_without_a_role_comes_in_nowhere(web, signed):
    for method, path in SIGNED:
        assert asked(web, method, path, signed("kari")).status_code == 403


def test_two_tokens_are_none(web, signed):
    token = signed("kari", "editor")["Authorization"]
    found = web.get("/api/v1/change-sets", headers=[("Authorization", token), ("Authorization", token)])
    assert found.status_code == 401


def test_a_process_that_only_reads_says_who_writes(curated_app, web, signed):
    curated_app.state.curation = None
    for method, path in SIGNED:
        found = asked(web, method, path, signed("kari", *Role))
        assert found.status_code == 503
        assert "OMFORENT_ROLE" in found.json()["rule"]
    assert web.get("/api/v1/workflow").status_code == 200
