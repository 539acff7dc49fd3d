"""Drawings of exchanges and pathways as SVG files that stand alone, beside what is generated of their models."""

from html import escape
from typing import Final

from registry.catalogue.blocks import Drawing, Mark
from registry.catalogue.context import Context
from registry.catalogue.flows import Flows
from registry.catalogue.messages import load
from registry.catalogue.pages import exchange_page
from registry.catalogue.pages.pathway_drawing import poster
from registry.catalogue.reading import Reading
from registry.catalogue.source import Source
from registry.domain import Exchange, Iri, Kind, Pathway
from registry.services import artefacts as generated
from registry.services.artefacts import Artefact, Form
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader

#: What the catalogue's style sheets say of drawings, with the colours in place of their names: light and for print.
_STYLE: Final = """
text { fill: #14211f; font: 15px system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
.lane, .sheet { fill: #ffffff; } .odd { fill: #f6f7f5; } .edge { stroke: #dce0dd; stroke-width: 1; }
.poster .level, .phase { font-weight: 600; } .phase { font-size: 14px; } .number { font-size: 13px; font-weight: 600; }
.flow { stroke: #0c5a55; stroke-width: 2; } .ring { fill: #dbe9e5; stroke: #0c5a55; stroke-width: 2; }
.head, .dot { fill: #0c5a55; } .doubtful { stroke-dasharray: 4 4; }
.party { fill: #eef4f2; stroke: #7fb0a8; stroke-width: 1; } .parties .level { fill: #52605d; font-size: 13px; }
.role { font-size: 16px; font-weight: 600; } .arrow { stroke: #0c5a55; stroke-width: 3; }
.arrow.doubtful { stroke: #8f420c; stroke-dasharray: 8 6; } .head.doubtful, .doubt { fill: #8f420c; }
.what { font-size: 16px; font-weight: 650; } .when { fill: #52605d; font-size: 13px; } .doubt { font-size: 13px; }
"""
_MEDIA_TYPE: Final = "image/svg+xml"


def artefacts(schemas: MessageSchemas, iri: Iri, version: str | None = None) -> tuple[Artefact, ...]:
    """What is generated of a model, an exchange or a pathway; of the last two their drawing too.

    Raises NotFound for an unknown object, InvalidInput for one of another kind.
    """
    kind = schemas.reader.version(iri, version).kind
    found = () if kind is Kind.PATHWAY else generated.artefacts(schemas, iri, version)
    return (*found, *drawn(schemas.reader, iri, version))


def drawn(reader: ReleaseReader, iri: Iri, version: str | None = None) -> tuple[Artefact, ...]:
    """The drawing of an exchange or a pathway as a file; none of anything else, nor where nothing is known to go."""
    pinned = reader.version(iri, version)
    if pinned.kind not in (Kind.EXCHANGE, Kind.PATHWAY):
        return ()
    value = reader.object(iri, version)
    drawing = _drawing(reader, value) if isinstance(value, Exchange | Pathway) else None
    if drawing is None:
        return ()
    name = f"{iri.rpartition('/')[2]}.svg"
    return (Artefact(name, Form.SVG, _MEDIA_TYPE, iri, pinned.number, lambda: svg(drawing)),)


def _drawing(reader: ReleaseReader, value: Exchange | Pathway) -> Drawing | None:
    """The drawing for a large screen, in bokmål."""
    context = Context(Reading(Source(reader)), load()["nb"], "index.html")
    if isinstance(value, Exchange):
        return next(iter(exchange_page.drawn(context, value)), None)
    return poster(context, Flows(value, context.source.exchanges)) if value.phases and value.levels else None


def svg(drawing: Drawing) -> bytes:
    """A drawing as SVG 1.1 with its style in it, and what it shows told in words."""
    size = f'width="{drawing.width}" height="{drawing.height}" viewBox="0 0 {drawing.width} {drawing.height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="{escape(drawing.style)}" {size}>'
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        head,
        f"<title>{escape(drawing.caption)}</title>",
        f"<desc>{escape(drawing.told)}</desc>",
        f"<style>{_STYLE}</style>",
        '<rect class="sheet" width="100%" height="100%"/>',
        *map(_mark, drawing.marks),
        "</svg>",
    ]
    return ("\n".join(rows) + "\n").encode()


def _mark(mark: Mark) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in mark.attributes)
    language = f' xml:lang="{escape(mark.lang)}"' if mark.lang else ""
    return f"<{mark.name}{attributes}{language}>{escape(mark.text)}</{mark.name}>"
