"""Identifiers as addresses: 303 to a form of the thing, the forms themselves, own terms, and /resolve."""

from collections.abc import Iterator
from typing import Annotated, Any, Final
from urllib.parse import quote, unquote

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.params import PathParameter

from api.composing import SEGMENTS
from api.delivery import CURRENT, PINNED, Answer, deliver
from api.documented import redirecting
from api.editions import release_answer
from api.finding import AnyName, meanings, resolutions
from api.negotiation import FORMS, HTML, JSON, RDF, Form, choose, shown
from api.representation import deliver_file, deliver_json, offers, told_of
from api.selection import (
    AcceptLanguage,
    DayOfCodes,
    Here,
    Lang,
    Lib,
    Located,
    Reading,
    ReleaseNumber,
    VersionNumber,
    of_version,
    reading,
    reading_codes,
    release_named,
    split,
)
from registry.catalogue.links import place_in
from registry.domain import Kind
from registry.errors import NotFound
from registry.fhir.released import naming
from registry.namespaces import BASE, PREFIXES
from registry.rdf.objects import in_default_graph
from registry.rdf.serialization import Format, parse, serialize
from registry.resources import folder
from registry.services.describing import describe_release
from registry.services.validation.rules import shipped_rules
from registry.terminology.protocol import MemberKind, Resolution

Requested = Request[Any, Any, Any]

#: Types of things that are no content: releases, and rules of the validator.
_OTHERS: Final = ("release", "rule")
_SAFE: Final = "/%:@!$&'()*+,;=~"
_RELEASE_FORMS: Final = (HTML, JSON, *RDF)
_DEF_FORMS: Final = (HTML, *RDF, JSON)


def _reading_thing(
    request: Requested,
    library: Lib,
    *,
    release: ReleaseNumber = None,
    date: DayOfCodes = None,
    lang: Lang = None,
    accept_language: AcceptLanguage = None,
) -> Reading:
    """What is read: of codes also on days before the first release."""
    codes = request.scope["path_params"]["kind"] in {Kind.CODE_LIST, MemberKind.CODE}
    return (reading_codes if codes else reading)(library, release, date, lang, accept_language)


@get(
    "/{kind:str}/{identifier:path}",
    dependencies={"here": Provide(_reading_thing, sync_to_thread=False)},
    operation_id="get_thing",
    summary="Follow an identifier",
    tags=["Linked data"],
    **redirecting(tuple(FORMS)),
    sync_to_thread=False,
)
def thing(
    request: Requested,
    here: Here,
    kind: Annotated[
        str,
        PathParameter(
            description=f"Type of thing: {', '.join((*Kind, *MemberKind, 'release', 'rule'))}, as in its IRI."
        ),
    ],
    identifier: Annotated[
        str,
        PathParameter(
            description="The rest of the IRI; perhaps with a suffix: .html .json .ttl .jsonld .rdf .nt .csv .xlsx"
        ),
    ],
    version: VersionNumber = None,
) -> Response[bytes]:
    """Every IRI `https://omforent.no/{type}/{id}` at its own path.

    Without a suffix: 303 to the page or to the form that Accept asks for. With a suffix: that form of the thing, whole,
    with the same bytes as on a static host and in the release's ZIP. JSON there is the content as it is kept, texts as
    `{"text", "lang"}`; for programs `/api/v1` has more to say.
    """
    if kind == "release":
        return _release(request, here, identifier.strip("/"))
    if kind in naming.CANONICALS and naming.is_id(identifier.strip("/")):
        return see_other(here, f"/fhir/r5/{naming.CANONICALS[kind].format(identifier.strip('/'))}")
    if kind == "rule":
        return _rule(request, here, identifier.strip("/"))
    target: str = request.scope["state"]["target"]
    found = _known(here, target)
    if found:
        here = of_version(here, found, version)
        return _see(request, here, found, _negotiated(request, found), vary=("Accept",))
    bare, form = split(target, tuple(FORMS))
    found = _known(here, bare) if form else None
    if found is None or form is None or form not in (HTML, *offers(found.kind)):
        raise NotFound(f"Release {here.number} has nothing at this address.", field="address", value=target)
    here = of_version(here, found, version)
    if form is HTML:
        return _see(request, here, found, HTML)
    return deliver_file(request, Located(here, found, form), form)


def _known(here: Reading, target: str) -> Resolution | None:
    """What the IRI at a path names."""
    for iri in dict.fromkeys(_candidates(target)):
        for found in here.reader.resolve(iri):
            if found.iri == iri:
                return found
    return None


def _candidates(target: str) -> Iterator[str]:
    """The IRI as it was sent, decoded, and encoded anew."""
    name = target.lstrip("/")
    yield BASE + name
    yield BASE + unquote(name)
    yield BASE + quote(unquote(name), safe=_SAFE.replace("%", ""))


def _negotiated(request: Requested, found: Resolution) -> Form:
    return choose(request.headers.get("accept"), (HTML, *offers(found.kind)))


def _see(
    request: Requested, here: Reading, found: Resolution, form: Form, vary: tuple[str, ...] = ()
) -> Response[bytes]:
    """303 to a form of a thing; the page is in the language asked for."""
    if form is HTML:
        return see_other(here, page_of(here, found), vary=(*vary, "Accept-Language"))
    question = request.scope["query_string"].decode()
    return see_other(here, address_of(found) + f".{form.suffix}" + (f"?{question}" if question else ""), vary=vary)


def page_of(here: Reading, found: Resolution) -> str:
    """The address of the page that shows a thing, in the language asked for."""
    return f"/{shown(here.languages)}/{quote(place_in(here.reader, found), safe=_SAFE + '#')}"


def address_of(found: Resolution) -> str:
    """Where a thing is on this server: the path of its IRI, or under the API where its IRI is another's."""
    if found.iri.startswith(BASE):
        return "/" + quote(found.iri.removeprefix(BASE), safe=_SAFE)
    name = quote(found.iri, safe="")
    if isinstance(found.kind, Kind):
        return f"/api/v1/{SEGMENTS[found.kind]}/{name}"
    return f"/api/v1/concepts/{name}" if found.kind is MemberKind.CONCEPT else f"/api/v1/resolve?id={name}"


def see_other(here: Reading, location: str, *, vary: tuple[str, ...] = (), former: bool = False) -> Response[bytes]:
    """303 to a place (RFC 9110, 15.4.4)."""
    headers = {"Location": location, "Cache-Control": PINNED if here.pinned else CURRENT}
    if vary:
        headers["Vary"] = ", ".join(vary)
    headers.update(told_of(here, former=former))
    return Response(b"", status_code=303, media_type="text/plain", headers=headers)


def _release(request: Requested, here: Reading, name: str) -> Response[bytes]:
    """A release by its IRI: as a page, as JSON, or as a DCAT catalogue."""
    bare, form = split(unquote(name), tuple(row.suffix for row in _RELEASE_FORMS))
    reader = release_named(here.library, bare)
    then = Reading(here.library, reader, here.day, here.languages, pinned=True)
    if form is None:
        chosen = choose(request.headers.get("accept"), _RELEASE_FORMS)
        location = f"/release/{bare}.{chosen.suffix}" if chosen is not HTML else _release_page(then)
        return see_other(then, location, vary=("Accept", "Accept-Language"))
    if form is HTML:
        return see_other(then, _release_page(then), vary=("Accept-Language",))
    if form is JSON:
        return deliver_json(request, then, lambda: release_answer(then))
    return deliver(request, _release_rdf(then, form))


def _rule(request: Requested, here: Reading, name: str) -> Response[bytes]:
    """A rule of the validator by its IRI: as a page, or as JSON."""
    bare, form = split(unquote(name), (HTML.suffix, JSON.suffix))
    found = shipped_rules().get(bare)
    if found is None:
        rule = "the id of a rule of the validator"
        raise NotFound(f"There is no rule {bare!r}.", field="id", value=bare, rule=rule)
    chosen = form or choose(request.headers.get("accept"), (HTML, JSON))
    if chosen is HTML:
        return see_other(here, f"/{shown(here.languages)}/rule/{bare}.html", vary=("Accept", "Accept-Language"))
    if form is None:
        return see_other(here, f"/rule/{bare}.json", vary=("Accept",))
    return deliver_json(request, here, lambda: found)


def _release_page(here: Reading) -> str:
    return f"/{shown(here.languages)}/release/{here.number}.html"


def _release_rdf(here: Reading, form: Form) -> Answer:
    release, chosen = here.reader.release, form.rdf or Format.TURTLE
    return Answer(
        form.media_type,
        (release.digest, release.number, "catalogue"),
        lambda: serialize(in_default_graph(describe_release(here.reader)), chosen, PREFIXES),
        cache=PINNED,
        modified=release.issued,
        headers={"Omforent-Release": release.number},
    )


@get(
    ["/def", *(f"/def.{form.suffix}" for form in _DEF_FORMS)],
    dependencies={"here": Provide(reading, sync_to_thread=False)},
    summary="Read Omforent's own terms",
    tags=["Linked data"],
    **redirecting(tuple(form.suffix for form in _DEF_FORMS)),
    sync_to_thread=False,
)
def own_terms(request: Requested, here: Here) -> Response[bytes]:
    """The terms `https://omforent.no/def#…`, which stand where no standard has one."""
    target: str = request.scope["state"]["target"].rstrip("/")
    form = split(target, tuple(FORMS))[1]
    if form is None:
        chosen = choose(request.headers.get("accept"), _DEF_FORMS)
        location = f"/def.{chosen.suffix}" if chosen is not HTML else f"/{shown(here.languages)}/def.html"
        return see_other(here, location, vary=("Accept", "Accept-Language"))
    if form is HTML:
        return see_other(here, f"/{shown(here.languages)}/def.html", vary=("Accept-Language",))
    text = _def()
    return deliver(request, Answer(form.media_type, (text.decode(),), lambda: _terms(text, form)))


def _def() -> bytes:
    return (folder("models") / "profile" / "def.ttl").read_bytes()


def _is_own_term(name: str) -> bool:
    """Whether a name is the IRI of one of the terms that `/def` tells of."""
    if name.partition("#")[0] != f"{BASE}def":
        return False
    return any(
        str(quad.subject.value) == name for quad in parse(_def(), Format.TURTLE).quads if hasattr(quad.subject, "value")
    )


def _terms(text: bytes, form: Form) -> bytes:
    return serialize(parse(text, Format.TURTLE).quads, form.rdf or Format.JSON_LD, PREFIXES)


@get(
    "/resolve",
    dependencies={"here": Provide(reading, sync_to_thread=False)},
    operation_id="resolve_and_follow",
    summary="Follow any name",
    tags=["Linked data"],
    **redirecting(("json",)),
    sync_to_thread=False,
)
def resolve(
    request: Requested,
    here: Here,
    identifier: AnyName,
) -> Response[bytes]:
    """303 to the thing that a name means; JSON where that is asked for, or where the name means several things.

    A former name is followed too, with the header `Omforent-Former-Name: true`.
    """
    form = choose(request.headers.get("accept"), (HTML, *RDF, JSON))
    if form is not JSON and _is_own_term(identifier):
        return see_other(here, "/def", vary=("Accept", "Accept-Language"))
    rows = meanings(here, identifier)
    if not rows:
        resolutions(here, identifier)
    best = [row for row in rows if row.current is rows[0].current]
    if form is JSON or len({row.iri for row in best}) > 1:
        return deliver_json(request, here, lambda: resolutions(here, identifier), vary=("Accept",))
    found = best[0]
    own = found.iri.startswith(BASE)
    location = address_of(found) if own or form is not HTML else page_of(here, found)
    return see_other(here, location, vary=("Accept", "Accept-Language"), former=not found.current)


ROUTES: Final = [thing, own_terms, resolve]
