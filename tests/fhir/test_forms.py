"""FHIR files as they come: what is no JSON, no XML, no FHIR or no friend is refused with its place."""

import pytest

from registry.errors import InvalidInput, SyntaxFault
from registry.store.memory import MemoryStore
from tests.fhir.importing import code_system, load

HEAD = '<CodeSystem xmlns="http://hl7.org/fhir">'


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b'{"resourceType": "CodeSystem",\n "url" }', SyntaxFault, "fil-0.json:2:8"),
        (b'{"resourceType": "CodeSystem", "url": "a", "url": "b"}', SyntaxFault, "'url'"),
        (b"\xff\xfe", SyntaxFault, "UTF-8"),
        (b"[]", InvalidInput, "resourceType"),
        (b'{"url": "x"}', InvalidInput, "resourceType"),
        (b'{"resourceType": "Patient"}', InvalidInput, "Patient"),
        (b'{"resourceType": "CodeSystem"}', InvalidInput, "CodeSystem: a resource has a url"),
        (b"[" * 100_000, SyntaxFault, "deep"),
        (f"{HEAD}<url value='x'>".encode(), SyntaxFault, "fil-0.json:1:"),
        (b"<CodeSystem/>", InvalidInput, "namespace"),
        (f"{HEAD}<url>x</url></CodeSystem>".encode(), InvalidInput, "CodeSystem.url"),
        (f"{HEAD}<concept/></CodeSystem>".encode(), InvalidInput, "CodeSystem.url|a resource has a url"),
        (f"{HEAD}{'<a>' * 200}{'</a>' * 200}</CodeSystem>".encode(), InvalidInput, "deep"),
        (f'<!DOCTYPE x [<!ENTITY e "boo">]>{HEAD}<url value="&e;"/></CodeSystem>'.encode(), SyntaxFault, "entities"),
        (f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{HEAD}</CodeSystem>'.encode(), SyntaxFault, "document type"),
    ],
)
def test_a_file_that_is_no_fhir_is_refused_and_changes_nothing(data, kind, said):
    store = MemoryStore()
    with pytest.raises(kind) as refused:
        load(store, data)
    assert any(part in refused.value.message for part in said.split("|"))
    assert store.graphs() == ()


def test_one_broken_file_among_several_refuses_all():
    store = MemoryStore()
    with pytest.raises(SyntaxFault, match="fil-1"):
        load(store, code_system(), b"{")
    assert store.graphs() == ()


def test_other_resources_and_manifests_are_passed_over_and_counted():
    store = MemoryStore()
    done = load(store, code_system(), {"name": "hl7.fhir.no.basis"}, {"resourceType": "StructureDefinition"})
    assert done.notes == ("Not read: StructureDefinition (1).",)
    assert len(done.drafts) == 1
