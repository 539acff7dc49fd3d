"""One object in the format that somebody asked for, from a draft or from a release."""

import re

from registry.domain import CodeList, Iri, RegisteredObject
from registry.errors import CannotHold, NotFound
from registry.interchange import tabular
from registry.namespaces import PREFIXES
from registry.rdf.objects import from_default_graph, in_default_graph, read_object
from registry.rdf.plain_skos import plain_skos
from registry.rdf.serialization import Format, format_named, parse, serialize
from registry.services.reading import look_up
from registry.services.workspace import Workspace, open_workspace
from registry.settings import Settings
from registry.terminology.releases import Releases

#: The view of a concept scheme that any SKOS tool reads: no SKOS-AP-NO, in Turtle.
PLAIN_SKOS = "skos"
#: How many drafts are named to a person who asked for one that is not there.
_MOST_NAMES = 5


def export(settings: Settings, name: str, to: str, *, draft: bool = False, version: str | None = None) -> bytes:
    """The bytes of an object in format `to` (a name, extension or media type).

    Raises NotFound for an unknown object, InvalidInput for an unknown format, CannotHold where the format
    has no place for the data.
    """
    text = _draft(settings, name) if draft else _released(settings, name, version)
    return convert(text, to)


def convert(text: bytes, to: str) -> bytes:
    """An object given as N-Triples, in format `to`."""
    quads = parse(text, Format.N_TRIPLES).quads
    if to == PLAIN_SKOS:
        view = plain_skos(from_default_graph(quads))
        return serialize(in_default_graph(view), Format.TURTLE, PREFIXES)
    suffix = to.removeprefix(".").lower()
    if suffix in {"csv", "xlsx"}:
        return as_table(read_object(from_default_graph(quads)), suffix)
    return serialize(quads, format_named(to), PREFIXES)


def as_table(value: RegisteredObject, suffix: str) -> bytes:
    """A code list, concept scheme, model or requirement set as `csv` or `xlsx`. Raises CannotHold for others."""
    if isinstance(value, CodeList):
        return tabular.write_csv(value) if suffix == "csv" else tabular.write_xlsx(value)
    if isinstance(value, tabular.Overviewed):
        return tabular.write_overview_csv(value) if suffix == "csv" else tabular.write_overview_xlsx(value)
    rule = "code lists, concept schemes, information models and requirement sets are tables"
    raise CannotHold(f"{value.iri} cannot be written as {suffix}: {rule}.", field="format", value=suffix, rule=rule)


def _draft(settings: Settings, name: str) -> bytes:
    with open_workspace(settings) as workspace:
        return workspace.export_draft(draft_named(workspace, name))


def draft_named(workspace: Workspace, name: str) -> Iri:
    """The draft with this IRI, or whose IRI ends in this name. Raises NotFound where none does, or several."""
    drafts = workspace.objects()
    matching = [name] if name in drafts else [iri for iri in drafts if re.split(r"[/#]", iri)[-1] == name]
    if len(matching) == 1:
        return matching[0]
    shown = (matching or drafts)[:_MOST_NAMES]
    rule = f"one of {', '.join(shown)}{' …' if len(matching or drafts) > _MOST_NAMES else ''}" if shown else "no drafts"
    raise NotFound(f"{len(matching)} drafts are called {name!r}.", field="name", value=name, rule=rule)


def _released(settings: Settings, name: str, version: str | None) -> bytes:
    reader = Releases(settings.home).current()
    return reader.text(look_up(reader, name).object, version)
