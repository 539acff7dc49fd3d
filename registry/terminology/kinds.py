"""The kinds of thing that are members of registered objects."""

from enum import StrEnum


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
