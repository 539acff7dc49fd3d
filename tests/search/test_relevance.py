"""How well people's queries are answered: goals, and no step back from what was reached before.

`tests/search/README.md` tells how the sets are made; `OMFORENT_STORE_SCORES=1` writes what is reached to scores.json.
"""

import os
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from registry.domain import Kind
from registry.namespaces import BASE
from registry.services import drafts, publication, shipped
from registry.services.importing import Importer, import_from, source_files
from registry.store.memory import MemoryStore
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases
from registry.terminology.search_query import SearchQuery
from tests.search import relevance

AGENT = BASE + "organization/omforent"
GOAL_FIRST, GOAL_THREE = 0.90, 0.97
SETS = ("registry", "registry-held-out", "diagnoses", "diagnoses-held-out")
#: A release of everything that ships is made, and a larger one where diagnoses may be fetched.
pytestmark = pytest.mark.timeout(1200)


def released(home: Path, packages: Iterable[Path] = ()) -> ReleaseReader:
    """A release of everything that ships, with the diagnoses of packages."""
    store = MemoryStore()
    drafts.put(store, *[drafts.read_file(path.read_bytes(), path.name) for path in shipped.files()])
    for package in packages:
        for importer in (Importer.ICD10NO, Importer.ICPC2):
            import_from(store, importer, source_files(importer, package))
    issued = datetime(2026, 11, 22, 12, tzinfo=UTC)
    publication.release(store, home, issued=issued, agent=AGENT, check=lambda _: ())
    return Releases(home).current()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> ReleaseReader:
    return released(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="module")
def diagnoses(tmp_path_factory: pytest.TempPathFactory) -> ReleaseReader:
    """The same with ICD-10 and ICPC-2, where they may be fetched."""
    if os.environ.get("OMFORENT_TEST_NPM") != "1":
        pytest.skip("the codes belong to others and are fetched only where OMFORENT_TEST_NPM=1")
    place = tmp_path_factory.mktemp("npm")
    fetch = ["npm", "pack", "@navikt/diagnosekoder"]
    subprocess.run(fetch, cwd=place, check=True, capture_output=True, timeout=120)
    return released(tmp_path_factory.mktemp("diagnoses"), place.glob("*.tgz"))


Outcomes = tuple[relevance.Outcome, ...]


@pytest.fixture(scope="module")
def answered(request: pytest.FixtureRequest) -> Callable[[str], Outcomes]:
    """What the search finds for each query of a set, by the set's name."""

    @cache
    def outcomes(name: str) -> Outcomes:
        reader: ReleaseReader = request.getfixturevalue(name.removesuffix("-held-out"))

        def search(text: str) -> list[str]:
            return [hit.iri for hit in reader.find(SearchQuery(text=text, limit=relevance.DEPTH)).hits]

        return relevance.ask(relevance.queries(name), search)

    return outcomes


@pytest.mark.parametrize("name", SETS)
def test_scores_do_not_fall(answered, name: str, capsys: pytest.CaptureFixture[str]):
    outcomes = answered(name)
    reached = relevance.by_class(outcomes)
    with capsys.disabled():
        print(f"\n{relevance.table(name, reached)}\n{relevance.misses(outcomes)}")  # noqa: T201
    if os.environ.get("OMFORENT_STORE_SCORES") == "1":
        relevance.store(name, reached)
    before = relevance.stored()[name]
    assert set(before) == set(reached), "run once with OMFORENT_STORE_SCORES=1 after the queries were changed"
    whole, was = reached[relevance.WHOLE], before[relevance.WHOLE]
    assert (whole.first >= was.first, whole.three >= was.three, whole.mrr >= was.mrr) == (True, True, True), (
        whole,
        was,
    )
    for kind, row in reached.items():
        assert row.three >= before[kind].three - 1 / row.queries, (kind, row, before[kind])


@pytest.mark.parametrize("names", [("registry",), ("registry", "diagnoses")], ids="+".join)
def test_goals_are_met(answered, names: tuple[str, ...]):
    outcomes = [outcome for name in names for outcome in answered(name)]
    reached = relevance.score(outcomes)
    assert reached.first >= GOAL_FIRST, relevance.misses(outcomes)
    assert reached.three >= GOAL_THREE, relevance.misses(outcomes)


def test_the_sets_are_large_and_sound(registry: ReleaseReader):
    every = {name: relevance.queries(name) for name in SETS}
    assert sum(len(rows) for rows in every.values()) >= 400
    asked_for = [query.text for rows in every.values() for query in rows]
    assert len(set(asked_for)) == len(asked_for)
    for query in (*every["registry"], *every["registry-held-out"]):
        assert query.expected
        assert all(registry.resolve(iri) for iri in query.expected), query
    assert {version.kind for version in registry.versions()} >= {Kind.CONCEPT_SCHEME, Kind.CODE_LIST, Kind.EXCHANGE}


def test_what_the_registry_lacks_is_not_found_by_chance(registry: ReleaseReader):
    for text in ("xyzzy", "qwrtpsdfgh", "🦊🦊🦊"):
        assert registry.find(SearchQuery(text=text)).total == 0
