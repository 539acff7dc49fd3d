"""JSON Schema 2020-12 of a message in its JSON form (docs/json-form.md)."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from registry.domain import Code, CodeList, LangString, ModelElement, text
from registry.domain.code_choice import CodeChoice, FindList, code_choice
from registry.domain.content_rules import Absent, Every, Present, Rule
from registry.domain.lexical import POINT_IN_TIME, pattern_of
from registry.domain.message_schema import MessageSchema, SimpleContent, Slot, Structure
from registry.interchange.names import (
    CONTENT,
    NAMESPACE,
    NIL,
    ROW,
    TYPE,
    Issue,
    counted,
    definition_name,
    is_array,
    is_point_in_time,
    rules_of,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: Of what JSON Schema has no word for: annotations, which validators leave alone.
_OWN: Final = "x-omforent-"
Part = dict[str, Any]
#: What stands where anything may stand: attributes, and texts and elements in a row.
_OPEN: Final[Part] = {
    "type": "object",
    "patternProperties": {"^@": {"type": "string"}},
    "properties": {ROW: {"type": "array", "items": {"type": ["string", "object"]}}},
    "additionalProperties": False,
}
_NIL: Final[Part] = {
    "type": "object",
    "properties": {NIL: {"const": "true"}},
    "required": [NIL],
    "additionalProperties": False,
}


def write_json_schema(schema: MessageSchema, issue: Issue, find: FindList) -> bytes:
    """The schema as JSON (UTF-8): the same bytes for the same model, lists and issue."""
    made = _Writer(schema, find, issue.day).document(issue)
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


class _Writer:
    """One schema under way: the code lists that it has met."""

    def __init__(self, schema: MessageSchema, find: FindList, day: date) -> None:
        self._schema = schema
        self._find = find
        self._day = day
        self._lists: dict[str, CodeList] = {}

    def document(self, issue: Issue) -> Part:
        """The whole."""
        types = {definition_name(row.iri): self._structure(row) for row in self._schema.structures.values()}
        simple = {definition_name(row.iri): _simple(row) for row in self._schema.simple.values()}
        lists = {definition_name(iri): _list(value, self._day) for iri, value in sorted(self._lists.items())}
        return {
            "$schema": DIALECT,
            "$id": issue.address,
            **_told(issue.title, issue.description),
            f"{_OWN}model": self._schema.model.iri,
            f"{_OWN}version": self._schema.version,
            f"{_OWN}release": issue.release,
            **({f"{_OWN}exchange": issue.exchange} if issue.exchange else {}),
            **self._top(),
            "$defs": {**types, **simple, **lists},
        }

    def _top(self) -> Part:
        """The document: the namespace, and one of the roots; a component has none, and is used by its `$defs`."""
        roots = {name: _ref(row.iri) for row in self._schema.roots for name in (row.name, *row.global_elements)}
        if not roots:
            return {}
        name = self._schema.roots[0].namespace
        namespace = {NAMESPACE: {"const": name}} if name else {}
        return {
            "type": "object",
            "properties": {"$schema": {"type": "string"}, **namespace, **roots},
            "required": list(namespace),
            "oneOf": _required(*([name] for name in roots)),
            "additionalProperties": False,
        }

    # -- types -------------------------------------------------------------------------------------------------------

    def _structure(self, row: Structure) -> Part:
        about = _about(row.title, row.description, row.iri, row.subject)
        if row.open or row.mixed:
            return {**about, "anyOf": [{"type": "string"}, _OPEN]}
        slots = {slot.name: self._slot(row, slot) for slot in row.slots}
        content = {CONTENT: _ref(row.text)} if row.text else {}
        needed = [slot.name for slot in row.slots if counted(row, slot)[0]]
        rules = [_rule(rule) for rule in rules_of(row)]
        return {
            **about,
            "type": "object",
            "properties": {TYPE: {"const": row.name}, **content, **slots},
            **({"required": needed} if needed else {}),
            **({"allOf": rules} if rules else {}),
            "additionalProperties": False,
        }

    def _slot(self, row: Structure, slot: Slot) -> Part:
        about = _about(slot.title, slot.description, slot.iri, slot.subject)
        bound = [{"list": one.value_set, "strength": one.strength.value} for one in slot.bindings]
        least, most = counted(row, slot)
        value = self._value(row, slot)
        told = {**about, f"{_OWN}cardinality": f"{least}..{most}"}
        told |= {f"{_OWN}bindings": bound} if bound else {}
        if not is_array(row, slot):
            return {**told, **value}
        limit = {} if most == "*" else {"maxItems": most}
        return {**told, "type": "array", "minItems": max(1, least), **limit, "items": value}

    def _value(self, row: Structure, slot: Slot) -> Part:
        if is_point_in_time(row, slot):
            return {"type": "string", "pattern": f"^({POINT_IN_TIME})$"}
        plain = self._typed(slot.type) if slot.type else {"type": "string"}
        chosen = code_choice(self._schema, slot, self._find)
        rules = self._codes(chosen) if chosen else []
        rules += [{"const": slot.fixed_value}] if slot.fixed_value is not None else []
        found = {**plain, **({"allOf": rules} if rules else {})}
        return {"anyOf": [found, _NIL]} if slot.nillable else found

    def _typed(self, iri: str) -> Part:
        """A type, or one that specialises it and is named by `@xsi:type`."""
        derived, own = self._schema.derived(iri), self._schema.structures.get(iri)
        if not derived:
            return _ref(iri)
        plain = [] if own and own.abstract else [_ref(iri)]
        others = [{**_ref(each.iri), "required": [TYPE]} for each in derived if not each.abstract]
        return {"anyOf": [*plain, *others]}

    # -- codes -------------------------------------------------------------------------------------------------------

    def _codes(self, chosen: CodeChoice) -> list[Part]:
        """What must hold of the code: it is of the lists that are demanded, and of the list that is named."""
        filled = [value for value in chosen.lists if value.codes]
        self._lists |= {value.iri: value for value in filled}
        if chosen.system is None:
            if not chosen.closed or len(filled) < len(chosen.lists):
                return []
            among = _among([_ref(value.iri) for value in filled])
            return [among if chosen.value is None else {"properties": {chosen.value.name: among}}]
        named = [self._named(chosen, value) for value in filled if value.oid]
        return [*named, *(self._only(chosen) if chosen.closed else [])]

    @staticmethod
    def _named(chosen: CodeChoice, value: CodeList) -> Part:
        assert chosen.system  # noqa: S101 -- asked before
        assert chosen.value  # noqa: S101 -- a type with a system has a value
        system = chosen.system.name
        return {
            "if": {"properties": {system: {"const": value.oid}}, "required": [system]},
            "then": {"properties": {chosen.value.name: _ref(value.iri)}},
        }

    @staticmethod
    def _only(chosen: CodeChoice) -> list[Part]:
        assert chosen.system  # noqa: S101 -- asked before
        oids = [value.oid for value in chosen.lists if value.oid]
        return [{"properties": {chosen.system.name: {"enum": oids}}}] if oids else []


def _rule(rule: Rule) -> Part:
    """Which elements are there together."""
    if isinstance(rule, Present):
        return {"required": [rule.name]}
    if isinstance(rule, Absent):
        return {"properties": dict.fromkeys(rule.names, False)}
    parts = [_rule(each) for each in rule.rules]
    return {"allOf": parts} if isinstance(rule, Every) else {"anyOf": parts}


def _required(*groups: Iterable[str]) -> list[Part]:
    return [{"required": list(each)} for each in groups]


def _among(parts: list[Part]) -> Part:
    return parts[0] if len(parts) == 1 else {"anyOf": parts}


def _ref(iri: str) -> Part:
    return {"$ref": f"#/$defs/{definition_name(iri)}"}


def _simple(row: SimpleContent) -> Part:
    found: Part = {**_about(row.title, row.description, row.iri, row.subject), "type": "string"}
    facets, pattern = row.facets, pattern_of(row)
    if facets and facets.member_types:
        found["anyOf"] = [_ref(iri) for iri in facets.member_types]
    elif pattern and not (facets and facets.item_type):
        found["pattern"] = f"^({pattern})$"
    return {**found, **({} if facets is None else _facets(facets))}


def _facets(row: ModelElement) -> Part:
    """Those that count characters or name the values: numbers are texts, whose size JSON Schema cannot compare."""
    if row.item_type:
        return {}
    least = row.length if row.length is not None else row.min_length
    most = row.length if row.length is not None else row.max_length
    found = {"enum": list(row.enumeration) or None, "minLength": least, "maxLength": most}
    return {name: value for name, value in found.items() if value is not None}


def _list(value: CodeList, day: date) -> Part:
    codes = [_code(code, day) for code in value.codes]
    oid = {f"{_OWN}oid": value.oid} if value.oid else {}
    return {**_told(value.title, value.description), f"{_OWN}list": value.iri, **oid, "anyOf": codes}


def _code(code: Code, day: date) -> Part:
    shown = text(code.pref_label)
    retired = {} if code.is_active(day) else {"deprecated": True}
    return {"const": code.notation, **({"title": shown} if shown else {}), **retired}


def _about(
    title: tuple[LangString, ...], description: tuple[LangString, ...], iri: str, subject: str | None
) -> Mapping[str, Any]:
    concept = {f"{_OWN}concept": subject} if subject else {}
    return {**_told(title, description), f"{_OWN}element": iri, **concept}


def _told(title: tuple[LangString, ...], description: tuple[LangString, ...]) -> Mapping[str, str]:
    found = {"title": text(title), "description": text(description)}
    return {name: said for name, said in found.items() if said}
