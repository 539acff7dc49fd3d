"""Spreadsheets and RDF files taken into a change set: POST /api/v1/change-sets/{id}/import, shown before it is done."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Request, Response, post
from litestar.params import PathParameter, QueryParameter
from pydantic import Base64Bytes, Field

from api.curation.exchange import EDITING, Body, Expected, Office, Sent, Signed, answer, body_of, iri_of
from api.documented import curating
from registry.domain import Iri
from registry.domain.derivation import Missing
from registry.services import bulk
from registry.services.bulk_changes import Answer

Requested = Request[Any, Any, Any]


class NewFile(Body):
    """A file of one object: `data` in Base64, `name` with the extension that tells its format (.xlsx, .csv, .ttl …).

    `into` is the IRI of the object where the file does not tell it. `missing` says what becomes of codes and concepts
    that the file does not have; `day` is the last day of those that are inactivated.
    """

    name: str = Field(min_length=1, max_length=255)
    data: Base64Bytes
    into: Iri | None = Field(None, max_length=2_000)
    missing: Missing = Missing.KEEP
    day: date | None = None


@post(
    "/change-sets/{identifier:str}/import",
    dependencies=EDITING,
    operation_id="import_file",
    summary="Take a file into a change set",
    tags=["Change sets"],
    **curating(
        Answer, "What the file does; `change_set` names the set once it is in it.", body=NewFile, conditional=True
    ),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def take(
    request: Requested,
    office: Office,
    caller: Signed,
    *,
    expected: Expected,
    sent: Sent,
    identifier: Annotated[str, PathParameter(description="The last part of the change set's IRI.")],
    confirm: Annotated[
        bool, QueryParameter(description="Put it into the set; without this nothing is changed.")
    ] = False,
) -> Response[bytes]:
    """Hold a file against what the set makes of its object: rows added, changed, refused. All rows are taken, or none.

    The ETag is that of the change set as it is then.
    """
    name, given = iri_of("change-set", identifier), body_of(sent, NewFile, len(sent.content))
    asked = bulk.Asked(given.data, given.name, given.into, given.missing, given.day)
    planned = bulk.plan(asked, *bulk.working_in(office.store, office.sets, name))
    made = bulk.confirm(office.sets, planned, caller, change_set=name, expected=expected) if confirm else None
    edition = (made or office.sets.get(name)).generation
    return answer(request, Answer(preview=planned.preview, change_set=name if made else None), edition=edition)


ROUTES: Final = (take,)
