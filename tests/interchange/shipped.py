"""Shipped models and code lists read from their files, without a release."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from registry.domain import CodeList, InformationModel, Iri
from registry.domain.message_schema import MessageSchema, message_schema
from registry.interchange.names import Issue
from registry.rdf.objects import from_default_graph, read_object
from registry.rdf.serialization import Format, parse

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 28)
#: Models of every kind: with codes of all strengths, choices, specialisations, components, and none of them.
MODELS = (
    "apprec-1.1",
    "datatyper-1",
    "dialogmelding-1.1",
    "epikrise-1.2",
    "forskrivning-2013-10-08",
    "hodemelding-1.2",
    "m1-resept-2013-10-08",
    "pasientlogistikk-1.6",
)


def _read(path: Path) -> object:
    return read_object(from_default_graph(parse(path.read_bytes(), Format.TURTLE).quads))


@cache
def model(name: str) -> InformationModel:
    found = _read(ROOT / f"models/{name}/{name}.ttl")
    assert isinstance(found, InformationModel)
    return found


@cache
def code_list(iri: Iri) -> CodeList | None:
    name = f"code-list-{iri.rpartition('/')[2]}"
    path = ROOT / f"vocabularies/{name}/{name}.ttl"
    found = _read(path) if path.is_file() else None
    return found if isinstance(found, CodeList) else None


@cache
def schema(name: str) -> MessageSchema:
    def find(iri: Iri):
        owner = model(iri.split("/")[-2])
        return next(((row, owner) for row in owner.elements if row.iri == iri), None)

    return message_schema(model(name), "1.0.0", find)


def issue(name: str) -> Issue:
    value = model(name)
    return Issue(f"https://omforent.no/{name}", value.title, value.description, "2026.1", DAY)


Find = Callable[[Iri], CodeList | None]
