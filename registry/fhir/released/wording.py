"""Which of a member's terms is its display, and which are designations; and how both are written."""

from typing import Any, Final

from registry.domain import LANGUAGES, LangString
from registry.terminology.protocol import VersionReader

Json = dict[str, Any]

#: The preferred term of its language (HL7 Terminology).
PREFERRED: Final = {"system": "http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra", "code": "preferredForLanguage"}
#: A further term that means the same (SNOMED CT's kind of description, which R4 and R5 name).
SYNONYM: Final = {"system": "http://snomed.info/sct", "code": "900000000000013009", "display": "Synonym"}
#: Fields of terms, each with what its terms may be used for. Discouraged terms are no designations.
_TERMS: Final = (("pref_label", PREFERRED), ("alt_label", SYNONYM))


def language_of(version: VersionReader) -> str:
    """The language that most of a version's members are called in, which is the language of its displays."""
    counted = {lang: len(members) for lang, members in version.sets.values("language")}
    order = {lang: place for place, lang in enumerate(LANGUAGES)}
    return min(counted, key=lambda lang: (-counted[lang], order.get(lang, len(order)), lang), default=LANGUAGES[0])


def has_more(version: VersionReader, lang: str) -> bool:
    """Whether the members have any term beside their displays."""
    others = any(members for other, members in version.sets.values("language") if other != lang)
    return others or bool(version.sets.with_any("alt_label"))


def display_of(member: Json, lang: str) -> str | None:
    """The display of a member: its preferred term in a language, else in the nearest."""
    rows = member.get("pref_label", ())
    found = {row["lang"]: row["text"] for row in reversed(rows)}
    return next((found[tag] for tag in (lang, *LANGUAGES) if tag in found), rows[0]["text"] if rows else None)


def designations_of(member: Json, lang: str) -> list[Json]:
    """The terms of a member beside its display, preferred ones first."""
    shown, found = display_of(member, lang), list[Json]()
    for field, use in _TERMS:
        for row in member.get(field, ()):
            if field == "pref_label" and row["text"] == shown and row["lang"] == lang:
                continue
            found.append({"language": row["lang"], "use": use, "value": row["text"]})
    return found


def definitions_of(member: Json) -> list[LangString]:
    """The definitions of a member in all languages, without those that are written for the public."""
    rows = [row["value"] if isinstance(row.get("value"), dict) else row for row in _definitions(member)]
    return [LangString(text=row["text"], lang=row["lang"]) for row in rows]


def _definitions(member: Json) -> list[Json]:
    return [row for row in member.get("definition", ()) if not row.get("audience")]


def comment_of(member: Json, lang: str) -> str | None:
    """What is noted on a member, in a language or the nearest."""
    rows = [*member.get("scope_note", ()), *member.get("note", ())]
    found = {row["lang"]: row["text"] for row in reversed(rows)}
    return next((found[tag] for tag in (lang, *LANGUAGES) if tag in found), None)
