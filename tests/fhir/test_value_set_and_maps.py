"""ValueSets become collections, ConceptMaps mapping sets, NamingSystems aliases; the rest is refused in a sentence."""

import pytest

from registry.errors import CannotHold, Conflict, InvalidInput, NotFound
from registry.namespaces import BASE, iri
from registry.store.memory import MemoryStore
from tests.fhir.importing import LIST, URL, code_system, load, value

OTHER = "http://example.no/fhir/CodeSystem/former"


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    load(made, code_system(), code_system(url=OTHER, concept=[{"code": "rund"}, {"code": "kantet"}]))
    return made


def value_set(*includes, **more):
    compose = {"include": list(includes), **more}
    url = "http://example.no/fhir/ValueSet/lys"
    return {
        "resourceType": "ValueSet",
        "url": url,
        "version": "1",
        "title": "Lys",
        "language": "nb",
        "compose": compose,
    }


def include(*codes, system=URL, **more):
    concepts = {"concept": [{"code": code} for code in codes]} if codes else {}
    return {"system": system, **concepts, **more}


def test_enumerated_codes_become_a_collection_of_their_list(store):
    done = load(store, value_set(include("r")))
    (found,) = value(store).collections
    assert found.iri == BASE + "collection/lys"
    assert found.member == (BASE + "code/farger/r",)
    assert found.pref_label[0].text == "Lys"
    assert '"http://example.no/fhir/ValueSet/lys"' in {row.object for row in found.extra}
    assert [draft.iri for draft in done.drafts] == [LIST]
    assert len(value(store).codes) == 2


def test_codes_of_several_lists_become_a_collection_in_each(store):
    load(store, value_set(include("r"), include("rund", "kantet", system=OTHER)))
    assert [row.iri for row in value(store).collections] == [BASE + "collection/lys-farger"]
    (other,) = value(store, BASE + "code-list/former").collections
    assert len(other.member) == 2


def test_a_whole_list_is_what_it_has_now_and_said_so(store):
    done = load(store, value_set(include()))
    assert len(value(store).collections[0].member) == 2
    assert "the 2 codes that the list has now" in done.drafts[0].notes[0]


def test_another_display_is_kept_with_its_code(store):
    row = include()
    row["concept"] = [{"code": "r", "display": "Knallrød"}, {"code": "g", "display": "Grønn"}]
    load(store, value_set(row))
    kept = {statement.object for statement in value(store).collections[0].extra}
    assert {'"Knallrød"', '"r"'} <= kept
    assert '"Grønn"' not in kept


def test_importing_it_again_replaces_the_collection(store):
    load(store, value_set(include("r")))
    load(store, value_set(include("g")))
    assert [row.member for row in value(store).collections] == [(BASE + "code/farger/g",)]


@pytest.mark.parametrize(
    ("resource", "kind", "said"),
    [
        (value_set(include("r", system="urn:oid:1.2.3")), NotFound, "urn:oid:1.2.3"),
        (value_set(include("blå")), NotFound, "'blå'"),
        (value_set(include("r"), exclude=[include("g")]), CannotHold, "ValueSet.compose.exclude"),
        (value_set(include(filter=[{"property": "a", "op": "=", "value": "b"}])), CannotHold, "include[0].filter"),
        (value_set({"valueSet": ["http://example.no/vs"]}), CannotHold, "include[0].valueSet"),
        (value_set({"concept": [{"code": "r"}]}), InvalidInput, "include[0].system"),
        (value_set(include()) | {"compose": {}}, CannotHold, "includes nothing"),
    ],
)
def test_value_sets_that_are_no_enumeration_are_refused(store, resource, kind, said):
    with pytest.raises(kind) as refused:
        load(store, resource)
    assert said in refused.value.message
    assert value(store).collections == ()


def test_among_several_the_one_that_cannot_be_held_is_left_out_and_named(store):
    done = load(store, value_set(include("r", system="urn:oid:1.2.3")), code_system(version="2"))
    assert [draft.iri for draft in done.drafts] == [LIST]
    assert "fil-0.json" in done.notes[0]
    assert "urn:oid:1.2.3" in done.notes[0]


def concept_map(*elements, **more):
    group = {"source": URL, "target": OTHER, "element": list(elements)}
    return {"resourceType": "ConceptMap", "url": "http://example.no/fhir/ConceptMap/f2f", "group": [group], **more}


def mapped(word, source="r", target="rund", **more):
    field = "relationship" if "source" in word or "related-" in word else "equivalence"
    return {"code": source, "target": [{"code": target, field: word, **more}]}


@pytest.mark.parametrize(
    ("word", "match"),
    [
        ("equivalent", "exactMatch"),
        ("equal", "exactMatch"),
        ("wider", "broadMatch"),
        ("subsumes", "broadMatch"),
        ("narrower", "narrowMatch"),
        ("specializes", "narrowMatch"),
        ("inexact", "relatedMatch"),
        ("relatedto", "relatedMatch"),
        ("related-to", "relatedMatch"),
        ("source-is-narrower-than-target", "broadMatch"),
        ("source-is-broader-than-target", "narrowMatch"),
    ],
)
def test_equivalence_of_r4_and_relationship_of_r5_are_skos_matches(store, word, match):
    load(store, concept_map(mapped(word, comment="fordi")), lang="nb")
    found = value(store, BASE + "mapping-set/f2f")
    assert (found.subject_source, found.object_source) == (LIST, BASE + "code-list/former")
    (row,) = found.mappings
    assert row.iri == BASE + "mapping/f2f/r/rund"
    assert (row.subject, row.object) == (BASE + "code/farger/r", BASE + "code/former/rund")
    assert row.predicate == iri("skos:" + match)
    assert [(said.lang, said.text) for said in row.justification] == [("nb", "fordi")]


def test_a_match_on_a_condition_is_only_related_and_keeps_the_condition(store):
    load(store, concept_map(mapped("equivalent", dependsOn=[{"property": "urn:p", "value": "nei"}])))
    (row,) = value(store, BASE + "mapping-set/f2f").mappings
    assert row.predicate == iri("skos:relatedMatch")
    assert {'"equivalent"', '"urn:p"', '"nei"'} <= {said.object for said in row.extra}


@pytest.mark.parametrize(
    "element",
    [
        {"code": "g", "noMap": True},
        {"code": "g", "target": [{"equivalence": "unmatched"}]},
        {"code": "g", "target": [{"code": "rund", "relationship": "not-related-to"}]},
    ],
)
def test_no_match_is_said_and_kept_and_is_no_mapping(store, element):
    done = load(store, concept_map(element, mapped("equivalent")))
    found = value(store, BASE + "mapping-set/f2f")
    assert len(found.mappings) == 1
    assert any(" g: " in note for note in done.drafts[0].notes)
    assert '"g"' in {row.object for row in found.extra}


def test_a_system_that_is_not_registered_names_its_codes_itself(store):
    resource = concept_map(mapped("equivalent"))
    resource["group"][0]["target"] = "http://example.com/ukjent|2.0"
    done = load(store, resource)
    assert value(store, BASE + "mapping-set/f2f").mappings[0].object == "http://example.com/ukjent#rund"
    assert "http://example.com/ukjent" in done.drafts[0].notes[0]


@pytest.mark.parametrize(
    ("element", "path"),
    [
        (mapped("likt"), "ConceptMap.group[0].element[0].target[0].equivalence"),
        (mapped("equivalent", source="blå"), "ConceptMap.group[0].element[0].code"),
        (mapped("equivalent", target="blå"), "ConceptMap.group[0].element[0].target[0].code"),
        ({"code": "r", "target": [{"equivalence": "equal"}]}, "element[0].target[0].code"),
        ({"code": "r", "target": [{"code": "rund"}]}, "element[0].target[0].relationship"),
    ],
)
def test_bad_maps_are_refused_with_their_path(store, element, path):
    with pytest.raises(InvalidInput) as refused:
        load(store, concept_map(element))
    assert path in refused.value.message
    assert BASE + "mapping-set/f2f/draft" not in store.graphs()


def naming_system(*names, **more):
    rows = [{"type": "oid" if name[0].isdigit() else "uri", "value": name} for name in names]
    return {"resourceType": "NamingSystem", "name": "Farger", "kind": "codesystem", "uniqueId": rows, **more}


def test_a_naming_system_gives_its_list_further_names(store):
    load(store, naming_system("1.2.3", URL, "urn:farger"))
    assert {row.notation for row in value(store).aliases} == {URL, "urn:oid:1.2.3", "urn:farger"}
    load(store, value_set(include("r", system="urn:oid:1.2.3")))
    assert len(value(store).collections) == 1


def test_a_remark_on_a_name_is_kept_with_it(store):
    resource = naming_system(URL)
    resource["uniqueId"].append({"type": "oid", "value": "1.2.3", "comment": "gammel"})
    load(store, resource)
    assert {'"gammel"', '"1.2.3"'} <= {row.object for row in value(store).extra}


def test_a_naming_system_of_nothing_registered_is_refused(store):
    with pytest.raises(NotFound, match=r"urn:oid:1\.2\.3"):
        load(store, naming_system("1.2.3"))


def test_names_of_two_lists_are_a_conflict(store):
    with pytest.raises(Conflict):
        load(store, naming_system(URL, OTHER))
