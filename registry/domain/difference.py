"""What differs between two editions, typed by field and graded by what it does to those who rely on it."""

from enum import StrEnum

from pydantic import JsonValue

from registry.domain.language import LangString
from registry.domain.membership import MemberKind
from registry.domain.scheme import Kind
from registry.domain.value import Iri, Value


class DifferenceKind(StrEnum):
    """The kinds of difference; each has one row in the table of compatibility (models/profile/compatibility.toml)."""

    OBJECT_ADDED = "object-added"
    OBJECT_REMOVED = "object-removed"
    OBJECT_RETIRED = "object-retired"
    OBJECT_RESTORED = "object-restored"
    IDENTITY_CHANGED = "identity-changed"
    ALIAS_ADDED = "alias-added"
    ALIAS_REMOVED = "alias-removed"
    CODE_ADDED = "code-added"
    CODE_REMOVED = "code-removed"
    CODE_REUSED = "code-reused"
    CODE_INACTIVATED = "code-inactivated"
    CODE_REPLACED = "code-replaced"
    CODE_RESTORED = "code-restored"
    CONCEPT_ADDED = "concept-added"
    CONCEPT_REMOVED = "concept-removed"
    CONCEPT_INACTIVATED = "concept-inactivated"
    CONCEPT_REPLACED = "concept-replaced"
    CONCEPT_RESTORED = "concept-restored"
    ELEMENT_ADDED = "element-added"
    REQUIRED_ELEMENT_ADDED = "required-element-added"
    ELEMENT_REMOVED = "element-removed"
    MAPPING_ADDED = "mapping-added"
    MAPPING_REMOVED = "mapping-removed"
    MAPPING_CHANGED = "mapping-changed"
    MEMBER_ADDED = "member-added"
    MEMBER_REMOVED = "member-removed"
    PREFERRED_TERM_CHANGED = "preferred-term-changed"
    TERM_CHANGED = "term-changed"
    TRANSLATION_CHANGED = "translation-changed"
    DEFINITION_CHANGED = "definition-changed"
    NOTE_CHANGED = "note-changed"
    SOURCE_CHANGED = "source-changed"
    CONTACT_CHANGED = "contact-changed"
    STATUS_CHANGED = "status-changed"
    VALIDITY_CHANGED = "validity-changed"
    HIERARCHY_CHANGED = "hierarchy-changed"
    RELATION_CHANGED = "relation-changed"
    BINDING_TIGHTENED = "binding-tightened"
    BINDING_LOOSENED = "binding-loosened"
    CARDINALITY_TIGHTENED = "cardinality-tightened"
    CARDINALITY_LOOSENED = "cardinality-loosened"
    TYPE_CHANGED = "type-changed"
    REFERENCE_ADDED = "reference-added"
    REFERENCE_REMOVED = "reference-removed"
    PROPERTY_CHANGED = "property-changed"
    REQUIREMENT_CHANGED = "requirement-changed"
    REQUIREMENT_ADDED = "requirement-added"
    MANDATORY_REQUIREMENT_ADDED = "mandatory-requirement-added"
    REQUIREMENT_REMOVED = "requirement-removed"
    REQUIREMENT_TIGHTENED = "requirement-tightened"
    REQUIREMENT_LOOSENED = "requirement-loosened"
    REQUIREMENT_REWORDED = "requirement-reworded"
    DATE_CHANGED = "date-changed"
    STATEMENT_CHANGED = "statement-changed"


class Compatibility(StrEnum):
    """What a difference does to those who rely on the edition before: the smallest step of version that it takes."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """Sorts classes, the mildest first.

        >>> Compatibility.MAJOR.rank > Compatibility.MINOR.rank
        True
        """
        return _RANKS[self]


_RANKS = {each: rank for rank, each in enumerate(Compatibility)}


class Ruling(Value):
    """What the table says of one kind of difference: its class for who sends and for who receives, and the reason.

    `editorial` is the class of a change of wording that its authors declare to mean the same as before.
    """

    kind: DifferenceKind
    sender: Compatibility
    receiver: Compatibility
    editorial: Compatibility | None = None
    reason: tuple[LangString, ...]


class Difference(Value):
    """One difference: in `field` of `target`, which is `object` itself or a member of it.

    `label` is what the target is called, for people. `before` and `after` are what is there on one side only, as in
    the JSON of the class (None: nothing); of texts in one language `lang` tells which. `replaced_by` names what
    takes the place of something inactivated. `compatibility` is the graver of `sender` and `receiver`.
    """

    kind: DifferenceKind
    object: Iri
    object_kind: Kind
    target: Iri
    target_kind: Kind | MemberKind
    label: tuple[LangString, ...] = ()
    notation: str | None = None
    field: str = ""
    lang: str | None = None
    before: JsonValue = None
    after: JsonValue = None
    replaced_by: tuple[Iri, ...] = ()
    editorial: str | None = None
    sender: Compatibility
    receiver: Compatibility

    @property
    def compatibility(self) -> Compatibility:
        """The smallest step of version that the difference takes."""
        return max(self.sender, self.receiver, key=lambda each: each.rank)
