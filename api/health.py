"""Whether this process can serve, for whoever stands in front of it or keeps it running."""

from typing import Final

from litestar import Response, get
from pydantic import BaseModel

from api.selection import Lib
from registry.errors import NotFound, Unavailable
from registry.settings import Role


class Health(BaseModel):
    """A process that serves: in which role, and which release it reads."""

    status: str
    role: Role
    release: str


@get("/health", include_in_schema=False, sync_to_thread=False)
def health(library: Lib) -> Response[bytes]:
    """200 while the current release can be read; 503 where there is none, or its files cannot be opened."""
    try:
        release = library.releases.current().release
    except NotFound as fault:
        raise Unavailable(fault.message, field=fault.field, value=fault.value, rule=fault.rule) from fault
    found = Health(status="ok", role=library.settings.role, release=release.number)
    headers = {"Cache-Control": "no-store", "Omforent-Release": release.number}
    return Response(found.model_dump_json().encode(), media_type="application/json", headers=headers)


ROUTES: Final = [health]
