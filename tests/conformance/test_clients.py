"""A walk through the service with clients that others wrote: fhirclient for R4, the models of fhir.resources for R5."""

from typing import Any

import httpx
import pytest
from fhir.resources import get_fhir_model_class
from fhirclient.client import FHIRClient
from fhirclient.models.bundle import Bundle
from fhirclient.models.capabilitystatement import CapabilityStatement
from fhirclient.models.codesystem import CodeSystem
from fhirclient.models.conceptmap import ConceptMap
from fhirclient.models.namingsystem import NamingSystem
from fhirclient.models.operationoutcome import OperationOutcome
from fhirclient.models.parameters import Parameters
from fhirclient.models.structuredefinition import StructureDefinition
from fhirclient.models.terminologycapabilities import TerminologyCapabilities
from fhirclient.models.valueset import ValueSet

from tests.fhir.released.content import FORMER, OID, SYSTEM


@pytest.fixture(scope="module")
def client(address: str) -> FHIRClient:
    """fhirclient, after it has read the CapabilityStatement."""
    found = FHIRClient(settings={"app_id": "walk", "api_base": f"{address}/fhir/r4"})
    found.prepare()
    return found


def test_fhirclient_reads_and_searches(client: FHIRClient) -> None:
    server = client.server
    system = CodeSystem.read("100", server)
    assert (system.url, system.content, system.concept[0].code) == (SYSTEM, "complete", "A")
    assert ValueSet.read("100", server).compose.include[0].system == SYSTEM
    assert ConceptMap.read("m", server).group[0].element[0].target[0].equivalence == "equivalent"
    assert StructureDefinition.read("model-epikrise-1.2", server).kind == "logical"
    (naming,) = NamingSystem.where({"value": f"urn:oid:{OID}", "version": "1.1.0"}).perform_resources_iter(server)
    assert {row.value for row in naming.uniqueId if row.preferred} == {SYSTEM, OID}
    found = CodeSystem.where({"url": FORMER}).perform_resources_iter(server)
    assert [row.version for row in found] == ["1.1.0", "1.0.0"]


def test_fhirclient_follows_pages(client: FHIRClient) -> None:
    pages = list(CodeSystem.where({"_count": "2", "_summary": "true"}).perform_iter(client.server))
    assert [len(page.entry) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert sum(len(page.entry) for page in pages) == pages[0].total
    assert all(isinstance(page, Bundle) for page in pages)


OPERATIONS = [
    (f"CodeSystem/$lookup?system=urn:oid:{OID}&code=A1", "Parameters"),
    (f"CodeSystem/$validate-code?url={FORMER}&code=A1&display=Eple", "Parameters"),
    (f"CodeSystem/$validate-code?url={FORMER}&code=none", "Parameters"),
    (f"CodeSystem/$subsumes?system={SYSTEM}&codeA=A&codeB=A1", "Parameters"),
    ("ValueSet/$expand?url=https://omforent.no/value-set/100&includeDesignations=true", "ValueSet"),
    ("ValueSet/collection-epler/$expand", "ValueSet"),
    (f"ValueSet/$validate-code?url=https://omforent.no/value-set/100&system={SYSTEM}&code=A1", "Parameters"),
    (f"ConceptMap/$translate?url=https://omforent.no/mapping-set/m&system={SYSTEM}&code=A1", "Parameters"),
    ("$versions", "Parameters"),
    ("metadata", "CapabilityStatement"),
    ("metadata?mode=terminology", "TerminologyCapabilities"),
    ("CodeSystem/100/_history", "Bundle"),
]
MODELS = {
    "Parameters": Parameters,
    "ValueSet": ValueSet,
    "CapabilityStatement": CapabilityStatement,
    "TerminologyCapabilities": TerminologyCapabilities,
    "Bundle": Bundle,
}


@pytest.mark.parametrize(("path", "kind"), OPERATIONS)
def test_fhirclient_parses_every_kind_of_answer(client: FHIRClient, path: str, kind: str) -> None:
    found: dict[str, Any] = client.server.request_json(path)
    assert found["resourceType"] == kind
    assert MODELS[kind](found).as_json()


@pytest.mark.parametrize(("path", "kind"), OPERATIONS)
def test_fhir_resources_parses_every_kind_of_answer(address: str, path: str, kind: str) -> None:
    answer = httpx.get(
        f"{address}/fhir/r5/{path.replace('&code=A1', '&sourceCode=A1') if 'translate' in path else path}"
    )
    assert answer.status_code == 200, answer.text
    assert get_fhir_model_class(kind).model_validate_json(answer.content)


@pytest.mark.parametrize("edition", ["r4", "r5"])
def test_faults_are_parsed_too(address: str, edition: str) -> None:
    for path in ("CodeSystem/none", "CodeSystem?x=1", "ValueSet/$expand?url=urn:none", "CodeSystem/$lookup?code=x"):
        answer = httpx.get(f"{address}/fhir/{edition}/{path}")
        assert 400 <= answer.status_code < 500
        if edition == "r4":
            assert OperationOutcome(answer.json()).issue[0].severity == "error"
        else:
            assert get_fhir_model_class("OperationOutcome").model_validate_json(answer.content)


def test_a_batch_is_parsed(address: str) -> None:
    entries = [{"request": {"method": "GET", "url": path}} for path, _ in OPERATIONS] + [
        {"request": {"method": "GET", "url": "CodeSystem/none"}}
    ]
    sent = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    found = Bundle(httpx.post(f"{address}/fhir/r4", json=sent).json())
    assert [row.response.status[:3] for row in found.entry] == ["200"] * len(OPERATIONS) + ["404"]
