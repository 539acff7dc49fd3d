"""Finding under /api/v1: search, what a name means, where a thing is used."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.params import QueryParameter
from pydantic import BaseModel

from api import answers
from api.composing import compose
from api.documented import answering
from api.paging import Cursor, Limit, pager
from api.representation import accept_json, deliver_json
from api.selection import Here, Reading, reading
from registry.domain import Kind
from registry.errors import InvalidInput, NotFound
from registry.terminology.protocol import MemberKind

Requested = Request[Any, Any, Any]

_LONGEST: Final = 200  # characters of a search
_DEEPEST: Final = 10_000  # hits that can be paged through
_KINDS: Final = {str(kind): kind for kind in (*Kind, *MemberKind)}
_READING: Final = {"here": Provide(reading, sync_to_thread=False)}

KindName = Annotated[str | None, QueryParameter(description=f"Only things of this kind: {', '.join(_KINDS)}.")]
LabelLang = Annotated[str | None, QueryParameter(description="Only labels of this language: nb, nn, se or en.")]
AnyName = Annotated[
    str,
    QueryParameter(name="id", description="An IRI, OID, urn:oid:, FHIR canonical or any alias, current or former."),
]
UsedName = Annotated[
    str, QueryParameter(name="id", description="Any name of the thing; an IRI may have a fragment (a section).")
]


@get(
    "/search",
    dependencies=_READING,
    operation_id="search",
    summary="Search",
    tags=["Finding"],
    **answering(answers.HitPage, "One page of hits, best first."),
    sync_to_thread=False,
)
def search(
    request: Requested,
    here: Here,
    *,
    q: Annotated[str, QueryParameter(description=f"What to look for, at most {_LONGEST} characters.")],
    kind: KindName = None,
    label_lang: Annotated[
        str | None, QueryParameter(description="Only labels of this language: nb, nn, se or en.")
    ] = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Things whose title, label, notation or identifier contains `q`, without regard to case and accents.

    Exact before prefix before word before part of a word; the same question always gives the same order.
    """
    accept_json(request)
    words, wanted = _words(q), _kind(kind)
    page = pager(request, here, limit, cursor)
    if page.offset + page.limit > _DEEPEST:
        rule = f"at most {_DEEPEST} hits"
        raise InvalidInput(f"The search goes no deeper: {rule}.", field="cursor", rule=rule)

    def build() -> BaseModel:
        found = page.here.reader.search(words, page.offset + page.limit, wanted, label_lang)
        items = [compose(answers.Hit, hit, page.here) for hit in found.hits[page.offset :]]
        return answers.HitPage(items=items, total=found.total, next=page.next(min(found.total, _DEEPEST)))

    return deliver_json(request, page.here, build)


def _words(q: str) -> str:
    words = q.strip()
    if not words or len(words) > _LONGEST:
        rule = f"from 1 to {_LONGEST} characters"
        fault = (
            f"This is too long to search for, {len(words)} characters" if words else "There is nothing to search for"
        )
        raise InvalidInput(f"{fault}: {rule}.", field="q", value=q[:_LONGEST], rule=rule)
    return words


def _kind(name: str | None) -> Kind | MemberKind | None:
    if name is not None and name not in _KINDS:
        rule = f"one of {', '.join(_KINDS)}"
        raise InvalidInput(f"{name!r} is no kind of thing.", field="kind", value=name, rule=rule)
    return None if name is None else _KINDS[name]


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
    identifier: Annotated[
        str,
        QueryParameter(name="id", description="An IRI, OID, urn:oid:, FHIR canonical or any alias, current or former."),
    ],
) -> Response[bytes]:
    """What a name means, current names first; 404 where it means nothing."""
    accept_json(request)
    return deliver_json(request, here, lambda: resolutions(here, identifier))


def resolutions(here: Reading, name: str) -> answers.ResolutionPage:
    """Everything that a name means; NotFound where it means nothing."""
    found = here.reader.resolve(name)
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
    identifier: Annotated[
        str, QueryParameter(name="id", description="Any name of the thing; an IRI may have a fragment.")
    ],
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


ROUTES: Final = [search, resolve, where_used]
