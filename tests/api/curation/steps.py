"""Steps that several walks through curation share."""

from tests.services.curation.registry_of_one import LIST, code

SETS = "/api/v1/change-sets"


def adding(notation: str) -> dict:
    value = code(notation, notation).model_dump(mode="json")
    return {"op": "add-member", "object": LIST, "kind": "code", "value": value}


def at(web, address, headers) -> dict[str, str]:
    """The headers of a write on what is there now."""
    return {**headers, "If-Match": web.get(address, headers=headers).headers["etag"]}


def in_review(web, editor, *notations: str) -> dict:
    """A change set in review that adds some codes."""
    place = web.post(SETS, json={"title": "Koder", "reason": "de mangler"}, headers=editor).headers["location"]
    given = {"operations": [adding(each) for each in notations]}
    web.post(f"{place}/operations", json=given, headers=at(web, place, editor))
    body = {"state": "review", "reason": "klar"}
    found = web.post(f"{place}/transitions", json=body, headers=at(web, place, editor))
    assert found.status_code == 200, found.text
    return {**found.json(), "place": place}
