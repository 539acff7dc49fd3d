"""Small registered objects of every kind that refer to one another, for the tests of what is released."""

from registry.domain import (
    ActorRole,
    Binding,
    CareLevel,
    Code,
    CodeList,
    Collection,
    Concept,
    ConceptScheme,
    ContactPoint,
    Definition,
    ElementKind,
    ElementProperty,
    Exchange,
    Identifier,
    InformationModel,
    LangString,
    Mapping,
    MappingSet,
    ModelElement,
    Organization,
    Pathway,
    Phase,
    PropertyKind,
    Register,
    RegisteredObject,
    Standard,
    Statement,
    Strength,
)
from registry.namespaces import BASE
from registry.rdf.objects import read_object, write_object

LIST = BASE + "code-list/7304"
SCHEME = BASE + "concept-scheme/forlop"
MODEL = BASE + "model/epikrise-1.2"
EXCHANGE = BASE + "exchange/epikrise"
STANDARD = BASE + "standard/his-80226-2014"
AGENT = BASE + "organization/omforent"
CONTACT = BASE + "contact-point/omforent"
CONCEPT = BASE + "concept/epikrise"
ELEMENT = BASE + "element/epikrise-1.2/Message/Ack"


def settled(make):
    """A maker whose values are in the order in which statements are read."""
    return lambda *more: read_object(write_object(make(*more)))


def nb(text: str) -> tuple[LangString, ...]:
    return (LangString(text=text, lang="nb"),)


def code(notation: str, label: str, **more) -> Code:
    return Code(iri=f"{BASE}code/7304/{notation}", notation=notation, pref_label=nb(label), **more)


@settled
def code_list(*more: Code) -> CodeList:
    aliases = (
        Identifier(notation="urn:oid:2.16.578.1.12.4.1.1.7304"),
        Identifier(notation="http://helsedir.no/fhir/CodeSystem/no-kodeverk-7304"),
        Identifier(notation="http://ehelse.no/fhir/CodeSystem/no-kodeverk-7304", current=False),
    )
    codes = (
        code("J", "Ja"),
        code("N", "Nei", is_replaced_by=(f"{BASE}code/7304/F",)),
        code("F", "Kun ved feil"),
        *more,
    )
    return CodeList(
        iri=LIST,
        identifier="7304",
        oid="2.16.578.1.12.4.1.1.7304",
        title=nb("Meldingsbekreftelse"),
        publisher=AGENT,
        aliases=aliases,
        codes=codes,
    )


def concept(name: str, label: str, **more) -> Concept:
    note = Definition(value=LangString(text=f"dette er {label}", lang="nb"), source=(f"{STANDARD}#2.1",))
    labels = (*nb(label), LangString(text=f"{label} (nn)", lang="nn"))
    return Concept(iri=BASE + "concept/" + name, pref_label=labels, definition=(note,), in_scheme=(SCHEME,), **more)


@settled
def scheme(*more: Concept) -> ConceptScheme:
    concepts = (
        concept("dokument", "dokument"),
        concept("epikrise", "epikrise", broader=(BASE + "concept/dokument",), alt_label=nb("utskrivningsnotat")),
        concept("sykehus", "sykehus på Årdal"),
        *more,
    )
    collection = Collection(iri=BASE + "collection/alle", pref_label=nb("alle"), member=(CONCEPT,))
    unknown = (Statement("", "<https://example.org/unknown>", '"kept"'),)
    by_iri = tuple(sorted(concepts, key=lambda value: value.iri))
    return ConceptScheme(
        iri=SCHEME, title=nb("Forløp"), concepts=by_iri, collections=(collection,), extra=unknown, publisher=AGENT
    )


@settled
def model() -> InformationModel:
    binding = Binding(value_set=LIST, strength=Strength.REQUIRED)
    ack = ElementProperty(
        iri=ELEMENT,
        kind=PropertyKind.ATTRIBUTE,
        identifier="Ack",
        title=nb("Kvittering"),
        subject=CONCEPT,
        coded=True,
        has_value_from=LIST,
        bindings=(binding,),
    )
    message = ModelElement(
        iri=BASE + "type/epikrise-1.2/Message",
        kind=ElementKind.ROOT_OBJECT_TYPE,
        identifier="Message",
        title=nb("Melding"),
        has_property=(ack,),
    )
    return InformationModel(
        iri=MODEL, title=nb("Epikrise 1.2"), version="1.2", conforms_to=(STANDARD,), elements=(message,)
    )


@settled
def exchange() -> Exchange:
    role = (BASE + "actor-role/sykehus",)
    return Exchange(iri=EXCHANGE, title=nb("Epikrise"), subject=CONCEPT, sender=role, receiver=role, carries=(MODEL,))


@settled
def pathway() -> Pathway:
    level = CareLevel(iri=BASE + "care-level/spesialist", identifier="S", title=nb("Spesialist"))
    role = ActorRole(
        iri=BASE + "actor-role/sykehus",
        identifier="sykehus",
        title=nb("Sykehus"),
        at_level=BASE + "care-level/spesialist",
    )
    phase = Phase(iri=BASE + "phase/utskrivning", identifier="utskrivning", title=nb("Utskrivning"))
    return Pathway(
        iri=BASE + "pathway/forlop", title=nb("Pasientforløp"), phases=(phase,), levels=(level,), roles=(role,)
    )


@settled
def register() -> Register:
    return Register(
        iri=BASE + "register/felles",
        title=nb("Felles"),
        publisher=AGENT,
        contact_point=CONTACT,
        organizations=(Organization(iri=AGENT, name=nb("Omforent")),),
        contact_points=(ContactPoint(iri=CONTACT, name=nb("Forvaltningen")),),
        standards=(Standard(iri=STANDARD, identifier="HIS 80226:2014", title=nb("Henvisning")),),
    )


@settled
def mapping_set() -> MappingSet:
    row = Mapping(
        iri=BASE + "mapping/svar-1",
        subject=f"{BASE}code/7304/J",
        predicate="http://www.w3.org/2004/02/skos/core#relatedMatch",
        object=CONCEPT,
        justification=nb("samme spørsmål"),
    )
    return MappingSet(iri=BASE + "mapping-set/svar", title=nb("Svar"), subject_source=LIST, mappings=(row,))


def everything() -> list[RegisteredObject]:
    return [code_list(), scheme(), model(), exchange(), pathway(), register(), mapping_set()]
