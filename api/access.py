"""Who may ask for what: the routes that are open to the public, and the parameters that each of them knows."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.problems import Fault

_API: Final = "/api/v1"

#: Every route that anybody may read. What is not named here is refused, so that a new route is closed until it is.
PUBLIC: Final = frozenset(
    {
        *(
            f"{_API}/{segment}{rest}"
            for segment in ("schemes", "code-lists", "mappings", "models", "exchanges", "pathways", "registers")
            for rest in ("", "/{identifier}")
        ),
        f"{_API}/schemes/{{identifier}}/concepts",
        f"{_API}/mappings/{{identifier}}/mappings",
        f"{_API}/models/{{identifier}}/elements",
        f"{_API}/code-lists/{{identifier}}/codes",
        f"{_API}/code-lists/{{identifier}}/codes/{{code}}",
        f"{_API}/concepts",
        f"{_API}/concepts/{{identifier}}",
        f"{_API}/versions",
        f"{_API}/releases",
        f"{_API}/releases/{{number}}",
        f"{_API}/releases/{{number}}/package",
        f"{_API}/search",
        f"{_API}/suggest",
        f"{_API}/resolve",
        f"{_API}/where-used",
        f"{_API}/coverage",
        f"{_API}/openapi.json",
        f"{_API}/openapi.yaml",
        f"{_API}/docs",
        f"{_API}/docs/{{file}}",
        "/",
        "/health",
        "/resolve",
        "/{file}",
        "/static/{page}",
        *(f"/{lang}{rest}" for lang in ("nb", "nn", "en") for rest in ("", "/{page}")),
        *(f"/def{suffix}" for suffix in ("", ".html", ".ttl", ".jsonld", ".rdf", ".nt", ".json")),
        "/{kind}/{identifier}",
    }
)


def only_public(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse what is not declared public."""
    if connection.scope["path_template"] not in PUBLIC:
        raise Fault(HTTPStatus.FORBIDDEN, "This address is not open to the public.")


def only_known(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse query parameters that the route does not know, or that are given twice."""
    known: Mapping[str, frozenset[str]] = connection.app.state.parameters
    names = known.get(connection.scope["path_template"])
    if names is None:
        return
    seen: set[str] = set()
    for name, value in parse_qsl(connection.scope["query_string"].decode(), keep_blank_values=True):
        rule = f"known here: {', '.join(sorted(names)) or 'none'}"
        if name not in names:
            raise Fault(HTTPStatus.BAD_REQUEST, f"There is no parameter {name!r}; {rule}.", field=name, rule=rule)
        if name in seen:
            rule = "a parameter is given once"
            raise Fault(HTTPStatus.BAD_REQUEST, f"{name} is given twice.", field=name, value=value, rule=rule)
        seen.add(name)
