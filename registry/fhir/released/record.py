"""Members of compiled versions as the operations read them: what is asked for, straight from the kept JSON."""

from typing import Any

import msgspec
from msgspec import Struct

from registry.domain import LANGUAGES, Iri
from registry.fhir.released import naming
from registry.terminology.protocol import MemberKind, ReleaseReader


class Words(Struct, frozen=True):
    """A text in a language."""

    text: str
    lang: str


class Called(Struct, frozen=True):
    """What a member is called: the least that is read of it."""

    iri: str
    notation: str | tuple[str, ...] = ()
    pref_label: tuple[Words, ...] = ()
    alt_label: tuple[Words, ...] = ()
    status: str = ""


_CALLED = msgspec.json.Decoder(Called)
_WHOLE = msgspec.json.Decoder()


def called(record: bytes) -> Called:
    """What a member is called."""
    return _CALLED.decode(record)


def whole(record: bytes) -> dict[str, Any]:
    """All that a member says."""
    found: dict[str, Any] = _WHOLE.decode(record)
    return found


def in_language(rows: tuple[Words, ...], lang: str) -> Words | None:
    """The text in a language, else in the nearest."""
    if len(rows) == 1:
        return rows[0]
    for tag in (lang, *LANGUAGES):
        for row in rows:
            if row.lang == tag:
                return row
    return rows[0] if rows else None


def coding_of(reader: ReleaseReader, iri: Iri) -> dict[str, Any] | None:
    """The Coding of a code or concept of any system of a release, as FHIR's JSON; None for anything else."""
    kept = reader.kept(iri)
    if kept is None or kept.kind not in (MemberKind.CODE, MemberKind.CONCEPT):
        return None
    member = called(kept.json)
    found = {"system": naming.system_of(reader.header(kept.object))}
    found["code"] = naming.code_of({"iri": member.iri, "notation": member.notation})
    display = in_language(member.pref_label, "nb")
    return {**found, "display": display.text} if display else found
