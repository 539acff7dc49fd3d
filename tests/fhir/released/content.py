"""A small registry in two releases with everything that a FHIR resource can tell, for tests of these."""

from datetime import UTC, date, datetime
from pathlib import Path

from registry.domain import (
    Code,
    CodeList,
    CodeProperty,
    Collection,
    Concept,
    ConceptRelation,
    ConceptScheme,
    ContactPoint,
    Definition,
    Identifier,
    LangString,
    Mapping,
    MappingSet,
    Organization,
    Period,
    PropertyDeclaration,
    Register,
)
from registry.namespaces import BASE, iri
from tests.services import releasing
from tests.terminology.content import AGENT, CONTACT, exchange, model

TODAY = date(2026, 11, 28)
LIST = BASE + "code-list/100"
SYSTEM = "http://helsedir.no/fhir/CodeSystem/no-kodeverk-100"
FORMER = "http://ehelse.no/fhir/CodeSystem/no-kodeverk-100"
OID = "2.16.578.1.12.4.1.1.100"
SCHEME = BASE + "concept-scheme/kart"
ABSENT = BASE + "code-list/7110"
COLOUR = BASE + "code-list/100#colour"
WEIGHT = BASE + "code-list/100#weight"


def words(**by_language: str) -> tuple[LangString, ...]:
    return tuple(LangString(text=text, lang=lang) for lang, text in by_language.items())


def code(notation: str, label: str, **more) -> Code:
    return Code(iri=f"{BASE}code/100/{notation}", notation=notation, pref_label=words(nb=label), **more)


def coloured(value: str) -> CodeProperty:
    return CodeProperty(predicate=COLOUR, value=value)


def code_list(*more: Code) -> CodeList:
    above = (f"{BASE}code/100/A",)
    return CodeList(
        iri=LIST,
        identifier="100",
        oid=OID,
        title=words(nb="Frukt på øyer", nn="Frukt på øyar", en="Fruit"),
        description=words(nb="Hva som vokser."),
        publisher=AGENT,
        contact_point=CONTACT,
        status=iri("status:CURRENT"),
        aliases=(
            Identifier(notation=f"urn:oid:{OID}", agency="OID"),
            Identifier(notation=SYSTEM, agency="HL7 Norge"),
            Identifier(notation=FORMER, agency="HL7 Norge", current=False),
        ),
        declared=(
            PropertyDeclaration(iri=COLOUR, label=words(nb="colour")),
            PropertyDeclaration(iri=WEIGHT, label=words(nb="weight")),
        ),
        codes=(
            code("A", "Frukt", status=iri("status:CURRENT"), definition=words(nb="noe som vokser", en="what grows")),
            code("A1", "Eple", broader=above, alt_label=words(en="apple"), properties=(coloured("red"),)),
            Code(
                iri=f"{BASE}code/100/A2",
                notation="A2",
                pref_label=words(nb="Pære", nn="Pere", en="Pear"),
                broader=(*above, f"{BASE}code/100/B"),
                properties=(
                    CodeProperty(predicate=WEIGHT, value="150", datatype=iri("xsd:integer")),
                    coloured("green"),
                ),
            ),
            code("B", "Nedfall", note=words(nb="ligger på bakken")),
            code(
                "X",
                "Kvede",
                status=iri("status:DEPRECATED"),
                is_replaced_by=(f"{BASE}code/100/A2",),
                validity=Period(start=date(1990, 1, 1), end=date(2020, 12, 31)),
            ),
            code("Y", "Nypeple", validity=Period(start=date(2027, 1, 1))),
            code("O1", "Ring 1", broader=(f"{BASE}code/100/O2",)),
            code("O2", "Ring 2", broader=(f"{BASE}code/100/O1",)),
            *more,
        ),
        collections=(
            Collection(
                iri=BASE + "collection/epler",
                pref_label=words(nb="Epler"),
                member=(f"{BASE}code/100/A1", f"{BASE}concept/kart", f"{BASE}code/nowhere/1"),
            ),
        ),
    )


def scheme() -> ConceptScheme:
    top = Concept(
        iri=BASE + "concept/plante",
        in_scheme=(SCHEME,),
        pref_label=words(nb="plante", nn="plante", en="plant", se="šaddu"),
        definition=(
            Definition(value=LangString(text="noe som gror", lang="nb")),
            Definition(value=LangString(text="noko som gror", lang="nn")),
            Definition(value=LangString(text="det du ser i hagen", lang="nb"), audience=iri("audience:public")),
        ),
    )
    below = Concept(
        iri=BASE + "concept/kart",
        in_scheme=(SCHEME,),
        pref_label=words(nb="kart", nn="kart", en="unripe fruit"),
        alt_label=words(nb="grønn frukt"),
        hidden_label=words(nb="umoden"),
        generic_relation=(ConceptRelation(broader=(top.iri,)),),
        exact_match=(f"{BASE}code/100/B",),
    )
    return ConceptScheme(
        iri=SCHEME, identifier="kart", title=words(nb="Kart"), has_top_concept=(top.iri,), concepts=(below, top)
    )


def absent() -> CodeList:
    alias = Identifier(notation="http://hl7.org/fhir/sid/icd-10-no", agency="HLN")
    return CodeList(iri=ABSENT, identifier="7110", title=words(nb="ICD-10"), bundled=False, aliases=(alias,))


def mappings() -> MappingSet:
    rows = (("A1", "exactMatch"), ("A2", "broadMatch"), ("X", "closeMatch"))
    made = [
        Mapping(
            iri=f"{BASE}mapping/m/{notation}",
            subject=f"{BASE}code/100/{notation}",
            predicate=iri(f"skos:{predicate}"),
            object=BASE + "concept/kart",
            justification=words(nb="samme ting"),
        )
        for notation, predicate in rows
    ]
    away = Mapping(
        iri=f"{BASE}mapping/m/away",
        subject=f"{BASE}code/100/A1",
        predicate=iri("skos:narrowMatch"),
        object="http://example.org/cs#Z9",
    )
    return MappingSet(
        iri=BASE + "mapping-set/m",
        identifier="m",
        title=words(nb="Samsvar"),
        subject_source=LIST,
        object_source=SCHEME,
        mappings=(*made, away),
    )


def register() -> Register:
    return Register(
        iri=BASE + "register/organizations",
        identifier="organizations",
        title=words(nb="Virksomheter"),
        organizations=(Organization(iri=AGENT, name=words(nb="Omforent")),),
        contact_points=(ContactPoint(iri=CONTACT, name=words(nb="Post"), email="mailto:post@example.org"),),
    )


def home_in(folder: Path) -> Path:
    """A data folder with 2026.1 and 2026.2; the list has a version of its own in each."""
    others = (scheme(), absent(), mappings(), register(), model(), exchange())
    store = releasing.store_with((code_list(), *others))
    releasing.publish(store, folder, number="2026.1", issued=datetime(2026, 1, 15, 12, tzinfo=UTC))
    releasing.put(store, (code_list(code("C", "Ny")),))
    releasing.publish(store, folder, number="2026.2", issued=datetime(2026, 6, 1, 12, tzinfo=UTC))
    return folder
