"""A ValueSet that enumerates codes (FHIR R4 and R5) as a collection in each code list that it takes them from."""

from collections.abc import Callable, Iterable

from registry.domain import Code, CodeList, Collection, Iri, LangString, Statement
from registry.errors import CannotHold, NotFound
from registry.fhir.canonical import (
    Reading,
    keepable,
    language_of,
    left_notes,
    refuse_contained,
    slug_of,
    versions_and_publisher,
)
from registry.fhir.element import Element, kept
from registry.namespaces import BASE, iri
from registry.rdf.mapping import write_literal

#: The registered list that a name (OID, `urn:oid:`, canonical address) means, or None.
Find = Callable[[str], CodeList | None]
#: What makes a value set a rule instead of a list of codes.
_RULES = ("filter", "valueSet")


def read_value_set(root: Element, find: Find, lang: str | None = None) -> tuple[Reading, ...]:
    """The lists that a value set takes codes from, each with a collection of those codes.

    An include without codes means all codes that the list has now, and is said so. Raises CannotHold for a value set
    that is defined by a rule, NotFound for a list or code that is not registered, InvalidInput with path.
    """
    refuse_contained(root)
    included = _included(root)
    if not included:
        raise CannotHold(f"{root.path} includes nothing.", field=root.path, rule="compose.include names codes")
    lists = {system: _registered(root, system, find) for system in included}
    members = {system: _members(rows, lists[system]) for system, rows in included.items()}
    label = _label(root, language_of(root, lang))
    extra = _extra(root)
    notes = left_notes(root.left())
    return tuple(
        Reading(_with(lists[system], _named(root, lists[system], alone=len(included) == 1), label, found, extra), said)
        for place, (system, found) in enumerate(members.items())
        for said in [(*_whole(included[system], lists[system], len(found)), *(notes if place == 0 else ()))]
    )


def _included(root: Element) -> dict[str, list[Element]]:
    """The includes by code system. Raises CannotHold for what is no enumeration."""
    found: dict[str, list[Element]] = {}
    for compose in root.all("compose"):
        _refuse(compose, "exclude", "a collection names the codes that are in it")
        for include in compose.all("include"):
            for name in _RULES:
                _refuse(include, name, "a collection names its codes one by one, and has no rule")
            found.setdefault(include.required("system"), []).append(include)
    return found


def _refuse(element: Element, name: str, rule: str) -> None:
    if name in element.children:
        path = f"{element.path}.{name}"
        raise CannotHold(f"{path} cannot be held: {rule}.", field=path, value=name, rule=rule)


def _registered(root: Element, system: str, find: Find) -> CodeList:
    value = find(system)
    if value is None:
        rule = "import the code list first"
        raise NotFound(f"{root.path}: {system} is not a registered code list; {rule}.", field=root.path, value=system)
    if not value.codes:
        rule = "import its codes first"
        raise NotFound(f"{root.path}: the codes of {value.iri} ({system}) are not here; {rule}.", value=system)
    return value


def _members(includes: Iterable[Element], value: CodeList) -> tuple[Iri, ...]:
    codes = {code.notation: code for code in value.codes}
    found: dict[Iri, None] = {}
    for include in includes:
        rows = include.all("concept")
        found |= dict.fromkeys(_code(row, codes, value).iri for row in rows)
        if not rows:
            found |= dict.fromkeys(code.iri for code in value.codes)
    return tuple(sorted(found))


def _code(row: Element, codes: dict[str, Code], value: CodeList) -> Code:
    """The code of one row; a row that says more than the list does (another display) stays, and is kept whole."""
    notation = row.peek("code") or row.required("code")
    if notation not in codes:
        message = f"{row.path}: {value.iri} has no code {notation!r}."
        raise NotFound(message, field=row.path, value=notation, rule="a collection holds codes of its list")
    labels = {label.text for label in codes[notation].pref_label}
    if row.peek("display") in {None, *labels} and set(row.children) <= {"code", "display"}:
        row.text("code")
        row.text("display")
    return codes[notation]


def _named(root: Element, value: CodeList, *, alone: bool) -> Iri:
    own = value.iri.rpartition("/")[2]
    return f"{BASE}collection/{slug_of(root)}" + ("" if alone else f"-{own}")


def _label(root: Element, lang: str) -> tuple[tuple[LangString, ...], tuple[LangString, ...]]:
    """Label and description."""
    title = root.text("title") or root.text("name") or slug_of(root)
    words = root.text("description")
    return (LangString(text=title, lang=lang),), ((LangString(text=words, lang=lang),) if words else ())


def _extra(root: Element) -> tuple[Statement, ...]:
    url = root.text("url")
    named = (Statement("", f"<{iri('dct:identifier')}>", write_literal(url)),) if url else ()
    return (*named, *versions_and_publisher(root), *kept(keepable(root.left()), "v"))


def _with(
    value: CodeList,
    name: Iri,
    label: tuple[tuple[LangString, ...], tuple[LangString, ...]],
    members: tuple[Iri, ...],
    extra: tuple[Statement, ...],
) -> CodeList:
    made = Collection(iri=name, pref_label=label[0], description=label[1], member=members, extra=extra)
    others = [row for row in value.collections if row.iri != name]
    return value.model_copy(update={"collections": tuple(sorted((*others, made), key=lambda row: row.iri))})


def _whole(includes: list[Element], value: CodeList, count: int) -> tuple[str, ...]:
    if all("concept" in include.children for include in includes):
        return ()
    return (f"The value set is all of {value.iri}: the collection holds the {count} codes that the list has now.",)
