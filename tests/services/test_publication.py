"""Making releases: which versions come out, what is refused, that bytes never change and inputs decide them."""

import hashlib
import json
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from registry.domain import Kind
from registry.errors import ChecksFailed, Conflict, InvalidInput, Unavailable
from registry.namespaces import iri
from registry.rdf import dcat, prov
from registry.rdf.canonical import digest_of
from registry.rdf.objects import write_object
from registry.rdf.serialization import Format, parse
from registry.services import publication
from registry.services.drafts import graph_of, remove
from registry.store.memory import MemoryStore
from registry.store.protocol import Change
from registry.store.released import ReleaseStore
from registry.terminology.releases import Releases
from tests.services.releasing import NOON, files, publish, put, store_with
from tests.terminology import content


def test_the_first_release_pins_every_object_at_its_first_version(tmp_path: Path) -> None:
    values = content.everything()
    made = publish(store_with(values), tmp_path, note="Den første", role="https://omforent.no/role/owner")
    assert (made.number, made.issued, made.agent, made.note) == ("2026.1", NOON, content.AGENT, "Den første")
    assert [(v.object, v.number, v.release) for v in made.versions] == [
        (name, "1.0.0", "2026.1") for name in sorted(value.iri for value in values)
    ]
    digests = {value.iri: digest_of(write_object(value)) for value in values}
    assert {version.object: version.digest for version in made.versions} == digests
    assert Releases(tmp_path).current().release == made


def test_the_digest_of_a_release_can_be_computed_again(tmp_path: Path) -> None:
    made = publish(store_with(content.everything()), tmp_path)
    lines = sorted(f"{v.object} {v.number} {v.digest}\n" for v in made.versions)
    assert made.digest == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_nothing_changed_makes_no_release_and_says_so(tmp_path: Path) -> None:
    store, told = store_with(content.everything()), []
    publish(store, tmp_path)
    before = files(tmp_path)
    put(store, content.everything())
    later = NOON + timedelta(days=1)
    assert publish(store, tmp_path, issued=later, progress=told.append) is None
    assert "nothing has changed since the last release" in told
    assert files(tmp_path) == before


def test_what_did_not_change_keeps_its_version(tmp_path: Path) -> None:
    store = store_with(content.everything())
    first = publish(store, tmp_path)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    second = publish(store, tmp_path)
    assert second.number == "2026.2"
    changed = [v for v in second.versions if v not in first.versions]
    assert [(v.object, v.number, v.replaces, v.release) for v in changed] == [
        (content.LIST, "1.1.0", "1.0.0", "2026.2")
    ]


@pytest.mark.parametrize(("step", "number"), [("major", "2.0.0"), ("minor", "1.1.0")])
def test_a_version_moves_as_far_as_asked(step: str, number: str, tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    publish(store, tmp_path)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    made = publish(store, tmp_path, steps={content.LIST: step})
    assert made.versions[0].number == number


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        (content.code_list(content.code("X", "Ukjent")), "1.1.0"),
        (content.code_list().model_copy(update={"codes": content.code_list().codes[:2]}), "2.0.0"),
        (content.code_list().model_copy(update={"note": content.nb("Om bruken.")}), "1.0.1"),
    ],
)
def test_unless_asked_a_version_moves_as_far_as_its_changes_demand(changed, number: str, tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    publish(store, tmp_path)
    put(store, [changed])
    assert publish(store, tmp_path).versions[0].number == number


def test_a_step_smaller_than_the_changes_demand_is_refused_with_the_reasons(tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    publish(store, tmp_path)
    before = files(tmp_path)
    put(store, [content.code_list().model_copy(update={"codes": content.code_list().codes[1:]})])
    for step in ("minor", "patch"):
        with pytest.raises(InvalidInput) as refused:
            publish(store, tmp_path, steps={content.LIST: step})
        assert (refused.value.field, refused.value.value, refused.value.rule) == ("steps", step, "at least major")
        assert "has been removed. Codes in records and messages can no longer be looked up." in refused.value.message
    assert files(tmp_path) == before


def test_a_step_that_is_none_or_has_nothing_to_move_is_refused(tmp_path: Path) -> None:
    store = store_with([content.code_list(), content.scheme()])
    publish(store, tmp_path)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    before = files(tmp_path)
    for steps in ({content.LIST: "huge"}, {content.SCHEME: "major"}, {"https://example.org/": "minor"}):
        with pytest.raises(InvalidInput) as refused:
            publish(store, tmp_path, steps=steps)
        assert refused.value.field == "steps"
    assert files(tmp_path) == before


def test_going_back_to_what_was_released_is_a_new_version_of_the_same_digest(tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    first = publish(store, tmp_path)
    for value in (content.code_list(content.code("X", "Ukjent")), content.code_list()):
        put(store, [value])
        last = publish(store, tmp_path)
    assert (last.versions[0].number, last.versions[0].digest) == ("2.0.0", first.versions[0].digest)
    assert Releases(tmp_path).version(content.LIST, "2.0.0").object() == content.code_list()


def test_an_object_whose_draft_is_gone_keeps_its_last_version(tmp_path: Path) -> None:
    store = store_with([content.code_list(), content.scheme()])
    publish(store, tmp_path)
    remove(store, content.LIST)
    put(store, [content.scheme(content.concept("ny", "ny"))])
    seen = []
    made = publish(store, tmp_path, check=lambda graphs: seen.extend(graphs) or ())
    assert {v.object: v.number for v in made.versions} == {content.LIST: "1.0.0", content.SCHEME: "1.1.0"}
    assert len(seen) == 2


def test_numbers_run_within_the_year_of_issue(tmp_path: Path) -> None:
    store = MemoryStore()
    numbers = []
    for at, issued in enumerate((NOON, NOON, NOON + timedelta(days=60))):
        put(store, [content.code_list(content.code(f"X{at}", "Ukjent"))])
        numbers.append(publish(store, tmp_path, issued=issued).number)
    assert numbers == ["2026.1", "2026.2", "2027.1"]


@pytest.mark.parametrize("number", ["2026.1", "2025.7", "2026", "2026.01", "x", "2026.2 "])
def test_a_number_that_cannot_come_next_is_refused(number: str, tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    publish(store, tmp_path)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    with pytest.raises(InvalidInput) as refused:
        publish(store, tmp_path, number=number)
    assert (refused.value.field, refused.value.value) == ("number", number)
    assert Releases(tmp_path).current().release.number == "2026.1"


def test_a_time_before_the_last_release_or_without_a_zone_is_refused(tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    publish(store, tmp_path)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    for issued in (NOON - timedelta(seconds=1), datetime(2026, 12, 24)):  # noqa: DTZ001 (that is what is refused)
        with pytest.raises(InvalidInput) as refused:
            publish(store, tmp_path, issued=issued)
        assert refused.value.field == "issued"


def test_findings_block_and_leave_nothing(tmp_path: Path) -> None:
    store = store_with(content.everything())
    with pytest.raises(ChecksFailed) as refused:
        publish(store, tmp_path, check=lambda graphs: (f"{len(graphs)} are wrong",))
    assert refused.value.findings == ("7 are wrong",)
    assert files(tmp_path) == {}
    assert Releases(tmp_path).all() == ()


def test_the_checks_of_the_registry_run_unless_told_otherwise(tmp_path: Path) -> None:
    broken = content.code_list(content.code("J", "Ja igjen").model_copy(update={"iri": content.BASE + "code/7304/J2"}))
    with pytest.raises(ChecksFailed) as refused:
        publish(store_with([broken]), tmp_path, check=publication.blocking)
    assert any("code/7304/J" in finding for finding in refused.value.findings)


def test_a_release_made_meanwhile_is_a_conflict(tmp_path: Path) -> None:
    store = store_with([content.code_list()])

    def meddle(_: object) -> tuple[str, ...]:
        store.apply(Change(dcat.GRAPH))
        return ()

    with pytest.raises(Conflict):
        publish(store, tmp_path, check=meddle)
    publication.recover(store, tmp_path)
    assert files(tmp_path) == {}


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        store = store_with(reversed(content.everything()) if name == "one" else content.everything())
        publish(store, tmp_path / name)
        put(store, [content.code_list(content.code("X", "Ukjent"))])
        publish(store, tmp_path / name, note="En kode til")
        found = files(tmp_path / name)
        made.append({path: data for path, data in found.items() if not path.startswith("release-store/")})
    assert made[0].keys() == made[1].keys()
    assert [path for path in made[0] if made[0][path] != made[1][path]] == []
    assert {"releases/2026.2/omforent-2026.2.zip", "releases/2026.2/release.idx"} <= made[0].keys()


def test_released_bytes_never_change(tmp_path: Path) -> None:
    store = store_with(content.everything())
    publish(store, tmp_path)

    def hashes() -> dict[str, str]:
        found = files(tmp_path)
        return {
            path: hashlib.sha256(data).hexdigest()
            for path, data in found.items()
            if path.startswith(("objects/", "releases/2026.1/"))
        }

    before = hashes()
    for value in (content.code_list(content.code("X", "Ukjent")), content.code_list()):
        put(store, [value])
        publish(store, tmp_path)
        publication.recover(store, tmp_path)
    assert before.items() <= hashes().items()
    for reader in map(Releases(tmp_path).get, ("2026.1", "2026.2", "2026.3")):
        for version in reader.versions():
            assert digest_of(reader.triples(version.object)) == version.digest


def test_the_release_store_holds_the_union(tmp_path: Path) -> None:
    store = store_with(content.everything())
    publish(store, tmp_path)
    released = ReleaseStore(tmp_path / "release-store")
    reader = Releases(tmp_path).current()
    wanted = sum(len(reader.triples(version.object)) for version in reader.versions())
    assert len(list(released.triples())) == wanted
    released.close()


def test_the_catalogue_graph_names_every_release_and_version(tmp_path: Path) -> None:
    store = store_with(content.everything())
    publish(store, tmp_path)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    publish(store, tmp_path)
    triples = list(store.triples(dcat.GRAPH))
    assert dcat.released_numbers(triples) == ("2026.1", "2026.2")
    datasets = {row.object.value for row in triples if row.predicate.value == iri("dcat:dataset")}
    assert {content.LIST + "?version=1.0.0", content.LIST + "?version=1.1.0"} <= datasets


def test_provenance_tells_who_when_and_from_what_and_names_no_person(tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    publish(store, tmp_path)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    publish(store, tmp_path, role="https://omforent.no/role/owner", note="En kode til")
    said = {(row.subject.value, row.predicate.value, row.object.value) for row in store.triples(prov.GRAPH)}
    activity = prov.activity_iri("2026.2")
    new = content.LIST + "?version=1.1.0"
    assert {
        (activity, iri("prov:wasAssociatedWith"), content.AGENT),
        (activity, iri("prov:endedAtTime"), "2026-11-22T12:00:00Z"),
        (activity, iri("rdfs:comment"), "En kode til"),
        (activity + "#association", iri("prov:hadRole"), "https://omforent.no/role/owner"),
        (new, iri("prov:wasGeneratedBy"), activity),
        (new, iri("prov:wasRevisionOf"), content.LIST + "?version=1.0.0"),
    } <= said


def test_recovery_removes_what_no_entry_names_and_nothing_else(tmp_path: Path) -> None:
    store = store_with(content.everything())
    publish(store, tmp_path)
    before = files(tmp_path)
    for stray in ("objects/ab/abcd.nt.zst", "objects/x.part", "releases/2026.2/release.json", "releases/.new-2026.2/x"):
        (tmp_path / stray).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / stray).write_bytes(b"x")
    publication.recover(store, tmp_path)
    assert files(tmp_path) == before


def test_recovery_repairs_pointer_and_release_store(tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    publish(store, tmp_path)
    (tmp_path / "releases" / "current").unlink()
    (tmp_path / "release-store" / "current").unlink()
    publication.recover(store, tmp_path)
    assert Releases(tmp_path).current().release.number == "2026.1"
    ReleaseStore(tmp_path / "release-store").close()


def test_recovery_deletes_nothing_when_the_working_store_is_another(tmp_path: Path) -> None:
    publish(store_with([content.code_list()]), tmp_path)
    before = files(tmp_path)
    with pytest.raises(Unavailable, match=r"does not know its release 2026\.1"):
        publication.recover(MemoryStore(), tmp_path)
    assert files(tmp_path) == before


def test_an_object_that_cannot_have_a_digest_is_refused_whole(tmp_path: Path) -> None:
    store = store_with([content.code_list()])
    text = """
        <https://omforent.no/code-list/7304> <https://example.org/p> _:x .
        <https://omforent.no/code/7304/J> <https://example.org/p> _:x .
        _:x <https://example.org/p> "y" ."""
    shared = [quad.triple for quad in parse(text.encode(), Format.N_TRIPLES).quads]
    store.apply(Change(graph_of(content.LIST), added=tuple(shared)))
    with pytest.raises(InvalidInput, match=r"code-list/7304.*code/7304/J"):
        publish(store, tmp_path)
    assert files(tmp_path) == {}


def packed(home: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(Releases(home).package("2026.1").read_bytes())) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_the_package_holds_every_object_in_every_format_and_a_true_manifest(tmp_path: Path) -> None:
    publish(store_with(content.everything()), tmp_path, tables={"csv": lambda value: value.iri.encode()})
    found = packed(tmp_path)
    assert found["code-list/7304.csv"] == content.LIST.encode()
    stems = {
        f"{version.kind}/{version.object.rpartition('/')[2]}" for version in Releases(tmp_path).current().versions()
    }
    objects = {f"{stem}.{suffix}" for stem in stems for suffix in ("ttl", "json")}
    objects |= {f"{stem}.skos.ttl" for stem in stems if stem.startswith("concept-scheme/")}
    assert found.keys() == objects | {"README.txt", "catalogue.ttl", "manifest.json", "code-list/7304.csv"}
    manifest = json.loads(found["manifest.json"])
    assert manifest["number"] == "2026.1"
    told = {row["path"]: (row["sha256"], row["bytes"]) for row in manifest["files"]}
    del found["manifest.json"]
    assert told == {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in found.items()}


def test_the_turtle_and_json_of_the_package_say_all_that_was_released(tmp_path: Path) -> None:
    publish(store_with(content.everything()), tmp_path)
    found = packed(tmp_path)
    for value in content.everything():
        version = Releases(tmp_path).current().version(value.iri)
        stem = f"{version.kind}/{value.iri.rpartition('/')[2]}"
        triples = [quad.triple for quad in parse(found[stem + ".ttl"], Format.TURTLE).quads]
        assert digest_of(triples) == version.digest
        assert type(value).model_validate_json(found[stem + ".json"]) == value
    assert {"code-list/7304.csv", "code-list/7304.xlsx"} <= found.keys()


def test_objects_of_one_name_do_not_overwrite_each_other_in_the_package(tmp_path: Path) -> None:
    odd = [
        "https://example.org/a/7304",
        "https://example.org/b/7304",
        "https://example.org/..",
        "https://example.org/a:b",
    ]
    values = [content.code_list().model_copy(update={"iri": name, "codes": (), "aliases": ()}) for name in odd]
    publish(store_with(values), tmp_path, tables={})
    names = [name for name in packed(tmp_path) if name.endswith(".ttl") and name != "catalogue.ttl"]
    assert len(names) == len(odd)
    assert all(name.startswith(Kind.CODE_LIST + "/") and ".." not in name and ":" not in name for name in names)
