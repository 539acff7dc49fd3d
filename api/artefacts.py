"""What is generated of models and exchanges, under /api/v1/models/… and /api/v1/exchanges/…: the list and the files."""

from functools import lru_cache
from typing import Annotated, Any, Final
from urllib.parse import quote, unquote

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from pydantic import BaseModel

from api import answers
from api.delivery import CURRENT, PINNED, Answer, deliver
from api.documented import answering, sending_files
from api.representation import accept_json, deliver_json, told_of
from api.selection import Here, Located, VersionNumber, locate, reading
from registry.catalogue.drawing_files import artefacts
from registry.domain import Iri, Kind
from registry.services.artefacts import Artefact, address, media_types, named
from registry.terminology.message_schemas import MessageSchemas

#: Of how many releases schemas are kept, and of how many objects the list of files.
_READERS: Final = 4
_LISTS: Final = 128
Requested = Request[Any, Any, Any]
Name = Annotated[str, PathParameter(description="Identifier or IRI of the object, percent-encoded.")]
File = Annotated[str, PathParameter(description="The name of a file, as the list has it: epikrise-1.2.schema.json.")]
_SEGMENTS: Final = {
    Kind.INFORMATION_MODEL: ("models", "model"),
    Kind.EXCHANGE: ("exchanges", "exchange"),
    Kind.PATHWAY: ("pathways", "pathway"),
}


@lru_cache(maxsize=_READERS)
def _schemas(reader: Any) -> MessageSchemas:
    """The schemas of a release, which never change."""
    return MessageSchemas(reader)


@lru_cache(maxsize=_LISTS)
def _made(reader: Any, iri: Iri, version: str | None) -> tuple[Artefact, ...]:
    return artefacts(_schemas(reader), iri, version)


def _found(located: Located) -> tuple[Artefact, ...]:
    reader: Any = located.here.reader  # a protocol cannot say that it may be a key
    return _made(reader, located.thing.object, located.here.version)


def _list_route(kind: Kind) -> HTTPRouteHandler:
    segment, noun = _SEGMENTS[kind]

    def listed(request: Requested, here: Here, identifier: Name, version: VersionNumber = None) -> Response[bytes]:
        accept_json(request)
        located = locate(here, unquote(identifier), kind, version, ())

        def build() -> BaseModel:
            base = f"{address(located.thing.object)}/artefacts"
            pins = f"?release={located.here.number}"
            rows = [
                answers.Artefact(
                    name=row.name,
                    form=row.form,
                    media_type=row.media_type,
                    of=row.of,
                    version=row.version,
                    address=f"{base}/{quote(row.name)}{pins}",
                )
                for row in _found(located)
            ]
            return answers.Artefacts(of=located.thing.object, release=located.here.number, items=rows)

        return deliver_json(request, located.here, build)

    return get(
        f"/{segment}/{{identifier:str}}/artefacts",
        dependencies={"here": Provide(reading, sync_to_thread=False)},
        operation_id=f"list_artefacts_of_{noun}",
        summary=f"List what is generated of a {noun}",
        description="JSON Schema, SHACL, FHIR logical models, diagrams, documents and example messages, with addresses."
        + (" An exchange has those of each model that it carries, newest first." if kind is Kind.EXCHANGE else ""),
        tags=["Generated"],
        **answering(answers.Artefacts, "The files."),
        sync_to_thread=True,
    )(listed)


def _file_route(kind: Kind) -> HTTPRouteHandler:
    segment, noun = _SEGMENTS[kind]

    def file(
        request: Requested, here: Here, identifier: Name, name: File, version: VersionNumber = None
    ) -> Response[bytes]:
        located = locate(here, unquote(identifier), kind, version, ())
        chosen = named(_found(located), unquote(name))
        return deliver(request, _answer(located, chosen))

    return get(
        f"/{segment}/{{identifier:str}}/artefacts/{{name:str}}",
        dependencies={"here": Provide(reading, sync_to_thread=False)},
        operation_id=f"get_artefact_of_{noun}",
        summary=f"Read a file that is generated of a {noun}",
        description="The same bytes for the same release; components are as the release pins them.",
        tags=["Generated"],
        **sending_files("The file.", media_types()),
        sync_to_thread=True,
    )(file)


def _answer(located: Located, chosen: Artefact) -> Answer:
    here = located.here
    return Answer(
        chosen.media_type,
        (here.reader.release.digest, here.number, chosen.version, located.thing.object, chosen.name),
        chosen.build,
        cache=PINNED if here.pinned else CURRENT,
        modified=here.reader.release.issued,
        headers={
            **told_of(here, former=not located.thing.current),
            "Content-Disposition": f'inline; filename="{quote(chosen.name)}"',
        },
    )


def routes() -> list[HTTPRouteHandler]:
    """All routes of this module."""
    return [route(kind) for kind in _SEGMENTS for route in (_list_route, _file_route)]
