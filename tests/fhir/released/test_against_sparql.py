"""Subsumption of released concepts is the closure that SPARQL computes over the same statements."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from registry.fhir.released.shelf import Shelf
from registry.fhir.released.sources import ReleasedSources
from registry.services import drafts, publication
from registry.store.memory import MemoryStore
from registry.terminology.releases import Releases
from tests.fhir.released.content import TODAY
from tests.services.releasing import NOON
from tests.terminology.content import AGENT
from tests.terminology.test_against_sparql import PREFIXES, UP

SCHEMES = ("helseregistre", "kliniske-opplysninger", "pasientforlop")


@pytest.fixture(scope="module", params=SCHEMES)
def scheme(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A release of one shipped scheme."""
    store = MemoryStore()
    text = (root / "vocabularies" / request.param / f"{request.param}.ttl").read_bytes()
    drafts.put(store, drafts.read_file(text, f"{request.param}.ttl"))
    home = tmp_path_factory.mktemp(request.param)
    publication.release(store, home, issued=NOON, agent=AGENT, number="2026.1", check=lambda _: ())
    yield Shelf(Releases(home).current())


def test_subsumption_is_the_closure(scheme: Shelf) -> None:
    (entry,) = (row for row in scheme.entries["CodeSystem"] if row.coded and not row.id.endswith("supplement"))
    index = ReleasedSources(scheme, lambda: TODAY).code_system(entry.url, entry.version.number)
    assert index is not None
    store = Store()
    store.extend(Quad(row.subject, row.predicate, row.object) for row in scheme.reader.triples(entry.object))
    asked = f"{PREFIXES} SELECT DISTINCT ?x ?above WHERE {{ ?x {UP}+ ?above }}"
    prefix = "https://omforent.no/concept/"
    closure = {
        (row["x"].value.removeprefix(prefix), row["above"].value.removeprefix(prefix)) for row in store.query(asked)
    }
    codes = {index.code_at(at): at for at in index.everything}
    within = {(below, above) for below, above in closure if below in codes and above in codes}
    assert within
    for below, at in codes.items():
        found = {index.code_at(row) for row in index.ancestors(at)}
        assert found == {above for one, above in within if one == below} - {below}
        for above, row in codes.items():
            assert index.subsumes(row, at) is (above == below or (below, above) in within)
