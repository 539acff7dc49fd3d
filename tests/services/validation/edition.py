"""A release of all shipped models, code lists and exchanges, and of a list whose codes come and go."""

from datetime import UTC, date, datetime
from pathlib import Path

from registry.services import drafts, publication
from registry.services.shipped import files
from registry.store.memory import MemoryStore
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases
from tests.catalogue.edition import AGENT, HEAD

TODAY = date(2026, 11, 28)
#: Pretends to be a list that shipped elements are bound to: a code that was replaced, and one that was another's text.
CHANGING = """
<https://omforent.no/code-list/7304> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "7304" ;
    omf:oid "2.16.578.1.12.4.1.1.7304" ; dct:title "Meldingsstadfesting"@nb, "Meldingsstadfesting"@nn ;
    adms:status status:CURRENT .
<https://omforent.no/code/7304/J> a skos:Concept, modelldcatno:CodeElement ; skos:notation "J" ;
    skos:inScheme <https://omforent.no/code-list/7304> ; skos:prefLabel "Ja"@nb ; euvoc:status status:CURRENT .
<https://omforent.no/code/7304/N> a skos:Concept, modelldcatno:CodeElement ; skos:notation "N" ;
    skos:inScheme <https://omforent.no/code-list/7304> ; skos:prefLabel "{display}"@nb ; euvoc:status status:CURRENT .
<https://omforent.no/code/7304/F> a skos:Concept, modelldcatno:CodeElement ; skos:notation "F" ;
    skos:inScheme <https://omforent.no/code-list/7304> ; skos:prefLabel "Kun ved feil"@nb ;
    euvoc:status status:DEPRECATED ; euvoc:endDate "2020-12-31"^^xsd:date ;
    dct:isReplacedBy <https://omforent.no/code/7304/J> .
"""


#: What the header and a dialogue message are made of.
FEW = {"hodemelding-1.2", "dialogmelding-1.1", "datatyper-1", "felleskomponent1-1.1", "felleskomponenter-kith"}
FEW_LISTS = {f"code-list-{number}" for number in (7304, 8114, 8116, 8279, 9051)}


def make(home: Path, *, small: bool = False) -> None:
    """Two releases: in the first, a code of the changing list had another display."""
    store = MemoryStore()
    chosen = [path for path in files() if _is_chosen(path) and (not small or _is_of_few(path))]
    drafts.put(store, *(drafts.read_file(path.read_bytes(), path.name) for path in chosen), _changing("Nei, takk"))
    _release(store, home, 22)
    drafts.put(store, _changing("Nei"))
    _release(store, home, 23)


def opened(home: Path) -> ReleaseReader:
    return Releases(home).current()


def _is_chosen(path: Path) -> bool:
    is_list = path.stem.startswith("code-list-") and path.stem != "code-list-7304"
    is_model = path.parent.name == path.stem and path.parent.parent.name == "models"
    return is_list or is_model or path.parent.name in {"exchange", "register"}


def _is_of_few(path: Path) -> bool:
    return path.stem in FEW | FEW_LISTS or path.parent.name in {"exchange", "register"}


def _changing(display: str) -> drafts.Parsed:
    return drafts.read_file((HEAD + CHANGING.replace("{display}", display)).encode(), "given.ttl")


def _release(store: MemoryStore, home: Path, day: int) -> None:
    issued = datetime(2026, 11, day, 12, tzinfo=UTC)
    publication.release(store, home, issued=issued, agent=AGENT, check=lambda _: ())
