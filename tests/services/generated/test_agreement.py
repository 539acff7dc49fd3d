"""JSON Schema, SHACL and the validator take and refuse the same messages, of random models; judges are independent."""

import json
from datetime import date
from typing import Any

import pyshacl
import rdflib
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from registry.domain import CodeList, Iri
from registry.domain.finding import Severity
from registry.domain.instance import Node, local
from registry.domain.message_schema import MessageSchema, Structure
from registry.interchange.json_schema import write_json_schema
from registry.interchange.message_shapes import write_message_shapes
from registry.interchange.names import Issue
from registry.services.json_form import read_message, write_message
from registry.services.rdf_form import write_rdf
from registry.services.validation.coding import CodeCheck
from registry.services.validation.compiling import ModelPlan
from registry.services.validation.document import findings_of
from registry.services.validation.structure import Walk
from registry.services.xml_form import write_xml
from tests.services.generated import random_messages as random

DAY = date(2026, 11, 28)
SLOW = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck), derandomize=True)


class Judges:
    """The three judges of one model."""

    def __init__(self, schema: MessageSchema) -> None:
        self.schema = schema
        issue = Issue("https://omforent.no/r", (), (), "2026.1", DAY)
        self._json = Draft202012Validator(json.loads(write_json_schema(schema, issue, random.find_list)))
        shapes = write_message_shapes(schema, issue, random.find_list)
        self._shapes = rdflib.Graph().parse(data=shapes, format="turtle")
        self._plan = ModelPlan(schema)

    def find(self, tag: str) -> tuple[MessageSchema, Structure] | None:
        root = self.schema.roots[0]
        return (self.schema, root) if tag == f"{{{root.namespace}}}{root.name}" else None

    def json_schema(self, message: dict[str, Any]) -> bool:
        return bool(self._json.is_valid(message))

    def shacl(self, message: dict[str, Any]) -> bool:
        found = read_message(message, self.find)
        if found is None or found.faults:
            return False
        data = rdflib.Graph().parse(data=write_rdf(found.root, self.find), format="nt")
        return bool(pyshacl.validate(data, shacl_graph=self._shapes, inference="none")[0])

    def validator(self, message: dict[str, Any]) -> bool:
        found = read_message(message, self.find)
        return found is not None and not found.faults and not self._errors(found.root)

    def validator_of_xml(self, message: dict[str, Any]) -> bool:
        found = read_message(message, self.find)
        return found is not None and not found.faults and not self._errors(etree.fromstring(write_xml(found.root)))

    def _errors(self, root: Any) -> list[str]:
        codes = CodeCheck(Lists(), DAY)  # type: ignore[arg-type]
        walk = Walk(codes.element, lambda _: None)
        walk.visit(root, self._plan.roots[root.tag])
        return [row.rule for row in findings_of(walk.faults) if row.severity is Severity.ERROR]


class Known:
    """A list as the validator knows lists of a release."""

    def __init__(self, value: CodeList) -> None:
        self.iri, self.oid, self.number, self.bundled = value.iri, value.oid, value.identifier, bool(value.codes)
        self.codes, self.title = value.codes, "liste"

    def find(self, notation: str) -> Any:
        return next((row for row in self.codes if row.notation == notation), None)

    def shown_as(self, said: tuple[str, ...]) -> str:
        return ""

    def earlier(self, notation: str) -> tuple[str, ...]:
        return ()


class Lists:
    """The lists of `random_messages`, as `CodeLists` gives those of a release."""

    def named(self, system: str) -> Known | None:
        return next((Known(value) for value in random.LISTS.values() if value.oid == system), None)

    def at(self, iri: Iri) -> Known | None:
        return Known(random.LISTS[iri]) if iri in random.LISTS else None


@SLOW
@given(st.data())
def test_valid_messages_are_taken_by_all(data: st.DataObject) -> None:
    judges = Judges(random.schema_of(data.draw(random.models(repeats=True))))
    message = data.draw(random.messages(judges.schema))
    assert judges.json_schema(message)
    assert judges.validator(message)
    assert judges.validator_of_xml(message)
    assert judges.shacl(message)


@SLOW
@given(st.data())
def test_the_judges_agree_on_what_is_changed(data: st.DataObject) -> None:
    judges = Judges(random.schema_of(data.draw(random.models())))
    message = data.draw(random.mutated(data.draw(random.messages(judges.schema))))
    said = (judges.json_schema(message), judges.shacl(message), judges.validator(message))
    event("taken" if all(said) else "refused")
    assert len(set(said)) == 1, (message, said)


@SLOW
@given(st.data())
def test_schemas_never_refuse_what_the_validator_takes_where_groups_repeat(data: st.DataObject) -> None:
    judges = Judges(random.schema_of(data.draw(random.models(repeats=True))))
    message = data.draw(random.mutated(data.draw(random.messages(judges.schema))))
    if judges.validator(message):
        assert judges.json_schema(message)
        assert judges.shacl(message)


@SLOW
@given(st.data())
def test_json_comes_back_from_xml_as_it_was(data: st.DataObject) -> None:
    judges = Judges(random.schema_of(data.draw(random.models(repeats=True))))
    message = data.draw(random.messages(judges.schema))
    found = read_message(message, judges.find)
    assert found is not None
    assert write_message(etree.fromstring(write_xml(found.root)), judges.find) == message
    assert isinstance(found.root, Node)
    assert local(found.root.tag) in message
