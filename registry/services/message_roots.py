"""What may begin a document, by its tag: the roots and other global elements of the models of a release."""

from collections.abc import Mapping
from functools import cached_property

from registry.domain import InformationModel, Iri, Kind
from registry.domain.instance import local, namespace
from registry.domain.message_schema import MessageSchema, Structure
from registry.terminology.message_schemas import MessageSchemas


class MessageRoots:
    """Look-up by tag; a model is read when something of its namespace is first asked for."""

    def __init__(self, schemas: MessageSchemas) -> None:
        self._schemas = schemas

    @cached_property
    def _models(self) -> Mapping[str, tuple[Iri, ...]]:
        found: dict[str, tuple[Iri, ...]] = {}
        for version in self._schemas.reader.versions(Kind.INFORMATION_MODEL):
            header = self._schemas.reader.header(version.object)
            if isinstance(header, InformationModel) and header.namespace:
                found[header.namespace] = (*found.get(header.namespace, ()), version.object)
        return found

    def find(self, tag: str) -> tuple[MessageSchema, Structure] | None:
        """The schema and type of an element: of a root first, then of any global element of its model."""
        name = local(tag)
        for iri in self._models.get(namespace(tag), ()):
            schema = self._schemas.of(iri)
            own = [row for row in schema.structures.values() if row.namespace == schema.model.namespace]
            for row in (*schema.roots, *own):
                if name in (row.name, *row.global_elements):
                    return schema, row
        return None
