"""A ConceptMap (FHIR R4 `equivalence`, R5 `relationship`) as a mapping set with SKOS matches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from registry.domain import Code, Iri, LangString, Mapping, MappingSet, Statement
from registry.errors import CannotHold
from registry.fhir.canonical import (
    Reading,
    aliases_of,
    extra_of,
    filled,
    keepable,
    language_of,
    left_notes,
    names_of,
    overruled,
    refuse_contained,
    said_of,
    slug_of,
    versions_and_publisher,
)
from registry.fhir.element import Element, kept
from registry.fhir.value_set import Find
from registry.namespaces import BASE, iri

#: What the words of R4 and R5 mean in SKOS: `wider` says that the target is the wider one.
_MATCHES = {
    "equal": "exactMatch",
    "equivalent": "exactMatch",
    "wider": "broadMatch",
    "subsumes": "broadMatch",
    "narrower": "narrowMatch",
    "specializes": "narrowMatch",
    "inexact": "relatedMatch",
    "relatedto": "relatedMatch",
    "related-to": "relatedMatch",
    "source-is-narrower-than-target": "broadMatch",
    "source-is-broader-than-target": "narrowMatch",
}
#: What says that there is no match.
_NONE = ("unmatched", "disjoint", "not-related-to")
#: Words that `skos` says as exactly; of the others the word itself is kept.
_EXACT = ("equivalent", "wider", "narrower", "related-to", "source-is-narrower-than-target")
_EXACT_TOO = "source-is-broader-than-target"
#: A match that holds on a condition only.
_CONDITIONS = ("dependsOn", "product")


def name_of(root: Element) -> Iri:
    """The IRI of the mapping set that a ConceptMap is."""
    return f"{BASE}mapping-set/{slug_of(root)}"


def read_concept_map(root: Element, base: MappingSet, find: Find, lang: str | None = None) -> Reading:
    """The mapping set that a ConceptMap makes of `base`, the one registered under its name (or an empty one).

    A code of a list that is not registered is named `{system}#{code}`. A match that holds on a condition only is a
    related match, and the condition is kept. Raises CannotHold and InvalidInput with path.
    """
    refuse_contained(root)
    lang = language_of(root, lang)
    groups = [_Group.of(row, find) for row in root.all("group")]
    reader = _Reader(slug_of(root), lang)
    mappings = tuple(mapping for group in groups for mapping in reader.mappings(group))
    said = said_of(root, lang)
    update: dict[str, Any] = {
        **filled(base, said),
        "mappings": tuple(sorted(mappings, key=lambda row: row.iri)),
        "subject_source": _only(group.source for group in groups),
        "object_source": _only(group.target for group in groups),
        "identifier": base.identifier or slug_of(root),
        "aliases": aliases_of(names_of(root), base.aliases),
    }
    versions_and_publisher(root)  # read now, so that they are not among what is left
    left = [*root.left("group"), *(row for group in groups for row in group.row.left("element")), *reader.without]
    update["extra"] = extra_of(base, root, left, "m")
    notes = (*overruled(base, said), *reader.notes, *left_notes([*left, *reader.kept]))
    return Reading(base.model_copy(update=update), notes)


@dataclass(frozen=True)
class _Group:
    """One group: where its codes come from and go to, as IRIs of lists or as addresses, and the codes there."""

    row: Element
    source: Iri
    target: Iri
    source_codes: dict[str, Code] | None
    target_codes: dict[str, Code] | None

    @classmethod
    def of(cls, row: Element, find: Find) -> "_Group":
        (source, source_codes), (target, target_codes) = (_system(row, name, find) for name in ("source", "target"))
        return cls(row, source, target, source_codes, target_codes)


def _system(row: Element, name: str, find: Find) -> tuple[Iri, dict[str, Code] | None]:
    system = row.required(name).partition("|")[0]
    found = find(system)
    if found is None:
        return system, None
    return found.iri, {code.notation: code for code in found.codes}


def _only(iris: Iterable[Iri]) -> Iri | None:
    found = set(iris)
    return found.pop() if len(found) == 1 else None


class _Reader:
    """The elements of all groups, and what is noticed on the way."""

    def __init__(self, slug: str, lang: str) -> None:
        self._slug = slug
        self._lang = lang
        self._used: dict[Iri, int] = {}
        self.notes: list[str] = []
        self.without: list[Element] = []
        self.kept: list[Element] = []

    def mappings(self, group: _Group) -> Iterator[Mapping]:
        """The mappings of one group."""
        if group.source_codes is None or group.target_codes is None:
            strange = [name for name in (group.source, group.target) if "/code-list/" not in name]
            self.notes.append(f"Not registered, so that codes are named {{system}}#{{code}}: {', '.join(strange)}.")
        for element in group.row.all("element"):
            yield from self._element(element, group)

    def _element(self, element: Element, group: _Group) -> Iterator[Mapping]:
        if "valueSet" in element.children:
            rule = "a mapping goes from one code to another"
            raise CannotHold(f"{element.path}.valueSet cannot be held: {rule}.", field=element.path, rule=rule)
        targets = element.children.get("target", [])
        matched = [row for row in targets if _word(row) not in _NONE]
        if len(matched) < len(targets) or not targets:
            self.without.append(element)
            self.notes.append(f"{group.source} {element.peek('code')}: the source says that something has no match.")
        element.all("target")
        code = element.required("code")
        yield from (self._mapping(element, code, row, group) for row in matched)

    def _mapping(self, element: Element, code: str, row: Element, group: _Group) -> Mapping:
        target = row.required("code")
        word = _word(row)
        conditional = any(name in row.children for name in _CONDITIONS)
        if not conditional and word in (*_EXACT, _EXACT_TOO):
            row.text("equivalence" if "equivalence" in row.children else "relationship")
        comment = row.text("comment")
        subject = _code(element, code, group.source, group.source_codes)
        object_ = _code(row, target, group.target, group.target_codes)
        left = [*element.left("target"), *row.left()] if element not in self.without else [*row.left()]
        self.kept += left
        return Mapping(
            iri=self._iri(code, target),
            subject=subject,
            predicate=iri("skos:" + ("relatedMatch" if conditional else _MATCHES[word])),
            object=object_,
            justification=(LangString(text=comment, lang=self._lang),) if comment else (),
            extra=self._extra(left),
        )

    def _extra(self, left: list[Element]) -> tuple[Statement, ...]:
        return kept(keepable(left), f"m{sum(self._used.values())}x")

    def _iri(self, source: str, target: str) -> Iri:
        name = f"{BASE}mapping/{self._slug}/{quote(source, safe='')}/{quote(target, safe='')}"
        self._used[name] = self._used.get(name, 0) + 1
        return name if self._used[name] == 1 else f"{name}/{self._used[name]}"


def _word(row: Element) -> str:
    """How a target stands to its source. Raises InvalidInput for a word that neither R4 nor R5 knows."""
    name = "equivalence" if "equivalence" in row.children else "relationship"
    word = row.peek(name) or row.required(name)
    if word not in _MATCHES and word not in _NONE:
        raise row.children[name][0].fault(f"one of {', '.join((*_MATCHES, *_NONE))}")
    return word


def _code(row: Element, code: str, system: str, known: dict[str, Code] | None) -> Iri:
    """The IRI of a code. A list that is registered without codes names them by its rule."""
    if known and code in known:
        if row.peek("display") in [label.text for label in known[code].pref_label]:
            row.text("display")
        return known[code].iri
    if known:
        raise row.children["code"][0].fault(f"a code of {system}")
    if known is None:
        return f"{system}#{quote(code, safe='')}"
    return f"{BASE}code/{system.rpartition('/')[2]}/{quote(code, safe='')}"
