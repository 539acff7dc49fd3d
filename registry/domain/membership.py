"""Which members each kind of registered object has, and in which of its fields they stand."""

from enum import StrEnum
from typing import Final, NamedTuple

from registry.domain.code_list import Code, CodeList
from registry.domain.concept import Concept, ConceptScheme
from registry.domain.exchange import ActorRole, CareLevel, Exchange, Pathway, Phase
from registry.domain.information_model import ElementProperty, InformationModel, ModelElement
from registry.domain.mapping import Mapping, MappingSet
from registry.domain.requirement import Requirement, RequirementSet
from registry.domain.scheme import (
    Collection,
    ContactPoint,
    Kind,
    Organization,
    Register,
    RegisteredObject,
    Standard,
)
from registry.domain.value import Resource


class MemberKind(StrEnum):
    """The kinds of thing that belong to a registered object; the value is the `{type}` of their IRI."""

    CONCEPT = "concept"
    COLLECTION = "collection"
    CODE = "code"
    MAPPING = "mapping"
    TYPE = "type"
    ELEMENT = "element"
    PHASE = "phase"
    CARE_LEVEL = "care-level"
    ACTOR_ROLE = "actor-role"
    ORGANIZATION = "organization"
    CONTACT_POINT = "contact-point"
    STANDARD = "standard"
    REQUIREMENT = "requirement"


class MemberField(NamedTuple):
    """A field that holds members, and their kind."""

    field: str
    kind: MemberKind


#: The class of each kind of object.
OBJECT_CLASSES: Final[dict[Kind, type[RegisteredObject]]] = {
    Kind.CONCEPT_SCHEME: ConceptScheme,
    Kind.CODE_LIST: CodeList,
    Kind.MAPPING_SET: MappingSet,
    Kind.INFORMATION_MODEL: InformationModel,
    Kind.EXCHANGE: Exchange,
    Kind.PATHWAY: Pathway,
    Kind.REGISTER: Register,
    Kind.REQUIREMENT_SET: RequirementSet,
}

#: The class of each kind of member.
MEMBER_CLASSES: Final[dict[MemberKind, type[Resource]]] = {
    MemberKind.CONCEPT: Concept,
    MemberKind.COLLECTION: Collection,
    MemberKind.CODE: Code,
    MemberKind.MAPPING: Mapping,
    MemberKind.TYPE: ModelElement,
    MemberKind.ELEMENT: ElementProperty,
    MemberKind.PHASE: Phase,
    MemberKind.CARE_LEVEL: CareLevel,
    MemberKind.ACTOR_ROLE: ActorRole,
    MemberKind.ORGANIZATION: Organization,
    MemberKind.CONTACT_POINT: ContactPoint,
    MemberKind.STANDARD: Standard,
    MemberKind.REQUIREMENT: Requirement,
}

#: The fields of each kind of object that hold members. A type's properties are members too, within the type.
MEMBER_FIELDS: Final[dict[Kind, tuple[MemberField, ...]]] = {
    Kind.CONCEPT_SCHEME: (
        MemberField("concepts", MemberKind.CONCEPT),
        MemberField("collections", MemberKind.COLLECTION),
    ),
    Kind.CODE_LIST: (MemberField("codes", MemberKind.CODE), MemberField("collections", MemberKind.COLLECTION)),
    Kind.MAPPING_SET: (MemberField("mappings", MemberKind.MAPPING),),
    Kind.INFORMATION_MODEL: (MemberField("elements", MemberKind.TYPE),),
    Kind.EXCHANGE: (),
    Kind.PATHWAY: (
        MemberField("phases", MemberKind.PHASE),
        MemberField("levels", MemberKind.CARE_LEVEL),
        MemberField("roles", MemberKind.ACTOR_ROLE),
    ),
    Kind.REGISTER: (
        MemberField("organizations", MemberKind.ORGANIZATION),
        MemberField("contact_points", MemberKind.CONTACT_POINT),
        MemberField("standards", MemberKind.STANDARD),
    ),
    Kind.REQUIREMENT_SET: (MemberField("requirements", MemberKind.REQUIREMENT),),
}
