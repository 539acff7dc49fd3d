"""Questions to the information structure under /api/v1: exchanges, what they carry, and the matrix; JSON, CSV, XLSX."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Final, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter, SkipValidation
from pydantic import BaseModel

from api.answers import Answered
from api.answers import asking as answered
from api.composing import compose, registered
from api.delivery import CURRENT, PINNED, Answer, deliver
from api.documented import answering
from api.negotiation import CSV, JSON, XLSX, Form, choose, content_language
from api.paging import Cursor, Limit, Pager, pager
from api.representation import deliver_json, told_of
from api.selection import Here, Located, Reading, locate, reading
from registry.domain import Exchange, Kind
from registry.services.structure import sheets
from registry.services.structure.elements import elements_of, summaries, summary
from registry.services.structure.matrix import matrix
from registry.services.structure.question import Asked, Question, exchanges, understood
from registry.services.structure.structure import Structure
from registry.terminology.protocol import Resolution

Requested = Request[Any, Any, Any]
FORMS: Final = (JSON, CSV, XLSX)

_SIDE: Final = "a level of care (kommunen) or a role at one, by identifier, IRI or alias"
From = Annotated[str | None, QueryParameter(name="from", description=f"Only what is sent from here: {_SIDE}.")]
To = Annotated[str | None, QueryParameter(name="to", description=f"Only what is received here: {_SIDE}.")]
Level = Annotated[
    str | None, QueryParameter(name="level", description="Only what this level of care sends or receives.")
]
PhaseName = Annotated[
    str | None, QueryParameter(name="phase", description="Only what takes place in this phase, such as utskrivning.")
]
ElementName = Annotated[
    str | None,
    QueryParameter(
        name="element",
        description="Only messages that reach this element or type, through component models too: its IRI or the "
        "end of it, such as epikrise-1.2/Patient/Name.",
    ),
]
ConceptName = Annotated[
    str | None, QueryParameter(name="concept", description="Only messages with an element about this concept.")
]
ListName = Annotated[
    str | None,
    QueryParameter(
        name="code-list", description="Only messages with an element that takes its codes from this list: 8279, an OID."
    ),
]
Theme = Annotated[str | None, QueryParameter(name="theme", description="Only exchanges of this theme.")]
ExchangeName = Annotated[str | None, QueryParameter(name="exchange", description="Only this exchange.")]


def asked(
    *,
    from_: From = None,
    to: To = None,
    level: Level = None,
    phase: PhaseName = None,
    element: ElementName = None,
    concept: ConceptName = None,
    code_list: ListName = None,
    theme: Theme = None,
) -> Asked:
    """The question of a request; all of it must hold."""
    return Asked(
        from_=from_,
        to=to,
        level=level,
        phase=phase,
        element=element,
        concept=concept,
        code_list=code_list,
        theme=theme,
    )


AskedOf = NamedDependency[SkipValidation[Asked]]
_READING: Final = {
    "here": Provide(reading, sync_to_thread=False),
    "asking": Provide(asked, sync_to_thread=False),
}
Identifier = Annotated[str, PathParameter(description="Identifier, IRI or any alias of an exchange, percent-encoded.")]

#: Makes the pages of a table for whoever reads: the structure, the question and the words to name things in.
Write = Callable[[Structure, Question, sheets.Words], bytes]


def _structure(here: Reading) -> Structure:
    return here.library.structures.of(here.reader)


def _deliver(
    request: Requested,
    here: Reading,
    question: Asked,
    form: Form | None,
    *,
    of: "_Asking",
    paged: tuple[int | None, str | None],
) -> Response[bytes]:
    """A question's answer as JSON, one page of it, or whole as a table; the question is understood before all else."""
    chosen = form or choose(request.headers.get("accept"), FORMS)
    vary = () if form else ("Accept",)
    page = pager(request, here, *paged)
    structure = _structure(page.here)
    meant = understood(structure, question)
    if chosen is JSON:
        return deliver_json(request, page.here, lambda: of.build(page, structure, meant), vary=vary)
    name, as_csv, as_xlsx = of.tables
    words = sheets.Words(structure, page.here.languages)
    made = as_csv if chosen is CSV else as_xlsx
    address = f"{request.scope['path']}?{request.scope['query_string'].decode()}"
    answer = _file(page.here, chosen, name, address, lambda: made(structure, meant, words))
    return deliver(request, replace(answer, vary=(*vary, *answer.vary)))


def _file(here: Reading, form: Form, name: str, address: str, build: Callable[[], bytes]) -> Answer:
    """A table of a release; `name` begins its file's name."""
    release = here.reader.release
    file = f'attachment; filename="{name}-{release.number}.{form.suffix}"'
    return Answer(
        form.media_type,
        (release.digest, release.number, *here.languages, address),
        build,
        cache=PINNED if here.pinned else CURRENT,
        modified=here.modified(),
        vary=("Accept-Language",),
        headers={
            **told_of(here, former=False),
            "Content-Language": content_language(here.languages),
            "Content-Disposition": file,
        },
    )


# -- exchanges -------------------------------------------------------------------------------------------------------


def _exchange_page(page: Pager, structure: Structure, question: Question) -> answered.ExchangePage:
    found = exchanges(structure, question)
    items = [_exchange(page.here, structure, row) for row in page.cut(found)]
    return answered.ExchangePage(items=items, total=len(found), next=page.next(len(found)))


def _exchange(here: Reading, structure: Structure, value: Exchange) -> answered.AskedExchange:
    version, told = here.reader.version(value.iri), summary(structure, value)
    thing = Resolution(
        name=value.iri, iri=value.iri, kind=Kind.EXCHANGE, object=value.iri, version=version.number, title=value.title
    )
    return registered(
        Located(here, thing, None),
        answered.AskedExchange,
        from_levels=told.from_levels,
        to_levels=told.to_levels,
        model_known=told.model_known,
        elements=told.elements,
        required_elements=told.required_elements,
        code_lists=told.code_lists,
    )


def _exchange_rows(structure: Structure, question: Question, words: sheets.Words) -> sheets.Sheet:
    return sheets.exchange_sheet(summaries(structure, question), words)


def _element_rows(structure: Structure, question: Question, words: sheets.Words) -> sheets.Sheet:
    return sheets.element_sheet(elements_of(structure, question), summaries(structure, question), words)


def _matrix_rows(structure: Structure, question: Question, words: sheets.Words) -> sheets.Sheet:
    return sheets.matrix_sheet(matrix(structure, question), words)


def _tables(
    name: str, title: str, rows: Callable[[Structure, Question, sheets.Words], sheets.Sheet]
) -> tuple[str, Write, Write]:
    return (
        name,
        lambda *given: sheets.as_csv(rows(*given)),
        lambda *given: sheets.as_xlsx(title, rows(*given)),
    )


def _matrix_book(structure: Structure, question: Question, words: sheets.Words) -> bytes:
    return sheets.matrix_xlsx(matrix(structure, question), words)


_EXCHANGE_TABLES: Final = _tables("exchanges", "Utvekslinger", _exchange_rows)
_ELEMENT_TABLES: Final = _tables("elements", "Elementer", _element_rows)
_MATRIX_TABLES: Final = (*_tables("matrix", "Matrise", _matrix_rows)[:2], _matrix_book)


def _element_page(page: Pager, structure: Structure, question: Question) -> answered.ExchangedElementPage:
    found = elements_of(structure, question)
    items = [_element(row, page.here) for row in page.cut(found)]
    return answered.ExchangedElementPage(items=items, total=len(found), next=page.next(len(found)))


def _element(row: Any, here: Reading) -> answered.ExchangedElement:
    lists = [compose(answered.ElementList, one, here) for one in row.code_lists]
    return compose(answered.ExchangedElement, row, here, code_lists=lists)


def _matrix_page(page: Pager, structure: Structure, question: Question) -> answered.MatrixPage:
    found = matrix(structure, question)
    return answered.MatrixPage(
        release=found.release,
        levels=[compose(answered.MatrixLevel, row, page.here) for row in found.levels],
        pairs=[compose(answered.MatrixPair, row, page.here) for row in found.pairs],
        items=[compose(answered.MatrixRow, row, page.here) for row in page.cut(found.rows)],
        total=len(found.rows),
        next=page.next(len(found.rows)),
    )


# -- routes ----------------------------------------------------------------------------------------------------------


class _Asking(NamedTuple):
    """A question that may be asked: its address and name, what is said of it, and what answers it in each form."""

    path: str
    name: str
    summary: str
    description: str
    told: str
    cls: type[BaseModel]
    build: Callable[[Pager, Structure, Question], BaseModel]
    tables: tuple[str, Write, Write]

    def declared(self, form: Form | None) -> dict[str, Any]:
        """What its route says of itself: by Accept where no form is given, else the one whose suffix it has."""
        return {
            "path": f"{self.path}.{form.suffix}" if form else self.path,
            "dependencies": _READING,
            "operation_id": f"{self.name}_{form.suffix}" if form else self.name,
            "summary": f"{self.summary} as {form.suffix.upper()}" if form else self.summary,
            "description": self.description,
            "tags": ["Exchanges"],
            **_answering(self.cls, self.told, form),
            "sync_to_thread": True,
        }


def _answering(cls: type[BaseModel], told: str, form: Form | None) -> dict[str, Any]:
    if form is None:
        return answering(cls, told, tuple(each.suffix for each in FORMS))
    if form is JSON:
        return answering(cls, told, ("json",))
    return {**answering(Answered, told), "opt": {"forms": (form.suffix,)}}


_EXCHANGES: Final = _Asking(
    "/exchanges",
    "list_exchanges",
    "Ask for exchanges",
    "The exchanges of a release that fit all that is asked, by IRI: who sends what to whom, when, in which message, "
    "with which code lists. A table holds them all, JSON one page.",
    "The exchanges.",
    answered.ExchangePage,
    _exchange_page,
    _EXCHANGE_TABLES,
)
_ELEMENTS: Final = _Asking(
    "/exchanged-elements",
    "list_exchanged_elements",
    "Ask for what is exchanged",
    "The elements of the messages of the exchanges that fit: from whom, to whom, how often, about which concept, with "
    "which code list. With element, concept or code-list those elements alone.",
    "The elements.",
    answered.ExchangedElementPage,
    _element_page,
    _ELEMENT_TABLES,
)
_ELEMENTS_OF_ONE: Final = _ELEMENTS._replace(
    path="/exchanges/{identifier:str}/elements",
    name="list_elements_of_exchange",
    summary="List the elements of an exchange",
    description="What the message of one exchange may hold, from its root inwards, through component models too.",
)
_MATRIX: Final = _Asking(
    "/matrix",
    "matrix",
    "Read the matrix of levels and elements",
    "Which concepts go from which level of care to which, and within each: required, optional, not exchanged or not "
    "known, by which exchanges, and where no exchange is known.",
    "The matrix.",
    answered.MatrixPage,
    _matrix_page,
    _MATRIX_TABLES,
)


def _among_all(of: _Asking, form: Form | None) -> HTTPRouteHandler:
    """A route that asks among all exchanges."""

    def listed(
        request: Requested, here: Here, asking: AskedOf, limit: Limit = None, cursor: Cursor = None
    ) -> Response[bytes]:
        return _deliver(request, here, asking, form, of=of, paged=(limit, cursor))

    return get(**of.declared(form))(listed)


def _within(of: _Asking, form: Form | None) -> HTTPRouteHandler:
    """A route that may also be asked of one exchange."""

    def listed(
        request: Requested,
        here: Here,
        asking: AskedOf,
        *,
        exchange: ExchangeName = None,
        limit: Limit = None,
        cursor: Cursor = None,
    ) -> Response[bytes]:
        meant = asking.model_copy(update={"exchange": exchange})
        return _deliver(request, here, meant, form, of=of, paged=(limit, cursor))

    return get(**of.declared(form))(listed)


def _of_one(of: _Asking, form: Form | None) -> HTTPRouteHandler:
    """A route below the address of an exchange."""

    def listed(
        request: Requested,
        here: Here,
        asking: AskedOf,
        *,
        identifier: Identifier,
        limit: Limit = None,
        cursor: Cursor = None,
    ) -> Response[bytes]:
        found = locate(pager(request, here, limit, cursor).here, identifier, Kind.EXCHANGE, None, ())
        meant = asking.model_copy(update={"exchange": found.thing.iri})
        return _deliver(request, here, meant, form, of=of, paged=(limit, cursor))

    return get(**of.declared(form))(listed)


_MAKERS: Final = (
    (_EXCHANGES, _among_all),
    (_ELEMENTS, _within),
    (_ELEMENTS_OF_ONE, _of_one),
    (_MATRIX, _within),
)
#: Each question by what the request accepts, and in each form by the suffix of its address.
ROUTES: Final[list[HTTPRouteHandler]] = [make(of, form) for of, make in _MAKERS for form in (None, *FORMS)]
