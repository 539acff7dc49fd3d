"""What OpenAPI says of every answer and fault; the schemas themselves are the models', filled in by `documentation`."""

from typing import Any, Final

from litestar.openapi.datastructures import ResponseSpec
from pydantic import BaseModel

_FAULTS: Final = {
    400: "A parameter is wrong or unknown; `field`, `value` and `rule` say which and why.",
    403: "The address is not open to the public.",
    404: "Nothing is there by that name, release, version or date.",
    405: "The method is not taken here; the header Allow names those that are.",
    406: "None of the forms that this can be had in is accepted.",
    413: "The body is too large.",
    414: "The address is too long.",
    500: "The server failed; the correlation id finds it in the log.",
    503: "The data folder cannot be read now.",
}
_SIGNED_FAULTS: Final = {
    401: "Nobody is signed in, or the token is not taken; WWW-Authenticate tells why.",
    403: "No role of the caller's allows it, or a condition of the workflow does not hold; `rule` says which.",
    404: "There is none of that name.",
    503: "The process only reads, or the data folder cannot be used now.",
}
_WRITE_FAULTS: Final = {
    400: "What is sent breaks a rule; `field`, `value` and `rule` say which and why.",
    409: "It has changed meanwhile, or cannot be done any longer.",
    415: "The body is no JSON.",
}
_CONDITION_FAULTS: Final = {
    412: "It has changed since it was read: `yours` and `theirs` are both there. Nothing has been changed.",
    428: "The header If-Match is missing.",
}
_FAULT: Final = 400
_UNCHANGED: Final = "The caller has it already (If-None-Match, If-Modified-Since)."


def answering(
    cls: type[BaseModel], description: str, forms: tuple[str, ...] = ("json",), example: BaseModel | None = None
) -> dict[str, Any]:
    """What a route is declared with that answers with a `cls` as JSON, and in other forms by their suffixes."""
    opt = {"answer": cls, "forms": forms, **({} if example is None else {"example": example})}
    return {"responses": _responses({200: description}), "opt": opt}


def redirecting(forms: tuple[str, ...]) -> dict[str, Any]:
    """What a route is declared with that sends the caller on, or answers in one of the forms."""
    told = {200: "The form that the suffix names.", 303: "The form that Accept asks for is at Location."}
    return {"responses": _responses(told), "opt": {"forms": forms}}


def sending(media_type: str, description: str) -> dict[str, Any]:
    """What a route is declared with that sends a file."""
    return {"responses": _responses({200: description}), "opt": {"media_types": (media_type,)}}


def sending_files(description: str, media_types: tuple[str, ...]) -> dict[str, Any]:
    """What a route is declared with that sends files of several types."""
    return {"responses": _responses({200: description}), "opt": {"media_types": media_types}}


def curating(
    cls: Any,
    description: str,
    *,
    status: int = 200,
    body: type[BaseModel] | None = None,
    public: bool = False,
    conditional: bool = False,
    media_types: tuple[str, ...] = (),
    more: dict[int, str] | None = None,
) -> dict[str, Any]:
    """What a route of curation is declared with: it answers with a `cls`, and takes a `body` where one is sent.

    `conditional`: it takes If-Match. `public`: nobody need be signed in.
    """
    faults = {
        **_FAULTS,
        **({503: _SIGNED_FAULTS[503]} if public else _SIGNED_FAULTS),
        **(_WRITE_FAULTS if body or conditional else {}),
        **(_CONDITION_FAULTS if conditional else {}),
        **(more or {}),
    }
    unchanged = {} if body or conditional else {304: _UNCHANGED}
    told = {status: description, **unchanged, **faults}
    answers = {} if cls is None else {"answer": cls, "forms": ("json",)}
    opt = {**answers, "signed": not public, "media_types": media_types}
    responses = {code: ResponseSpec(None, description=sentence) for code, sentence in told.items()}
    return {"responses": responses, "opt": {**opt, **({"body": body} if body else {})}}


def _responses(told: dict[int, str]) -> dict[int, ResponseSpec]:
    unchanged = {304: _UNCHANGED}
    return {
        status: ResponseSpec(None, description=description)
        for status, description in {**told, **unchanged, **_FAULTS}.items()
    }


def is_fault(status: str) -> bool:
    """Whether a documented status is a fault."""
    return int(status) >= _FAULT
