"""Frozen values and the rules that need no store. Imports nothing above it."""

from registry.domain.code_list import Code, CodeList, CodeProperty, PropertyDeclaration
from registry.domain.concept import AssociativeRelation, Concept, ConceptRelation, ConceptScheme, Definition
from registry.domain.exchange import ActorRole, CareLevel, Exchange, Gap, Pathway, Phase
from registry.domain.information_model import (
    UNBOUNDED,
    Binding,
    ElementKind,
    ElementProperty,
    InformationModel,
    ModelElement,
    PropertyKind,
    Strength,
)
from registry.domain.language import LANGUAGES, LangString, nearest, pick, text
from registry.domain.mapping import Mapping, MappingSet
from registry.domain.requirement import Area, Obligation, Party, Requirement, RequirementSet
from registry.domain.scheme import (
    Collection,
    ContactPoint,
    Evidence,
    Identifier,
    Kind,
    Organization,
    Register,
    RegisteredObject,
    Standard,
)
from registry.domain.value import Iri, Node, Period, Resource, Statement, Value
from registry.domain.version import Release, ReleaseEntry, SemanticVersion, Version

__all__ = [
    "LANGUAGES",
    "UNBOUNDED",
    "ActorRole",
    "Area",
    "AssociativeRelation",
    "Binding",
    "CareLevel",
    "Code",
    "CodeList",
    "CodeProperty",
    "Collection",
    "Concept",
    "ConceptRelation",
    "ConceptScheme",
    "ContactPoint",
    "Definition",
    "ElementKind",
    "ElementProperty",
    "Evidence",
    "Exchange",
    "Gap",
    "Identifier",
    "InformationModel",
    "Iri",
    "Kind",
    "LangString",
    "Mapping",
    "MappingSet",
    "ModelElement",
    "Node",
    "Obligation",
    "Organization",
    "Party",
    "Pathway",
    "Period",
    "Phase",
    "PropertyDeclaration",
    "PropertyKind",
    "Register",
    "RegisteredObject",
    "Release",
    "ReleaseEntry",
    "Requirement",
    "RequirementSet",
    "Resource",
    "SemanticVersion",
    "Standard",
    "Statement",
    "Strength",
    "Value",
    "Version",
    "nearest",
    "pick",
    "text",
]
