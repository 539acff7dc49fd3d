"""Reading registered objects and their members under /api/v1: lists, single things, and pages of members."""

from typing import Annotated, Any, Final
from urllib.parse import unquote

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter
from pydantic import BaseModel

from api import answers
from api.composing import ANSWERS, SEGMENTS, all_members, codes, compose, member, members, registered
from api.documented import answering
from api.paging import Cursor, Limit, first, pager
from api.representation import accept_json, deliver_json, deliver_thing, suffixes
from api.selection import Here, Located, Reading, VersionNumber, locate, reading, reading_codes, split
from registry.domain import Code, Kind, Version
from registry.errors import NotFound
from registry.terminology.protocol import MemberKind, Resolution

Requested = Request[Any, Any, Any]
Name = Annotated[
    str,
    PathParameter(
        description="Identifier (8279), OID, urn:oid:, IRI or any alias, percent-encoded; perhaps with a suffix for "
        "its form (.json .ttl .jsonld .rdf .nt; lists, schemes, models, requirement sets also .csv .xlsx). Without "
        "a suffix the form is negotiated by Accept."
    ),
]
SchemeName = Annotated[str | None, QueryParameter(description="Only those of this scheme: its identifier or IRI.")]
Active = Annotated[
    bool | None,
    QueryParameter(description="Only the codes that are active on the day (true), or only those that are not (false)."),
]

#: The members of each kind of object that come in pages: their kind, answer and field, which is the address too.
_PAGED: Final[dict[Kind, tuple[MemberKind, type[answers.Paged], str]]] = {
    Kind.CONCEPT_SCHEME: (MemberKind.CONCEPT, answers.ConceptPage, "concepts"),
    Kind.MAPPING_SET: (MemberKind.MAPPING, answers.MappingPage, "mappings"),
    Kind.INFORMATION_MODEL: (MemberKind.TYPE, answers.ElementPage, "elements"),
    Kind.REQUIREMENT_SET: (MemberKind.REQUIREMENT, answers.RequirementPage, "requirements"),
}
#: Those that are few and come whole.
_WHOLE: Final[dict[Kind, dict[str, MemberKind]]] = {
    Kind.CONCEPT_SCHEME: {"collections": MemberKind.COLLECTION},
    Kind.PATHWAY: {"phases": MemberKind.PHASE, "levels": MemberKind.CARE_LEVEL, "roles": MemberKind.ACTOR_ROLE},
    Kind.REGISTER: {
        "organizations": MemberKind.ORGANIZATION,
        "contact_points": MemberKind.CONTACT_POINT,
        "standards": MemberKind.STANDARD,
    },
}
_NOUNS: Final = {
    Kind.CONCEPT_SCHEME: ("concept scheme", "concept schemes"),
    Kind.CODE_LIST: ("code list", "code lists"),
    Kind.MAPPING_SET: ("mapping set", "mapping sets"),
    Kind.INFORMATION_MODEL: ("information model", "information models"),
    Kind.EXCHANGE: ("exchange", "exchanges"),
    Kind.PATHWAY: ("pathway", "pathways"),
    Kind.REGISTER: ("register", "registers"),
    Kind.REQUIREMENT_SET: ("requirement set", "requirement sets"),
}


def _read(name: str) -> str:
    """A segment of the address as its text."""
    return unquote(name)


def json_of(request: Requested, located: Located, active: bool | None = None) -> BaseModel:
    """The JSON answer for any thing: an object with its members, or a member."""
    if isinstance(located.thing.kind, MemberKind):
        return member(located)
    kind = located.thing.kind
    page = first(request, located.here, located.here.library.settings.max_page)
    if kind is Kind.CODE_LIST:
        page_of_codes = codes(located, page, active)
        groups = all_members(located, MemberKind.COLLECTION)
        return registered(located, answers.CodeList, codes=page_of_codes, collections=groups, as_of=located.here.day)
    more: dict[str, Any] = {name: all_members(located, few) for name, few in _WHOLE.get(kind, {}).items()}
    if kind in _PAGED:
        many, cls, field = _PAGED[kind]
        more[field] = members(located, page, many, cls, field)
    return registered(located, ANSWERS[kind], **more)


def _list_route(kind: Kind) -> HTTPRouteHandler:
    many = _NOUNS[kind][1]

    def objects(request: Requested, here: Here, limit: Limit = None, cursor: Cursor = None) -> Response[bytes]:
        accept_json(request)
        page = pager(request, here, limit, cursor)

        def build() -> BaseModel:
            found = page.here.reader.versions(kind)
            items = [registered(_header(page.here, version), answers.Registered) for version in page.cut(found)]
            return answers.RegisteredPage(items=items, total=len(found), next=page.next(len(found)))

        return deliver_json(request, page.here, build)

    return get(
        f"/{SEGMENTS[kind]}",
        dependencies={"here": Provide(reading, sync_to_thread=False)},
        operation_id=f"list_{kind.replace('-', '_')}s",
        summary=f"List {many}",
        description=f"The {many} of a release, without their members, by IRI.",
        tags=[many.capitalize()],
        **answering(answers.RegisteredPage, f"One page of {many}."),
        sync_to_thread=False,
    )(objects)


def _header(here: Reading, version: Version) -> Located:
    thing = Resolution(
        name=version.object, iri=version.object, kind=version.kind, object=version.object, version=version.number
    )
    return Located(here, thing, None)


def _item_route(kind: Kind) -> HTTPRouteHandler:
    one, many = _NOUNS[kind]

    def item(request: Requested, here: Here, identifier: Name, version: VersionNumber = None) -> Response[bytes]:
        located = locate(here, _read(identifier), kind, version, suffixes(kind))
        return deliver_thing(request, located, lambda: json_of(request, located))

    return get(
        f"/{SEGMENTS[kind]}/{{identifier:str}}",
        dependencies={"here": Provide(reading, sync_to_thread=False)},
        operation_id=f"get_{kind.replace('-', '_')}",
        summary=f"Read a {one}",
        description=f"One {one} with its members; where there are many, the first page of them.",
        tags=[many.capitalize()],
        **answering(ANSWERS[kind], f"The {one}.", suffixes(kind)),
        sync_to_thread=False,
    )(item)


def _members_route(kind: Kind) -> HTTPRouteHandler:
    one, many = _NOUNS[kind]
    member_kind, cls, segment = _PAGED[kind]

    def page_of_members(
        request: Requested,
        here: Here,
        *,
        identifier: Name,
        version: VersionNumber = None,
        limit: Limit = None,
        cursor: Cursor = None,
    ) -> Response[bytes]:
        accept_json(request)
        page = pager(request, here, limit, cursor)
        located = locate(page.here, _read(identifier), kind, version, ())
        return deliver_json(request, located.here, lambda: members(located, page, member_kind, cls, segment))

    return get(
        f"/{SEGMENTS[kind]}/{{identifier:str}}/{segment}",
        dependencies={"here": Provide(reading, sync_to_thread=False)},
        operation_id=f"list_{segment}_of_{kind.replace('-', '_')}",
        summary=f"List the {segment} of a {one}",
        description=f"The {segment} of one {one}, in its order.",
        tags=[many.capitalize()],
        **answering(cls, f"One page of {segment}."),
        sync_to_thread=False,
    )(page_of_members)


@get(
    "/code-lists/{identifier:str}",
    dependencies={"here": Provide(reading_codes, sync_to_thread=False)},
    operation_id="get_code_list",
    summary="Read a code list",
    tags=["Code lists"],
    **answering(answers.CodeList, "The code list and its codes.", suffixes(Kind.CODE_LIST)),
    sync_to_thread=False,
)
def code_list(
    request: Requested, here: Here, identifier: Name, version: VersionNumber = None, active: Active = None
) -> Response[bytes]:
    """One code list with its codes, inactive ones shown as such.

    As JSON it holds the first page of codes. The other forms hold them all: RDF and tables are the version's own
    content, where periods of validity stand for `active`; with `active` they hold only those codes.
    """
    located = locate(here, _read(identifier), Kind.CODE_LIST, version, suffixes(Kind.CODE_LIST))
    return deliver_thing(request, located, lambda: json_of(request, located, active), active)


@get(
    "/code-lists/{identifier:str}/codes",
    dependencies={"here": Provide(reading_codes, sync_to_thread=False)},
    operation_id="list_codes",
    summary="List the codes of a code list",
    tags=["Code lists"],
    **answering(answers.CodePage, "One page of codes."),
    sync_to_thread=False,
)
def codes_of_list(
    request: Requested,
    here: Here,
    *,
    identifier: Name,
    version: VersionNumber = None,
    active: Active = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The codes of one list, in its order."""
    accept_json(request)
    page = pager(request, here, limit, cursor)
    located = locate(page.here, _read(identifier), Kind.CODE_LIST, version, ())
    return deliver_json(request, located.here, lambda: codes(located, page, active), by_day=True)


@get(
    "/code-lists/{identifier:str}/codes/{code:str}",
    dependencies={"here": Provide(reading_codes, sync_to_thread=False)},
    operation_id="get_code",
    summary="Read a code",
    tags=["Code lists"],
    **answering(answers.Code, "The code.", suffixes(MemberKind.CODE)),
    sync_to_thread=False,
)
def code_of_list(
    request: Requested,
    here: Here,
    identifier: Name,
    code: Annotated[str, PathParameter(description="The code to the letter, percent-encoded; perhaps with a suffix.")],
    version: VersionNumber = None,
) -> Response[bytes]:
    """One code of a list, with what took its place where it is retired."""
    located = locate(here, _read(identifier), Kind.CODE_LIST, version, ())
    found = _code_named(located, _read(code))
    return deliver_thing(request, found, lambda: json_of(request, found))


def _code_named(located: Located, name: str) -> Located:
    """The code of a list with a notation, perhaps with a suffix."""
    bare, form = split(name, suffixes(MemberKind.CODE))
    for notation, chosen in ((name, None), (bare, form)):
        for value in located.artefact.by_notation(notation):
            if isinstance(value, Code):
                thing = located.thing.model_copy(update={"iri": value.iri, "kind": MemberKind.CODE})
                return Located(located.here, thing, chosen)
    message = f"Version {located.version.number} of {located.thing.iri} has no code {name!r}."
    raise NotFound(message, field="code", value=name, rule="a code of the list, to the letter")


@get(
    "/concepts",
    dependencies={"here": Provide(reading, sync_to_thread=False)},
    operation_id="list_concepts",
    summary="List concepts",
    tags=["Concepts"],
    **answering(answers.ConceptPage, "One page of concepts."),
    sync_to_thread=False,
)
def concepts(
    request: Requested,
    here: Here,
    scheme: SchemeName = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The concepts of all concept schemes of a release, scheme by scheme."""
    accept_json(request)
    page = pager(request, here, limit, cursor)
    if scheme is None:
        owners = tuple(version.object for version in page.here.reader.versions(Kind.CONCEPT_SCHEME))
    else:
        owners = (locate(page.here, scheme, Kind.CONCEPT_SCHEME, None, ()).thing.iri,)

    def build() -> BaseModel:
        items: list[answers.Concept] = []
        offset, room, total = page.offset, page.limit, 0
        for owner in owners:
            artefact = page.here.reader.artefact(owner)
            found = artefact.members(max(offset - total, 0), room - len(items), MemberKind.CONCEPT)
            total += artefact.count(MemberKind.CONCEPT)
            items.extend(compose(answers.Concept, value, page.here) for value in found)
        return answers.ConceptPage(items=items, total=total, next=page.next(total))

    return deliver_json(request, page.here, build)


@get(
    "/concepts/{identifier:str}",
    dependencies={"here": Provide(reading, sync_to_thread=False)},
    operation_id="get_concept",
    summary="Read a concept",
    tags=["Concepts"],
    **answering(answers.Concept, "The concept.", suffixes(MemberKind.CONCEPT)),
    sync_to_thread=False,
)
def concept(request: Requested, here: Here, identifier: Name, version: VersionNumber = None) -> Response[bytes]:
    """One concept; `version` is the version of its scheme."""
    located = locate(here, _read(identifier), MemberKind.CONCEPT, version, suffixes(MemberKind.CONCEPT))
    return deliver_thing(request, located, lambda: json_of(request, located))


def routes() -> list[HTTPRouteHandler]:
    """All routes of this module."""
    lists = [_list_route(kind) for kind in Kind if kind is not Kind.EXCHANGE]  # api.asking has theirs
    items = [_item_route(kind) for kind in Kind if kind is not Kind.CODE_LIST]
    parts = [_members_route(kind) for kind in _PAGED]
    return [*lists, *items, *parts, code_list, codes_of_list, code_of_list, concepts, concept]
