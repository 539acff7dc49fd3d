"""What an expansion shows of a concept: display and designations by language, properties, lasting extensions."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from pyroaring import FrozenBitMap

from registry.terminology.coding import ConceptProperty, Designation, Extension, Typed
from registry.terminology.concept_facts import EXTENSIONS, PROPERTIES, STANDARDS_STATUS, property_codes, property_uri
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.display import PREFERRED_FOR_LANGUAGE, Shown, choose
from registry.terminology.operations.requests import ExpandRequest
from registry.terminology.operations.selection import Segment
from registry.terminology.operations.work import Work
from registry.terminology.value_set import ConceptReference

#: Extensions that come out as properties: the property's code, FHIR's name of it, the type of its values.
_AS_PROPERTIES: Final = {
    f"{EXTENSIONS}codesystem-label": ("label", "label", "string"),
    f"{EXTENSIONS}valueset-label": ("label", "label", "string"),
    f"{EXTENSIONS}codesystem-conceptOrder": ("order", "order", "decimal"),
    f"{EXTENSIONS}valueset-conceptOrder": ("order", "order", "decimal"),
    f"{EXTENSIONS}itemWeight": ("weight", "itemWeight", "decimal"),
}
#: Extensions that a concept keeps, from the code system or the value set, and those of the value set alone.
_LASTING: Final = frozenset(f"{EXTENSIONS}{name}" for name in ("rendering-style", "rendering-xhtml"))
_OF_VALUE_SETS: Final = _LASTING | {
    STANDARDS_STATUS,
    *(f"{EXTENSIONS}{name}" for name in ("valueset-deprecated", "valueset-concept-definition", "valueset-supplement")),
    *(f"{EXTENSIONS}{name}" for name in ("alternate-code-use", "alternate-code-status")),
}
_OF_DESIGNATIONS: Final = frozenset((STANDARDS_STATUS, f"{EXTENSIONS}coding-sctdescid"))
#: Properties that are shown whether they are asked for or not.
_TOLD: Final = frozenset(("status",))
#: Statuses of which nothing is told where nobody asks.
_PLAIN: Final = ("", "active")
#: What the definition of a concept is asked for by, as if it were a property.
_DEFINITION: Final = ("definition", f"{PROPERTIES}definition")
_LANGUAGE_SYSTEM: Final = "urn:ietf:bcp:47"


class Drawn(NamedTuple):
    """A concept as it is shown. `version` is empty where the code system is read in one version alone."""

    system: str
    version: str
    code: str
    display: str
    abstract: bool
    inactive: bool
    designations: tuple[Designation, ...]
    properties: tuple[ConceptProperty, ...]
    extensions: tuple[Extension, ...]


class _Read(NamedTuple):
    """A code system that is being drawn from, with what is told of all its concepts."""

    codes: CodeSystemIndex
    url: str
    version: str
    abstract: FrozenBitMap
    inactive: FrozenBitMap


class Drawing:
    """Draws the concepts of one expansion, and gathers which properties they have."""

    def __init__(self, work: Work, request: ExpandRequest, versioned: frozenset[str]) -> None:
        self._languages = work.manner.languages
        self._request = request
        self._versioned = versioned
        self._found: dict[str, str] = {}
        self._asks = bool(request.include_definition or request.properties)
        self._of: _Read | None = None

    @property
    def properties(self) -> tuple[tuple[str, str], ...]:
        """The code and the uri (empty where it has none) of every property that a concept drawn so far has."""
        return tuple(self._found.items())

    def draw(self, segment: Segment, ordinal: int) -> Drawn:
        """A concept of a segment."""
        index = segment.system
        said = segment.references.get(ordinal)
        shown = self._shown(index, ordinal, said)
        of = self._reading(index)
        extensions = index.extensions_at(ordinal)
        is_plain = not (said or extensions or self._asks) and index.status_at(ordinal) in _PLAIN
        return Drawn(
            of.url,
            of.version,
            index.code_at(ordinal),
            shown.text,
            ordinal in of.abstract,
            ordinal in of.inactive,
            self._designations(index, ordinal, said, shown),
            () if is_plain else tuple(self._properties(index, ordinal, said)),
            () if is_plain else _extensions(index, ordinal, said),
        )

    def _reading(self, index: CodeSystemIndex) -> "_Read":
        """What holds for all concepts of a code system; most expansions read one after the other."""
        if self._of is None or self._of.codes is not index:
            header = index.header
            version = header.version if header.url in self._versioned else ""
            self._of = _Read(index, header.url, version, index.abstract, index.inactive)
        return self._of

    def _shown(self, index: CodeSystemIndex, ordinal: int, said: ConceptReference | None) -> Shown:
        """The term that is shown: of two in one language, the value set's before the code system's."""
        own, language = index.display_at(ordinal), index.header.language
        if self._languages is None and not (said and said.display):
            return Shown(own, language, None)  # nobody asks for another term
        terms = index.designations_at(ordinal)
        if said is None:
            return choose(own, language, terms, self._languages)
        if not said.display:
            return choose(own, language, (*said.designations, *terms), self._languages)
        base = (Designation(own, language, PREFERRED_FOR_LANGUAGE),) if own else ()
        return choose(said.display, said.language or language, (*said.designations, *base, *terms), self._languages)

    def _designations(
        self, index: CodeSystemIndex, ordinal: int, said: ConceptReference | None, shown: Shown
    ) -> tuple[Designation, ...]:
        """All other terms, or those asked for; the display of the system is among them where another is shown."""
        if not (self._request.include_designations or self._request.designations):
            return ()
        rows = [*index.designations_at(ordinal), *(said.designations if said else ())]
        kept = [row for row in rows if row is not shown.designation]
        own = index.display_at(ordinal)
        if own and own != shown.text:
            kept.insert(0, Designation(own, index.header.language, PREFERRED_FOR_LANGUAGE))
        return tuple(_lasting(row) for row in kept if self._is_asked(row))

    def _is_asked(self, designation: Designation) -> bool:
        asked = self._request.designations
        return not asked or any(_answers(designation, *name.rpartition("|")[::2]) for name in asked)

    def _properties(
        self, index: CodeSystemIndex, ordinal: int, said: ConceptReference | None
    ) -> Iterator[ConceptProperty]:
        yield from self._of_extensions((*index.extensions_at(ordinal), *(said.extensions if said else ())))
        status = index.status_at(ordinal)
        if status and status != "active":
            yield self._noted("status", f"{PROPERTIES}status", Typed("code", status))
        if self._request.include_definition:
            yield from self._definition(index, ordinal)
        for name in self._request.properties:
            yield from self._asked(index, ordinal, name)

    def _of_extensions(self, extensions: Iterable[Extension]) -> Iterator[ConceptProperty]:
        """What extensions say: the value set's word goes before the code system's."""
        found = {_AS_PROPERTIES[row.url]: row.value for row in extensions if row.url in _AS_PROPERTIES and row.value}
        for (code, name, kind), value in found.items():
            number = _number(value.value) if kind == "decimal" else value.value
            yield self._noted(code, f"{PROPERTIES}{name}", Typed(kind, number))

    def _asked(self, index: CodeSystemIndex, ordinal: int, name: str) -> Iterator[ConceptProperty]:
        """A property that was asked for by its code or its uri, or (`*`) all."""
        if name in _DEFINITION:
            yield from () if self._request.include_definition else self._definition(index, ordinal)
            return
        if name in ("*", "status", f"{PROPERTIES}status") and index.status_at(ordinal) == "active":
            yield self._noted("status", f"{PROPERTIES}status", Typed("code", "active"))
        codes = property_codes(index.header, name)
        for row in (*index.properties_at(ordinal), *_near(index, ordinal, name)):
            if (name == "*" or row.code in codes) and row.code not in _TOLD:
                yield self._noted(row.code, property_uri(index.header, row.code), row.value)

    def _definition(self, index: CodeSystemIndex, ordinal: int) -> Iterator[ConceptProperty]:
        text = index.definition_at(ordinal)
        if text:
            yield self._noted("definition", f"{PROPERTIES}definition", Typed("string", text))

    def _noted(self, code: str, uri: str, value: Typed) -> ConceptProperty:
        self._found.setdefault(code, uri)
        return ConceptProperty(code, value)


def _near(index: CodeSystemIndex, ordinal: int, name: str) -> list[ConceptProperty]:
    """The concepts one step up or down, where these are asked for and the concept itself does not say them."""
    rows = {"parent": index.parents, "child": index.children}
    said = {row.code for row in index.properties_at(ordinal)}
    if name not in rows or name in said:
        return []
    return [ConceptProperty(name, Typed("code", index.code_at(row))) for row in rows[name](ordinal)]


def _number(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _answers(designation: Designation, system: str, code: str) -> bool:
    """Whether a designation is of the language or the use that a token names."""
    if system in ("", _LANGUAGE_SYSTEM) and designation.language and designation.language.lower() == code.lower():
        return True
    use = designation.use
    return use is not None and use.code == code and system in ("", use.system)


def _lasting(designation: Designation) -> Designation:
    if not designation.extensions:
        return designation
    return designation._replace(extensions=tuple(row for row in designation.extensions if row.url in _OF_DESIGNATIONS))


def _extensions(index: CodeSystemIndex, ordinal: int, said: ConceptReference | None) -> tuple[Extension, ...]:
    found = {row.url: row for row in reversed(index.extensions_at(ordinal)) if row.url in _LASTING}
    found |= {row.url: row for row in (said.extensions if said else ()) if row.url in _OF_VALUE_SETS}
    return tuple(found.values())
