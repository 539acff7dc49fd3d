"""A release as a source of the operations: the same answers as its resources give, sent with a request."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.fhir.edition import Edition
from registry.fhir.released.shelf import Shelf
from registry.fhir.released.sources import ReleasedSources
from registry.terminology.code_system import CodeSystem, ConceptGiven, PropertyDeclared
from registry.terminology.coding import Coding, ConceptProperty, Designation, Typed
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.given import GivenConcepts
from registry.terminology.releases import Releases
from tests.fhir.contract import check_index
from tests.fhir.released import content
from tests.fhir.released.content import ABSENT, FORMER, LIST, OID, SCHEME, SYSTEM, TODAY


@pytest.fixture(scope="module")
def sources(shelf: Shelf) -> ReleasedSources:
    return ReleasedSources(shelf, lambda: TODAY)


def index(sources: ReleasedSources, url: str) -> CodeSystemIndex:
    found = sources.code_system(url, sources.code_system_versions(url)[0])
    assert found is not None
    return found


def exported(shelf: Shelf, url: str, day: date = TODAY) -> GivenConcepts:
    """The index of the resource, read as a request would bring it."""
    resource = shelf.json(shelf.named("CodeSystem", url)[0], Edition.R5, day)
    declared = tuple(
        PropertyDeclared(row["code"], row["type"], row.get("uri", "")) for row in resource.get("property", ())
    )
    header = CodeSystem(url=url, version=resource["version"], language=resource["language"], properties=declared)
    return GivenConcepts(header, list(_flat(resource["concept"])))


def _flat(concepts: list[dict[str, Any]]) -> Iterator[ConceptGiven]:
    waiting = [(row, -1) for row in concepts]
    for place, (row, parent) in enumerate(waiting):
        waiting += [(child, place) for child in row.get("concept", ())]
        yield ConceptGiven(
            row["code"],
            row.get("display", ""),
            row.get("definition", ""),
            tuple(_designation(one) for one in row.get("designation", ())),
            tuple(_property(one) for one in row.get("property", ())),
            parent=parent,
        )


def _designation(row: dict[str, Any]) -> Designation:
    use = row["use"]
    return Designation(
        row["value"], row["language"], Coding(use["system"], use["code"], display=use.get("display", ""))
    )


def _property(row: dict[str, Any]) -> ConceptProperty:
    kind, value = next((name, value) for name, value in row.items() if name != "code")
    if isinstance(value, dict):
        value = Coding(value["system"], value["code"], display=value.get("display", ""))
    kind = kind.removeprefix("value")
    typed = kind if kind == "Coding" else kind[:1].lower() + kind[1:]
    return ConceptProperty(row["code"], Typed(typed, Decimal(str(value)) if isinstance(value, float) else value))


def codes(found: CodeSystemIndex, ordinals: Iterable[int]) -> set[str]:
    return {found.code_at(at) for at in ordinals}


@pytest.mark.parametrize("url", [SYSTEM, SCHEME])
@pytest.mark.parametrize("day", [TODAY, date(2027, 1, 1), date(1985, 1, 1)])
def test_compiled_and_sent_say_the_same(shelf: Shelf, url: str, day: date) -> None:
    compiled, sent = index(ReleasedSources(shelf, lambda: day), url), exported(shelf, url, day)
    assert codes(compiled, compiled.everything) == codes(sent, sent.everything)
    assert (compiled.header.version, compiled.header.language) == (sent.header.version, sent.header.language)
    assert compiled.has_hierarchy == sent.has_hierarchy
    for name in ("inactive", "abstract", "roots"):
        assert codes(compiled, getattr(compiled, name)) == codes(sent, getattr(sent, name)), name
    for code in codes(sent, sent.everything):
        mine, theirs = compiled.ordinal(code), sent.ordinal(code)
        assert mine is not None
        assert theirs is not None
        for name in ("display_at", "definition_at", "status_at", "extensions_at"):
            assert getattr(compiled, name)(mine) == getattr(sent, name)(theirs), (code, name)
        assert set(compiled.designations_at(mine)) == set(sent.designations_at(theirs))
        ringed = code in {"O1", "O2"}  # in a circle: the resource has to name the parent
        if not ringed:
            assert set(compiled.properties_at(mine)) == set(sent.properties_at(theirs)), code
        for name in ("parents", "children", "descendants", "ancestors"):
            assert codes(compiled, getattr(compiled, name)(mine)) == codes(sent, getattr(sent, name)(theirs)), name
        for other in codes(sent, sent.everything):
            pair = compiled.ordinal(other), sent.ordinal(other)
            assert compiled.subsumes(mine, pair[0]) == sent.subsumes(theirs, pair[1])


@pytest.mark.parametrize("url", [SYSTEM, SCHEME])
def test_values_find_the_same_codes(shelf: Shelf, sources: ReleasedSources, url: str) -> None:
    compiled, sent = index(sources, url), exported(shelf, url)
    said = {(row.code, row.value.text) for at in sent.everything for row in sent.properties_at(at)}
    asked = {(code, value) for code, _ in said for value in ("", "A", "true", "nothing")} | said
    for code, value in sorted(asked - {("parent", "O1"), ("parent", "O2")}):
        assert codes(compiled, compiled.with_value(code, value)) == codes(sent, sent.with_value(code, value)), (
            code,
            value,
        )
    for code in {code for code, _ in said} - {"parent"} | {"unknown"}:
        assert codes(compiled, compiled.with_property(code)) == codes(sent, sent.with_property(code)), code
    assert codes(compiled, compiled.with_property("parent")) == ({"A2"} if url == SYSTEM else set())


@pytest.mark.parametrize(
    "text", ["", "e", "epl", "APPLE", "pære", "pare", "ring 1", "1 ring", "umoden", "unripe f", "A2", "zz", "%"]
)
def test_texts_find_the_same_codes(shelf: Shelf, sources: ReleasedSources, text: str) -> None:
    for url in (SYSTEM, SCHEME):
        compiled, sent = index(sources, url), exported(shelf, url)
        assert codes(compiled, compiled.matching(text)) == codes(sent, sent.matching(text))


def test_many_words_with_a_short_beginning_are_found(tmp_path: Path) -> None:
    many = tuple(content.code(f"W{at}", f"ord{at:03} felles") for at in range(100))
    store = content.releasing.store_with((content.code_list(*many),))
    content.releasing.publish(store, tmp_path, number="2026.1")
    found = index(ReleasedSources(Shelf(Releases(tmp_path).current()), lambda: TODAY), SYSTEM)
    for text, expected in (("o", 102), ("ord", 100), ("ord09", 10), ("ord05 fel", 10), ("w1", 11)):
        assert len(found.matching(text)) == expected, text


@pytest.mark.parametrize("url", [SYSTEM, SCHEME, ABSENT])
def test_the_contract_of_indexes_holds(sources: ReleasedSources, url: str) -> None:
    check_index(index(sources, url))


@pytest.mark.parametrize("name", [SYSTEM, LIST, f"urn:oid:{OID}", FORMER])
def test_every_name_leads_to_the_system(sources: ReleasedSources, name: str) -> None:
    assert sources.system(name) == SYSTEM
    assert sources.code_system_versions(name) == ("1.1.0", "1.0.0")
    older = sources.code_system(name, "1.0.0")
    assert older is not None
    assert older.ordinal("C") is None
    assert index(sources, name).ordinal("C") is not None
    assert sources.code_system(name, "9.0.0") is None


def test_unknown_names_stay_as_they_are(sources: ReleasedSources) -> None:
    assert sources.system("urn:unknown") == "urn:unknown"
    assert sources.code_system_versions("urn:unknown") == sources.value_set_versions("urn:unknown") == ()
    assert sources.value_set("urn:unknown", "") is sources.supplement("urn:unknown", "") is None
    assert sources.concept_map("urn:unknown", "") is None
    assert not sources.supplements_of("urn:unknown")


def test_value_sets_name_their_system_and_version(sources: ReleasedSources) -> None:
    url = "https://omforent.no/value-set/100"
    assert sources.value_set_versions(url) == ("1.1.0", "1.0.0")
    older = sources.value_set(url, "1.0.0")
    assert older is not None
    assert older.compose is not None
    assert [(row.system, row.version) for row in older.compose.include] == [(SYSTEM, "1.0.0")]
    assert sources.value_set(url, "1.0.0") is older
    implicit = sources.value_set(f"urn:oid:{OID}?fhir_vs", "1.1.0")
    assert implicit is not None
    assert (implicit.url, implicit.compose is not None) == (f"urn:oid:{OID}?fhir_vs", True)
    chosen = sources.value_set("https://omforent.no/value-set/collection-epler", "1.1.0")
    assert chosen is not None
    assert chosen.compose is not None
    listed = [(row.system, row.version, row.concepts) for row in chosen.compose.include]
    assert [(system, version, [one.code for one in rows or ()]) for system, version, rows in listed] == [
        (SYSTEM, "1.1.0", ["A1"]),
        (SCHEME, "", ["kart"]),
    ]


def test_supplements_add_terms(sources: ReleasedSources) -> None:
    (found,) = sources.supplements_of(SCHEME)
    assert found.header.supplements == f"{SCHEME}|1.0.0"
    assert sources.supplement(found.header.url, "1.0.0") is found
    assert sources.supplement_versions(found.header.url) == ("1.0.0",)
    added = found.concept("kart")
    assert added is not None
    assert {row.value for row in added.designations} == {"kart", "unripe fruit", "grønn frukt"}
    assert found.concept("nothing") is None
    assert {row.code for row in found.concepts()} == {"kart", "plante"}
    assert len(sources.supplements_of(FORMER)) == 2


def test_maps_are_found_by_what_they_go_from_and_to(sources: ReleasedSources) -> None:
    (found,) = sources.concept_maps(f"urn:oid:{OID}", SCHEME)
    assert found is sources.concept_map(found.url, "1.0.0")
    assert sources.concept_maps() == sources.concept_maps(target="http://example.org/cs") == (found,)
    assert sources.concept_maps(SCHEME) == ()
    group = next(row for row in found.groups if row.target == SCHEME)
    assert [(row.code, row.targets[0].code, row.targets[0].relationship) for row in group.elements] == [
        ("A1", "kart", "equivalent"),
        ("A2", "kart", "source-is-narrower-than-target"),
        ("X", "kart", "related-to"),
    ]
    assert (found.source_scope, found.target_scope) == (
        "https://omforent.no/value-set/100",
        "https://omforent.no/value-set/concept-scheme-kart",
    )


def test_a_list_without_codes_is_known_and_empty(sources: ReleasedSources) -> None:
    found = index(sources, ABSENT)
    assert (found.header.content, len(found.everything), found.ordinal("A00")) == ("not-present", 0, None)
    assert not found.matching("a")


def test_ordinals_out_of_range_are_the_callers_fault(sources: ReleasedSources) -> None:
    found = index(sources, SYSTEM)
    for ask in (found.code_at, found.properties_at, found.designations_at, found.extensions_at):
        with pytest.raises(IndexError):
            ask(len(found.everything))
