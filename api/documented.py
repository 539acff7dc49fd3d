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


def _responses(told: dict[int, str]) -> dict[int, ResponseSpec]:
    unchanged = {304: "The caller has it already (If-None-Match, If-Modified-Since)."}
    return {
        status: ResponseSpec(None, description=description)
        for status, description in {**told, **unchanged, **_FAULTS}.items()
    }


def is_fault(status: str) -> bool:
    """Whether a documented status is a fault."""
    return int(status) in _FAULTS
