"""Hearings under /api/v1/hearings: opened over a change set, answered, replied to and closed; the table of answers."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import PathParameter
from pydantic import AwareDatetime, Field

from api.curation.exchange import (
    EDITING,
    READING,
    SENDING,
    Body,
    Expected,
    Office,
    Sent,
    Signed,
    answer,
    body_of,
    iri_of,
    tag_of,
)
from api.documented import curating
from api.negotiation import CSV, JSON, XLSX, Form, choose
from registry.domain import Iri
from registry.domain.hearing import Hearing, Rule, Stance
from registry.services.curation.answer_table import as_csv, as_xlsx
from registry.services.curation.hearings import Table
from registry.services.curation.office import Curation

Requested = Request[Any, Any, Any]
Identifier = Annotated[str, PathParameter(description="The last part of the hearing's IRI.")]

_TAGS: Final = ["Hearings"]
_HEARING: Final = "/hearings/{identifier:str}"
_LONGEST: Final = 20_000  # characters of a text
_MOST_INVITED: Final = 1_000
_FORMS: Final = (JSON, CSV, XLSX)


class NewHearing(Body):
    """A change set in review that is to be put to hearing: who is asked, until when, and when it is agreed."""

    change_set: Iri = Field(max_length=500)
    invited: tuple[Iri, ...] = Field(min_length=1, max_length=_MOST_INVITED)
    deadline: AwareDatetime
    reason: str = Field(max_length=_LONGEST)
    rule: Rule = Rule()


class NewAnswer(Body):
    """The answer of the caller's organisation on one change, or with number 0 on all of them."""

    number: int = Field(ge=0)
    stance: Stance
    text: str = Field("", max_length=_LONGEST)


class NewReply(Body):
    """The editor's reply to what an organisation answered on a change."""

    number: int = Field(ge=0)
    organization: Iri = Field(max_length=500)
    text: str = Field(max_length=_LONGEST)


class Ending(Body):
    """Why a hearing is closed."""

    reason: str = Field(max_length=_LONGEST)


def _told(request: Requested, found: Hearing, status: int = HTTPStatus.OK, **headers: str) -> Response[bytes]:
    return answer(request, found, edition=found.generation, status=status, headers=headers)


@post(
    "/hearings",
    dependencies=EDITING,
    operation_id="open_hearing",
    summary="Open a hearing",
    tags=_TAGS,
    **curating(Hearing, "It is open; Location tells where.", status=201, body=NewHearing, conditional=True),
    sync_to_thread=True,
)
def open_hearing(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent
) -> Response[bytes]:
    """Put a change set to hearing. If-Match names the edition of the change set."""
    given = body_of(sent, NewHearing)
    made = office.hearings.open(
        given.change_set,
        given.invited,
        given.deadline,
        given.reason,
        caller,
        rule=given.rule,
        expected=expected,
    )
    return _told(request, made, HTTPStatus.CREATED, Location=f"/api/v1/hearings/{made.iri.rpartition('/')[2]}")


@get(
    _HEARING,
    dependencies=READING,
    operation_id="get_hearing",
    summary="Read a hearing",
    tags=_TAGS,
    **curating(Hearing, "The hearing with all answers and replies."),
    sync_to_thread=True,
)
def get_hearing(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """A hearing as it is now."""
    return _told(request, office.hearings.get(iri_of("hearing", identifier)))


@post(
    _HEARING + "/answers",
    dependencies=SENDING,
    operation_id="answer_hearing",
    summary="Answer in a hearing",
    tags=_TAGS,
    **curating(Hearing, "The hearing with the answer.", body=NewAnswer),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def answer_hearing(
    request: Requested, office: Office, caller: Signed, *, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Answer for the caller's organisation, once or anew. It takes nothing away, so no If-Match is needed.

    After the deadline an answer is kept and marked as late; it does not count.
    """
    name, given = iri_of("hearing", identifier), body_of(sent, NewAnswer)
    return _told(request, office.hearings.answer(name, given.number, given.stance, given.text, caller))


@post(
    _HEARING + "/replies",
    dependencies=SENDING,
    operation_id="reply_in_hearing",
    summary="Reply to an answer",
    tags=_TAGS,
    **curating(Hearing, "The hearing with the reply.", body=NewReply),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def reply(request: Requested, office: Office, caller: Signed, *, sent: Sent, identifier: Identifier) -> Response[bytes]:
    """The editor's reply to a remark. It takes nothing away, so no If-Match is needed."""
    name, given = iri_of("hearing", identifier), body_of(sent, NewReply)
    return _told(request, office.hearings.reply(name, given.number, given.organization, given.text, caller))


@post(
    _HEARING + "/close",
    dependencies=SENDING,
    operation_id="close_hearing",
    summary="Close a hearing",
    tags=_TAGS,
    **curating(Hearing, "The hearing, closed.", body=Ending),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def close(request: Requested, office: Office, caller: Signed, *, sent: Sent, identifier: Identifier) -> Response[bytes]:
    """After the deadline, or before it where everybody has answered; a hearing is closed once."""
    name, given = iri_of("hearing", identifier), body_of(sent, Ending)
    return _told(request, office.hearings.close(name, given.reason, caller))


@get(
    _HEARING + "/table",
    dependencies=READING,
    operation_id="get_answer_table",
    summary="Read the table of answers",
    tags=_TAGS,
    **curating(Table, "The table, in the form that Accept asks for.", media_types=(CSV.media_type, XLSX.media_type)),
    sync_to_thread=True,
)
def table(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """What each organisation answered on each change, the replies, and which changes are agreed; JSON, CSV or XLSX."""
    return _table(request, office, identifier, choose(request.headers.get("accept"), _FORMS))


@get(
    _HEARING + "/table.csv",
    dependencies=READING,
    operation_id="get_answer_table_csv",
    summary="Read the table of answers as CSV",
    tags=_TAGS,
    **curating(None, "The table.", media_types=(CSV.media_type,)),
    sync_to_thread=True,
)
def table_csv(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """The table of answers for a spreadsheet, as CSV."""
    return _table(request, office, identifier, CSV)


@get(
    _HEARING + "/table.xlsx",
    dependencies=READING,
    operation_id="get_answer_table_xlsx",
    summary="Read the table of answers as XLSX",
    tags=_TAGS,
    **curating(None, "The table.", media_types=(XLSX.media_type,)),
    sync_to_thread=True,
)
def table_xlsx(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """The table of answers for a spreadsheet, as a workbook."""
    return _table(request, office, identifier, XLSX)


def _table(request: Requested, office: Curation, identifier: str, form: Form) -> Response[bytes]:
    found = office.hearings.table(iri_of("hearing", identifier))
    if form is JSON:
        return answer(request, found, headers={"Vary": "Authorization, Accept"})
    content = as_csv(found) if form is CSV else as_xlsx(found)
    headers = {
        "ETag": f'{tag_of(found)[:-1]}-{form.suffix}"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="hearing-{identifier[:8]}.{form.suffix}"',
        "Vary": "Authorization, Accept",
    }
    return Response(content, media_type=form.media_type, headers=headers)


ROUTES: Final = (open_hearing, get_hearing, answer_hearing, reply, close, table, table_csv, table_xlsx)
