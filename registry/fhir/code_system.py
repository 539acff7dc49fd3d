"""A CodeSystem (FHIR R4 and R5) as a code list: codes, hierarchy, designations and properties."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain import Code, CodeList, Iri, LangString, PropertyDeclaration
from registry.fhir.canonical import (
    Reading,
    aliases_of,
    extra_of,
    filled,
    keepable,
    language_of,
    left_notes,
    names_of,
    oid_of,
    overruled,
    refuse_contained,
    said_of,
)
from registry.fhir.concept_property import Properties, declarations, merged, read_properties
from registry.fhir.element import Element, kept, without_kept

_COMPLETE, _SUPPLEMENT = "complete", "supplement"
#: How much of the code system a resource holds.
_CONTENTS = (_COMPLETE, "fragment", "example", "not-present", _SUPPLEMENT)
#: Uses of a designation that make it fit for the preferred term of its language; without a use it is fit too.
_PREFERRED = ("display", "preferredForLanguage")


def names(root: Element) -> tuple[str, ...]:
    """The names of the list that a CodeSystem is, or supplements."""
    supplemented = root.text("supplements")
    return (supplemented.partition("|")[0],) if supplemented else names_of(root)


def read_code_system(root: Element, base: CodeList, lang: str | None = None) -> Reading:
    """The code list that a CodeSystem makes of `base`, the list registered under its names (or one without codes).

    What `base` says of itself stays, and so does what it says of a code and the resource does not; codes keep their
    IRIs. `lang` is the language of texts where the resource states none. Raises InvalidInput with the path of what
    breaks a rule.
    """
    refuse_contained(root)
    content = root.text("content") or _COMPLETE
    if content not in _CONTENTS:
        raise root.children["content"][0].fault(f"one of {', '.join(_CONTENTS)}")
    codes = _Codes(root, base, language_of(root, lang))
    update: dict[str, Any] = {"codes": codes.over(() if content == _COMPLETE else base.codes)}
    update["declared"] = codes.declared()
    said = {} if content == _SUPPLEMENT else said_of(root, codes.lang)
    if content != _SUPPLEMENT:
        update |= _header(root, base, said)
    below = (row for given in codes.given for row in given.concept.left("concept"))
    notes = (*overruled(base, said), *left_notes([*root.left("concept"), *below]))
    if content != _COMPLETE:
        notes = (f"The resource is a {content}: codes that it does not name stay as they were.", *notes)
    return Reading(base.model_copy(update=update), notes)


def _header(root: Element, base: CodeList, said: dict[str, Any]) -> dict[str, Any]:
    found = names_of(root)
    update = filled(base, said)
    update["aliases"] = aliases_of(found, base.aliases)
    update["oid"] = base.oid or next(filter(None, map(oid_of, found)), None)
    return {**update, "extra": extra_of(base, root, root.left("concept"), "s")}


@dataclass(frozen=True)
class _Given:
    """One concept of the resource, with the codes above it."""

    concept: Element
    notation: str
    said: Properties
    above: tuple[str, ...]


class _Codes:
    """The concepts of a resource, and the codes that they make."""

    def __init__(self, root: Element, base: CodeList, lang: str) -> None:
        self._base = base
        self.lang = lang
        self._known = {code.notation: code for code in base.codes}
        self._properties: Mapping[str, PropertyDeclaration] = declarations(root, base, lang)
        self.given = tuple(self._flat(root.all("concept"), ()))
        self._refuse_twice()
        self._iris = {code.notation: code.iri for code in base.codes}
        self._iris |= {row.notation: self._iris.get(row.notation) or base.iri_of(row.notation) for row in self.given}

    def over(self, before: Iterable[Code]) -> tuple[Code, ...]:
        """The codes of the resource in its order, after those of `before` that it does not name."""
        parents = self._parents()
        mine = {row.notation: self._code(place, row, parents) for place, row in enumerate(self.given)}
        names = dict.fromkeys([*(code.notation for code in before), *mine])
        return tuple(mine.get(name) or self._known[name] for name in names)

    def declared(self) -> tuple[PropertyDeclaration, ...]:
        """The declarations of all properties in use."""
        used = [row for given in self.given for row in given.said.declared]
        return merged(self._base, self._properties, used, self.lang)

    def _flat(self, concepts: Iterable[Element], above: tuple[str, ...]) -> Iterator[_Given]:
        for concept in concepts:
            notation = concept.required("code")
            yield _Given(concept, notation, read_properties(concept, self._base, self._properties), above)
            yield from self._flat(concept.all("concept"), (notation,))

    def _refuse_twice(self) -> None:
        seen: dict[str, str] = {}
        for row in self.given:
            if row.notation in seen:
                raise row.concept.children["code"][0].fault(
                    f"a code is listed once; it is also at {seen[row.notation]}"
                )
            seen[row.notation] = row.concept.path

    def _parents(self) -> dict[str, dict[Iri, None]]:
        found: dict[str, dict[Iri, None]] = {row.notation: {} for row in self.given}
        for row in self.given:
            own = found[row.notation]
            own |= dict.fromkeys([*(self._iris[name] for name in row.above), *map(self._iri, row.said.parents)])
            for child in row.said.children:
                self._iri(child)
                found.setdefault(child.value or "", {})[self._iris[row.notation]] = None
        return found

    def _iri(self, named: Element) -> Iri:
        if named.value not in self._iris:
            raise named.fault("a code of the list")
        return self._iris[named.value]

    def _code(self, place: int, row: _Given, parents: Mapping[str, Mapping[Iri, None]]) -> Code:
        base = self._known.get(row.notation) or Code(iri=self._iris[row.notation], notation=row.notation)
        update: dict[str, Any] = {**self._labels(row.concept, base)}
        update["broader"] = tuple(parents[row.notation]) or base.broader
        update["is_replaced_by"] = tuple(map(self._iri, row.said.replaced_by)) or base.is_replaced_by
        update["status"] = row.said.status or base.status
        if row.said.end:
            update["validity"] = base.validity.model_copy(update={"end": row.said.end})
        stated = {said.predicate for said in row.said.declared}
        before = [said for said in base.properties if said.predicate not in stated]
        update["properties"] = tuple(sorted((*before, *row.said.declared), key=lambda said: said.predicate))
        update["extra"] = (
            *without_kept(base.extra, "CodeSystem"),
            *kept(keepable(row.concept.left("concept")), f"c{place}x"),
        )
        return base.model_copy(update=update)

    def _labels(self, concept: Element, base: Code) -> dict[str, tuple[LangString, ...]]:
        display, definition = concept.text("display"), concept.text("definition")
        preferred = {self.lang.lower(): LangString(text=display, lang=self.lang)} if display else {}
        others = []
        for row in concept.all("designation"):
            said = LangString(text=row.required("value"), lang=row.text("language") or self.lang)
            if _may_be_preferred(row) and said.lang.lower() not in preferred:
                preferred[said.lang.lower()] = said
            elif said != preferred.get(said.lang.lower()):
                others.append(said)
        defined = (LangString(text=definition, lang=self.lang),) if definition else ()
        return {
            "pref_label": _over(base.pref_label, tuple(preferred.values())),
            "alt_label": _over(base.alt_label, tuple(others)),
            "definition": _over(base.definition, defined),
        }


def _may_be_preferred(designation: Element) -> bool:
    """Whether a designation may be the preferred term of its language; a use that says so is read thereby."""
    use = [code.value for row in designation.children.get("use", ()) for code in row.children.get("code", ())]
    if use and use[0] in _PREFERRED:
        for row in designation.all("use"):
            row.all("code")
    return not use or use[0] in _PREFERRED


def _over(before: tuple[LangString, ...], said: tuple[LangString, ...]) -> tuple[LangString, ...]:
    """What is said now, and what was said before in languages that it does not speak."""
    spoken = {row.lang.lower() for row in said}
    return (*(row for row in before if row.lang.lower() not in spoken), *said)
