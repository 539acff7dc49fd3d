"""Makes a release with messages of every kind, their components, and all the code lists that they bind."""

import re
from datetime import UTC, datetime
from pathlib import Path

from registry.services import drafts, publication
from registry.store.memory import MemoryStore
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases

AGENT = "https://omforent.no/organization/omforent"
MODELS = (
    *("apprec-1.1", "dialogmelding-1.1", "epikrise-1.2", "hodemelding-1.2", "m1-resept-2013-10-08"),
    *("datatyper-1", "felleskomponent1-1.1", "felleskomponenter-kith", "forskrivning-2013-10-08"),
)
EXCHANGES = ("apprec", "dialog-foresporsel", "epikrise", "erm1", "erm10")


def release(home: Path, root: Path) -> ReleaseReader:
    """Release it in a data folder as 2026.1."""
    store = MemoryStore()
    models = [root / f"models/{name}/{name}.ttl" for name in MODELS]
    bound = {name for path in models for name in re.findall(r"omforent\.no/code-list/(\d+)>", path.read_text("utf-8"))}
    lists = (root / f"vocabularies/code-list-{name}/code-list-{name}.ttl" for name in sorted(bound))
    for path in (*models, *(root / f"models/exchange/{name}.ttl" for name in EXCHANGES), *lists):
        drafts.put(store, drafts.read_file(path.read_bytes(), path.name))
    issued = datetime(2026, 11, 22, 12, tzinfo=UTC)
    publication.release(store, home, issued=issued, agent=AGENT, number="2026.1", check=lambda _: ())
    return Releases(home).get("2026.1")
