"""Where lists, codes, elements and concepts are used, through component models."""

import pytest

BASE = "https://omforent.no/"
EXCHANGE = BASE + "exchange/utskrivningsrapport"


def exchanges(uses):
    return {use.subject: use.via for use in uses if use.kind == "exchange"}


def test_a_list_is_used_by_the_exchange_of_the_message_whose_component_is_bound_to_it(reader):
    assert EXCHANGE in exchanges(reader.where_used(BASE + "code-list/3101", indirect=True))


def test_a_code_is_used_where_its_list_is(reader):
    of_list = exchanges(reader.where_used(BASE + "code-list/3101", indirect=True))
    of_code = exchanges(reader.where_used(BASE + "code/3101/1", indirect=True))
    assert of_code.keys() == of_list.keys()
    assert of_code[EXCHANGE] == (BASE + "code-list/3101", *of_list[EXCHANGE])
    assert not exchanges(reader.where_used(BASE + "code/3101/1"))


@pytest.mark.parametrize("kind", ["element", "type"])
def test_an_element_of_a_component_is_used_by_the_exchange_of_the_message(reader, structure, kind):
    inner = next(
        row.iri
        for row in structure.contents(BASE + "model/utskrivningsrapport-1.6").elements
        if "/pokomponent-1.6/" in row.iri
    )
    name = inner if kind == "element" else inner.replace("/element/", "/type/").rpartition("/")[0]
    found = exchanges(reader.where_used(name, indirect=True))
    assert kind == "type" or found[EXCHANGE][0] == BASE + "model/pokomponent-1.6"
    assert found[EXCHANGE][-1] == BASE + "model/utskrivningsrapport-1.6"


def test_a_concept_is_used_by_the_exchanges_whose_messages_have_an_element_about_it(reader, structure):
    concept = next(row.element.subject for row in structure.contents(BASE + "model/epikrise-1.2").elements)
    assert BASE + "exchange/epikrise" in exchanges(reader.where_used(concept, indirect=True))
