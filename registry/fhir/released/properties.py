"""Properties of released codes: those that FHIR defines and those that a list declares, for resources and indexes."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from registry.domain import CodeList, Iri, Period, RegisteredObject, text
from registry.domain.code_list import INACTIVE
from registry.fhir.released.wording import comment_of

Json = dict[str, Any]

_STANDARD: Final = "http://hl7.org/fhir/concept-properties#"
_CODE = re.compile(r"[^\s]+( [^\s]+)*")  # FHIR's type `code`
#: The words that statuses have in FHIR's property `status`.
_STATUSES: Final = {
    "CURRENT": "active",
    "DEPRECATED": "deprecated",
    "REVISED_DEPRECATED": "deprecated",
    "CANDIDATE_DEPRECATED": "deprecated",
    "RETIRED": "retired",
    "WITHDRAWN": "withdrawn",
    "CANDIDATE": "experimental",
}
#: Words that say that a code may not be chosen.
_GONE: Final = ("retired", "withdrawn", "inactive")
#: XSD types by the kind of value that FHIR has for them; others are strings.
_TYPES: Final = {
    "integer": "integer",
    "boolean": "boolean",
    "decimal": "decimal",
    "date": "dateTime",
    "dateTime": "dateTime",
    "gYear": "dateTime",
    "gYearMonth": "dateTime",
}


class Declared(NamedTuple):
    """A property: its code, address, type of value, and what it is."""

    code: str
    uri: str | None
    type: str
    description: str | None = None


class Said(NamedTuple):
    """One value of a property: the property's code, the type of the value, and the value as JSON has it."""

    code: str
    type: str
    value: Any


#: The properties that released codes have by what the registry has fields for, by their code.
STANDARD: Final = {
    row.code: row
    for row in (
        Declared("status", _STANDARD + "status", "code", "Where the code stands in its life."),
        Declared(
            "inactive", _STANDARD + "inactive", "boolean", "Whether the code may no longer be chosen, or not yet."
        ),
        Declared("effectiveDate", _STANDARD + "effectiveDate", "dateTime", "The first day on which the code is valid."),
        Declared(
            "retirementDate", _STANDARD + "retirementDate", "dateTime", "The last day on which the code is valid."
        ),
        Declared("parent", _STANDARD + "parent", "code", "A code above this one, beside the one that it stands under."),
        Declared("replacedBy", "http://purl.org/dc/terms/isReplacedBy", "code", "The code that took its place."),
        Declared("replacedByElsewhere", None, "Coding", "The code of another system that took its place."),
        Declared("comment", _STANDARD + "comment", "string", "A note on the code."),
    )
}


def declared_in(value: RegisteredObject) -> dict[Iri, Declared]:
    """The properties that a list declares, by their predicate; the types of values are told by the values."""
    found: dict[Iri, Declared] = {}
    for row in value.declared if isinstance(value, CodeList) else ():
        label = text(row.label)
        own = label if _CODE.fullmatch(label) else re.split(r"[#/]", row.iri)[-1]
        taken = {*STANDARD, *(other.code for other in found.values())}
        found[row.iri] = Declared(own if own not in taken else row.iri, row.iri, "string", None)
    return found


def is_inactive(member: Json, day: date) -> bool:
    """Whether a member may not be chosen on a day, by the rule of `Code.is_active`."""
    period = Period(**member.get("validity", {}))
    retired = str(member.get("status", "")).rpartition("/")[2] in INACTIVE
    return not period.holds(day) or (retired and period.end is None)


@lru_cache(maxsize=256)
def status_word(status: Iri, *, inactive: bool) -> str:
    """A status by FHIR's words: what may still be chosen is at most deprecated, since `retired` means that it may not.

    >>> status_word("http://publications.europa.eu/resource/authority/concept-status/RETIRED", inactive=False)
    'deprecated'
    """
    own = status.rpartition("/")[2]
    word = _STATUSES.get(own, own.lower())
    return "deprecated" if word in _GONE and not inactive else word


def said_by(
    member: Json, day: date, lang: str, declared: dict[Iri, Declared], place: Callable[[Iri], Json | str | None]
) -> Iterator[Said]:
    """What a member says; `place` gives the code of a member of the same object, a Coding of another's, or None."""
    inactive = is_inactive(member, day)
    if "status" in member:
        yield Said("status", "code", status_word(member["status"], inactive=inactive))
    if inactive:
        yield Said("inactive", "boolean", True)
    for side, code in (("start", "effectiveDate"), ("end", "retirementDate")):
        if side in member.get("validity", {}):
            yield Said(code, "dateTime", member["validity"][side])
    for iri in member.get("is_replaced_by", ()):
        target = place(iri)
        if isinstance(target, str):
            yield Said("replacedBy", "code", target)
        elif target:
            yield Said("replacedByElsewhere", "Coding", target)
    note = comment_of(member, lang)
    if note:
        yield Said("comment", "string", note)
    yield from _own(member, declared, place)


def _own(member: Json, declared: dict[Iri, Declared], place: Callable[[Iri], Json | str | None]) -> Iterator[Said]:
    for row in member.get("properties", ()):
        named = declared.get(row["predicate"]) or Declared(
            row["predicate"].rpartition("#")[2], row["predicate"], "string"
        )
        value = row["value"]["text"] if isinstance(row["value"], dict) else row["value"]
        if row.get("is_iri"):
            target = place(value)
            kind = "code" if isinstance(target, str) else "Coding" if target else "string"
            yield Said(named.code, kind, target or value)
        else:
            yield _typed(named.code, value, str(row.get("datatype") or "").rpartition("#")[2])


def _typed(code: str, value: str, datatype: str) -> Said:
    kind = _TYPES.get(datatype, "string")
    try:
        if kind == "integer":
            return Said(code, kind, int(value))
        if kind == "decimal":
            return Said(code, kind, float(value))
    except ValueError:
        return Said(code, "string", value)
    return Said(code, kind, value in {"true", "1"} if kind == "boolean" else value)


def written(said: Said) -> Json:
    """A value as `CodeSystem.concept.property`."""
    return {"code": said.code, f"value{said.type[:1].upper()}{said.type[1:]}": said.value}
