"""The schemas of the information models of a release, and the code lists that they bind; no formats."""

from functools import lru_cache

from registry.domain import CodeList, InformationModel, Iri, Kind, ModelElement
from registry.domain.message_schema import MessageSchema, message_schema
from registry.errors import NotFound
from registry.terminology.protocol import ReleaseReader

#: How many schemas and code lists are kept.
_KEPT = 64


class MessageSchemas:
    """Schemas by the IRI of their model; components are as the release pins them."""

    def __init__(self, reader: ReleaseReader) -> None:
        self.reader = reader
        self._model = lru_cache(_KEPT)(self._read)
        self.of = lru_cache(_KEPT)(self._of)
        self.code_list = lru_cache(4 * _KEPT)(self._code_list)

    def _of(self, model: Iri, version: str | None = None) -> MessageSchema:
        """The schema of a model, or of an earlier version of it; NotFound."""
        own = self._model(model, version)
        number = self.reader.version(model, version).number
        return message_schema(own, number, lambda iri: self._type(own, iri))

    def _read(self, model: Iri, version: str | None = None) -> InformationModel:
        found = self.reader.object(model, version)
        if not isinstance(found, InformationModel):
            raise NotFound(f"{model} is no information model.", field="model", value=model)
        return found

    def _type(self, own: InformationModel, iri: Iri) -> tuple[ModelElement, InformationModel] | None:
        """A type of the model in its own version, else of whichever model of the release has it."""
        for row in own.elements:
            if row.iri == iri:
                return row, own
        named = next((row for row in self.reader.resolve(iri) if row.current), None)
        if named is None or named.object == own.iri:
            return None
        if self.reader.version(named.object).kind is not Kind.INFORMATION_MODEL:
            return None
        model = self._model(named.object)
        return next(((row, model) for row in model.elements if row.iri == iri), None)

    def _code_list(self, iri: Iri) -> CodeList | None:
        """A code list with its codes; None where the release does not have it."""
        try:
            found = self.reader.object(iri)
        except NotFound:
            return None
        return found if isinstance(found, CodeList) else None
