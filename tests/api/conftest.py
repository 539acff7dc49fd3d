"""A small registry with two releases, some of it real, and an application over it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import Application, create
from registry.services import drafts, publication
from registry.settings import Settings
from registry.store.embedded import EmbeddedStore
from registry.terminology.releases import Releases

AGENT = "https://omforent.no/organization/omforent"
TODAY = date(2026, 11, 22)
REAL = (
    "models/register/organisations.ttl",
    "models/register/standards.ttl",
    "models/exchange/epikrise.ttl",
    "models/pathway/pasientforlop.ttl",
    "models/requirement/sikkerhet.ttl",
    "models/epikrise-1.2/epikrise-1.2.ttl",
    "vocabularies/pasientforlop/pasientforlop.ttl",
    "vocabularies/code-list-8221/code-list-8221.ttl",
    "vocabularies/code-list-8279/code-list-8279.ttl",
)
HEAD = """
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix modelldcatno: <https://data.norge.no/vocabulary/modelldcatno#> . @prefix omf: <https://omforent.no/def#> .
@prefix status: <http://publications.europa.eu/resource/authority/concept-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix code: <https://omforent.no/code/> .
"""
#: A list with a chain of successors into another list, odd notations, a former name and a name that another has too.
ODD = (
    HEAD
    + """
<https://omforent.no/code-list/odd.list> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "odd.list" ;
    dct:title "Rar liste"@nb, "Rar liste"@nn, "Odd list"@en ; omf:oid "1.2.3.4" ;
    adms:identifier [ a adms:Identifier ; skos:notation "urn:old:odd" ; adms:status status:DEPRECATED ],
        [ a adms:Identifier ; skos:notation "urn:shared" ] .
<https://omforent.no/code/odd.list/A%2FB> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/odd.list> ; skos:notation "A/B" ; skos:prefLabel "Skråstrek"@nb .
<https://omforent.no/code/odd.list/%C3%85> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/odd.list> ; skos:notation "Å" ; skos:prefLabel "Å"@nb .
<https://omforent.no/code/odd.list/x.json> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/odd.list> ; skos:notation "x.json" ; skos:prefLabel "Punkt"@nb .
<https://omforent.no/code/odd.list/1> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/odd.list> ; skos:notation "1" ; skos:prefLabel "Én"@nb ;
    euvoc:endDate "2015-12-31"^^xsd:date ; euvoc:status status:DEPRECATED ;
    dct:isReplacedBy <https://omforent.no/code/odd.list/2> .
<https://omforent.no/code/odd.list/2> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/odd.list> ; skos:notation "2" ; skos:prefLabel "To"@nb ;
    euvoc:startDate "2016-01-01"^^xsd:date ; euvoc:endDate "2020-12-31"^^xsd:date ;
    dct:isReplacedBy <https://omforent.no/code/even/3> .
<https://omforent.no/code/odd.list/9> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/odd.list> ; skos:notation "9" ; skos:prefLabel "Ni"@nb ;
    euvoc:startDate "2026-06-01"^^xsd:date ; dct:isReplacedBy <https://elsewhere.example/code/9> .
"""
)
EVEN = (
    HEAD
    + """
<https://omforent.no/code-list/even> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "even" ;
    dct:title "Partall"@nb, "Partal"@nn ; adms:identifier [ a adms:Identifier ; skos:notation "urn:shared" ] .
<https://omforent.no/code/even/3> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/even> ; skos:notation "3" ; skos:prefLabel "Tre"@nb .
"""
)
#: A list whose identifiers are somebody else's.
FOREIGN = (
    HEAD
    + """
<https://elsewhere.example/list> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "foreign" ;
    dct:title "Fremmed"@nb .
<https://elsewhere.example/list#a> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://elsewhere.example/list> ; skos:notation "a" ; skos:prefLabel "A"@nb .
"""
)
MAPPINGS = (
    HEAD
    + """
<https://omforent.no/mapping-set/m> a omf:MappingSet ; dct:identifier "m" ; dct:title "Samsvar"@nb ;
    omf:subjectSource <https://omforent.no/code-list/odd.list> ; omf:objectSource <https://omforent.no/code-list/even> .
<https://omforent.no/mapping/m/1> a omf:Mapping ; omf:mappingSubject <https://omforent.no/code/odd.list/1> ;
    omf:mappingPredicate skos:closeMatch ; omf:mappingObject <https://omforent.no/code/even/3> .
"""
)
#: The second release: one more code, in front.
EVEN_LATER = EVEN + (
    '<https://omforent.no/code/even/0> a skos:Concept, modelldcatno:CodeElement ; skos:notation "0" ;'
    ' skos:inScheme <https://omforent.no/code-list/even> ; skos:prefLabel "Null"@nb .\n'
)


def draft(store: EmbeddedStore, text: str, name: str = "given.ttl") -> None:
    drafts.put(store, drafts.read_file(text.encode(), name))


def release(store: EmbeddedStore, home: Path, number: str, issued: datetime) -> None:
    publication.release(store, home, issued=issued, agent=AGENT, number=number, check=lambda _: ())


@pytest.fixture
def young(tmp_path: Path) -> Path:
    """A data folder with one release, 2026.1, of one list."""
    store = EmbeddedStore(tmp_path)
    draft(store, EVEN)
    release(store, tmp_path, "2026.1", datetime(2026, 1, 15, 12, tzinfo=UTC))
    store.close()
    return tmp_path


@pytest.fixture
def changed() -> bytes:
    """The list of `young` with one more code."""
    return EVEN_LATER.encode()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A data folder with the releases 2026.1 (15 January) and 2026.2 (1 June)."""
    folder = tmp_path_factory.mktemp("home")
    store = EmbeddedStore(folder)
    for path in REAL:
        draft(store, (root / path).read_text("utf-8"), Path(path).name)
    for text in (ODD, EVEN, FOREIGN, MAPPINGS):
        draft(store, text)
    release(store, folder, "2026.1", datetime(2026, 1, 15, 12, tzinfo=UTC))
    draft(store, EVEN_LATER)
    release(store, folder, "2026.2", datetime(2026, 6, 1, 12, tzinfo=UTC))
    store.close()
    return folder


@pytest.fixture(scope="session")
def catalogue(home: Path) -> Path:
    """A few pages where the catalogue is built."""
    folder = home / "catalogue"
    for name, text in {
        "index.html": "root",
        "nb/index.html": "forside",
        "nn/index.html": "framside",
        "en/index.html": "front page",
        "nb/concept/epikrise.html": "<!doctype html><title>epikrise</title>" + "x" * 600,
        "static/site.css": "body {}",
        "robots.txt": "User-agent: *",
        ".built.json": "{}",
        "nb/secret.key": "no type that is served",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "static" / "out.txt").symlink_to(home / "releases" / "current")
    return folder


@pytest.fixture(scope="session")
def app(home: Path, catalogue: Path) -> Application:
    return create(Settings(home=home, max_page=50), Releases(home), today=lambda: TODAY)


@pytest.fixture(scope="session")
def client(app: Application) -> Iterator[TestClient[Application]]:
    with TestClient(app, raise_server_exceptions=False) as found:
        found.follow_redirects = False
        found.headers["accept-encoding"] = "identity"
        yield found
