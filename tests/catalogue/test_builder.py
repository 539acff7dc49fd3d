"""What building leaves on disk: the same each time, whole or not at all, and nothing done twice."""

import hashlib
import json

import pytest

from registry.catalogue import build
from registry.errors import Unavailable
from registry.terminology.releases import Releases


def digests(out):
    """The published files; what the builder notes for itself begins with a dot."""
    files = (path for path in out.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def again(catalogue_site, tmp_path_factory):
    out, reader, _ = catalogue_site
    folder = tmp_path_factory.mktemp("again") / "catalogue"
    package = Releases(out.parent).package(reader.release.number)
    return folder, build(Releases(out.parent).current(), folder, package=package)


def test_the_same_release_gives_the_same_bytes(catalogue_site, again):
    assert digests(again[0]) == digests(catalogue_site[0])


def test_what_is_built_already_is_left_alone(catalogue_site, again):
    folder, first = again
    before = (folder / "index.html").stat().st_mtime_ns
    package = Releases(catalogue_site[0].parent).package(catalogue_site[1].release.number)
    second = build(catalogue_site[1], folder, package=package)
    assert (first.fresh, second.fresh) == (True, False)
    assert (second.pages, second.files, second.bytes) == (first.pages, first.files, first.bytes)
    assert (second.rendered, second.written) == (0, 0)
    assert (folder / "index.html").stat().st_mtime_ns == before


def test_the_figures_are_those_of_the_folder(catalogue_site):
    out, _, built = catalogue_site
    files = [path for path in out.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert built.files == len(files)
    assert built.bytes == sum(path.stat().st_size for path in files)
    assert built.pages == built.rendered == len([path for path in files if path.suffix == ".html"])


def test_a_folder_with_something_else_in_it_is_not_replaced(catalogue_site, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(Unavailable, match="no catalogue"):
        build(catalogue_site[1], tmp_path)
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "mine"


def test_the_address_without_a_language_is_the_home_page_in_bokmal(catalogue_site):
    html = (catalogue_site[0] / "index.html").read_text("utf-8")
    assert '<html lang="nb">' in html
    assert 'href="nb/concepts.html"' in html


@pytest.mark.parametrize(
    ("path", "suffixes"),
    [
        ("code-list/7304", "ttl jsonld rdf nt json csv xlsx"),
        ("concept-scheme/frukthage", "ttl jsonld rdf nt json csv xlsx"),
        ("model/epikrise-1.2", "ttl jsonld rdf nt json csv xlsx"),
        ("exchange/epikrise", "ttl jsonld rdf nt json"),
        ("pathway/pasientforlop", "ttl jsonld rdf nt json"),
        ("register/standards", "ttl jsonld rdf nt json"),
        ("mapping-set/frukt-svar", "ttl jsonld rdf nt json"),
        ("concept/epikrise", "ttl json"),
        ("def", "ttl jsonld rdf nt"),
    ],
)
def test_an_address_with_a_suffix_is_a_file(catalogue_site, path, suffixes):
    found = {file.suffix[1:] for file in (catalogue_site[0] / path).parent.glob(path.rpartition("/")[2] + ".*")}
    assert found == set(suffixes.split())


def test_a_concept_as_data_is_that_concept_and_no_other(catalogue_site):
    out = catalogue_site[0]
    assert json.loads((out / "concept/krone.json").read_bytes())["iri"] == "https://omforent.no/concept/krone"
    turtle = (out / "concept/krone.ttl").read_text("utf-8")
    assert "skosno:PartitiveConceptRelation" in turtle
    assert '"birk"' not in turtle
