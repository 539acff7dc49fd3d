"""A catalogue with every type of page: shipped content, and objects with what the shipped content lacks so far."""

from datetime import UTC, datetime
from pathlib import Path

from registry.catalogue import Built, build
from registry.services import drafts, publication
from registry.services.shipped import files
from registry.store.memory import MemoryStore
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases

AGENT = "https://omforent.no/organization/omforent"
HEAD = """
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix modelldcatno: <https://data.norge.no/vocabulary/modelldcatno#> . @prefix omf: <https://omforent.no/def#> .
@prefix status: <http://publications.europa.eu/resource/authority/concept-status/> .
@prefix skosno: <https://data.norge.no/vocabulary/skosno#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix c: <https://omforent.no/concept/> .
"""
CODES = """
<https://omforent.no/code-list/frukt> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "frukt" ;
    dct:title "Frukt"@nb, "Frukt"@nn ; dct:description "Frukt & <grønt>"@nb ; adms:status status:CURRENT ;
    dct:isReplacedBy <https://omforent.no/code-list/7304> ; skos:note "Bare til prøving."@nb ;
    adms:identifier [ a adms:Identifier ; skos:notation "urn:gammel" ; adms:status status:DEPRECATED ] ;
    omf:codeProperty <https://omforent.no/def/farge> .
<https://omforent.no/def/farge> a rdf:Property ; rdfs:label "Farge"@nb .
<https://omforent.no/code/frukt/1> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/frukt> ; skos:notation "1" ; skos:prefLabel "Eple"@nb ;
    <https://omforent.no/def/farge> "rød"@nb ; euvoc:status status:CURRENT ; dct:source "Prøven selv"@nb .
<https://omforent.no/code/frukt/2> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/frukt> ; skos:notation "2" ; skos:prefLabel "Pære"@nb ;
    euvoc:endDate "2015-12-31"^^xsd:date ; dct:isReplacedBy <https://omforent.no/code/frukt/%C3%85%2F3> .
<https://omforent.no/code/frukt/%C3%85%2F3> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/frukt> ; skos:notation "Å/3" ; skos:prefLabel "Åkerbær"@nb ;
    euvoc:startDate "2016-01-01"^^xsd:date .
<https://omforent.no/code/frukt/4> a skos:Concept, modelldcatno:CodeElement ;
    skos:inScheme <https://omforent.no/code-list/frukt> ; skos:notation "4" ; skos:prefLabel "Tyttebær"@nb ;
    euvoc:status status:DEPRECATED .
<https://omforent.no/collection/beer> a skos:Collection ; skos:prefLabel "Bær"@nb ;
    skos:inScheme <https://omforent.no/code-list/frukt> ;
    skos:member <https://omforent.no/code/frukt/%C3%85%2F3>, <https://omforent.no/code/frukt/4> .
"""
CONCEPTS = """
<https://omforent.no/concept-scheme/frukthage> a skos:ConceptScheme ; dct:identifier "frukthage" ;
    dct:title "Frukthage"@nb, "Frukthage"@nn ;
    dct:description "Første setning, jf. regelen. Andre setning."@nb ; adms:status status:CURRENT .
c:tre a skos:Concept ; skos:inScheme <https://omforent.no/concept-scheme/frukthage> ;
    skos:prefLabel "tre"@nb, "tre"@nn ;
    euvoc:status status:CURRENT .
c:krone a skos:Concept ; skos:inScheme <https://omforent.no/concept-scheme/frukthage> ;
    skos:prefLabel "krone"@nb, "krone"@nn, "ruvdnu"@se ; skos:altLabel "trekrone"@nb ; skos:hiddenLabel "topp"@nb ;
    skosno:isFromConceptIn [ a skosno:AssociativeConceptRelation ; skosno:relationRole "gir skygge til"@nb ;
        skosno:hasToConcept c:tre ] ;
    skosno:hasPartitiveConceptRelation [ a skosno:PartitiveConceptRelation ; dct:description "etter plass"@nb ;
        skosno:hasComprehensiveConcept c:tre ] .
c:bjork a skos:Concept ; skos:inScheme <https://omforent.no/concept-scheme/frukthage> ; skos:prefLabel "bjørk"@nb ;
    skos:broader c:tre ; skos:exactMatch <http://example.org/birch> .
c:birk a skos:Concept ; skos:inScheme <https://omforent.no/concept-scheme/frukthage> ; skos:prefLabel "birk"@nb ;
    euvoc:status status:DEPRECATED ; dct:isReplacedBy c:bjork .
<https://omforent.no/collection/hage> a skos:Collection ; skos:prefLabel "Hage"@nb ; skos:member c:tre, c:bjork ;
    skos:inScheme <https://omforent.no/concept-scheme/frukthage> .
"""
REQUIREMENTS = """
<https://omforent.no/requirement-set/frukt> a omf:RequirementSet ; dct:identifier "frukt" ;
    dct:title "Krav til frukt"@nb, "Krav til frukt"@nn ; dct:description "Bare til prøving."@nb ;
    dct:publisher <https://omforent.no/organization/omforent> ; omf:holdsFor <https://omforent.no/exchange/epikrise> .
<https://omforent.no/requirement/frukt/1> a omf:Requirement ; dct:identifier "FRU-1" ; omf:order 1 ;
    dct:title "Moden"@nb, "Mogen"@nn ; dct:description "Frukten skal være moden."@nb, "Frukta skal vere mogen."@nn ;
    omf:obligation omf:shall ; omf:area omf:area-content ; omf:demandedOf omf:sending-party ;
    omf:demandedOfRole <https://omforent.no/actor-role/sykehus> ;
    omf:concernsElement <https://omforent.no/element/epikrise-1.2/Diagnosis/Type> ;
    omf:rationale "Umoden frukt er sur."@nb, "Umogen frukt er sur."@nn ;
    omf:verification "Smak på den."@nb, "Smak på henne."@nn ;
    dct:source <https://omforent.no/standard/his-80226-2014#4.8> .
<https://omforent.no/requirement/frukt/2> a omf:Requirement ; dct:identifier "FRU-2" ; omf:order 2 ;
    dct:title "Vasket"@nb, "Vaska"@nn ; dct:description "Frukten bør være vasket."@nb, "Frukta bør vere vaska."@nn ;
    omf:obligation omf:should ; omf:area omf:area-function ; dct:source "Nytt i Omforent"@nb .
"""
MAPPINGS = """
<https://omforent.no/mapping-set/frukt-svar> a omf:MappingSet ; dct:identifier "frukt-svar" ;
    dct:title "Frukt og svar"@nb ;
    omf:subjectSource <https://omforent.no/code-list/frukt> ; omf:objectSource <https://omforent.no/code-list/7304> .
<https://omforent.no/mapping/frukt-svar/1> a omf:Mapping ; omf:mappingSubject <https://omforent.no/code/frukt/1> ;
    omf:mappingPredicate skos:closeMatch ; omf:mappingObject <https://omforent.no/code/7304/J> ;
    omf:justification "Begge er den første."@nb .
"""
GUESS = """
<https://omforent.no/exchange/gjetning> a omf:Exchange ; dct:identifier "gjetning" ;
    dct:title "gjetning"@nb, "gissing"@nn ;
    omf:sender <https://omforent.no/actor-role/fastlege> ; omf:receiver <https://omforent.no/actor-role/legevakt> ;
    omf:inPhase <https://omforent.no/phase/henvisning> ; omf:directionEvidence omf:inferred ; omf:theme "referral" ;
    omf:carrier <https://omforent.no/organization/norsk-helsenett> .
"""
FOREIGN = """
<https://elsewhere.example/list> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "foreign" ;
    dct:title "Fremmed liste"@nb .
<https://elsewhere.example/list#a> a skos:Concept, modelldcatno:CodeElement ; skos:notation "a" ;
    skos:inScheme <https://elsewhere.example/list> ; skos:prefLabel "A"@nb ;
    euvoc:endDate "2015-12-31"^^xsd:date ; dct:isReplacedBy <https://elsewhere.example/list#b> .
<https://elsewhere.example/list#b> a skos:Concept, modelldcatno:CodeElement ; skos:notation "b" ;
    skos:inScheme <https://elsewhere.example/list> ; skos:prefLabel "B"@nb .
"""
#: The shipped code lists and information models that are taken along; of the other objects, all.
LISTS = {f"code-list-{number}" for number in (7110, 7304, 8221, 8279, 8323, 9060)}
MODELS = {"apprec-1.1", "datatyper-1", "epikrise-1.2", "felleskomponent1-1.1", "felleskomponenter-kith"}
LATER = CODES.replace("Eple", "Epler")


def make(home: Path) -> ReleaseReader:
    """Release it all twice, a list changed between, and open the newest."""
    store = MemoryStore()
    shipped = [drafts.read_file(path.read_bytes(), path.name) for path in files() if _is_chosen(path)]
    own = [_read(text) for text in (CODES, CONCEPTS, MAPPINGS, REQUIREMENTS, GUESS, FOREIGN)]
    drafts.put(store, *shipped, *own)
    _release(store, home, 22)
    drafts.put(store, _read(LATER))
    _release(store, home, 23)
    return Releases(home).current()


def _is_chosen(path: Path) -> bool:
    is_model = path.parent.name == path.stem and path.parent.parent.name == "models"
    return path.stem in (MODELS if is_model else LISTS) or not (is_model or "code-list" in path.stem)


def _read(text: str) -> drafts.Parsed:
    return drafts.read_file((HEAD + text).encode(), "given.ttl")


def _release(store: MemoryStore, home: Path, day: int) -> None:
    issued = datetime(2026, 11, day, 12, tzinfo=UTC)
    publication.release(store, home, issued=issued, agent=AGENT, check=lambda _: ())


def site(home: Path) -> tuple[Path, ReleaseReader, Built]:
    """A built catalogue with all there is to show."""
    reader = make(home)
    package = Releases(home).package(reader.release.number)
    out = home / "catalogue"
    return out, reader, build(reader, out, package=package)


#: One page of each type, below a language folder.
PAGES = (
    "index.html",
    "concepts.html",
    "code-lists.html",
    "exchanges.html",
    "models.html",
    "concept/epikrise.html",
    "concept/krone.html",
    "concept/birk.html",
    "concept-scheme/frukthage.html",
    "code-list/frukt.html",
    "code-list/7110.html",
    "exchange/epikrise.html",
    "exchange/gjetning.html",
    "model/epikrise-1.2.html",
    "pathway/pasientforlop.html",
    "register/organizations.html",
    "register/standards.html",
    "mapping-set/frukt-svar.html",
    "requirements.html",
    "conformance.html",
    "rules.html",
    "rule/unknown-code.html",
    "requirement-set/frukt.html",
    "release/2026.1.html",
    "release/2026.2.html",
    "def.html",
    "coverage.html",
    "matrix.html",
    "matrix/spesialisthelsetjenesten--primaerhelsetjenesten.html",
    "level/kommunen.html",
    "sparql.html",
    "accessibility.html",
    "sources.html",
    "verify.html",
)
