"""How each field of each class is compared, and what a change in it is called."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import JsonValue

from registry.domain import Iri, Kind, LangString, Obligation
from registry.domain.code_list import INACTIVE
from registry.domain.difference import DifferenceKind as D
from registry.domain.membership import MemberKind

Json = dict[str, Any]
#: The languages that content is made in; a text in another is a translation of one in these.
_ORIGINAL: Final = ("nb", "nn", "no")
_PUBLIC: Final = "#public"
_STRENGTHS: Final = ("example", "preferred", "extensible", "required")
_UNBOUNDED: Final = float("inf")


@dataclass(frozen=True)
class Part:
    """A thing that is compared: the object's header or a member, as JSON, and its kind."""

    kind: Kind | MemberKind
    content: Json

    @property
    def iri(self) -> Iri:
        """Its IRI."""
        return str(self.content["iri"])

    @property
    def label(self) -> tuple[LangString, ...]:
        """What it is called."""
        for name in ("pref_label", "title", "name", "label"):
            if self.content.get(name):
                return tuple(LangString(**row) for row in self.content[name])
        return ()

    @property
    def notation(self) -> str | None:
        """Its code, or the name of an element in the message."""
        found = self.content.get("notation") or self.content.get("identifier")
        return found if isinstance(found, str) else None


@dataclass(frozen=True)
class Row:
    """One difference before it is graded."""

    kind: D
    field: str = ""
    lang: str | None = None
    before: JsonValue = None
    after: JsonValue = None
    replaced_by: tuple[Iri, ...] = ()


Compare = Callable[[Part, str, Any, Any], Iterator[Row]]

_ADDED: Final[dict[Kind | MemberKind, D]] = {
    MemberKind.CODE: D.CODE_ADDED,
    MemberKind.CONCEPT: D.CONCEPT_ADDED,
    MemberKind.MAPPING: D.MAPPING_ADDED,
    MemberKind.ELEMENT: D.ELEMENT_ADDED,
    MemberKind.REQUIREMENT: D.REQUIREMENT_ADDED,
}
_REMOVED: Final[dict[Kind | MemberKind, D]] = {
    MemberKind.CODE: D.CODE_REMOVED,
    MemberKind.CONCEPT: D.CONCEPT_REMOVED,
    MemberKind.MAPPING: D.MAPPING_REMOVED,
    MemberKind.ELEMENT: D.ELEMENT_REMOVED,
    MemberKind.REQUIREMENT: D.REQUIREMENT_REMOVED,
}


def added(part: Part, former: Collection[str]) -> Row:
    """A member that is new; `former` are the codes of members that are gone."""
    content: JsonValue = part.content
    if part.kind is MemberKind.CODE and part.notation in former:
        return Row(D.CODE_REUSED, after=content)
    if part.kind is MemberKind.ELEMENT and part.content.get("min_occurs", 0):
        return Row(D.REQUIRED_ELEMENT_ADDED, after=content)
    if part.kind is MemberKind.REQUIREMENT and part.content["obligation"] == Obligation.SHALL:
        return Row(D.MANDATORY_REQUIREMENT_ADDED, after=content)
    return Row(_ADDED.get(part.kind, D.MEMBER_ADDED), after=content)


def removed(part: Part) -> Row:
    """A member that is gone."""
    return Row(_REMOVED.get(part.kind, D.MEMBER_REMOVED), before=part.content)


def compared(part: Part, after: Json) -> Iterator[Row]:
    """The differences between a thing as it was and as it is."""
    rows, used = _life(part, after)
    yield from rows
    names = dict.fromkeys((*part.content, *after))
    for name in names:
        old, new = part.content.get(name), after.get(name)
        if name not in used and old != new:
            yield from _rule(part, name)(part, name, old, new)
    yield from _cardinality(part, after)


# -- the life of a thing: in use, replaced, out of use -------------------------------------------------------------

_LIFE = ("status", "validity", "is_replaced_by")
_CONCEPT_LIFE = {"inactivated": D.CONCEPT_INACTIVATED, "replaced": D.CONCEPT_REPLACED, "restored": D.CONCEPT_RESTORED}
_CODE_LIFE = {"inactivated": D.CODE_INACTIVATED, "replaced": D.CODE_REPLACED, "restored": D.CODE_RESTORED}
_OBJECT_LIFE = {"inactivated": D.OBJECT_RETIRED, "replaced": D.OBJECT_RETIRED, "restored": D.OBJECT_RESTORED}
_LIVES: Final[dict[Kind | MemberKind, dict[str, D]]] = {
    MemberKind.CODE: _CODE_LIFE,
    MemberKind.CONCEPT: _CONCEPT_LIFE,
}


def _life(part: Part, after: Json) -> tuple[list[Row], Collection[str]]:
    """What became of a thing as a whole, and the fields that this tells."""
    was, now = _ended(part.content), _ended(after)
    successors = tuple(after.get("is_replaced_by", ()))
    if was == now:
        return [], ()
    words = _LIVES.get(part.kind, _OBJECT_LIFE)
    kind = words["restored" if was else "replaced" if successors else "inactivated"]
    rows = [Row(kind, "status", None, _state(part.content), _state(after), successors)]
    return rows, _LIFE


def _ended(content: Json) -> bool:
    status = str(content.get("status") or "").rpartition("/")[2]
    return status in INACTIVE or bool((content.get("validity") or {}).get("end"))


def _state(content: Json) -> JsonValue:
    return {name: content[name] for name in _LIFE if content.get(name)} or None


# -- texts ---------------------------------------------------------------------------------------------------------


def _texts(kind: D, translated: D | None = None) -> Compare:
    """Texts by language; `translated` is what a change in another than the original languages is called."""

    def compare(_: Part, name: str, old: Any, new: Any) -> Iterator[Row]:
        before, after = _by_language(old), _by_language(new)
        originals = [lang for lang in _ORIGINAL if lang in before or lang in after][:1]
        for lang in dict.fromkeys((*before, *after)):
            gone, come = _only(before.get(lang, []), after.get(lang, []))
            if gone or come:
                mine = kind if translated is None or lang in originals or not originals else translated
                yield Row(mine, name, lang or None, gone or None, come or None)

    return compare


def _by_language(rows: Any) -> dict[str, list[Any]]:
    """Texts (or IRIs, under no language) with single blanks, by language in lower case."""
    found: dict[str, list[Any]] = {}
    for row in rows or ():
        if isinstance(row, dict):
            found.setdefault(str(row["lang"]).lower(), []).append(" ".join(str(row["text"]).split()))
        else:
            found.setdefault("", []).append(row)
    return found


def _only(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """What is on one side only."""
    return [each for each in old if each not in new], [each for each in new if each not in old]


def _definitions(_: Part, name: str, old: Any, new: Any) -> Iterator[Row]:
    before, after = _definitions_by_key(old), _definitions_by_key(new)
    originals = [lang for lang in _ORIGINAL if any(key[0] == lang for key in (*before, *after))][:1]
    for key in dict.fromkeys((*before, *after)):
        lang, public = key
        was, now = before.get(key), after.get(key)
        kind = D.NOTE_CHANGED if public else D.DEFINITION_CHANGED
        if not public and originals and lang not in originals:
            kind = D.TRANSLATION_CHANGED
        if _wording(was) != _wording(now):
            yield Row(kind, name, lang, _wording(was), _wording(now))
        rest_was, rest_now = _apart(was), _apart(now)
        if was and now and rest_was != rest_now:
            yield Row(D.SOURCE_CHANGED, name, lang, rest_was, rest_now)


def _definitions_by_key(rows: Any) -> dict[tuple[str, bool], Json]:
    """Definitions by language and whether they are for the public. A bare text is one as well."""
    found: dict[tuple[str, bool], Json] = {}
    for row in rows or ():
        full = row if "value" in row else {"value": row}
        public = str(full.get("audience", "")).endswith(_PUBLIC)
        found[str(full["value"]["lang"]).lower(), public] = full
    return found


def _wording(row: Json | None) -> str | None:
    return " ".join(str(row["value"]["text"]).split()) if row else None


def _apart(row: Json | None) -> JsonValue:
    return {name: value for name, value in (row or {}).items() if name != "value"}


# -- sets and single values ----------------------------------------------------------------------------------------


def _one(kind: D) -> Compare:
    def compare(_: Part, name: str, old: Any, new: Any) -> Iterator[Row]:
        yield Row(kind, name, None, old, new)

    return compare


def _set(kind: D, gone_kind: D | None = None) -> Compare:
    """A set as what has come and what has gone: one row, or one each where they are called differently."""

    def compare(_: Part, name: str, old: Any, new: Any) -> Iterator[Row]:
        gone, come = _only(list(old or ()), list(new or ()))
        if gone_kind is None:
            if gone or come:
                yield Row(kind, name, None, gone or None, come or None)
            return
        if gone:
            yield Row(gone_kind, name, None, gone, None)
        if come:
            yield Row(kind, name, None, None, come)

    return compare


def _nothing(_: Part, __: str, ___: Any, ____: Any) -> Iterator[Row]:
    """Told by other rows."""
    yield from ()


# -- models --------------------------------------------------------------------------------------------------------


def _bindings(_: Part, name: str, old: Any, new: Any) -> Iterator[Row]:
    """A list that comes, goes, or binds more or less strongly."""
    before = {row["value_set"]: row for row in old or ()}
    after = {row["value_set"]: row for row in new or ()}
    for value_set in dict.fromkeys((*before, *after)):
        was, now = before.get(value_set), after.get(value_set)
        step = _strength(now) - _strength(was)
        if step > 0:
            yield Row(D.BINDING_TIGHTENED, name, None, was, now)
        elif step < 0:
            yield Row(D.BINDING_LOOSENED, name, None, was, now)
        elif was != now:
            yield Row(D.SOURCE_CHANGED, name, None, was, now)


def _strength(binding: Json | None) -> int:
    return _STRENGTHS.index(binding["strength"]) + 1 if binding else 0


def _cardinality(part: Part, after: Json) -> Iterator[Row]:
    if part.kind is not MemberKind.ELEMENT:
        return
    was, now = _range(part.content), _range(after)
    before, later = _written(part.content), _written(after)
    if now[0] > was[0] or now[1] < was[1]:
        yield Row(D.CARDINALITY_TIGHTENED, "cardinality", None, before, later)
    if now[0] < was[0] or now[1] > was[1]:
        yield Row(D.CARDINALITY_LOOSENED, "cardinality", None, before, later)


def _range(content: Json) -> tuple[float, float]:
    most = content.get("max_occurs", 1)
    return content.get("min_occurs", 0), _UNBOUNDED if most == "*" else most


def _written(content: Json) -> str:
    return f"{content.get('min_occurs', 0)}..{content.get('max_occurs', 1)}"


def _obligation(_: Part, name: str, old: Any, new: Any) -> Iterator[Row]:
    """How binding a requirement is: stricter or milder than before."""
    stricter = Obligation(new).rank < Obligation(old).rank
    yield Row(D.REQUIREMENT_TIGHTENED if stricter else D.REQUIREMENT_LOOSENED, name, None, old, new)


def _scope(_: Part, name: str, old: Any, new: Any) -> Iterator[Row]:
    """What a requirement holds for; nothing said is everything."""
    before, after = old or [], new or []
    gained = [each for each in after if each not in before]
    lost = [each for each in before if each not in after]
    if before and (gained or not after):
        yield Row(D.REQUIREMENT_TIGHTENED, name, None, None, gained or None)
    if after and (lost or not before):
        yield Row(D.REQUIREMENT_LOOSENED, name, None, lost or None, None if lost else after)


_ANY: Final[dict[str, Compare]] = {
    "iri": _nothing,
    "identifier": _one(D.IDENTITY_CHANGED),
    "notation": _one(D.IDENTITY_CHANGED),
    "oid": _one(D.IDENTITY_CHANGED),
    "namespace": _one(D.IDENTITY_CHANGED),
    "aliases": _set(D.ALIAS_ADDED, D.ALIAS_REMOVED),
    "title": _texts(D.TERM_CHANGED, D.TRANSLATION_CHANGED),
    "name": _texts(D.TERM_CHANGED, D.TRANSLATION_CHANGED),
    "label": _texts(D.TERM_CHANGED, D.TRANSLATION_CHANGED),
    "pref_label": _texts(D.PREFERRED_TERM_CHANGED, D.TRANSLATION_CHANGED),
    "alt_label": _texts(D.TERM_CHANGED),
    "hidden_label": _texts(D.TERM_CHANGED),
    "definition": _definitions,
    "source": _texts(D.SOURCE_CHANGED),
    "publisher": _one(D.CONTACT_CHANGED),
    "contact_point": _one(D.CONTACT_CHANGED),
    "creator": _set(D.CONTACT_CHANGED),
    "homepage": _one(D.CONTACT_CHANGED),
    "email": _one(D.CONTACT_CHANGED),
    "url": _one(D.CONTACT_CHANGED),
    "status": _one(D.STATUS_CHANGED),
    "validity": _one(D.VALIDITY_CHANGED),
    "created": _one(D.DATE_CHANGED),
    "modified": _one(D.DATE_CHANGED),
    "bindings": _bindings,
    "has_property": _nothing,
    "min_occurs": _nothing,
    "max_occurs": _nothing,
    "kind": _one(D.TYPE_CHANGED),
    "coded": _one(D.TYPE_CHANGED),
    "pattern": _one(D.TYPE_CHANGED),
    "type_definition_reference": _one(D.TYPE_CHANGED),
    "obligation": _obligation,
    "text": _texts(D.REQUIREMENT_REWORDED, D.TRANSLATION_CHANGED),
    "area": _one(D.STATEMENT_CHANGED),
    "security_requirement": _texts(D.REQUIREMENT_CHANGED),
    "legal_basis": _texts(D.REQUIREMENT_CHANGED),
    "receipt_expected": _one(D.REQUIREMENT_CHANGED),
    "properties": _set(D.PROPERTY_CHANGED),
    "declared": _set(D.PROPERTY_CHANGED),
    "extra": _set(D.STATEMENT_CHANGED),
}


def _each(compare: Compare, names: str) -> dict[str, Compare]:
    return dict.fromkeys(names.split(), compare)


_FIELDS: Final[dict[str, Compare]] = {
    **_ANY,
    **_each(
        _texts(D.NOTE_CHANGED),
        "description scope_note note example rights unbound_reason justification trigger rationale verification",
    ),
    **_each(
        _set(D.HIERARCHY_CHANGED),
        "broader narrower specializes generalizes is_part_of has_part generic_relation partitive_relation "
        "has_top_concept top_concept_of",
    ),
    **_each(
        _set(D.RELATION_CHANGED),
        "related associative_relation see_also replaces is_replaced_by member in_scheme",
    ),
    **_each(_set(D.MAPPING_CHANGED), "exact_match close_match broad_match narrow_match related_match"),
    **_each(_one(D.TYPE_CHANGED), "has_data_type has_simple_type has_value_from coded_as"),
    **_each(_set(D.TYPE_CHANGED), "contains refers_to has_general_concept has_some"),
    **_each(_one(D.TYPE_CHANGED), "fixed_value nillable content_model mixed abstract item_type"),
    **_each(
        _one(D.TYPE_CHANGED),
        "length min_length max_length min_inclusive max_inclusive min_exclusive max_exclusive total_digits "
        "fraction_digits",
    ),
    **_each(_set(D.TYPE_CHANGED), "enumeration member_types"),
    **_each(_set(D.MEMBER_ADDED, D.MEMBER_REMOVED), "global_elements"),
    **_each(
        _set(D.REFERENCE_ADDED, D.REFERENCE_REMOVED),
        "sender receiver phase carries conforms_to imports theme gaps",
    ),
    **_each(_one(D.REFERENCE_REMOVED), "subject_source object_source at_level carrier function_code"),
}
#: Where the same name means something else than it does elsewhere.
_OTHERWISE: Final[dict[tuple[Kind | MemberKind, str], Compare]] = {
    (MemberKind.CONCEPT, "subject"): _texts(D.NOTE_CHANGED),
    **{
        (kind, name): _scope
        for kind in (MemberKind.REQUIREMENT, Kind.REQUIREMENT_SET)
        for name in ("exchange", "party", "role", "element")
    },
    **{(MemberKind.MAPPING, name): _one(D.MAPPING_CHANGED) for name in ("subject", "predicate", "object")},
}
_TUPLE: Final = _set(D.STATEMENT_CHANGED)
_VALUE: Final = _one(D.STATEMENT_CHANGED)


def _rule(part: Part, name: str) -> Compare:
    """How a field is compared; what has no row of its own is a statement like any other."""
    found = _OTHERWISE.get((part.kind, name)) or _FIELDS.get(name)
    return found or (_TUPLE if isinstance(part.content.get(name), list) else _VALUE)
