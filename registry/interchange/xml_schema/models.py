"""An information model from a schema: one for each target namespace, with a type for each complex and simple type."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from registry.domain import (
    ElementKind,
    ElementProperty,
    InformationModel,
    LangString,
    ModelElement,
    PropertyKind,
)
from registry.domain.content_model import Particle, ParticleKind, content_of, group
from registry.errors import InvalidInput
from registry.interchange.xml_schema.content import Content, attributes_in, content_in, occurrences
from registry.interchange.xml_schema.documents import (
    Name,
    Node,
    Schemas,
    documentation,
    kind_of,
    part,
    resolve,
    target,
)
from registry.interchange.xml_schema.references import OPEN, STRING, Known, Reference, References
from registry.interchange.xml_schema.simple_types import plain, simple_type
from registry.namespaces import BASE

#: The language of names and texts whose language the schema does not tell: undetermined.
UNDETERMINED: Final = "und"


@dataclass(frozen=True)
class Made:
    """A model from a schema, and what is to be told of it."""

    value: InformationModel
    notes: tuple[str, ...] = ()


def name_of(namespace: str) -> str:
    """What a model of a namespace is called where nobody says otherwise: the last of its path that tells it apart.

    >>> name_of("http://www.kith.no/xmlstds/eresept/m5/2013-04-16")
    'm5-2013-04-16'
    """
    words = [word for word in re.split(r"[/:#]+", namespace) if word]
    last = words[-2:] if words and re.match(r"v?\d", words[-1]) else words[-1:]
    return re.sub(r"[^\w.]+", "-", "-".join(last)).strip("-").lower() or "model"


def model_of(
    schemas: Schemas,
    namespace: str,
    *,
    identifier: str | None = None,
    known: Known | None = None,
    lang: str = UNDETERMINED,
) -> Made:
    """The information model of a target namespace: structure only, no concepts and no code lists.

    Titles are the names as the schema has them, descriptions what it says of itself, both in `lang` where the schema
    does not tell their language. `known` gives the models of other namespaces whose types it uses; what is in none of
    them is unspecified content, and told. Raises InvalidInput for a namespace that no file declares, and CannotHold.
    """
    if namespace not in schemas.namespaces:
        rule = f"one of {', '.join(schemas.namespaces)}"
        raise InvalidInput(f"No schema declares {namespace}: {rule}.", field="namespace", value=namespace, rule=rule)
    called = identifier or name_of(namespace)
    return _Maker(schemas, namespace, called, known or {}, lang).made()


def models_in(schemas: Schemas, known: Known | None = None, lang: str = UNDETERMINED) -> tuple[Made, ...]:
    """The models of all namespaces that files declare types or elements in and that are not known yet."""
    before = dict(known or {})
    wanted = [name for name in schemas.namespaces if name not in before and schemas.declares(name)]
    # twice: what one model uses of another has to be there, and they may use one another
    first = {name: model_of(schemas, name, known=before, lang=lang).value for name in wanted}
    return tuple(model_of(schemas, name, known={**first, **before}, lang=lang) for name in wanted)


class _Maker:
    """One model under way."""

    def __init__(self, schemas: Schemas, namespace: str, identifier: str, known: Known, lang: str) -> None:
        self._schemas = schemas
        self._namespace = namespace
        self._identifier = identifier
        self._lang = lang
        self._refs = References(schemas, namespace, identifier, known)
        self._types: dict[str, ModelElement] = {}
        self._waiting: list[tuple[str, Node, ElementKind]] = []
        self._names = self._taken()

    def made(self) -> Made:
        roots = self._roots()
        for node in self._schemas.declared(self._namespace):
            self._declare(node, roots)
            self._finish()
        iri = f"{BASE}model/{self._identifier}"
        elements = tuple(row.model_copy(update={"order": n}) for n, row in enumerate(self._types.values(), 1))
        value = InformationModel(
            iri=iri,
            identifier=self._identifier,
            title=(self._text(self._identifier),),
            namespace=self._namespace or None,
            imports=tuple(self._refs.used),
            elements=elements,
        )
        missing = [f"{name} is in no model; its content is not described." for name in self._refs.missing]
        return Made(value, (f"{len(elements)} types.", *missing))

    # -- names --

    def _taken(self) -> dict[str, int | None]:
        """The names of types: those of global types, and of global elements that have a type of their own."""
        return {
            node.get("name", ""): id(node)
            for node in self._schemas.declared(self._namespace)
            if kind_of(node).endswith("Type") or _own_type(node) is not None
        }

    def _name(self, wanted: str, owner: str, node: Node) -> str:
        """A name for the type of a local element: its own where that is free, else with that of its owner."""
        for name in (wanted, f"{owner}.{wanted}"):
            if self._names.setdefault(name, id(node)) == id(node):
                return name
        return next(
            name
            for n in range(2, 10_000)
            if self._names.setdefault(name := f"{owner}.{wanted}.{n}", id(node)) == id(node)
        )

    def _text(self, text: str, lang: str = "") -> LangString:
        return LangString(text=text, lang=(lang or self._lang).lower())

    def _said(self, node: Node) -> tuple[LangString, ...]:
        by_lang: dict[str, list[str]] = {}
        for text, lang in documentation(node):
            by_lang.setdefault(lang or self._lang, []).append(text)
        return tuple(self._text(" ".join(texts), lang) for lang, texts in by_lang.items())

    # -- global declarations --

    def _roots(self) -> frozenset[str]:
        """The global elements that no other refers to: those that documents begin with."""
        every = {n.get("name", "") for n in self._schemas.declared(self._namespace) if kind_of(n) == "element"}
        used = set[str]()
        for namespace in self._schemas.namespaces:
            for node in self._schemas.declared(namespace):
                refs = [each for each in node.iter() if each.get("ref")]
                names = [resolve(each, each.get("ref", "")) for each in refs]
                used |= {
                    name.local for name in names if name.namespace == self._namespace and name.local != node.get("name")
                }
        return frozenset(every - used or every)

    def _declare(self, node: Node, roots: frozenset[str]) -> None:
        kind, name = kind_of(node), node.get("name", "")
        if kind == "complexType":
            self._waiting.append((name, node, ElementKind.OBJECT_TYPE))
        elif kind == "simpleType":
            self._types[name] = self._simple(node, name)
        elif kind == "element" and node.get("abstract") != "true":
            self._global_element(node, name, ElementKind.ROOT_OBJECT_TYPE if name in roots else ElementKind.OBJECT_TYPE)

    def _simple(self, node: Node, name: str) -> ModelElement:
        found = simple_type(node, self._refs.own(name), name, (self._text(name),), self._refs)
        return found.model_copy(update={"description": self._said(node)})

    def _global_element(self, node: Node, name: str, kind: ElementKind) -> None:
        own = _own_type(node)
        if own is not None and kind_of(own) == "complexType" and not self._is_open(own):
            self._waiting.append((name, own, kind))
        elif kind is ElementKind.ROOT_OBJECT_TYPE and name not in self._names:
            self._types[name] = self._extending(node, name, self._type_of(node, name))

    def _extending(self, node: Node, name: str, base: Reference) -> ModelElement:
        """The type of a root element that is declared with the type of another name."""
        special = self._special(name, base)
        return ModelElement(
            iri=self._refs.own(name),
            kind=ElementKind.ROOT_OBJECT_TYPE,
            identifier=name,
            title=(self._text(name),),
            description=self._said(node),
            has_property=(special,),
        )

    # -- types --

    def _finish(self) -> None:
        while self._waiting:
            name, node, kind = self._waiting.pop(0)
            if name not in self._types:
                self._types[name] = self._complex(name, node, kind)

    def _complex(self, name: str, node: Node, kind: ElementKind) -> ModelElement:
        inner = part(node, "complexContent", "simpleContent")
        stating = node if inner is None else part(inner, "extension", "restriction")
        stating = node if stating is None else stating
        content = content_in(stating, self._schemas)
        properties = list(self._base(name, stating))
        properties += self._elements(name, content)
        properties += self._attributes(name, stating)
        described = node if part(node) is not None or node.get("name") else node.getparent()
        row = ModelElement(
            iri=self._refs.own(name),
            kind=kind,
            identifier=name,
            title=(self._text(name),),
            description=self._said(node) or self._said(described if described is not None else node),
            has_property=tuple(each.model_copy(update={"order": n}) for n, each in enumerate(properties, 1)),
            mixed="true" in (node.get("mixed"), inner.get("mixed") if inner is not None else None),
            abstract=node.get("abstract") == "true",
            global_elements=self._declared_with(name),
        )
        return row if _says(row, content) else row.model_copy(update={"content_model": str(content.particle) or "()"})

    def _declared_with(self, name: str) -> tuple[str, ...]:
        """The global elements that have the type of a name, other than that of the same name."""
        return tuple(
            node.get("name", "")
            for node in self._schemas.declared(self._namespace)
            if kind_of(node) == "element"
            and node.get("type")
            and resolve(node, node.get("type", "")) == Name(self._namespace, name)
            and node.get("name") != name
        )

    def _base(self, owner: str, stating: Node) -> Iterator[ElementProperty]:
        given = stating.get("base")
        if kind_of(stating) == "extension" and given:
            base = self._refs.type_named(resolve(stating, given))
            if base != OPEN:
                yield self._special(owner, base)

    def _special(self, owner: str, base: Reference) -> ElementProperty:
        name = base.iri.rpartition("/")[2]
        return self._property(owner, name, PropertyKind.SPECIALIZATION, 1, 1, has_general_concept=(base.iri,))

    def _elements(self, owner: str, content: Content) -> Iterator[ElementProperty]:
        choices = {next(each.names()): each for each in _choices(content.particle)}
        chosen = {name for each in choices.values() for name in each.names()}
        for name, node in content.elements.items():
            if name in choices:
                yield self._choice(owner, choices[name])
            found = self._element(owner, name, node, content.particle)
            yield found.model_copy(update={"min_occurs": 0}) if name in chosen else found

    def _choice(self, owner: str, choice: Particle) -> ElementProperty:
        names = list(choice.names())
        held = tuple(self._element_iri(owner, name) for name in names)
        lowest, most = choice.minimum, choice.maximum
        return self._property(owner, "-or-".join(names), PropertyKind.CHOICE, lowest, most, has_some=held)

    def _element_iri(self, owner: str, name: str) -> str:
        return f"{BASE}element/{self._identifier}/{owner}/{name}"

    def _element(self, owner: str, name: str, node: Node, particle: Particle) -> ElementProperty:
        lowest, most = occurrences(particle, name)
        given = node.get("ref")
        named = resolve(node, given) if given else Name(target(node), name)
        declared = self._schemas.find("element", named) if given or node.getparent() is _root(node) else node
        reference = self._refs.elsewhere(named) if declared is None else self._type_of(declared, owner)
        more = {
            "description": self._said(node) or (self._said(declared) if declared is not None and given else ()),
            "namespace": self._element_namespace(node, named),
            "fixed_value": (declared if declared is not None else node).get("fixed"),
            "nillable": (declared if declared is not None else node).get("nillable") == "true",
        }
        return self._property(owner, name, _typed(reference), lowest, most, **more, **_holding(reference))

    def _element_namespace(self, node: Node, named: Name) -> str | None:
        """That of the declaration where it is not the model's; of a local one by `form` and its schema's default."""
        is_global = node.get("ref") or node.getparent() is _root(node)
        default = _root(node).get("elementFormDefault", "unqualified")
        qualified = is_global or node.get("form", default) == "qualified"
        found = named.namespace if qualified else ""
        return None if found == self._namespace else found

    def _attributes(self, owner: str, stating: Node) -> Iterator[ElementProperty]:
        for used, declared in attributes_in(stating, self._schemas):
            name = declared.get("name", "")
            is_global = declared.getparent() is _root(declared)
            namespace = target(declared) if is_global or declared.get("form") == "qualified" else None
            reference = self._type_of(declared, owner)
            lowest = 1 if used.get("use") == "required" else 0
            more = {
                "description": self._said(used) or self._said(declared),
                "namespace": namespace,
                "fixed_value": used.get("fixed") or declared.get("fixed"),
            }
            yield self._property(owner, "@" + name, PropertyKind.ATTRIBUTE, lowest, 1, **more, **_holding(reference))

    def _type_of(self, node: Node, owner: str) -> Reference:
        """The type of an element or attribute, made where it is defined there."""
        given, own, name = node.get("type"), _own_type(node), node.get("name", "")
        if given:
            return self._refs.type_named(resolve(node, given))
        if own is None:
            return OPEN if kind_of(node) == "element" else STRING
        if target(node) != self._namespace and kind_of(own) == "complexType":
            return self._refs.elsewhere(Name(target(node), name))
        return self._own_type(node, own, name, owner)

    def _own_type(self, node: Node, own: Node, name: str, owner: str) -> Reference:
        if kind_of(own) == "simpleType":
            found = plain(own, self._refs)
            if found is None:
                called = self._name(name, owner, node)
                self._types.setdefault(called, self._simple(own, called))
                found = Reference(self._refs.own(called), ElementKind.SIMPLE_TYPE)
            return found
        if self._is_open(own):
            return OPEN
        called = self._name(name, owner, node)
        if called not in self._types:
            self._waiting.append((called, own, ElementKind.OBJECT_TYPE))
        return Reference(self._refs.own(called), ElementKind.OBJECT_TYPE)

    def _is_open(self, node: Node) -> bool:
        """Whether a complex type says nothing but that anything may be in it."""
        inner = part(node, "complexContent")
        stating = part(inner, "restriction", "extension") if inner is not None else node
        content = content_in(stating if stating is not None else node, self._schemas)
        return content.any and not content.elements

    def _property(
        self, owner: str, name: str, kind: PropertyKind, lowest: int, most: "int | str", **more: object
    ) -> ElementProperty:
        called = name.removeprefix("@")
        return ElementProperty.model_validate(
            {
                "iri": f"{BASE}element/{self._identifier}/{owner}/{called}",
                "kind": kind,
                "identifier": name,
                "title": (self._text(called),),
                "min_occurs": lowest,
                "max_occurs": most,
                **more,
            }
        )


def _choices(particle: Particle) -> Iterator[Particle]:
    """The choices that properties can tell: of elements that are nowhere else in the type."""
    every = list(particle.names())
    is_whole = particle.kind is ParticleKind.CHOICE
    for each in (particle,) if is_whole else particle.parts:
        plain = all(part.kind is ParticleKind.ELEMENT for part in each.parts)
        if each.kind is ParticleKind.CHOICE and plain and all(every.count(name) == 1 for name in each.names()):
            yield each


def _says(row: ModelElement, content: Content) -> bool:
    """Whether the properties of a type tell its content."""
    return content_of(row) == group(ParticleKind.SEQUENCE, (content.particle,))


def _root(node: Node) -> Node:
    return node.getroottree().getroot()


def _own_type(node: Node) -> Node | None:
    """The type that an element or attribute defines itself."""
    return part(node, "complexType", "simpleType")


def _typed(reference: Reference) -> PropertyKind:
    held = reference.kind in (ElementKind.OBJECT_TYPE, ElementKind.ROOT_OBJECT_TYPE)
    return PropertyKind.COMPOSITION if held else PropertyKind.ATTRIBUTE


def _holding(reference: Reference) -> dict[str, object]:
    if reference.is_simple:
        return {"has_simple_type": reference.iri}
    if reference.kind is ElementKind.DATA_TYPE:
        return {"has_data_type": reference.iri}
    return {"contains": (reference.iri,)}
