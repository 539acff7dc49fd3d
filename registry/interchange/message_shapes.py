"""SHACL shapes of a message in its RDF form (docs/json-form.md), as Turtle."""

from collections.abc import Iterable, Iterator, Mapping

from registry.domain import CodeList, Iri, LangString, ModelElement
from registry.domain.code_choice import CodeChoice, FindList, code_choice
from registry.domain.content_rules import Absent, Every, Present, Rule
from registry.domain.lexical import POINT_IN_TIME, pattern_of
from registry.domain.message_schema import MessageSchema, SimpleContent, Slot, Structure
from registry.interchange.names import Issue, counted, is_point_in_time, rules_of
from registry.namespaces import PREFIXES
from registry.rdf.turtle import quoted

_USED = ("dct", "omf", "rdf", "rdfs", "sh", "xsd")
_HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _USED)


def write_message_shapes(schema: MessageSchema, issue: Issue, find: FindList) -> bytes:
    """The shapes as Turtle (UTF-8): the same bytes for the same model, lists and issue."""
    return _Writer(schema, find).document(issue).encode()


class _Writer:
    """One graph of shapes under way: the code lists that it has met."""

    def __init__(self, schema: MessageSchema, find: FindList) -> None:
        self._schema = schema
        self._find = find
        self._lists: dict[Iri, CodeList] = {}

    def document(self, issue: Issue) -> str:
        """The whole."""
        blocks = [self._shape(row) for row in self._schema.structures.values() if not (row.open or row.mixed)]
        lists = [_codes(value) for _, value in sorted(self._lists.items())]
        return "\n".join([_HEAD, self._about(issue), *self._document(), *blocks, *lists])

    def _about(self, issue: Issue) -> str:
        parts = [
            "a sh:ShapesGraph",
            *_texts("rdfs:label", issue.title),
            f"dct:source <{self._schema.model.iri}>",
            f"dct:hasVersion {quoted(self._schema.version)}",
            f"dct:isPartOf <https://omforent.no/release/{issue.release}>",
            *([f"dct:subject <{issue.exchange}>"] if issue.exchange else []),
        ]
        return _block(f"<{issue.address}>", parts)

    def _document(self) -> Iterator[str]:
        """The message itself: its content is one of the roots."""
        if self._schema.roots:
            classes = " ".join(f"[ sh:class <{row.iri}> ]" for row in self._schema.roots)
            content = f"sh:path omf:rootElement ; sh:minCount 1 ; sh:maxCount 1 ; sh:or ( {classes} )"
            yield _block(
                f"<{self._schema.model.iri}#shape>",
                ["a sh:NodeShape", "sh:targetClass omf:Message", f"sh:property [ {content} ]"],
            )

    # -- types -------------------------------------------------------------------------------------------------------

    def _shape(self, row: Structure) -> str:
        parts = [
            "a sh:NodeShape",
            f"sh:targetClass <{row.iri}>",
            "sh:closed true",
            "sh:ignoredProperties ( rdf:type )",
            *_texts("rdfs:label", row.title),
            *_subject(row.subject),
            *(f"sh:property {self._property(row, slot, place)}" for place, slot in enumerate(row.slots, 1)),
            *self._text(row),
            *_together(row),
        ]
        return _block(f"<{row.iri}#shape>", parts)

    def _text(self, row: Structure) -> Iterator[str]:
        if row.text:
            yield f"sh:property [ sh:path rdf:value ; sh:maxCount 1 ; {self._simple(row.text)} ]"

    def _property(self, row: Structure, slot: Slot, place: int) -> str:
        least, most = counted(row, slot)
        fixed = [] if slot.fixed_value is None else [f"sh:hasValue {quoted(slot.fixed_value)}"]
        parts = [
            f"sh:path <{slot.iri}>",
            f"sh:name {quoted(slot.name)}",
            f"sh:order {place}",
            *_texts("rdfs:label", slot.title),
            *_subject(slot.subject),
            *([f"sh:minCount {least}"] if least else []),
            *([f"sh:maxCount {most}"] if most != "*" else []),
            *(
                f"omf:binding [ omf:valueSet <{one.value_set}> ; omf:strength omf:{one.strength} ]"
                for one in slot.bindings
            ),
            *self._valued(row, slot, fixed),
        ]
        return "[ " + " ; ".join(part for part in parts if part) + " ]"

    def _valued(self, row: Structure, slot: Slot, fixed: list[str]) -> Iterator[str]:
        """What holds of the value: of an attribute itself, of an element without parts what is in its `rdf:value`."""
        rules = [self._value(row, slot), *self._chosen(slot)]
        if slot.is_attribute:
            yield from (*rules, *(fixed if slot.minimum else []))
        elif slot.type in self._schema.structures or slot.nillable:
            yield from rules
        else:
            inside = " ; ".join(rule for rule in (*rules, *fixed) if rule)
            yield f"sh:property [ sh:path rdf:value ; sh:minCount 1 ; sh:maxCount 1 ; {inside} ]"

    def _value(self, row: Structure, slot: Slot) -> str:
        if is_point_in_time(row, slot):
            return f"sh:datatype xsd:string ; sh:pattern {quoted(f'^({POINT_IN_TIME})$')}"
        structure = self._schema.structures.get(slot.type or "")
        if structure is None:
            return self._simple(slot.type) if slot.type else "sh:datatype xsd:string"
        if structure.open or structure.mixed or slot.nillable:
            return ""
        among = tuple(each for each in (structure, *self._schema.derived(structure.iri)) if not each.abstract)
        if len(among) == 1:
            return f"sh:class <{structure.iri}>"
        return f"sh:or ( {' '.join(f'[ sh:class <{each.iri}> ]' for each in among)} )"

    def _simple(self, iri: Iri) -> str:
        found = self._schema.simple.get(iri)
        return f"sh:datatype xsd:string{self._form(found)}" if found else "sh:datatype xsd:string"

    def _form(self, found: SimpleContent) -> str:
        facets, pattern = found.facets, pattern_of(found)
        if facets and facets.member_types:
            members = [self._schema.simple[iri] for iri in facets.member_types if iri in self._schema.simple]
            written = [self._form(each).removeprefix(" ; ") for each in members]
            return "" if not all(written) else f" ; {_or(f'[ {each} ]' for each in written)}"
        if facets and facets.item_type:
            return ""
        parts = [f"sh:pattern {quoted(f'^({pattern})$')}"] if pattern else []
        return "".join(f" ; {part}" for part in (*parts, *(_facets(facets) if facets else ())))

    # -- codes -------------------------------------------------------------------------------------------------------

    def _chosen(self, slot: Slot) -> Iterator[str]:
        chosen = code_choice(self._schema, slot, self._find)
        if chosen is None:
            return
        filled = [value for value in chosen.lists if value.codes]
        self._lists |= {value.iri: value for value in filled}
        if chosen.system is None:
            if chosen.closed and len(filled) == len(chosen.lists):
                among = _or(f"[ sh:node <{value.iri}#shape> ]" for value in filled)
                yield among if chosen.value is None else f"sh:property [ sh:path <{chosen.value.iri}> ; {among} ]"
            return
        yield from (self._named(chosen, value) for value in filled if value.oid)
        oids = " ".join(quoted(value.oid) for value in chosen.lists if value.oid)
        if chosen.closed and oids:
            yield f"sh:property [ sh:path <{chosen.system.iri}> ; sh:in ( {oids} ) ]"

    @staticmethod
    def _named(chosen: CodeChoice, value: CodeList) -> str:
        """Whoever names the list has a code of it."""
        assert chosen.system  # noqa: S101 -- asked before
        assert chosen.value  # noqa: S101 -- a type with a system has a value
        other = f"[ sh:not [ sh:path <{chosen.system.iri}> ; sh:hasValue {quoted(value.oid or '')} ] ]"
        own = f"[ sh:path <{chosen.value.iri}> ; sh:node <{value.iri}#shape> ]"
        return f"sh:or ( {other} {own} )"


def _together(row: Structure) -> Iterator[str]:
    """What must hold of which elements are there."""
    slots = {slot.name: slot for slot in row.slots}
    for rule in rules_of(row):
        yield f"sh:and ( {_rule(rule, slots)} )"


def _rule(rule: Rule, slots: Mapping[str, Slot]) -> str:
    if isinstance(rule, Present):
        return f"[ sh:path <{slots[rule.name].iri}> ; sh:minCount 1 ]"
    if isinstance(rule, Absent):
        return f"[ sh:and ( {' '.join(f'[ sh:path <{slots[name].iri}> ; sh:maxCount 0 ]' for name in rule.names)} ) ]"
    inside = " ".join(_rule(each, slots) for each in rule.rules)
    return f"[ sh:and ( {inside} ) ]" if isinstance(rule, Every) else f"[ sh:or ( {inside} ) ]"


def _facets(row: ModelElement) -> Iterator[str]:
    least = row.length if row.length is not None else row.min_length
    most = row.length if row.length is not None else row.max_length
    if row.enumeration:
        yield f"sh:in ( {' '.join(map(quoted, row.enumeration))} )"
    if least is not None:
        yield f"sh:minLength {least}"
    if most is not None:
        yield f"sh:maxLength {most}"


def _or(parts: Iterable[str]) -> str:
    return f"sh:or ( {' '.join(parts)} )"


def _codes(value: CodeList) -> str:
    codes = " ".join(quoted(code.notation) for code in value.codes)
    return _block(f"<{value.iri}#shape>", ["a sh:NodeShape", *_texts("rdfs:label", value.title), f"sh:in ( {codes} )"])


def _subject(concept: Iri | None) -> list[str]:
    return [f"dct:subject <{concept}>"] if concept else []


def _texts(predicate: str, texts: tuple[LangString, ...]) -> list[str]:
    said = ", ".join(f"{quoted(row.text)}@{row.lang}" for row in texts)
    return [f"{predicate} {said}"] if said else []


def _block(subject: str, parts: list[str]) -> str:
    return f"{subject} " + " ;\n    ".join(parts) + " .\n"
