"""Who may ask for what: which routes are open to the public, which take a role, and the parameters that each knows."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.auth import signed_in
from api.problems import Fault
from registry.domain.party import Role
from registry.errors import Forbidden

_API: Final = "/api/v1"

#: Every route that anybody may read. What is named neither here nor below is refused: new routes are closed until then.
PUBLIC: Final = frozenset(
    {
        *(
            f"{_API}/{segment}{rest}"
            for segment in (
                *("schemes", "code-lists", "mappings", "models", "exchanges", "pathways", "registers"),
                "requirement-sets",
            )
            for rest in ("", "/{identifier}")
        ),
        f"{_API}/schemes/{{identifier}}/concepts",
        f"{_API}/mappings/{{identifier}}/mappings",
        f"{_API}/models/{{identifier}}/elements",
        *(
            f"{_API}/{segment}/{{identifier}}/artefacts{rest}"
            for segment in ("models", "exchanges", "pathways")
            for rest in ("", "/{name}")
        ),
        f"{_API}/requirement-sets/{{identifier}}/requirements",
        *(f"{_API}/requirements{suffix}" for suffix in ("", ".xlsx", ".md", ".csv")),
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
        f"{_API}/diff",
        f"{_API}/timeline",
        f"{_API}/coverage",
        *(
            f"{_API}/{rest}{suffix}"
            for rest in ("exchanges", "exchanged-elements", "exchanges/{identifier}/elements", "matrix")
            for suffix in ("", ".json", ".csv", ".xlsx")
        ),
        f"{_API}/workflow",
        f"{_API}/compatibility",
        f"{_API}/proposals",
        f"{_API}/proposals/{{identifier}}",
        f"{_API}/systems",
        f"{_API}/systems/{{identifier}}",
        f"{_API}/conformance-statements",
        f"{_API}/conformance-statements/{{identifier}}",
        *(f"{_API}/conformance{suffix}" for suffix in ("", ".csv", ".xlsx")),
        *(f"{_API}/report{suffix}" for suffix in ("", ".html", ".csv")),
        f"{_API}/openapi.json",
        f"{_API}/openapi.yaml",
        f"{_API}/docs",
        f"{_API}/docs/{{file}}",
        "/",
        "/health",
        "/resolve",
        "/sparql",
        "/{file}",
        "/static/{page}",
        *(f"/{lang}{rest}" for lang in ("nb", "nn", "en") for rest in ("", "/{page}")),
        *(f"/def{suffix}" for suffix in ("", ".html", ".ttl", ".jsonld", ".rdf", ".nt", ".json")),
        "/{kind}/{identifier}",
    }
)


#: What is open and tells itself which methods and parameters it takes.
MOUNTED: Final = frozenset({"/fhir"})

#: What anybody may send.
PUBLIC_WRITES: Final = frozenset(
    {("POST", f"{_API}/proposals"), ("POST", f"{_API}/exchanges/{{identifier}}/$validate"), ("POST", "/sparql")}
)

_ANY: Final = frozenset(Role)
_PROPOSING: Final = frozenset({Role.PROPOSER, Role.EDITOR})
_WORKING: Final = frozenset({Role.EDITOR, Role.REVIEWER, Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR})
_DECIDING: Final = _WORKING | {Role.PROPOSER}
_ANSWERING: Final = frozenset({Role.EDITOR, Role.REVIEWER, Role.APPROVER})
_LEADING: Final = frozenset({Role.REVIEWER, Role.APPROVER})
_REPLYING: Final = frozenset({Role.EDITOR, Role.REVIEWER})
_MODERATING: Final = frozenset({Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR})
_ADMINISTERING: Final = frozenset({Role.ADMINISTRATOR})

_SET: Final = f"{_API}/change-sets/{{identifier}}"
_HEARING: Final = f"{_API}/hearings/{{identifier}}"
_STATEMENT: Final = f"{_API}/conformance-statements/{{identifier}}"

#: Every other route by method and address: one of these roles, for some organisation and object, is needed to come in.
#: Whether it reaches the objects at hand, and what the workflow says, the services judge.
SIGNED: Final[Mapping[tuple[str, str], frozenset[Role]]] = {
    ("GET", f"{_API}/change-sets"): _ANY,
    ("POST", f"{_API}/change-sets"): _PROPOSING,
    ("GET", _SET): _ANY,
    ("POST", f"{_SET}/operations"): _PROPOSING,
    ("POST", f"{_SET}/import"): _PROPOSING,
    ("DELETE", f"{_SET}/operations/{{number}}"): _PROPOSING,
    ("PUT", f"{_SET}/editorial"): _PROPOSING,
    ("POST", f"{_SET}/transitions"): _DECIDING,
    ("GET", f"{_SET}/differences"): _ANY,
    ("GET", f"{_SET}/paper"): _ANY,
    ("GET", f"{_SET}/impact"): _ANY,
    ("GET", f"{_SET}/refused"): _ANY,
    ("GET", f"{_SET}/permitted"): _ANY,
    ("POST", f"{_API}/hearings"): _LEADING,
    ("GET", _HEARING): _ANY,
    ("POST", f"{_HEARING}/answers"): _ANSWERING,
    ("POST", f"{_HEARING}/replies"): _REPLYING,
    ("POST", f"{_HEARING}/close"): _LEADING,
    ("GET", f"{_HEARING}/table"): _ANY,
    ("GET", f"{_HEARING}/table.csv"): _ANY,
    ("GET", f"{_HEARING}/table.xlsx"): _ANY,
    ("GET", f"{_API}/moderation"): _MODERATING,
    ("GET", f"{_API}/moderation/{{identifier}}"): _MODERATING,
    ("POST", f"{_API}/moderation/{{identifier}}"): _MODERATING,
    ("POST", f"{_API}/systems"): _PROPOSING,
    ("PUT", f"{_API}/systems/{{identifier}}"): _PROPOSING,
    ("POST", f"{_API}/conformance-statements"): _PROPOSING,
    ("PUT", _STATEMENT): _PROPOSING,
    ("POST", f"{_STATEMENT}/evidence"): _PROPOSING,
    ("POST", f"{_STATEMENT}/rerun"): _PROPOSING | {Role.APPROVER},
    ("POST", f"{_STATEMENT}/transitions"): _PROPOSING | {Role.APPROVER, Role.PUBLISHER},
    ("GET", f"{_API}/policies"): _ANY,
    ("GET", f"{_API}/policy"): _ANY,
    ("PUT", f"{_API}/policy"): _ADMINISTERING,
    ("GET", f"{_API}/audit"): _WORKING,
    ("GET", f"{_API}/audit/verify"): _WORKING,
    ("GET", f"{_API}/audit/{{sequence}}"): _WORKING,
}


def rule_of(method: str, path: str) -> frozenset[Role] | None:
    """The roles of which a route takes one; empty where anybody may come; None where there is no rule."""
    if (
        method == "OPTIONS"
        or (method == "GET" and path in PUBLIC)
        or (method, path) in PUBLIC_WRITES
        or path in MOUNTED
    ):
        return frozenset()
    return SIGNED.get((method, path))


async def only_allowed(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse what has no rule, and whoever has none of the roles; the caller is kept for the route."""
    scope = connection.scope
    path = scope["path_template"] or next(iter(handler.paths))  # what is mounted has no template
    rule = rule_of(scope["method"], path)  # type: ignore[typeddict-item]  # HTTP alone is routed
    if rule is None:
        raise Fault(HTTPStatus.FORBIDDEN, "This address is not open to the public.")
    if rule:
        caller = await signed_in(connection)
        if not any(grant.role in rule for grant in caller.grants):
            names = ", ".join(sorted(rule))
            has = ", ".join(dict.fromkeys(grant.role for grant in caller.grants)) or "no role"
            raise Forbidden(f"This takes one of: {names}.", field="role", value=has, rule=f"one of: {names}")
        scope["state"]["caller"] = caller


async def only_known(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse query parameters that the route does not know, or that are given twice."""
    known: Mapping[tuple[str, str], frozenset[str]] = connection.app.state.parameters
    names = known.get((connection.scope["path_template"], connection.scope["method"]))  # type: ignore[typeddict-item]
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
