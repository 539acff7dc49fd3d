"""What stands at the side of a page: versions in which its thing changed, names in FHIR, whom to tell of a problem."""

from collections.abc import Iterable
from urllib.parse import quote

from registry.catalogue.blocks import Fact, Listing, Paragraph, Run, Runs, Section
from registry.catalogue.context import Context, time
from registry.catalogue.pages import common
from registry.domain import ContactPoint, Iri, Kind, RegisteredObject
from registry.fhir.edition import Edition
from registry.fhir.released import naming

#: What a change of a concept's field is called.
_GROUPS = {
    "terms": ("pref_label", "alt_label", "hidden_label"),
    "definition": ("definition",),
    "notes": ("scope_note", "note", "example"),
    "relations": (
        *("broader", "narrower", "related", "specializes", "generalizes", "is_part_of", "has_part", "see_also"),
        *("generic_relation", "partitive_relation", "associative_relation"),
        *("exact_match", "close_match", "broad_match", "narrow_match", "related_match"),
    ),
    "status": ("status", "validity", "replaces", "is_replaced_by"),
}


def history(context: Context, member: Iri) -> Section | None:
    """The versions in which a member of an object was new or changed, newest first, and what changed."""
    items = []
    for change in context.source.changes(member):
        version = change.version
        day, number = time(version.issued), version.release
        release = Run(number, href=context.href(f"release/{number}.html")) if number else Run(version.number)
        items.append((release, *([day] if day else []), Run(_changed(context, change.fields), form="faded")))
    return common.section(context, "history", Listing(tuple(items), "plain") if items else None)


def _changed(context: Context, fields: Iterable[str]) -> str:
    """The groups of the fields that changed; without any it was new."""
    among = set(fields)
    if not among:
        return context.say("change.new")
    words = [context.say.term("change", group) for group, names in _GROUPS.items() if among & set(names)]
    rest = among - {name for names in _GROUPS.values() for name in names}
    return context.say("change.changed", what=", ".join((*words, *((context.say("change.other"),) if rest else ()))))


def fhir(context: Context, value: RegisteredObject, kind: Kind) -> Section | None:
    """What vendors name it by in FHIR, and where its resources are read."""
    name = naming.id_of(value.iri, kind)
    addresses = tuple(Run(f"/fhir/{edition}/CodeSystem/{name}", form="copy") for edition in Edition)
    told = common.facts(
        context.fact("fhir_system", Run(naming.system_of(value), form="copy")),
        context.fact("fhir_value_set", Run(naming.value_set_of(value.iri, kind), form="copy")),
        Fact(context.say("fact.fhir_addresses"), addresses),
    )
    return common.section(context, "fhir", told)


def problem(context: Context, iri: Iri, name: str, contact: Iri | None) -> Section | None:
    """Whom to write to about the thing, with its identifier in the subject; nothing where nobody is named."""
    point = context.source.member(contact) if contact else None
    if not isinstance(point, ContactPoint) or not (point.email or point.url):
        return None
    told = Paragraph((Run(context.say("problem.lead")),))
    return common.section(context, "problem", told, Paragraph(_address(context, point, f"{name} ({iri})")))


def _address(context: Context, point: ContactPoint, subject: str) -> Runs:
    named = context.run(point.name)
    who = (named,) if named else ()
    if not point.email:
        return (*who, Run(point.url or "", href=point.url or ""))
    address = point.email.removeprefix("mailto:")
    return (*who, Run(address, href=f"mailto:{quote(address, safe='@')}?subject={quote(subject)}"))
