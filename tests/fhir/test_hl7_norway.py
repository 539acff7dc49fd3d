"""Every resource of the Norwegian base profiles is read, or left out with a sentence that says what is missing."""

import json
import tarfile
from pathlib import Path

import pytest

from registry.domain import Kind
from registry.errors import CannotHold, NotFound
from registry.namespaces import BASE
from registry.rdf.objects import read_object, write_object
from registry.services import drafts, shipped
from registry.services.importing import Importer, import_from, source_files
from registry.store.memory import MemoryStore

#: What names something that is not registered: identifier systems of persons, and code lists that the content lacks.
LEFT_OUT = {
    "no-basis-dnummer",
    "no-basis-dufnummer",
    "no-basis-felleshjelpenummer",
    "no-basis-fodselsnummer",
    "no-basis-helsepersonellnummer",
    "no-basis-connection-type.valueset",
    "no-basis-documentreference-type.valueset",
    "no-basis-service-type.valueset",
    "no-basis-virtual-service-type.valueset",
}


@pytest.fixture(scope="module")
def loaded(shared: Path):
    store = MemoryStore()
    shipped.load(store)
    done = import_from(store, Importer.FHIR, source_files(Importer.FHIR, shared / "domain" / "hl7-norway"), lang="nb")
    return store, done


def test_each_resource_is_in_a_draft_or_named(loaded):
    _, done = loaded
    named = {Path(note.split(": ")[1]).name.removesuffix(".xml").removesuffix(".namingsystem") for note in done.notes}
    assert named == LEFT_OUT
    found = {draft.iri.removeprefix(BASE): draft.kind for draft in done.drafts}
    lists = ("connection-type", "family-relation", "marital-status", "parental-responsibility")
    expected = {f"code-list/no-basis-{name}": Kind.CODE_LIST for name in lists}
    expected |= {f"code-list/{number}": Kind.CODE_LIST for number in ("3402", "3403", "7170")}
    assert found == {**expected, "mapping-set/3401-mapping": Kind.MAPPING_SET}


def test_a_single_one_that_cannot_be_held_is_refused(loaded, shared: Path):
    store, _ = loaded
    for path in sorted((shared / "domain" / "hl7-norway").rglob("*.xml")):
        if path.name.removesuffix(".xml").removesuffix(".namingsystem") in LEFT_OUT:
            with pytest.raises((NotFound, CannotHold)) as refused:
                import_from(store, Importer.FHIR, source_files(Importer.FHIR, path))
            assert "is not a registered code list" in refused.value.message or "none of" in refused.value.message


def test_drafts_come_out_as_they_went_in(loaded):
    store, done = loaded
    for draft in done.drafts:
        found = drafts.value_of(store, draft.iri)
        assert read_object(write_object(found)) == found


def test_the_map_of_address_uses_leads_into_the_shipped_list(loaded):
    store, _ = loaded
    found = drafts.value_of(store, BASE + "mapping-set/3401-mapping")
    matches = {row.iri.removeprefix(BASE + "mapping/3401-mapping/"): row.predicate for row in found.mappings}
    assert len(matches) == 9
    assert matches["work/WP"].endswith("exactMatch")
    assert matches["temp/HV"].endswith("narrowMatch")
    assert matches["home/INV"].endswith("relatedMatch")  # equivalent on a condition only
    assert {row.object.rpartition("/")[0] for row in found.mappings} == {BASE + "code/3401"}


def test_a_package_is_read_like_its_folder(shared: Path, tmp_path: Path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": "x"}), "utf-8")
    for path in (shared / "domain" / "hl7-norway").rglob("*.codesystem.xml"):
        (folder / path.name).write_bytes(path.read_bytes())
    with tarfile.open(tmp_path / "x.tgz", "w:gz") as archive:
        archive.add(folder, "package")
    results = []
    for place in (folder, tmp_path / "x.tgz"):
        store = MemoryStore()
        done = import_from(store, Importer.FHIR, source_files(Importer.FHIR, place), lang="nb")
        results.append([drafts.value_of(store, draft.iri) for draft in done.drafts])
    assert results[0] == results[1]
    assert len(results[0]) == 4
