"""A message as a FHIR logical model: StructureDefinition of R4 (4.0.1) or R5 (5.0.0), as JSON.

What FHIR has no word for is told in docs/json-form.md: the order of elements, XML namespaces, evidence of bindings.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from registry.domain import Binding, Iri, LangString, Strength, text
from registry.domain.content_rules import Absent, Every, Present, Rule, occurs, presence
from registry.domain.lexical import pattern_of
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.fhir.edition import Edition

Part = dict[str, Any]


@dataclass(frozen=True)
class Canonicals:
    """The canonical addresses that a model is bound by: its own, and that of the value set of a code list."""

    model: Callable[[Iri], str]
    value_set: Callable[[Iri], str]


#: The simple types of XSD as types of FHIR; all others are a string.
_PRIMITIVES: Final = {
    "boolean": "boolean",
    "integer": "integer",
    "int": "integer",
    "nonNegativeInteger": "unsignedInt",
    "positiveInteger": "positiveInt",
    "decimal": "decimal",
    "double": "decimal",
    "float": "decimal",
    "date": "date",
    "gYear": "date",
    "gYearMonth": "date",
    "dateTime": "dateTime",
    "time": "time",
    "anyURI": "uri",
    "base64Binary": "base64Binary",
}
_PLAIN: Final = re.compile(r"[^A-Za-z0-9]+")
_STATUS: Final = {"Completed": "active", "Deprecated": "retired", "Withdrawn": "retired", "UnderDevelopment": "draft"}
_ADDITIONAL: Final = "http://hl7.org/fhir/tools/StructureDefinition/additional-binding"
#: The roles of models and elements among the mappings of a StructureDefinition.
_ELEMENT, _CONCEPT, _XML = "omforent-element", "omforent-concept", "xml"


def write_structure_definition(schema: MessageSchema, edition: Edition, issued: date, names: Canonicals) -> bytes:
    """The StructureDefinition as JSON (UTF-8): the same bytes for the same model, version and day."""
    made = structure_definition(schema, edition, issued, names)
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def structure_definition(schema: MessageSchema, edition: Edition, issued: date, names: Canonicals) -> Part:
    """The StructureDefinition as a resource in JSON (R4 and R5: StructureDefinition, kind `logical`).

    A model without a root has its types below an element of the model's own name.
    """
    model, address = schema.model, names.model(schema.model.iri)
    walk = _Walk(schema, edition, names)
    base = "Base" if edition is Edition.R5 else "Element"
    elements = list(walk.document(type_name(schema)))
    return {
        "resourceType": "StructureDefinition",
        "id": _identifier(model.identifier or "model"),
        "url": address,
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": model.iri}],
        "version": schema.version,
        "name": type_name(schema),
        **_translated("title", model.title),
        "status": _STATUS.get((model.status or "").rpartition("/")[2], "active"),
        "date": issued.isoformat(),
        "publisher": "Omforent",
        **_translated("description", model.description),
        "fhirVersion": edition.number,
        "mapping": [
            {"identity": _ELEMENT, "uri": model.iri, "name": "Omforent"},
            {"identity": _CONCEPT, "uri": "https://omforent.no/concept", "name": "Omforent"},
            {"identity": _XML, "uri": model.namespace or model.iri, "name": "XML"},
        ],
        "kind": "logical",
        "abstract": False,
        "type": address,
        "baseDefinition": f"http://hl7.org/fhir/StructureDefinition/{base}",
        "derivation": "specialization",
        "differential": {"element": elements},
    }


def type_name(schema: MessageSchema) -> str:
    """A name fit for programs (sdf-0), by the identifier of the model."""
    return name_of(schema.model.identifier or "model")


def name_of(identifier: str) -> str:
    """A name fit for programs (sdf-0).

    >>> name_of("epikrise-1.2")
    'Epikrise12'
    """
    name = _PLAIN.sub("", identifier.title())
    return name if name[:1].isalpha() else f"Model{name}"


def _identifier(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", name)[:64]


@dataclass
class _Walk:
    """One model under way: where each type was told first, for `contentReference`."""

    schema: MessageSchema
    edition: Edition
    names: Canonicals
    told: dict[Iri, str] = field(default_factory=dict)

    def document(self, name: str) -> Iterator[Part]:
        """The root element and everything below it."""
        yield {"id": name, "path": name, **_texts("short", "definition", self.schema.model.title), "min": 0, "max": "*"}
        inside = {slot.type for _, slot in self.schema.slots()}
        bases = {iri for row in self.schema.structures.values() for iri in row.bases}
        loose = [row for row in self.schema.structures.values() if row.iri not in inside | bases]
        for row in self.schema.roots or loose:
            path, label = f"{name}.{_step(row.name)}", text(row.title) or row.name
            most = "1" if self.schema.roots else "*"
            rules = list(_rules(row))
            head = {**self._head(path, label, row), "min": 0, "max": most, "type": [{"code": "BackboneElement"}]}
            yield _ordered({**head, **({"constraint": rules} if rules else {})})
            self.told.setdefault(row.iri, path)
            yield from self._inside(row, path)

    @staticmethod
    def _head(path: str, label: str, row: Structure | Slot) -> Part:
        maps = [{"identity": _ELEMENT, "map": row.iri}, {"identity": _XML, "map": row.name}]
        maps += [{"identity": _CONCEPT, "map": row.subject}] if row.subject else []
        return {"id": path, "path": path, "short": label, "definition": text(row.description) or label, "mapping": maps}

    def _inside(self, row: Structure, path: str) -> Iterator[Part]:
        if row.text:
            yield self._text(row.text, f"{path}.value")
        taken: set[str] = {"value"} if row.text else set()
        for slot in row.slots:
            name = _step(slot.name)
            name = f"{name}Attribute" if name in taken else name
            taken.add(name)
            yield from self._slot(row, slot, f"{path}.{name}")

    def _text(self, iri: Iri, path: str) -> Part:
        return {
            "id": path,
            "path": path,
            "representation": ["xmlText"],
            "short": "value",
            "definition": "value",
            "min": 0,
            "max": "1",
            "type": [{"code": self._primitive(iri)}],
        }

    def _slot(self, row: Structure, slot: Slot, path: str) -> Iterator[Part]:
        element = {**self._head(path, text(slot.title) or slot.name, slot)}
        if slot.is_attribute:
            element["representation"] = ["xmlAttr"]
        least, most = _counted(row, slot)
        element |= {"min": least, "max": str(most)}
        structure = self.schema.structures.get(slot.type or "")
        rules = list(_rules(structure)) if structure else []
        if structure is not None and structure.iri in self.told and not is_code(structure):
            yield _ordered({**element, "contentReference": f"#{self.told[structure.iri]}"})
            return
        element["type"] = [{"code": self._type(slot, structure)}]
        if slot.bindings:
            element["binding"] = self._binding(slot.bindings)
            rules += list(self._either(slot.bindings))
        rules += list(self._spelled(slot))
        yield _ordered({**element, **({"constraint": rules} if rules else {})})
        if structure is not None and not is_code(structure) and not structure.open:
            self.told[structure.iri] = path
            yield from self._inside(structure, path)

    def _type(self, slot: Slot, structure: Structure | None) -> str:
        if structure is not None:
            if is_code(structure):
                return "CodeableConcept" if any(row.name == "@OT" for row in structure.slots) else "Coding"
            return "Element" if structure.open else "BackboneElement"
        if slot.coded and slot.bindings:
            return "code"
        return self._primitive(slot.type)

    def _primitive(self, iri: Iri | None) -> str:
        found = self.schema.simple.get(iri or "")
        return _PRIMITIVES.get(found.base, "string") if found else "string"

    def _spelled(self, slot: Slot) -> Iterator[Part]:
        """A pattern that the type alone does not tell."""
        found = self.schema.simple.get(slot.type or "")
        pattern = pattern_of(found) if found else None
        if found and pattern and (found.pattern or found.base not in _PRIMITIVES):
            written = pattern.replace("\\", "\\\\").replace("'", "\\'")
            yield _constraint("form", f"The value is written as: {pattern}", f"matches('^({written})$')")

    # -- bindings ------------------------------------------------------------------------------------------------------

    def _binding(self, bindings: tuple[Binding, ...]) -> Part:
        """The list; where there are several, each is an additional binding, and none is demanded alone."""
        addresses = [(self.names.value_set(row.value_set), row) for row in bindings]
        first = addresses[0]
        if len(addresses) == 1:
            return {"strength": first[1].strength.value, "valueSet": first[0]}
        among = [self._additional(*each) for each in addresses]
        strength = Strength.EXAMPLE if any(row.strength is Strength.EXAMPLE for row in bindings) else Strength.PREFERRED
        found = {"strength": strength.value, "valueSet": first[0]}
        if self.edition is Edition.R5:
            return {**found, "additional": among}
        return {"extension": [_extension(each) for each in among], **found}

    @staticmethod
    def _additional(address: str, row: Binding) -> Part:
        purpose = "candidate" if row.strength is Strength.EXAMPLE else row.strength.value
        return {"purpose": "component" if row.strength is Strength.REQUIRED else purpose, "valueSet": address}

    def _either(self, bindings: tuple[Binding, ...]) -> Iterator[Part]:
        """That the code is of one of several lists that are demanded together."""
        if len(bindings) > 1 and all(row.strength is Strength.REQUIRED for row in bindings):
            tests = " or ".join(f"memberOf('{self.names.value_set(row.value_set)}')" for row in bindings)
            yield _constraint("lists", "The code is of one of the lists.", tests)


def is_code(structure: Structure) -> bool:
    """Whether a data type is a code with its text: FHIR's Coding, or with an original text CodeableConcept."""
    names = {row.name for row in structure.slots}
    return {"@V", "@DN"} <= names <= {"@V", "@S", "@DN", "@OT"}


def _extension(additional: Part) -> Part:
    values = [
        {"url": "purpose", "valueCode": additional["purpose"]},
        {"url": "valueSet", "valueCanonical": additional["valueSet"]},
    ]
    return {"url": _ADDITIONAL, "extension": values}


def _counted(row: Structure, slot: Slot) -> tuple[int, int | str]:
    """How often an element comes by the content of its type; an attribute as its own statement says."""
    if slot.is_attribute or slot.name not in set(row.content.names()):
        return slot.minimum, slot.maximum
    return occurs(row.content, slot.name)


def _rules(structure: Structure) -> Iterator[Part]:
    """Which elements are there together, as invariants in FHIRPath."""
    found = presence(structure.content)
    rules = found.rules if isinstance(found, Every) else (found,)
    for place, rule in enumerate((rule for rule in rules if not isinstance(rule, Present)), 1):
        yield _constraint(f"content-{place}", f"Content: {structure.content}", _tested(rule))


def _tested(rule: Rule) -> str:
    if isinstance(rule, Present):
        return f"{_step(rule.name)}.exists()"
    if isinstance(rule, Absent):
        return "(" + " and ".join(f"{_step(name)}.empty()" for name in rule.names) + ")"
    return "(" + (" and " if isinstance(rule, Every) else " or ").join(map(_tested, rule.rules)) + ")"


def _constraint(key: str, human: str, expression: str) -> Part:
    return {"key": key, "severity": "error", "human": human, "expression": expression}


def _ordered(element: Part) -> Part:
    """The fields in FHIR's order."""
    order = ("id", "path", "representation", "short", "definition", "min", "max", "contentReference", "type")
    rest = ("constraint", "binding", "mapping")
    return {name: element[name] for name in (*order, *rest) if name in element}


def _step(name: str) -> str:
    """A name as a step of a path: letters and digits (eld-20)."""
    found = _PLAIN.sub("", name)[:64]
    return found if found[:1].isalpha() else f"x{found}"


def _texts(short: str, definition: str, texts: tuple[LangString, ...]) -> Part:
    said = text(texts)
    return {short: said, definition: said} if said else {}


def _translated(name: str, texts: tuple[LangString, ...]) -> Part:
    """A text in bokmål, with what it is in other languages (the extension `translation`)."""
    said = text(texts)
    if not said:
        return {}
    others = [row for row in texts if row.text != said]
    url = "http://hl7.org/fhir/StructureDefinition/translation"
    rows = [
        {"url": url, "extension": [{"url": "lang", "valueCode": row.lang}, {"url": "content", content(name): row.text}]}
        for row in others
    ]
    return {name: said, **({f"_{name}": {"extension": rows}} if rows else {})}


def content(name: str) -> str:
    """The type of a translation: that of the field."""
    return "valueMarkdown" if name == "description" else "valueString"
