"""Validating a message: POST /api/v1/exchanges/{id}/$validate; nothing that is sent is kept or logged."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import unquote

from litestar import Request, Response, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, QueryParameter, SkipValidation

from api.documented import answering
from api.negotiation import HTML, JSON, choose, shown
from api.problems import Fault
from api.selection import Here, locate, reading_codes
from registry.catalogue.validation_report import validation_report
from registry.domain import Kind
from registry.domain.finding import MessageReport
from registry.errors import Unreadable
from registry.interchange.message_file import Bounds
from registry.namespaces import BASE
from registry.services.validation.checking import Validator, unreadable
from registry.services.validation.document import Asked
from registry.services.validation.reporting import ValidationReport, tell
from registry.services.validation.rules import ruling
from registry.services.validation.telling import Teller

Requested = Request[Any, Any, Any]
Sent = NamedDependency[SkipValidation[bytes]]
#: What messages are sent as; anything that ends in +xml or +json will do too.
MEDIA_TYPES: Final = ("application/xml", "application/json", "application/fhir+json")
_ALIKE: Final = ("text/xml", *MEDIA_TYPES)
_TYPE_RULE: Final = f"one of {', '.join(_ALIKE)}"
_FAULTS: Final = {
    400: "The message cannot be read, `rule` names the rule of the validator that it breaks; or a parameter is wrong.",
    415: "The body is neither XML nor JSON.",
}


async def _message(request: Requested) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _ALIKE and not kind.endswith(("+xml", "+json")):
        told = "A message is sent as XML or JSON."
        raise Fault(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, told, field="Content-Type", rule=_TYPE_RULE)
    return await request.body()


_TOLD = answering(ValidationReport, "What was found in the message.", ("json", "html"))


@post(
    "/exchanges/{identifier:str}/$validate",
    dependencies={"here": Provide(reading_codes, sync_to_thread=False), "sent": Provide(_message)},
    operation_id="validate_message",
    summary="Validate a message of an exchange",
    tags=["Validation"],
    responses={
        **_TOLD["responses"],
        **{status: ResponseSpec(None, description=told) for status, told in _FAULTS.items()},
    },
    opt={**_TOLD["opt"], "sent": MEDIA_TYPES},
    status_code=HTTPStatus.OK,
    sync_to_thread=True,
)
def validate(
    request: Requested,
    here: Here,
    sent: Sent,
    *,
    identifier: Annotated[str, PathParameter(description="Identifier or IRI of the exchange, percent-encoded.")],
    off: Annotated[
        str | None, QueryParameter(description="Ids of rules that are not to be reported, with commas between them.")
    ] = None,
) -> Response[bytes]:
    """Validate the message in the body: XML, the JSON form of the exchange, or a FHIR resource.

    The answer is 200 whatever was found; `valid` says whether there are errors. Codes are judged on the day that the
    message was made, or on `date`. Nothing of the message is kept or logged.
    """
    form = choose(request.headers.get("accept"), (JSON, HTML))
    exchange = locate(here, unquote(identifier), Kind.EXCHANGE, None, ()).thing.object
    library = here.library
    asked = Asked(
        exchange,
        here.day if "date" in request.query_params else None,
        ruling([each for each in (off or "").split(",") if each]),
        Bounds(size=library.settings.max_body_bytes),
    )
    found = _checked(library.validators.of(here.reader, library.today()), sent, asked)
    teller = Teller(shown(here.languages), lambda iri: here.reader.title(iri) or ())
    report = tell([found], teller, here.number, exchange)
    content = validation_report(report) if form is HTML else report.model_dump_json()
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language", "Content-Language": report.lang}
    return Response(content.encode(), media_type=form.media_type, headers=headers)


def _checked(validator: Validator, sent: bytes, asked: Asked) -> MessageReport:
    """What is found in a message; Fault, in the words of the rule, where it cannot be read."""
    try:
        return validator.checked("body", sent, asked)
    except Unreadable as fault:
        where = f"line {fault.line}" if fault.line else ""
        told = Teller("en", lambda _: ()).sentence(unreadable(fault))
        rule = f"{fault.rule}: {BASE}rule/{fault.rule}"
        raise Fault(HTTPStatus.BAD_REQUEST, told, field="body", value=where, rule=rule) from fault


ROUTES: Final = (validate,)
