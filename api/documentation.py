"""The OpenAPI description, as JSON and YAML, and the page to browse it with; nothing comes from elsewhere."""

import json
from collections.abc import Mapping
from typing import Any, Final

import yaml
from litestar import Litestar, Request, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Contact, License, Server
from litestar.params import FromPath
from pydantic import BaseModel

from api.delivery import Answer, deliver
from api.documented import is_fault
from api.negotiation import FORMS, JSON, XLSX
from api.problems import MEDIA_TYPE as PROBLEM
from api.problems import Problem
from api.schemas import Schemas
from registry.errors import NotFound
from registry.resources import folder

Requested = Request[Any, Any, Any]

_ABOUT: Final = """\
Norway's open registry of clinical concepts, code lists and the information structure of the patient pathway.

Everything is read from **releases** (`2026.1`), each of which pins one **version** of every object. Without more, the
newest release is read; `release`, `version` and `date` name another. What `release` or `version` pins never changes.

**Forms.** JSON as described here, RDF (Turtle, JSON-LD, RDF/XML, N-Triples), and tables (CSV, XLSX) for code lists,
schemes and models: by the suffix of the address, which goes first, or by `Accept`.

**Languages.** Texts are maps from language to text. `display` is the name in the language of `lang`, else of
`Accept-Language`, else in the nearest there is.

**Lists** are `{"items": […], "total": n, "next": address}`; follow `next` until it is null. A cursor stays with
the release it began in.

**Caching.** Every answer has a strong ETag; ask again with `If-None-Match` and get 304 while nothing has changed.

**Curation.** Whoever changes something signs in with a bearer token. Change sets are lists of typed operations; every
write says with `If-Match` which edition it builds on (the ETag that was read), and is refused with 412 and both values
where that is gone.

**Faults** are `application/problem+json` (RFC 9457) with `field`, `value` and `rule`.
"""
_FILES: Final = {
    "swagger-ui.css": ("vendor/swagger-ui", "text/css"),
    "swagger-ui-bundle.js": ("vendor/swagger-ui", "application/javascript"),
    "api-docs.js": ("static", "application/javascript"),
    "api-docs.css": ("static", "text/css"),
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ORDER: Final = ("path", "query", "header")
_TEXT: Final = {"schema": {"type": "string"}}
_HEADERS: Final = {
    "ETag": {"description": "Strong validator of these bytes.", **_TEXT},
    "Last-Modified": {"description": "When it last changed.", **_TEXT},
    "Cache-Control": {"description": "`immutable` where a release or version is named.", **_TEXT},
    "Content-Language": {"description": "The language that `display` is picked in first.", **_TEXT},
    "Omforent-Release": {"description": "Number of the release that was read.", **_TEXT},
    "X-Correlation-Id": {"description": "The one that was sent, or one that was made; it is in the log.", **_TEXT},
}
_SOME: Final = "0123456789abcdef" * 2
_HEARING: Final = "/api/v1/hearings/{identifier}"
_SET: Final = "/api/v1/change-sets/{identifier}"
_API: Final = "/api/v1"
_MADE: Final = (("model", "epikrise-1.2"), ("exchange", "epikrise"), ("pathway", "pasientforlop"))
_RESTS: Final = ("", "/{name}")
_OF_STATEMENTS: Final = ("evidence", "rerun", "transitions")
_EXAMPLES: Final = {
    "identifier": "8279",
    "/api/v1/schemes/{identifier} identifier": "pasientforlop",
    "/api/v1/schemes/{identifier}/concepts identifier": "pasientforlop",
    "/api/v1/concepts/{identifier} identifier": "epikrise",
    "/api/v1/models/{identifier} identifier": "epikrise-1.2",
    "/api/v1/models/{identifier}/elements identifier": "epikrise-1.2",
    "/api/v1/exchanges/{identifier} identifier": "epikrise",
    **{
        f"/api/v1/exchanges/{{identifier}}/elements{end} identifier": "epikrise"
        for end in ("", ".json", ".csv", ".xlsx")
    },
    "/api/v1/pathways/{identifier} identifier": "pasientforlop",
    **{f"{_API}/{kind}s/{{identifier}}/artefacts{rest} identifier": name for kind, name in _MADE for rest in _RESTS},
    **{f"{_API}/{kind}s/{{identifier}}/artefacts/{{name}} name": "epikrise-1.2.schema.json" for kind, _ in _MADE},
    f"{_API}/pathways/{{identifier}}/artefacts/{{name}} name": "pasientforlop.svg",
    "/api/v1/registers/{identifier} identifier": "standards",
    "/api/v1/requirement-sets/{identifier} identifier": "sikkerhet",
    "/api/v1/requirement-sets/{identifier}/requirements identifier": "sikkerhet",
    "/{kind}/{identifier} identifier": "epikrise.ttl",
    "kind": "concept",
    "code": "EPIKRISE",
    "number": "current",
    "q": "epikrise",
    "query": "ASK { <https://omforent.no/exchange/epikrise> ?property ?value }",
    "id": "2.16.578.1.12.4.1.1.8279",
    "If-Match": '"1"',
    f"{_SET} identifier": _SOME,
    **{f"{_SET}/{rest} identifier": _SOME for rest in ("differences", "editorial", "permitted", "refused")},
    **{f"{_SET}/{rest} identifier": _SOME for rest in ("operations", "operations/{number}", "transitions")},
    f"{_SET}/operations/{{number}} number": 1,
    f"{_HEARING} identifier": _SOME,
    **{f"{_HEARING}/{rest} identifier": _SOME for rest in ("answers", "replies", "close")},
    **{f"{_HEARING}/{rest} identifier": _SOME for rest in ("table", "table.csv", "table.xlsx")},
    "/api/v1/proposals/{identifier} identifier": _SOME,
    "/api/v1/moderation/{identifier} identifier": _SOME,
    "/api/v1/systems/{identifier} identifier": _SOME,
    "/api/v1/conformance-statements/{identifier} identifier": _SOME,
    **{f"/api/v1/conformance-statements/{{identifier}}/{rest} identifier": _SOME for rest in _OF_STATEMENTS},
    "sequence": 1,
    "/api/v1/policy object": "https://omforent.no/code-list/8279",
}
_SIGN_IN: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token of the issuer that this installation trusts (OpenID Connect).",
    }
}
_ANSWERED: Final = ("200", "201")
_CURATED: Final = {name: _HEADERS[name] for name in ("ETag", "Cache-Control", "X-Correlation-Id")}
CONFIG: Final = OpenAPIConfig(
    title="Omforent",
    version="1",
    description=_ABOUT,
    license=License(name="Apache-2.0 (code); content as each object states", identifier="Apache-2.0"),
    contact=Contact(name="Omforent", url="https://omforent.no/"),
    servers=[Server(url="/", description="This server.")],
    use_handler_docstrings=True,
    path="/openapi",
    render_plugins=[],
)


def describe(app: Litestar) -> dict[str, Any]:
    """The OpenAPI description of an application: Litestar tells the parameters, the models tell bodies and answers."""
    found: dict[str, Any] = json.loads(json.dumps(app.openapi_schema.to_schema(), default=str))
    told = _told(app, found["paths"])
    schemas = Schemas(opt for opt in told.values())
    found["components"] = {"schemas": schemas.all, "securitySchemes": _SIGN_IN}
    found["paths"] = dict(sorted(found["paths"].items()))
    for (path, method), opt in told.items():
        operation = found["paths"][path][method]
        for status, response in operation["responses"].items():
            response.update(_content(status, opt, schemas))
        told_first = sorted(operation.get("parameters", ()), key=lambda row: _ORDER.index(row["in"]))
        operation["parameters"] = [_parameter(row, path) for row in told_first]
        if opt.get("signed"):
            operation["security"] = [{"token": []}]
        if "sent" in opt:
            content = {name: {"schema": {"type": "string"}} for name in opt["sent"]}
            operation["requestBody"] = {"required": True, "content": content}
        if "body" in opt:
            content = {JSON.media_type: {"schema": schemas.body(opt["body"])}}
            operation["requestBody"] = {"required": True, "content": content}
    return found


def _told(app: Litestar, paths: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What the routes are declared with, by address and method in small letters."""
    return {
        (route.path_format, method.lower()): handler.opt
        for route in app.routes
        for method, (handler, *_) in getattr(route, "route_handler_map", {}).items()
        if method.lower() in paths.get(route.path_format, {})
    }


def _parameter(told: Mapping[str, Any], path: str) -> dict[str, Any]:
    """A parameter without what Litestar says twice, and with an example where it must be given.

    The page fills examples in: one of an optional parameter would be sent by whoever tries a route.
    """
    schema = told["schema"]
    schema = next((row for row in schema.get("oneOf", ()) if row != {"type": "null"}), schema)
    schema = {name: value for name, value in schema.items() if name != "description"}
    needed = told.get("required") or told["name"] == "If-Match"
    kept = {**{name: told[name] for name in ("name", "in", "description") if name in told}, "required": bool(needed)}
    example = _EXAMPLES.get(f"{path} {told['name']}", _EXAMPLES.get(told["name"])) if needed else None
    return {**kept, "schema": schema, **({} if example is None else {"example": example})}


def _content(status: str, opt: Mapping[str, Any], schemas: Schemas) -> dict[str, Any]:
    """The media types of an answer and their schemas."""
    if is_fault(status):
        return {"content": {PROBLEM: {"schema": schemas.answer(Problem)}}}
    if status not in _ANSWERED:
        return {}
    types = [FORMS[suffix].media_type for suffix in opt.get("forms", ())] + list(opt.get("media_types", ()))
    content: dict[str, Any] = {name: {"schema": _text_or_bytes(name)} for name in types}
    if "answer" in opt:
        content[JSON.media_type] = {"schema": schemas.answer(opt["answer"]), **_example(opt.get("example"))}
    return {"content": content, "headers": _CURATED if "signed" in opt else _HEADERS}


def _example(answer: BaseModel | None) -> dict[str, Any]:
    return {} if answer is None else {"example": answer.model_dump(mode="json", exclude_unset=True)}


def _text_or_bytes(media_type: str) -> dict[str, str]:
    if media_type.endswith("json"):
        return {}
    binary = media_type in {XLSX.media_type, "application/zip"}
    return {"contentMediaType": media_type} if binary else {"type": "string"}


def parameters(description: dict[str, Any]) -> dict[tuple[str, str], frozenset[str]]:
    """The query parameters of every described operation, by address and method."""
    return {
        (path, method.upper()): frozenset(row["name"] for row in operation["parameters"] if row["in"] == "query")
        for path, item in description["paths"].items()
        for method, operation in item.items()
    }


@get("/openapi.json", include_in_schema=False, sync_to_thread=False)
def openapi_json(request: Requested) -> Response[bytes]:
    """The description as JSON."""
    content = json.dumps(request.app.state.description, ensure_ascii=False, indent=1).encode()
    return deliver(request, Answer("application/json", (content.decode(),), lambda: content))


@get("/openapi.yaml", include_in_schema=False, sync_to_thread=False)
def openapi_yaml(request: Requested) -> Response[bytes]:
    """The description as YAML."""
    content = yaml.safe_dump(request.app.state.description, allow_unicode=True, sort_keys=False).encode()
    return deliver(request, Answer("application/yaml", (content.decode(),), lambda: content))


@get("/docs", include_in_schema=False, sync_to_thread=False)
def docs(request: Requested) -> Response[bytes]:
    """The page to browse the description with."""
    return _file(request, "static", "api-docs.html", "text/html")


@get("/docs/{file:str}", include_in_schema=False, sync_to_thread=False)
def docs_file(request: Requested, file: FromPath[str]) -> Response[bytes]:
    """What that page needs."""
    if file not in _FILES:
        raise NotFound("There is nothing at this address.")
    place, media_type = _FILES[file]
    return _file(request, place, file, media_type)


def _file(request: Requested, place: str, name: str, media_type: str) -> Response[bytes]:
    content = (folder("site") / place / name).read_bytes()
    headers = {"Content-Security-Policy": _POLICY}
    seed = (content.decode(),)
    return deliver(request, Answer(media_type, seed, lambda: content, cache="public, max-age=3600", headers=headers))


ROUTES: Final = [openapi_json, openapi_yaml, docs, docs_file]
