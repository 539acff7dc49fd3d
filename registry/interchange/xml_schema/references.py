"""What a name in a schema refers to: types of the model that is made, of other models, and built-in types."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from registry.domain import ElementKind, InformationModel, Iri
from registry.interchange.xml_schema.documents import Name, Schemas
from registry.namespaces import BASE

XSD: Final = "http://www.w3.org/2001/XMLSchema"
#: The types of XML Schema itself, and that of unspecified content, are described by this model.
BUILT_IN: Final = BASE + "type/datatyper-1/"
ANY: Final = BUILT_IN + "anyType"
#: The models that are there already, by the namespace that they describe.
Known = Mapping[str, InformationModel]


class Reference(NamedTuple):
    """A type by its IRI, and which sort of type it is."""

    iri: Iri
    kind: ElementKind

    @property
    def is_simple(self) -> bool:
        """Whether its content is text and nothing else."""
        return self.kind is ElementKind.SIMPLE_TYPE


OPEN: Final = Reference(ANY, ElementKind.DATA_TYPE)
STRING: Final = Reference(BUILT_IN + "string", ElementKind.SIMPLE_TYPE)


class References:
    """The types that one model can use."""

    def __init__(self, schemas: Schemas, namespace: str, model: str, known: Known) -> None:
        self.schemas = schemas
        self.namespace = namespace
        self.model = model
        self._known = known
        self.used: dict[Iri, None] = {}
        self.missing: dict[str, None] = {}

    def own(self, identifier: str) -> Iri:
        """The IRI of a type of the model that is made."""
        return f"{BASE}type/{self.model}/{identifier}"

    def type_named(self, name: Name) -> Reference:
        """The type that a `type` or `base` names; that of unspecified content where no model and no file has it."""
        if name.namespace == XSD:
            return OPEN if name.local == "anyType" else self._built_in(name.local)
        if name.namespace == self.namespace:
            simple = self.schemas.find("simpleType", name) is not None
            return Reference(self.own(name.local), ElementKind.SIMPLE_TYPE if simple else ElementKind.OBJECT_TYPE)
        return self.elsewhere(name)

    def _built_in(self, local: str) -> Reference:
        return Reference(BUILT_IN + local, ElementKind.SIMPLE_TYPE)

    def elsewhere(self, name: Name) -> Reference:
        """The type of another namespace, or of a global element there."""
        model = self._known.get(name.namespace)
        for row in model.elements if model else ():
            if name.local == row.identifier or name.local in row.global_elements:
                self.used[model.iri if model else ""] = None
                return Reference(row.iri, row.kind)
        self.missing[f"{{{name.namespace}}}{name.local}"] = None
        return OPEN
