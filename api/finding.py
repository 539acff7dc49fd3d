"""Finding under /api/v1: search, suggestions, what a name means, where a thing is used."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.params import QueryParameter
from pydantic import BaseModel

from api import answers
from api.answers.examples import FOUND, SUGGESTIONS
from api.composing import compose
from api.documented import answering
from api.paging import Cursor, Limit, pager
from api.representation import accept_json, deliver_json, deliver_written
from api.selection import Here, Reading, reading
from registry.domain import LANGUAGES, Kind
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.services import searching
from registry.services.searching import Filters, query_of, words_of
from registry.terminology.protocol import MemberKind, Resolution

Requested = Request[Any, Any, Any]

_READING: Final = {"here": Provide(reading, sync_to_thread=False)}
_LEAST, _MOST = 1, 50  # suggestions
SUGGESTED: Final = 8

Typed = Annotated[str, QueryParameter(description=f"What to look for, at most {searching.LONGEST} characters.")]
Kinds = Annotated[
    str | None,
    QueryParameter(description=f"Only things of these kinds, with commas between: {', '.join(searching.KINDS)}."),
]
Schemes = Annotated[
    str | None,
    QueryParameter(
        description="Only what belongs to these schemes, code lists or other objects, and these themselves: "
        "identifiers, OIDs or IRIs, with commas between; such as 8279."
    ),
]
Status = Annotated[
    str | None, QueryParameter(description="active: only what may be used today; inactive: only what may not.")
]
Levels = Annotated[
    str | None,
    QueryParameter(
        description="Only exchanges that are sent or received at these levels of care, what they carry, and the "
        "concepts and lists used in that: names such as kommunen, with commas between."
    ),
]
LabelLang = Annotated[
    str | None, QueryParameter(description="Only things with a label in this language: nb, nn, se or en.")
]
AnyName = Annotated[
    str,
    QueryParameter(
        name="id", description="An IRI, OID, urn:oid:, identifier, FHIR canonical or any alias, current or former."
    ),
]
UsedName = Annotated[
    str, QueryParameter(name="id", description="Any name of the thing; an IRI may have a fragment (a section).")
]
Facets = Annotated[bool, QueryParameter(description="Whether to count the hits by kind, object, status and so on.")]
Suggested = Annotated[
    int | None, QueryParameter(description=f"Most terms in the answer, at most {_MOST}; {SUGGESTED} where not said.")
]


@get(
    "/search",
    dependencies=_READING,
    operation_id="search",
    summary="Search",
    tags=["Finding"],
    **answering(answers.HitPage, "One page of hits, best first.", example=FOUND),
    sync_to_thread=False,
)
def search(
    request: Requested,
    here: Here,
    *,
    q: Typed,
    kind: Kinds = None,
    scheme: Schemes = None,
    status: Status = None,
    level: Levels = None,
    label_lang: LabelLang = None,
    facets: Facets = True,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """What is called, coded or described by the words of `q`, whatever their order, form, spelling and language.

    Each hit tells the label that met the search and how. Terms go before codes, definitions last; what may no longer
    be used goes after what may. Where nothing has a word, the nearest one is searched for and the answer says so.
    """
    accept_json(request)
    filters = Filters(kind=kind, scheme=scheme, status=status, level=level, label_lang=label_lang)
    page = pager(request, here, limit, cursor)
    if page.offset + page.limit > searching.DEEPEST:
        rule = f"at most {searching.DEEPEST} hits"
        raise InvalidInput(f"The search goes no deeper: {rule}.", field="cursor", rule=rule)
    reader, lang = page.here.reader, spoken_of(page.here)
    query = query_of(reader, q, lang, filters, offset=page.offset, limit=page.limit, facets=facets)
    return deliver_written(request, page.here, lambda: searching.answer(reader, query, page.next))


@get(
    "/suggest",
    dependencies=_READING,
    operation_id="suggest",
    summary="Complete what is being typed",
    tags=["Finding"],
    **answering(answers.SuggestionList, "Terms, best first.", example=SUGGESTIONS),
    sync_to_thread=False,
)
def suggest(request: Requested, here: Here, *, q: Typed, limit: Suggested = None) -> Response[bytes]:
    """Terms that begin with what has been typed, or have a word that does, each once."""
    accept_json(request)
    wanted = SUGGESTED if limit is None else limit
    if not _LEAST <= wanted <= _MOST:
        rule = f"from {_LEAST} to {_MOST}"
        raise InvalidInput(f"The limit {wanted} is out of bounds: {rule}.", field="limit", value=str(wanted), rule=rule)
    typed, lang = words_of(q), spoken_of(here)
    return deliver_written(request, here, lambda: searching.suggestions(here.reader, typed, lang, wanted))


def spoken_of(here: Reading) -> str:
    """The first language asked for that the registry speaks."""
    return next((tag for tag in here.languages if tag in LANGUAGES), LANGUAGES[0])


@get(
    "/resolve",
    dependencies=_READING,
    operation_id="resolve",
    summary="Resolve a name",
    tags=["Finding"],
    **answering(answers.ResolutionPage, "Everything that the name means."),
    sync_to_thread=False,
)
def resolve(
    request: Requested,
    here: Here,
    identifier: AnyName,
) -> Response[bytes]:
    """What a name means, current names first; 404 where it means nothing."""
    accept_json(request)
    return deliver_json(request, here, lambda: resolutions(here, identifier))


def meanings(here: Reading, name: str) -> tuple[Resolution, ...]:
    """What a name means; a bare identifier is looked for among all kinds of object, then of member."""
    found = here.reader.resolve(name)
    if found or not name or "/" in name:
        return found
    rows = (row for kind in (*Kind, *MemberKind) for row in here.reader.resolve(f"{BASE}{kind}/{name}"))
    return tuple(row.model_copy(update={"name": name}) for row in rows)


def resolutions(here: Reading, name: str) -> answers.ResolutionPage:
    """Everything that a name means; NotFound where it means nothing."""
    found = meanings(here, name)
    if not found:
        message = f"Release {here.number} has nothing named {name!r}."
        raise NotFound(message, field="id", value=name, rule="an identifier or alias, to the letter")
    items = [compose(answers.Resolution, row, here) for row in found]
    return answers.ResolutionPage(items=items, total=len(items), next=None)


@get(
    "/where-used",
    dependencies=_READING,
    operation_id="where_used",
    summary="Find where a thing is used",
    tags=["Finding"],
    **answering(answers.UsePage, "One page of uses."),
    sync_to_thread=False,
)
def where_used(
    request: Requested,
    here: Here,
    *,
    identifier: UsedName,
    indirect: Annotated[
        bool, QueryParameter(description="Also what uses the information models that the direct uses stand in.")
    ] = False,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Where the release refers to a thing: elements bound to a list, exchanges that carry a model, and so on."""
    accept_json(request)
    page = pager(request, here, limit, cursor)
    names = page.here.reader.resolve(identifier)
    if not names:
        resolutions(page.here, identifier)
    target = identifier if "#" in identifier else names[0].iri

    def build() -> BaseModel:
        found = page.here.reader.where_used(target, indirect=indirect)
        items = [compose(answers.Use, use, page.here) for use in page.cut(found)]
        return answers.UsePage(items=items, total=len(found), next=page.next(len(found)))

    return deliver_json(request, page.here, build)


ROUTES: Final = [search, suggest, resolve, where_used]
