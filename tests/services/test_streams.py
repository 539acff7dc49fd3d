"""Large files read as streams: the same drafts and releases as when they are read whole."""

import json
import zipfile
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from registry.errors import InvalidInput, SyntaxFault
from registry.namespaces import PREFIXES, iri
from registry.rdf.objects import in_default_graph, write_object
from registry.rdf.serialization import Format, serialize
from registry.services import drafts, package, streams
from registry.services.streams import StreamedFile
from registry.store.memory import MemoryStore
from registry.store.protocol import Change
from registry.terminology.releases import Releases
from tests.services.releasing import publish
from tests.terminology import content

TEXT = serialize(in_default_graph(write_object(content.scheme())), Format.TURTLE)


@pytest.fixture(autouse=True)
def all_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LARGE", 1)


def loaded(folder: Path) -> MemoryStore:
    store = MemoryStore()
    drafts.put(store, drafts.read_file(TEXT, "s.ttl"), snapshots=folder / "drafts")
    return store


def test_a_stream_is_recognised_and_stored_whole(tmp_path: Path) -> None:
    parsed = drafts.read_file(TEXT, "s.ttl")
    assert isinstance(parsed.triples, StreamedFile)
    (draft,) = drafts.put(MemoryStore(), parsed)
    assert (draft.iri, draft.statements) == (content.SCHEME, len(write_object(content.scheme())))
    assert drafts.value_of(loaded(tmp_path), content.SCHEME) == content.scheme()


def test_a_release_of_a_stream_is_that_of_the_file_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(loaded(tmp_path / "stream"), tmp_path / "stream")
    monkeypatch.setattr(streams, "LARGE", 2**60)
    publish(loaded(tmp_path / "whole"), tmp_path / "whole")
    one, other = (Releases(tmp_path / way).current().release for way in ("stream", "whole"))
    assert one == other
    assert list((tmp_path / "stream" / "drafts").iterdir())
    assert not (tmp_path / "whole" / "drafts").exists()
    ways = [tmp_path / way / "objects" for way in ("stream", "whole")]
    files = [{path.name: path.read_bytes() for path in way.rglob("*.*")} for way in ways]
    assert files[0] == files[1]


def test_what_is_edited_after_loading_is_what_is_released(tmp_path: Path) -> None:
    store = loaded(tmp_path)
    added = Triple(NamedNode(content.CONCEPT), NamedNode(iri("skos:altLabel")), Literal("sluttnotat", language="nb"))
    store.apply(Change(drafts.graph_of(content.SCHEME), added=(added,)))
    assert drafts.large_text(store, tmp_path / "drafts", content.SCHEME) is None
    publish(store, tmp_path)
    concept = Releases(tmp_path).current().member(content.CONCEPT)
    assert "sluttnotat" in {label.text for label in concept.alt_label}


def test_one_file_of_lines_is_kept_and_a_lost_one_is_no_loss(tmp_path: Path) -> None:
    store = loaded(tmp_path)
    drafts.put(store, drafts.read_file(TEXT, "s.ttl"), snapshots=tmp_path / "drafts")
    (path,) = (tmp_path / "drafts").iterdir()
    assert drafts.large_text(store, tmp_path / "drafts", content.SCHEME) == path
    path.unlink()
    publish(store, tmp_path)
    assert Releases(tmp_path).current().object(content.SCHEME) == content.scheme()


@pytest.mark.parametrize(
    "broken", [b"<x:s> <x:p> .\n", b'<x:s> <x:p> "a"@not_a_tag .\n', b"<x:s> <x:p> <<(<x:a> <x:b> <x:c>)>> .\n"]
)
def test_faults_are_told_with_their_place_and_change_nothing(broken: bytes) -> None:
    with pytest.raises(SyntaxFault) as fault:
        drafts.read_file(b"<x:s> <x:p> <x:o> .\n" + broken, "broken.ttl")
    assert (fault.value.field, fault.value.line in {0, 2}) == ("broken.ttl", True)


def test_several_objects_in_a_stream_are_refused() -> None:
    two = TEXT + serialize(in_default_graph(write_object(content.code_list())), Format.N_TRIPLES)
    two += two.replace(b"/code-list/7304>", b"/code-list/7305>")
    with pytest.raises(InvalidInput, match="one registered object"):
        drafts.read_file(two, "two.ttl")


def test_very_large_objects_are_packed_as_turtle_and_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGE", 1)
    publish(loaded(tmp_path), tmp_path)
    reader = Releases(tmp_path).current()
    with zipfile.ZipFile(Releases(tmp_path).package(reader.release.number)) as packed:
        assert {name for name in packed.namelist() if "/" in name} == {
            "concept-scheme/forlop.json",
            "concept-scheme/forlop.ttl",
        }
        turtle = serialize(in_default_graph(reader.triples(content.SCHEME)), Format.TURTLE, PREFIXES)
        assert packed.read("concept-scheme/forlop.ttl") == turtle
        assert json.loads(packed.read("concept-scheme/forlop.json"))["iri"] == content.SCHEME
