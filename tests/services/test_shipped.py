"""The shipped content goes into the drafts once per edition, and never over what people have edited."""

from pathlib import Path

import pytest

from registry import resources
from registry.services import drafts, shipped
from registry.store import Store
from registry.store.memory import MemoryStore

TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://omforent.no/concept-scheme/{name}> a skos:ConceptScheme ; <http://purl.org/dc/terms/title> "{title}"@nb .
"""


@pytest.fixture
def store() -> Store:
    return MemoryStore()


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two shipped objects, and the profile that is none."""
    for room in ("models/profile", "vocabularies/a", "vocabularies/b"):
        (tmp_path / room).mkdir(parents=True)
    (tmp_path / "models/profile/def.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
    for name in "ab":
        (tmp_path / f"vocabularies/{name}/{name}.ttl").write_text(TURTLE.format(name=name, title="en"))
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    return tmp_path


def _iri(name: str) -> str:
    return f"https://omforent.no/concept-scheme/{name}"


def test_everything_is_loaded_once(store: Store, content: Path) -> None:
    assert shipped.load(store).put == (_iri("a"), _iri("b"))
    again = shipped.load(store)
    assert (again.put, again.unchanged) == ((), 2)


def test_a_new_edition_of_a_file_replaces_its_draft_only(store: Store, content: Path) -> None:
    shipped.load(store)
    (content / "vocabularies/a/a.ttl").write_text(TURTLE.format(name="a", title="to"))
    assert shipped.load(store).put == (_iri("a"),)
    assert drafts.value_of(store, _iri("a")).title[0].text == "to"
    assert shipped.load(store).put == ()


def test_what_people_have_edited_is_kept(store: Store, content: Path) -> None:
    shipped.load(store)
    drafts.put(store, drafts.read_file(TURTLE.format(name="a", title="redigert").encode(), "a.ttl"))
    (content / "vocabularies/a/a.ttl").write_text(TURTLE.format(name="a", title="to"))
    loaded = shipped.load(store)
    assert loaded.kept == (_iri("a"),)
    assert drafts.value_of(store, _iri("a")).title[0].text == "redigert"
    assert shipped.load(store).kept == ()


def test_a_flawed_file_stops_the_loading_and_changes_nothing(store: Store, content: Path) -> None:
    (content / "vocabularies/b/b.ttl").write_text("oops")
    with pytest.raises(Exception, match=r"b\.ttl:1"):
        shipped.load(store)
    assert drafts.iris(store) == ()
