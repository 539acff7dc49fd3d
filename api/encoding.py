"""Writes answers straight from the JSON that members are kept as: the bytes that their models give, without the models.

What a field becomes is told by the annotations of the answer's class (`api.answers`), read once.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from msgspec.json import Decoder, encode
from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from api.answers import basics
from registry.domain import Code, Period, nearest
from registry.namespaces import BASE

_decode: Final = Decoder(dict[str, Any]).decode

_OWN: Final = b'"iri":"'
_OPENED: Final = b'"' + BASE.encode()

#: A value of a field as it is kept, and as it is answered.
Write = Callable[[Any], Any]
Kept = dict[str, Any]

#: What a thing is called in the languages preferred, by its IRI; None where the release has no such thing.
Names = Mapping[str, str | None]


class Encoder:
    """Answers of one class, from members as they are kept."""

    def __init__(self, cls: type[BaseModel]) -> None:
        self._empty, self._writers = _compiled(cls)

    def answer(self, kept: Mapping[str, Any], more: Mapping[str, Any]) -> Kept:
        """The fields of the answer, in its order: those that are kept, and `more`, which stand as they are."""
        found = self._empty.copy()
        writers = self._writers
        for name, value in kept.items():
            if name in found:
                write = writers.get(name)
                found[name] = write(value) if write else value
        found.update(more)
        return found


def concept(encoder: Encoder, member: bytes, languages: tuple[str, ...], names: Names) -> bytes:
    """A concept with the names of what it refers to, as `composing.member` gives it."""
    kept = _decode(member)
    labels = {iri: name for iri in _iris(member) if (name := names[iri]) is not None}
    more = {"display": display(kept, languages), "labels": labels}
    return encode(encoder.answer(kept, more))


def code(encoder: Encoder, member: bytes, languages: tuple[str, ...], owner: str, day: date) -> bytes | None:
    """A code as `composing.code` gives it; None for one that is replaced, whose followers have to be looked up."""
    kept = _decode(member)
    if kept.get("is_replaced_by"):
        return None
    more = {"display": display(kept, languages), "code": kept["notation"], "list": owner}
    return encode(encoder.answer(kept, {**more, "active": _is_active(kept, day), "as_of": day.isoformat()}))


def display(kept: Mapping[str, Any], languages: tuple[str, ...]) -> str:
    """The name in the language asked for: of each language the first there is, as `answers.Displayed` has it."""
    names = kept.get("pref_label")
    if not names:
        return ""
    at = _nearest(tuple([row["lang"] for row in names]), languages)
    return names[at]["text"]  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _nearest(tags: tuple[str, ...], languages: tuple[str, ...]) -> int:
    """`nearest` for tags of which there is one at least; things mostly speak the same languages."""
    return nearest(tags, languages) or 0


def _is_active(kept: Mapping[str, Any], day: date) -> bool:
    if "validity" not in kept and "status" not in kept:
        return True
    validity = kept.get("validity", {})
    return _holds(kept.get("status"), validity.get("start"), validity.get("end"), day)


@lru_cache(maxsize=4096)
def _holds(status: str | None, start: str | None, end: str | None, day: date) -> bool:
    """Whether a code may be chosen that says this; codes of a list mostly say the same."""
    validity = Period.model_validate({"start": start, "end": end})
    return Code(iri="", notation="", status=status, validity=validity).is_active(day)


def _iris(member: bytes) -> dict[str, None]:
    """The things of the registry that a member refers to, each once, in the order of its fields.

    They are found in the JSON itself, which a quotation mark within a text cannot imitate; `extra` and the member's
    own IRI come first there and do not count.
    """
    own = member.index(b'"', member.index(_OWN) + len(_OWN))
    before, *parts = member[own + 1 :].split(_OPENED)
    found: dict[str, None] = {}
    for part in parts:
        if not before.endswith(b"\\"):  # there the mark stands within a text
            found[BASE + part.partition(b'"')[0].decode()] = None
        before = part
    return found


def _compiled(cls: type[BaseModel]) -> tuple[Kept, dict[str, Write]]:
    """A class's fields as they are where nothing is kept of them, and how the others are written."""
    empty = {name: _empty(field) for name, field in cls.model_fields.items()}
    writers = {name: write for name, field in cls.model_fields.items() if (write := _field(field))}
    return empty, writers


def _empty(field: FieldInfo) -> Any:
    if field.is_required():
        return None
    default = field.get_default(call_default_factory=True)
    return default.model_dump(mode="json") if isinstance(default, BaseModel) else default


def _field(field: FieldInfo) -> Write | None:
    spoken = next((row for row in field.metadata if isinstance(row, BeforeValidator)), None)
    return _SPOKEN[spoken] if spoken else _type(field.annotation)


def _type(annotation: Any) -> Write | None:
    """How a value of a type is written; None where it stands as it is kept."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return partial(_model, Encoder(annotation), tuple(annotation.model_fields))
    if origin in (list, tuple):
        write = _type(inner[0])
        return partial(_each, write) if write else None
    if origin in (Union, UnionType):
        models = [write for arm in inner if (write := _type(arm))]
        return partial(_perhaps, models[0]) if models else None
    return None


def _model(encoder: Encoder, names: tuple[str, ...], value: Any) -> Any:
    """A value within another; one that is kept as a row (a statement) has its fields in order."""
    return encoder.answer(value if isinstance(value, dict) else dict(zip(names, value, strict=True)), {})


def _each(write: Write, value: list[Any]) -> list[Any]:
    return [write(item) for item in value]


def _perhaps(write: Write, value: Any) -> Any:
    return write(value) if isinstance(value, dict | list) else value


def _one_each(value: list[Kept]) -> dict[str, str]:
    found: dict[str, str] = {row["lang"]: row["text"] for row in value}
    if len(found) == len(value):
        return found
    found = {}
    for row in value:
        found.setdefault(row["lang"], row["text"])
    return found


def _all(value: list[Kept]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in value:
        found.setdefault(row["lang"], []).append(row["text"])
    return found


def _cited(value: list[Any]) -> list[Kept]:
    return [
        {"iri": row, "text": None, "lang": None}
        if isinstance(row, str)
        else {"iri": None, "text": row["text"], "lang": row["lang"]}
        for row in value
    ]


_SPOKEN: Final[Mapping[Any, Write]] = {
    get_args(alias)[1]: write
    for alias, write in ((basics.Texts, _one_each), (basics.ManyTexts, _all), (basics.Sources, _cited))
}
