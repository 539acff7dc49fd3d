"""A NamingSystem (FHIR R4 and R5) as further names of the code list that it names."""

from registry.domain import CodeList
from registry.fhir.canonical import Reading, aliases_of, keepable, left_notes, refuse_contained, urn_of
from registry.fhir.element import Element, kept, without_kept

_PLAIN = {"type", "value", "preferred"}


def names(root: Element) -> tuple[str, ...]:
    """The names that a NamingSystem gives, preferred ones first."""
    rows = root.all("uniqueId")
    if not rows:
        raise root.fault("a NamingSystem has a uniqueId")
    order = sorted(rows, key=lambda row: row.peek("preferred") != "true")
    return tuple(urn_of(_value(row)) for row in order)


def _value(row: Element) -> str:
    """The name in a row; a row that says more (a comment, a period) stays, and is kept whole."""
    value = row.peek("value") or row.required("value")
    if set(row.children) <= _PLAIN:
        for name in _PLAIN:
            row.text(name)
    return value


def read_naming_system(root: Element, base: CodeList) -> Reading:
    """The list with the names of a NamingSystem among its aliases; its own fields stay."""
    refuse_contained(root)
    aliases = aliases_of(names(root), base.aliases)
    extra = (*without_kept(base.extra, root.name), *kept(keepable(root.left()), "n"))
    return Reading(base.model_copy(update={"aliases": aliases, "extra": extra}), left_notes(root.left()))
