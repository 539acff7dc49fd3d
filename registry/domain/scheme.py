"""What is versioned as a whole: the registered object, and the concept scheme, collection and register among them."""

from datetime import date
from enum import StrEnum

from registry.domain.language import LangString
from registry.domain.value import Iri, Node, Period, Resource


class Kind(StrEnum):
    """The kinds of object that have versions of their own; the value is the `{type}` of their IRI."""

    CONCEPT_SCHEME = "concept-scheme"
    CODE_LIST = "code-list"
    MAPPING_SET = "mapping-set"
    INFORMATION_MODEL = "model"
    EXCHANGE = "exchange"
    PATHWAY = "pathway"
    REGISTER = "register"
    REQUIREMENT_SET = "requirement-set"


class Evidence(StrEnum):
    """How strongly a fact is supported, strongest first (terms under omf:evidence)."""

    READ = "read-in-standard"
    EXAMPLE = "seen-in-example"
    STYLESHEET = "seen-in-stylesheet"
    SCHEMA = "read-in-schema"
    AGREEMENT = "role-in-agreement"
    INFERRED = "inferred"


class Identifier(Node):
    """Another name of the same thing (adms:Identifier): an OID, a FHIR canonical, a former address.

    `notation` is compared to the letter; `current` is false for a name that is only kept so that old
    references resolve.
    """

    notation: str
    agency: str | None = None
    current: bool = True


class RegisteredObject(Resource):
    """What every versioned object states about itself (DCAT-AP-NO 2.0 and SKOS-AP-NO 2.0.9 where they say so)."""

    identifier: str | None = None
    title: tuple[LangString, ...] = ()
    description: tuple[LangString, ...] = ()
    publisher: Iri | None = None
    contact_point: Iri | None = None
    license: Iri | None = None
    rights: tuple[LangString, ...] = ()
    status: Iri | None = None
    validity: Period = Period()
    source: tuple[Iri | LangString, ...] = ()
    creator: tuple[Iri, ...] = ()
    note: tuple[LangString, ...] = ()
    replaces: tuple[Iri, ...] = ()
    is_replaced_by: tuple[Iri, ...] = ()
    aliases: tuple[Identifier, ...] = ()
    created: date | None = None
    modified: date | None = None


class Collection(Resource):
    """Concepts grouped for a purpose, without hierarchy (skos:Collection; ordered where the source orders it)."""

    pref_label: tuple[LangString, ...]
    description: tuple[LangString, ...] = ()
    member: tuple[Iri, ...] = ()
    ordered: bool = False


class Organization(Resource):
    """Who publishes or takes part (org:Organization and foaf:Agent)."""

    name: tuple[LangString, ...]
    identifier: str | None = None
    homepage: Iri | None = None


class ContactPoint(Resource):
    """Where to turn (vcard:Organization); a function, never a person."""

    name: tuple[LangString, ...]
    email: Iri | None = None
    url: Iri | None = None


class Standard(Resource):
    """A published standard that content rests on (dct:Standard): number, edition, status and validity.

    A section of it is cited as `<standard>#4.2`.
    """

    identifier: str
    title: tuple[LangString, ...]
    version: str | None = None
    issued: str | None = None
    publisher_name: str | None = None
    status: str | None = None
    replaces: tuple[Iri, ...] = ()


class Register(RegisteredObject):
    """Things that others refer to: organisations, contact points, standards."""

    organizations: tuple[Organization, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    standards: tuple[Standard, ...] = ()
