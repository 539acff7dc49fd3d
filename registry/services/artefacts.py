"""What is generated of a model or an exchange: files by name, made when they are wanted, always the same bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from functools import partial
from typing import Final

from registry.domain import Code, CodeList, Exchange, InformationModel, Iri, Kind, RegisteredObject
from registry.domain.message_schema import MessageSchema
from registry.errors import InvalidInput, NotFound
from registry.fhir.edition import Edition
from registry.fhir.released.naming import value_set_of
from registry.fhir.structure_definition import Canonicals, write_structure_definition
from registry.interchange.class_diagram import write_mermaid, write_plantuml
from registry.interchange.json_schema import write_json_schema
from registry.interchange.message_shapes import write_message_shapes
from registry.interchange.model_document import write_markdown, write_workbook
from registry.interchange.names import Issue
from registry.namespaces import BASE, PREFIXES
from registry.rdf.objects import in_default_graph
from registry.rdf.serialization import Format, serialize
from registry.services.example_files import ExampleFiles
from registry.services.validation.rules import earlier_codes, revised_lists
from registry.terminology.message_schemas import MessageSchemas


class Form(StrEnum):
    """What can be generated, by the names that the command line takes."""

    JSON_SCHEMA = "json-schema"
    SHACL = "shacl"
    FHIR_R4 = "fhir-r4"
    FHIR_R5 = "fhir-r5"
    MODELLDCAT = "modelldcat-ap-no"
    MERMAID = "mermaid"
    PLANTUML = "plantuml"
    SVG = "svg"
    XLSX = "xlsx"
    MARKDOWN = "markdown"
    EXAMPLES = "examples"


@dataclass(frozen=True)
class Artefact:
    """One file: its name, form and media type, the model and version that it is of, and what makes its bytes."""

    name: str
    form: Form
    media_type: str
    of: Iri
    version: str
    build: Callable[[], bytes]


@dataclass(frozen=True)
class _Made:
    """What a generator is given."""

    schemas: MessageSchemas
    schema: MessageSchema
    issue: Issue
    exchange: Exchange | None

    def fhir(self, edition: Edition) -> bytes:
        """The logical model."""
        return write_structure_definition(self.schema, edition, self.issue.day, CANONICALS)

    def judged(self, iri: Iri) -> CodeList | None:
        """A list as messages are held against it: with codes of earlier editions; with none where any may be one."""
        found = self.schemas.code_list(iri)
        if found is None or found.identifier is None:
            return found
        if found.identifier in revised_lists():
            return found.model_copy(update={"codes": ()})
        earlier = sorted(earlier_codes().get(found.identifier, ()))
        more = tuple(Code(iri=f"{iri}#{notation}", notation=notation) for notation in earlier)
        return found.model_copy(update={"codes": (*found.codes, *more)}) if more and found.codes else found

    def rdf(self) -> bytes:
        """The model as it is registered."""
        triples = self.schemas.reader.triples(self.schema.model.iri, self.schema.version)
        return serialize(in_default_graph(triples), Format.TURTLE, PREFIXES)


#: The canonical addresses of the registry's logical models and value sets (docs/adr/0016-released-content-as-fhir.md).
CANONICALS: Final = Canonicals(model=lambda iri: iri, value_set=lambda iri: value_set_of(iri, Kind.CODE_LIST))

_TURTLE: Final = "text/turtle"
_FHIR: Final = "application/fhir+json"
#: The forms that a message model has: suffix, media type, and what makes them.
_FORMS: Final[dict[Form, tuple[str, str, Callable[[_Made], bytes]]]] = {
    Form.JSON_SCHEMA: (
        "schema.json",
        "application/schema+json",
        lambda made: write_json_schema(made.schema, made.issue, made.judged),
    ),
    Form.SHACL: (
        "shapes.ttl",
        _TURTLE,
        lambda made: write_message_shapes(made.schema, made.issue, made.judged),
    ),
    Form.FHIR_R4: ("fhir-r4.json", _FHIR, lambda made: made.fhir(Edition.R4)),
    Form.FHIR_R5: ("fhir-r5.json", _FHIR, lambda made: made.fhir(Edition.R5)),
    Form.MODELLDCAT: ("modelldcat.ttl", _TURTLE, lambda made: made.rdf()),
    Form.MERMAID: ("mmd", "text/plain", lambda made: write_mermaid(made.schema, made.issue)),
    Form.PLANTUML: ("puml", "text/plain", lambda made: write_plantuml(made.schema, made.issue)),
    Form.XLSX: (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda made: write_workbook(made.schema, made.issue, made.schemas.code_list),
    ),
    Form.MARKDOWN: (
        "md",
        "text/markdown",
        lambda made: write_markdown(made.schema, made.issue, made.schemas.code_list, made.exchange),
    ),
}


#: Of drawings, and of example messages.
OTHER_TYPES: Final = ("image/svg+xml", "application/json", "application/xml", "application/zip")


def artefacts(schemas: MessageSchemas, iri: Iri, version: str | None = None) -> tuple[Artefact, ...]:
    """The files of a model, or of an exchange for each model that it carries, newest first.

    Raises NotFound for an unknown object, InvalidInput for one of another kind.
    """
    value = schemas.reader.header(iri, version)
    if isinstance(value, InformationModel):
        return tuple(_of_model(schemas, value, iri, version, None))
    if isinstance(value, Exchange):
        found = (row for model in value.carries for row in _of_model(schemas, value, model, None, value))
        return tuple(found)
    rule = f"one of: {Kind.INFORMATION_MODEL}, {Kind.EXCHANGE}"
    raise InvalidInput(f"Nothing is generated of {iri}.", field="name", value=iri, rule=rule)


def _of_model(
    schemas: MessageSchemas, value: RegisteredObject, model: Iri, version: str | None, exchange: Exchange | None
) -> Iterator[Artefact]:
    try:
        schema = schemas.of(model, version)
    except NotFound:
        return
    stem = schema.model.identifier or model.rpartition("/")[2]
    for form, (_, media_type, make) in _FORMS.items():
        name = file_name(stem, form)
        made = _Made(schemas, schema, _issue(schemas, value, name), exchange)
        yield Artefact(name, form, media_type, model, schema.version, partial(make, made))
    yield from _examples(schemas, schema, stem, exchange or _first_exchange(schemas, model))


def _examples(
    schemas: MessageSchemas, schema: MessageSchema, stem: str, exchange: Exchange | None
) -> Iterator[Artefact]:
    """The example messages and their index; none of a component."""
    files = ExampleFiles(schemas, schema, schemas.reader.release.issued.astimezone(UTC).date(), exchange)
    found, of = files.made(), (schema.model.iri, schema.version)
    if found:
        index = partial(files.index, stem)
        yield Artefact(f"{stem}.examples.json", Form.EXAMPLES, "application/json", *of, index)
    for each in found:
        as_json, as_xml = partial(files.json, each), partial(files.xml, each)
        yield Artefact(f"{stem}.{each.name}.json", Form.EXAMPLES, "application/json", *of, as_json)
        yield Artefact(f"{stem}.{each.name}.xml", Form.EXAMPLES, "application/xml", *of, as_xml)


def _first_exchange(schemas: MessageSchemas, model: Iri) -> Exchange | None:
    """The exchange whose function the example of a model has: the first by IRI that carries it."""
    uses = sorted(use.subject for use in schemas.reader.where_used(model) if use.kind is Kind.EXCHANGE)
    value = schemas.reader.header(uses[0]) if uses else None
    return value if isinstance(value, Exchange) else None


def _issue(schemas: MessageSchemas, value: RegisteredObject, name: str) -> Issue:
    release = schemas.reader.release
    return Issue(
        address=f"{address(value.iri)}/artefacts/{name}?release={release.number}",
        title=value.title,
        description=value.description,
        release=release.number,
        day=release.issued.astimezone(UTC).date(),
        exchange=value.iri if isinstance(value, Exchange) else None,
    )


def address(iri: Iri) -> str:
    """The address of a model or exchange in the API.

    >>> address("https://omforent.no/exchange/epikrise")
    'https://omforent.no/api/v1/exchanges/epikrise'
    """
    kind, _, name = iri.removeprefix(BASE).partition("/")
    return f"{BASE}api/v1/{kind}s/{name}"


def file_name(stem: str, form: Form) -> str:
    """The name of the file of a form that every model has.

    >>> file_name("epikrise-1.2", Form.JSON_SCHEMA)
    'epikrise-1.2.schema.json'
    """
    return f"{stem}.{_FORMS[form][0]}"


def named(found: tuple[Artefact, ...], name: str) -> Artefact:
    """The file of a name; NotFound tells those that there are."""
    for row in found:
        if row.name == name:
            return row
    rule = (
        f"one of: {', '.join(row.name for row in found)}" if found else "no model is carried, so nothing is generated"
    )
    raise NotFound(f"There is no artefact called {name!r}.", field="name", value=name, rule=rule)


def media_types() -> tuple[str, ...]:
    """The media types of all files, each once."""
    found = (*(row[1] for row in _FORMS.values()), *OTHER_TYPES)
    return tuple(dict.fromkeys(found))
