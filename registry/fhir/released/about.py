"""What every released resource says about itself: names, texts in several languages, status, publisher, narrative."""

from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from typing import Any, Final

from registry.domain import ContactPoint, LangString, RegisteredObject, pick, text
from registry.domain.code_list import INACTIVE
from registry.errors import NotFound
from registry.terminology.protocol import ReleaseReader

Json = dict[str, Any]

TRANSLATION: Final = "http://hl7.org/fhir/StructureDefinition/translation"
_DRAFTS: Final = ("CANDIDATE", "DRAFT", "UNDER_REVIEW")
_URI: Final = "urn:ietf:rfc:3986"
_NORWAY: Final = [{"coding": [{"system": "urn:iso:std:iso:3166", "code": "NO"}]}]
#: Statements of FHIR's that an import kept, and that are told again: by element, with how each is written.
_KEPT: Final = {
    "caseSensitive": "boolean",
    "experimental": "boolean",
    "hierarchyMeaning": "code",
    "compositional": "boolean",
    "versionNeeded": "boolean",
}


def texts(field: str, strings: Sequence[LangString], lang: str) -> Json:
    """A text and its translations: `field` in `lang` or the nearest, the other languages as extensions of it."""
    chosen = pick(strings, (lang,))
    if chosen is None:
        return {}
    others = [row for row in strings if row is not chosen]
    found: Json = {field: chosen.text}
    if others:
        found[f"_{field}"] = {"extension": [_translation(row) for row in others]}
    return found


def _translation(row: LangString) -> Json:
    inner = [{"url": "lang", "valueCode": row.lang}, {"url": "content", "valueString": row.text}]
    return {"url": TRANSLATION, "extension": inner}


def status_of(value: RegisteredObject) -> str:
    """FHIR's publication status: what is released is active unless its status says that it is withdrawn or a draft."""
    said = (value.status or "").rpartition("/")[2]
    if said in INACTIVE:
        return "retired"
    return "draft" if said in _DRAFTS else "active"


def meta(version: str, changed: datetime) -> Json:
    """`meta` of a resource: the number of the version, and when that changed."""
    return {"versionId": version, "lastUpdated": instant(changed)}


def instant(moment: datetime) -> str:
    """A moment as FHIR writes it."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def identifiers(names: Sequence[tuple[str, bool]]) -> list[Json]:
    """Names as identifiers; former ones are marked as old."""
    return [{"use": "official" if current else "old", "system": _URI, "value": name} for name, current in names]


def narrative(title: str, sentence: str, page: str, lang: str) -> Json:
    """A short narrative with a link to the page that people read."""
    link = f'<a href="{escape(page)}">{escape(page)}</a>'
    body = f"<p><b>{escape(title)}</b></p><p>{escape(sentence)}</p><p>{link}</p>"
    div = f'<div xmlns="http://www.w3.org/1999/xhtml" lang="{lang}" xml:lang="{lang}">{body}</div>'
    return {"status": "generated", "div": div}


def publishing(reader: ReleaseReader, value: RegisteredObject, lang: str) -> Json:
    """Publisher, contact, place and rights."""
    found: Json = {}
    named = reader.title(value.publisher) if value.publisher else None
    if named:
        found["publisher"] = text(named, (lang,))
    contact = _contact(reader, value, lang)
    if contact:
        found["contact"] = [contact]
    found["jurisdiction"] = _NORWAY
    rights = text(value.rights, (lang,))
    if rights:
        found["copyright"] = rights
    return found


def _contact(reader: ReleaseReader, value: RegisteredObject, lang: str) -> Json | None:
    try:
        point = reader.member(value.contact_point or "")
    except NotFound:
        return None
    if not isinstance(point, ContactPoint):
        return None
    email = [{"system": "email", "value": point.email.removeprefix("mailto:")}] if point.email else []
    url = [{"system": "url", "value": point.url}] if point.url else []
    name = text(point.name, (lang,))
    return {**({"name": name} if name else {}), **({"telecom": email + url} if email or url else {})}


def kept(value: RegisteredObject, kind: str) -> Json:
    """What an imported resource of the kind said beside what the registry has fields for, as far as it is a value."""
    found: Json = {}
    for row in value.extra:
        name = row.predicate.removeprefix(f"<http://hl7.org/fhir/{kind}.").rstrip(">")
        if row.subject == "" and name in _KEPT and row.object.startswith('"'):
            said = row.object[1:].rpartition('"')[0]
            found[name] = said == "true" if _KEPT[name] == "boolean" else said
    return found


def dated(value: RegisteredObject, issued: datetime) -> str:
    """The day on which a resource last changed: what its source states, else when it was issued."""
    day: date = value.modified or issued.date()
    return day.isoformat()


def describes(value: RegisteredObject, lang: str) -> Json:
    """Title and description, with translations, and whether it was withdrawn."""
    return {**texts("title", value.title, lang), **texts("description", value.description, lang)}
