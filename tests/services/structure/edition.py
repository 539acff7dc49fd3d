"""A release with some of the shipped messages, their component models, and exchanges with and without a model."""

from datetime import UTC, datetime
from pathlib import Path

from registry.services import drafts, publication
from registry.store.memory import MemoryStore
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases

AGENT = "https://omforent.no/organization/omforent"
MODELS = (
    *("epikrise-1.2", "felleskomponenter-kith", "datatyper-1", "apprec-1.1", "utskrivningsrapport-1.6"),
    *("pokomponent-1.6", "felleskomponent1-1.1", "epj-cave-2008-02-20", "epj-journalnotat-2008-02-20"),
    "epj-legemiddel-2008-02-20",
)
EXCHANGES = ("epikrise", "apprec", "utskrivningsrapport", "log-utskrevet", "req-lab-internt", "erm1")
SCHEMES = (
    *("pasientforlop", "identifikasjon-og-kontakt", "meldingsutveksling", "kliniske-opplysninger"),
    *("journal-og-tilgang", "legemidler-og-resept"),
)
PLACES = (
    *(f"models/{name}/{name}.ttl" for name in MODELS),
    *(f"models/exchange/{name}.ttl" for name in EXCHANGES),
    "models/pathway/pasientforlop.ttl",
    "models/register/organisations.ttl",
    "models/register/standards.ttl",
    "vocabularies/code-list-3101/code-list-3101.ttl",
    "vocabularies/code-list-8279/code-list-8279.ttl",
    *(f"vocabularies/{name}/{name}.ttl" for name in SCHEMES),
)


def release(home: Path) -> ReleaseReader:
    """Release the content in a data folder as 2026.1; its release store is built too."""
    root = Path(__file__).resolve().parents[3]
    store = MemoryStore()
    for place in PLACES:
        path = root / place
        drafts.put(store, drafts.read_file(path.read_bytes(), path.name))
    issued = datetime(2026, 11, 22, 12, tzinfo=UTC)
    publication.release(store, home, issued=issued, agent=AGENT, number="2026.1", check=lambda _: ())
    return Releases(home).get("2026.1")
