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
from pydantic.json_schema import models_json_schema

from api.delivery import Answer, deliver
from api.documented import is_fault
from api.negotiation import FORMS, JSON, XLSX
from api.problems import MEDIA_TYPE as PROBLEM
from api.problems import Problem
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
_EXAMPLES: Final = {
    "identifier": "8279",
    "/api/v1/schemes/{identifier} identifier": "pasientforlop",
    "/api/v1/schemes/{identifier}/concepts identifier": "pasientforlop",
    "/api/v1/concepts/{identifier} identifier": "epikrise",
    "/api/v1/models/{identifier} identifier": "epikrise-1.2",
    "/api/v1/models/{identifier}/elements identifier": "epikrise-1.2",
    "/api/v1/exchanges/{identifier} identifier": "epikrise",
    "/api/v1/pathways/{identifier} identifier": "pasientforlop",
    "/api/v1/registers/{identifier} identifier": "standards",
    "/{kind}/{identifier} identifier": "epikrise.ttl",
    "kind": "concept",
    "code": "EPIKRISE",
    "number": "current",
    "q": "epikrise",
    "id": "2.16.578.1.12.4.1.1.8279",
}
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
    """The OpenAPI description of an application: Litestar tells the parameters, the models tell the answers."""
    found: dict[str, Any] = json.loads(json.dumps(app.openapi_schema.to_schema(), default=str))
    told: dict[str, Mapping[str, Any]] = {}
    for route in app.routes:
        handlers = getattr(route, "route_handler_map", {})
        if route.path_format in found["paths"] and "GET" in handlers:
            told[route.path_format] = handlers["GET"][0].opt
    models = {opt["answer"] for opt in told.values() if "answer" in opt} | {Problem}
    ordered = sorted(((cls, "serialization") for cls in models), key=lambda row: row[0].__name__)
    schemas = models_json_schema(ordered, ref_template="#/components/schemas/{model}")[1]  # type: ignore[arg-type]
    found["components"] = {"schemas": schemas["$defs"]}
    found["paths"] = dict(sorted(found["paths"].items()))
    for path, opt in told.items():
        for status, response in found["paths"][path]["get"]["responses"].items():
            response.update(_content(status, opt))
    for path, item in found["paths"].items():
        told_first = sorted(item["get"].get("parameters", ()), key=lambda row: _ORDER.index(row["in"]))
        item["get"]["parameters"] = [_parameter(row, path) for row in told_first]
    return found


def _parameter(told: Mapping[str, Any], path: str) -> dict[str, Any]:
    """A parameter without what Litestar says twice, and with an example where it must be given.

    The page fills examples in: one of an optional parameter would be sent by whoever tries a route.
    """
    schema = told["schema"]
    schema = next((row for row in schema.get("oneOf", ()) if row != {"type": "null"}), schema)
    schema = {name: value for name, value in schema.items() if name != "description"}
    kept = {name: told[name] for name in ("name", "in", "description", "required") if name in told}
    needed = told.get("required")
    example = _EXAMPLES.get(f"{path} {told['name']}", _EXAMPLES.get(told["name"])) if needed else None
    return {**kept, "schema": schema, **({} if example is None else {"example": example})}


def _content(status: str, opt: Mapping[str, Any]) -> dict[str, Any]:
    """The media types of an answer and their schemas."""
    if is_fault(status):
        return {"content": {PROBLEM: {"schema": _reference(Problem)}}}
    if status != "200":
        return {}
    types = [FORMS[suffix].media_type for suffix in opt.get("forms", ())] + list(opt.get("media_types", ()))
    content: dict[str, Any] = {name: {"schema": _text_or_bytes(name)} for name in types}
    if "answer" in opt:
        content[JSON.media_type] = {"schema": _reference(opt["answer"]), **_example(opt.get("example"))}
    return {"content": content, "headers": _HEADERS}


def _example(answer: BaseModel | None) -> dict[str, Any]:
    return {} if answer is None else {"example": answer.model_dump(mode="json", exclude_unset=True)}


def _reference(cls: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{cls.__name__}"}


def _text_or_bytes(media_type: str) -> dict[str, str]:
    if media_type.endswith("json"):
        return {}
    binary = media_type in {XLSX.media_type, "application/zip"}
    return {"contentMediaType": media_type} if binary else {"type": "string"}


def parameters(description: dict[str, Any]) -> dict[str, frozenset[str]]:
    """The query parameters of every described path."""
    return {
        path: frozenset(row["name"] for row in item["get"].get("parameters", ()) if row["in"] == "query")
        for path, item in description["paths"].items()
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
