"""Who asks: the caller that a request's bearer token tells, and the services that answer the signed in."""

from typing import Any, Final

from anyio import to_thread
from litestar.connection import ASGIConnection

from registry.domain.party import Caller
from registry.errors import NotSignedIn, Unavailable
from registry.services.curation.office import Curation

Connection = ASGIConnection[Any, Any, Any, Any]

_SCHEME: Final = "bearer "


def curation_of(connection: Connection) -> Curation:
    """The services of curation; Unavailable in a process that only reads."""
    found: Curation | None = connection.app.state.get("curation")
    if found is None:
        writer = connection.app.state.settings.writer or "the process that runs with OMFORENT_ROLE=all"
        rule = f"curation is at {writer}"
        raise Unavailable("This process serves what is released, and writes nothing.", field="role", rule=rule)
    return found


async def signed_in(connection: Connection) -> Caller:
    """The caller of a request. NotSignedIn where it has no token, or one that is not taken."""
    curation, given = curation_of(connection), connection.headers.getall("authorization", [])
    if not given:
        raise NotSignedIn("This takes a token: Authorization: Bearer …", rule="sign in")
    if len(given) > 1 or not given[0].lower().startswith(_SCHEME):
        raise NotSignedIn("The header Authorization holds no bearer token.", field="Authorization", rule="Bearer …")
    return await to_thread.run_sync(curation.sign_in.caller, given[0][len(_SCHEME) :].strip())
