"""What every canonical FHIR resource says about itself, as fields of a registered object; and what is left over."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.domain import Identifier, LangString, RegisteredObject, Statement
from registry.errors import InvalidInput
from registry.fhir.element import Element, kept, without_kept
from registry.namespaces import iri
from registry.rdf.mapping import write_literal

#: The tag of texts whose language nobody states (BCP 47, ISO 639-2: undetermined).
UNDETERMINED = "und"
_OID = re.compile(r"(?:urn:oid:)?([0-2](?:\.(?:0|[1-9]\d*))+)", re.ASCII)
_NUMBERED = re.compile(r"https?://(?:helsedir|ehelse)\.no/fhir/CodeSystem/no-kodeverk-(\d+)", re.ASCII)
_UNFIT = re.compile(r"[^\w.~-]+")
_NATIONAL = "2.16.578.1.12.4.1.1."
_STATUSES = {"active": "status:CURRENT", "retired": "status:DEPRECATED"}
#: Publication statuses that no status of the EU's means: kept as they stand.
_OTHER_STATUSES = ("draft", "unknown")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?", re.ASCII)
#: What is made anew from the data, or says nothing of it: not kept, and named.
_NARRATIVE = ("text",)


@dataclass(frozen=True)
class Reading:
    """What a resource became, and remarks for the person."""

    value: RegisteredObject
    notes: tuple[str, ...] = ()


def oid_of(name: str) -> str | None:
    """The OID in a name, `urn:oid:` or bare, or None."""
    found = _OID.fullmatch(name)
    return found[1] if found else None


def number_of(names: Iterable[str]) -> str | None:
    """The number of a national code list that one of the names is of (an OID, or HL7 Norway's canonical), or None.

    >>> number_of(["urn:oid:2.16.578.1.12.4.1.1.7304"])
    '7304'
    """
    for name in names:
        found = _NUMBERED.fullmatch(name)
        oid = oid_of(name) or ""
        own = found[1] if found else oid.removeprefix(_NATIONAL) if oid.startswith(_NATIONAL) else ""
        if own.isdecimal():
            return own
    return None


def language_of(root: Element, wanted: str | None) -> str:
    """The language of the texts: what the resource says, else what was asked for, else undetermined."""
    return root.text("language") or wanted or UNDETERMINED


def names_of(root: Element) -> tuple[str, ...]:
    """The canonical address and the identifiers of a resource, without a version, in its order."""
    found = [root.text("url"), *(_identifier(row) for row in root.all("identifier"))]
    return tuple(dict.fromkeys(name for name in found if name))


def _identifier(row: Element) -> str | None:
    """An identifier that is a URI; another stays unread, and is kept as it stands."""
    if row.peek("system") != "urn:ietf:rfc:3986":
        return None
    row.all("system")
    return row.text("value")


def said_of(root: Element, lang: str) -> dict[str, Any]:
    """The fields of a registered object that a resource gives, by name; only those that it has."""
    title, description, rights = (root.text(name) for name in ("title", "description", "copyright"))
    name = None if title else root.text("name")
    found: dict[str, Any] = {
        "title": _texts(title or name, lang),
        "description": _texts(description, lang),
        "rights": _texts(rights, lang),
        "status": _status(root),
        "modified": day_of(root, "date"),
    }
    return {field: value for field, value in found.items() if value}


def _texts(written: str | None, lang: str) -> tuple[LangString, ...]:
    return (LangString(text=written, lang=lang),) if written else ()


def _status(root: Element) -> str | None:
    """The EU status of a publication status, or None."""
    if root.peek("status") in _OTHER_STATUSES:
        return None
    written = root.text("status")
    if written and written not in _STATUSES:
        raise root.children["status"][0].fault(f"one of {', '.join((*_STATUSES, *_OTHER_STATUSES))}")
    return iri(_STATUSES[written]) if written else None


def day_of(element: Element, name: str) -> date | None:
    """The day of a dateTime, or None; one that names only a year or a month stays unread, and is kept."""
    found = _DAY.fullmatch(element.peek(name) or "")
    if not found:
        return None
    element.text(name)
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        raise element.children[name][0].fault("a day of the calendar") from None


def versions_and_publisher(root: Element) -> tuple[Statement, ...]:
    """Version and publisher as statements; a name of a publisher is no organisation that the registry knows."""
    rows = (("version", "owl:versionInfo"), ("publisher", _PUBLISHER))
    found = [(predicate, root.text(name)) for name, predicate in rows]
    return tuple(Statement("", _predicate(name), write_literal(text)) for name, text in found if text)


_PUBLISHER = "http://purl.org/dc/elements/1.1/publisher"
_STATED = (f"<{iri('owl:versionInfo')}>", f"<{_PUBLISHER}>")


def _predicate(name: str) -> str:
    return f"<{name if '//' in name else iri(name)}>"


def aliases_of(names: Iterable[str], before: Sequence[Identifier]) -> tuple[Identifier, ...]:
    """The aliases there are, and after them the names that none of them is."""
    known = {row.notation for row in before}
    written = dict.fromkeys(urn_of(name) for name in names)
    fresh = (Identifier(notation=name, agency=_agency(name)) for name in written if name not in known)
    return (*before, *fresh)


def urn_of(name: str) -> str:
    """An OID as `urn:oid:`; any other name as it is."""
    oid = oid_of(name)
    return f"urn:oid:{oid}" if oid else name


def _agency(name: str) -> str | None:
    return "OID" if name.startswith("urn:oid:") else None


def slug_of(root: Element) -> str:
    """The last part of a resource's address, else its id, fit for an IRI. Raises InvalidInput where it has neither."""
    named = root.peek("url") or root.peek("id")
    if not named:
        raise root.fault("a resource has a url, or at least an id")
    return _UNFIT.sub("-", re.split(r"[/#:]", named.rstrip("/#"))[-1]).strip("-") or "unnamed"


def filled(base: RegisteredObject, said: dict[str, Any]) -> dict[str, Any]:
    """Of what a resource says, the fields that the object registered does not say itself."""
    return {field: value for field, value in said.items() if not getattr(base, field)}


def overruled(base: RegisteredObject, said: dict[str, Any]) -> tuple[str, ...]:
    """A remark on what a resource says otherwise than the object registered does: that stays."""
    others = [field for field, value in said.items() if getattr(base, field) not in ((), None, value)]
    listed = ", ".join(f"{field} {_shown(said[field])}" for field in others)
    return (f"Stays as registered, although the resource says otherwise: {listed}.",) if others else ()


def _shown(value: Any) -> str:
    return repr(value[0].text[:60]) if isinstance(value, tuple) else str(value)


def extra_of(base: RegisteredObject, root: Element, left: Iterable[Element], label: str) -> tuple[Statement, ...]:
    """The statements beside the fields: those that were there, with this resource's in place of an earlier import's."""
    stated = versions_and_publisher(root)
    before = [
        row for row in without_kept(base.extra, root.name) if not (row.subject == "" and row.predicate in _STATED)
    ]
    return (*before, *stated, *kept(keepable(left), label))


def keepable(left: Iterable[Element]) -> list[Element]:
    """What is left, without the narrative."""
    return [row for row in left if row.name.partition(".")[2] not in _NARRATIVE]


def left_notes(elements: Iterable[Element]) -> tuple[str, ...]:
    """One remark on what has no field: kept as statements, with counts; and one on what is left out."""
    rows = list(elements)
    kept_rows = Counter(row.name for row in keepable(rows))
    notes = []
    if kept_rows:
        listed = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in sorted(kept_rows.items()))
        notes.append(f"Kept as statements of FHIR's, for the registry has no field for them: {listed}.")
    if len(rows) > sum(kept_rows.values()):
        notes.append("Left out: the narrative (text), which repeats the data.")
    return tuple(notes)


def refuse_contained(root: Element) -> None:
    """Raise InvalidInput where a resource carries others inside it: what is in them has no place of its own."""
    if root.children.get("contained"):
        rule = "give contained resources as files of their own, or in a Bundle"
        raise InvalidInput(f"{root.path}.contained: {rule}.", field=f"{root.path}.contained", rule=rule)
