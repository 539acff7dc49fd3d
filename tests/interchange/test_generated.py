"""Nothing is lost on the way: what a model says is found again in what is generated of it; the same bytes each time."""

import io
import json
import re
from typing import Any

import openpyxl
import pytest
import rdflib
from fhir.resources.structuredefinition import StructureDefinition as StructureDefinitionR5
from fhirclient.models.structuredefinition import StructureDefinition as StructureDefinitionR4
from jsonschema import Draft202012Validator

from registry.domain import Kind
from registry.domain.message_schema import Slot, Structure
from registry.fhir.edition import Edition
from registry.fhir.structure_definition import is_code, structure_definition, write_structure_definition
from registry.interchange.class_diagram import write_mermaid, write_plantuml
from registry.interchange.json_schema import write_json_schema
from registry.interchange.message_shapes import write_message_shapes
from registry.interchange.model_document import write_markdown, write_workbook
from registry.interchange.names import counted, definition_name
from registry.services.artefacts import CANONICALS
from tests.interchange.shipped import DAY, MODELS, code_list, issue, schema

SH, OMF = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.Namespace("https://omforent.no/def#")
DCT = rdflib.DCTERMS
EVERY = pytest.mark.parametrize("name", MODELS)


def slots(name: str) -> list[tuple[Structure, Slot]]:
    return [(row, slot) for row, slot in schema(name).slots() if not (row.open or row.mixed)]


def made(name: str) -> dict[str, bytes]:
    of, told = schema(name), issue(name)
    return {
        "json-schema": write_json_schema(of, told, code_list),
        "shacl": write_message_shapes(of, told, code_list),
        "r4": write_structure_definition(of, Edition.R4, DAY, CANONICALS),
        "r5": write_structure_definition(of, Edition.R5, DAY, CANONICALS),
        "mermaid": write_mermaid(of, told),
        "plantuml": write_plantuml(of, told),
        "markdown": write_markdown(of, told, code_list),
        "xlsx": write_workbook(of, told, code_list),
    }


@EVERY
def test_the_same_model_gives_the_same_bytes(name: str) -> None:
    assert made(name) == made(name)


@EVERY
def test_json_schema_has_every_element_cardinality_binding_and_concept(name: str) -> None:
    found = json.loads(write_json_schema(schema(name), issue(name), code_list))
    Draft202012Validator.check_schema(found)
    for row, slot in slots(name):
        said = found["$defs"][definition_name(row.iri)]
        own = said["properties"][slot.name]
        least, most = counted(row, slot)
        assert own["x-omforent-element"] == slot.iri
        assert own.get("x-omforent-concept") == slot.subject
        assert own["x-omforent-cardinality"] == f"{least}..{most}"
        assert (slot.name in said.get("required", ())) == (least > 0)
        assert (own.get("type") == "array") == (most == "*" or most > 1)
        bound = [(row["list"], row["strength"]) for row in own.get("x-omforent-bindings", ())]
        assert bound == [(one.value_set, one.strength) for one in slot.bindings]
    for reference in set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(found))):
        assert reference in found["$defs"]


@EVERY
def test_shapes_have_every_element_cardinality_binding_and_concept(name: str) -> None:
    graph = rdflib.Graph().parse(data=write_message_shapes(schema(name), issue(name), code_list), format="turtle")
    for row, slot in slots(name):
        shape = rdflib.URIRef(f"{row.iri}#shape")
        own = [each for each in graph.objects(shape, SH.property) if (each, SH.path, rdflib.URIRef(slot.iri)) in graph]
        assert len(own) == 1, slot.iri
        least, most = counted(row, slot)
        assert graph.value(own[0], SH.minCount, default=rdflib.Literal(0)).toPython() == least
        limit = graph.value(own[0], SH.maxCount)
        assert (limit.toPython() if limit is not None else "*") == most
        assert graph.value(own[0], DCT.subject) == (rdflib.URIRef(slot.subject) if slot.subject else None)
        bound = {
            (str(graph.value(each, OMF.valueSet)), str(graph.value(each, OMF.strength)))
            for each in graph.objects(own[0], OMF.binding)
        }
        assert bound == {(one.value_set, f"{OMF}{one.strength}") for one in slot.bindings}


@EVERY
@pytest.mark.parametrize("edition", list(Edition))
def test_logical_models_have_every_element_cardinality_binding_and_concept(name: str, edition: Edition) -> None:
    found = structure_definition(schema(name), edition, DAY, CANONICALS)
    elements = {
        row["map"]: element
        for element in found["differential"]["element"]
        for row in element.get("mapping", ())
        if row["identity"] == "omforent-element"
    }
    there = reached(name)
    for row, slot in slots(name):
        if is_code(row) or row.iri not in there:
            continue
        own = elements[slot.iri]
        least, most = counted(row, slot)
        assert (own["min"], own["max"]) == (least, str(most))
        concepts = [each["map"] for each in own["mapping"] if each["identity"] == "omforent-concept"]
        assert concepts == ([slot.subject] if slot.subject else [])
        assert value_sets(own) == {CANONICALS.value_set(one.value_set) for one in slot.bindings}


def reached(name: str) -> set[str]:
    """The types that a message may hold: those below the roots; of a component all that nothing specialises."""
    of = schema(name)
    waiting = [row.iri for row in of.roots] or [row.iri for row in of.structures.values() if not of.derived(row.iri)]
    found: set[str] = set()
    while waiting:
        row = of.structures.get(waiting.pop())
        if row and row.iri not in found and not is_code(row):
            found.add(row.iri)
            waiting += [slot.type for slot in row.slots if slot.type]
    return found


def value_sets(element: dict[str, Any]) -> set[str]:
    return set(re.findall(r"https://omforent\.no/value-set/[^\"']+", json.dumps(element.get("binding", {}))))


@EVERY
def test_independent_judges_read_the_logical_models(name: str) -> None:
    fourth, fifth = (json.loads(made(name)[key]) for key in ("r4", "r5"))
    assert StructureDefinitionR4(fourth).as_json()["url"] == fourth["url"]
    assert StructureDefinitionR5.model_validate(fifth).fhirVersion == "5.0.0"
    paths = [row["path"] for row in fifth["differential"]["element"]]
    assert len(set(paths)) == len(paths)
    assert all("." not in path or path.rpartition(".")[0] in paths for path in paths)


def test_value_sets_are_those_that_the_registry_has() -> None:
    from registry.fhir.released.naming import value_set_of

    assert CANONICALS.value_set("https://omforent.no/code-list/7304") == value_set_of(
        "https://omforent.no/code-list/7304", Kind.CODE_LIST
    )


@EVERY
def test_documents_for_people_have_every_element(name: str) -> None:
    files = made(name)
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]), read_only=True)
    rows = list(book["elements"].iter_rows(values_only=True))
    header = rows[0]
    told = {(row[header.index("type")], row[header.index("element")], row[header.index("iri")]) for row in rows[1:]}
    page = files["markdown"].decode()
    for row, slot in slots(name):
        assert (row.name, slot.name, slot.iri) in told
        assert f"| `{slot.name}` |" in page
    codes = {(row[0], row[3]) for row in book["codes"].iter_rows(min_row=2, values_only=True)}
    for iri in schema(name).bound_lists():
        value = code_list(iri)
        assert {(value.identifier, code.notation) for code in value.codes} <= codes if value else True


@EVERY
def test_diagrams_have_every_element(name: str) -> None:
    files = made(name)
    for form in ("mermaid", "plantuml"):
        diagram = files[form].decode()
        for row, slot in slots(name):
            if any(not each.is_attribute for each in row.slots):
                assert re.search(rf"(^|\s){re.escape(slot.name)}(\s|$)", diagram, re.MULTILINE), (form, slot.iri)
