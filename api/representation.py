"""One thing in the form that is asked for: JSON, RDF, or a table; which forms each kind of thing has."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response
from pydantic import BaseModel

from api.composing import only
from api.delivery import CURRENT, PINNED, Answer, deliver
from api.negotiation import CSV, JSON, RDF, XLSX, Form, choose, content_language
from api.selection import Located, Reading
from registry.domain import CodeList, Kind, RegisteredObject
from registry.interchange import tabular
from registry.namespaces import PREFIXES
from registry.rdf.objects import in_default_graph, write_object
from registry.rdf.serialization import Format, serialize
from registry.services.describing import describe
from registry.terminology.members import json_of
from registry.terminology.protocol import MemberKind

_TABLES: Final = (Kind.CODE_LIST, Kind.CONCEPT_SCHEME, Kind.INFORMATION_MODEL, Kind.REQUIREMENT_SET)
Any_Request = Request[Any, Any, Any]


def offers(kind: Kind | MemberKind) -> tuple[Form, ...]:
    """The forms that a kind of thing can be had in, the usual one first."""
    return (JSON, *RDF, CSV, XLSX) if kind in _TABLES else (JSON, *RDF)


def suffixes(kind: Kind | MemberKind) -> tuple[str, ...]:
    """The same as suffixes of addresses."""
    return tuple(form.suffix for form in offers(kind))


def deliver_thing(
    request: Any_Request, located: Located, build: Callable[[], BaseModel], active: bool | None = None
) -> Response[bytes]:
    """A thing in the form of its suffix, else as Accept asks; `build` makes the JSON answer."""
    form = located.form or choose(request.headers.get("accept"), offers(located.thing.kind))
    vary = () if located.form else ("Accept",)
    if form is JSON:
        by_day = located.thing.kind in (Kind.CODE_LIST, MemberKind.CODE)
        return deliver_json(request, located.here, build, vary=vary, by_day=by_day, former=not located.thing.current)
    return deliver(request, _content(located, form, active, vary))


def deliver_file(request: Any_Request, located: Located, form: Form) -> Response[bytes]:
    """A thing as the static catalogue has it too, byte for byte: the version's own content, JSON included."""
    return deliver(request, _content(located, form, None, ()))


def deliver_json(
    request: Any_Request,
    here: Reading,
    build: Callable[[], BaseModel],
    *,
    vary: tuple[str, ...] = (),
    by_day: bool = False,
    former: bool = False,
) -> Response[bytes]:
    """A JSON answer that depends on the release, the languages, the address, and perhaps the day."""
    written = partial(_written, build)
    return deliver_written(request, here, written, vary=vary, by_day=by_day, former=former)


def _written(build: Callable[[], BaseModel]) -> bytes:
    return build().model_dump_json().encode()


def deliver_written(
    request: Any_Request,
    here: Reading,
    build: Callable[[], bytes],
    *,
    vary: tuple[str, ...] = (),
    by_day: bool = False,
    former: bool = False,
) -> Response[bytes]:
    """The same where `build` gives the JSON as bytes."""
    question = request.scope["query_string"].decode()
    made = json_answer(
        here,
        request.scope["path"],
        question,
        build,
        vary,
        by_day=by_day,
        former=former,
    )
    return deliver(request, made)


def json_answer(
    here: Reading,
    path: str,
    question: str,
    build: Callable[[], bytes],
    vary: tuple[str, ...] = (),
    *,
    by_day: bool = False,
    former: bool = False,
) -> Answer:
    """The same as an answer that is still to be sent; `path` as it is routed."""
    release = here.reader.release
    seed = (release.digest, release.number, str(here.version), str(here.day) if by_day else "", *here.languages)
    return Answer(
        JSON.media_type,
        (*seed, f"{path}?{question}"),
        build,
        cache=PINNED if here.pinned else CURRENT,
        modified=here.modified(by_day=by_day),
        vary=(*vary, "Accept-Language"),
        headers={**told_of(here, former=former), "Content-Language": content_language(here.languages)},
    )


def told_of(here: Reading, *, former: bool) -> dict[str, str]:
    """The release that was read, and whether the name that was used is a former one."""
    return {"Omforent-Release": here.number, **({"Omforent-Former-Name": "true"} if former else {})}


def accept_json(request: Any_Request) -> None:
    """Raise NotAcceptable where the caller does not take JSON."""
    choose(request.headers.get("accept"), (JSON,))


def _content(located: Located, form: Form, active: bool | None, vary: tuple[str, ...]) -> Answer:
    """A form that depends on the version alone, or with `active` on the day too."""
    version, here = located.version, located.here
    day = "" if active is None else f"{active} {here.day}"
    headers = told_of(here, former=not located.thing.current)
    if form in (CSV, XLSX):
        name = quote(f"{located.thing.iri.rstrip('/').rpartition('/')[2]}-{version.number}.{form.suffix}")
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Answer(
        form.media_type,
        (version.digest, located.thing.iri, day),
        lambda: _bytes(located, form, active),
        cache=PINNED if here.pinned else CURRENT,
        modified=version.issued if active is None else here.modified(by_day=True),
        vary=vary,
        headers=headers,
    )


def _bytes(located: Located, form: Form, active: bool | None) -> bytes:
    artefact, thing = located.artefact, located.thing
    if form is JSON:
        whole = isinstance(thing.kind, Kind)
        return (json_of(artefact.object()) if whole else artefact.member_json(thing.iri)) + b"\n"
    if form.rdf is Format.N_TRIPLES and active is None and isinstance(thing.kind, Kind):
        return artefact.text()  # the bytes that the version's digest is told of
    if form.rdf is None:
        return _table(only(artefact.object(), active, located.here.day), form)
    if active is None:
        triples = describe(artefact, thing)
    else:
        triples = write_object(only(artefact.object(), active, located.here.day))
    return serialize(in_default_graph(triples), form.rdf, PREFIXES)


def _table(value: RegisteredObject, form: Form) -> bytes:
    if isinstance(value, CodeList):
        return tabular.write_csv(value) if form is CSV else tabular.write_xlsx(value)
    assert isinstance(value, tabular.Overviewed)  # noqa: S101 -- see _TABLES
    return tabular.write_overview_csv(value) if form is CSV else tabular.write_overview_xlsx(value)
