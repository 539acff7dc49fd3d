"""Walks a message by its plan: elements, order, number, attributes and values; hands codes to whoever checks them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from registry.domain.instance import Instance, local, namespace
from registry.services.validation.fault import Fault, shape
from registry.services.validation.namespaces import is_extension, same_family
from registry.services.validation.plan import CodedAs, ElementPlan, Row, TypePlan
from registry.services.validation.sequences import Flaw, fits, misfits
from registry.services.validation.simple_types import written_as

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_XSI_TYPE: Final = _XSI + "type"
_NIL: Final = _XSI + "nil"
_TRUE: Final = ("true", "1")
#: What schemas may say of themselves in any element (XML Schema part 1, 2.6).
_ALWAYS: Final = frozenset(_XSI + name for name in ("type", "schemaLocation", "noNamespaceSchemaLocation"))
#: How alike two names must be for one to be taken for the other.
_ALIKE: Final = 0.6
_MOST_ROWS: Final = 4096

#: Checks the code in an element; what it gives back are its faults.
CheckCode = Callable[[Instance, ElementPlan, Sequence[tuple[str, str]]], Iterable[Fault]]
#: Checks what stands where anything may stand.
CheckOpen = Callable[[Instance], None]

Items = Sequence[tuple[str, str]]


class Walk:
    """One walk over a message; `faults` is what it found.

    Most elements are texts that may be anything, or codes that have been found right before: the loop over a row sees
    to those by itself, since a call for each would take longer than all else.
    """

    def __init__(self, check_code: CheckCode, check_open: CheckOpen) -> None:
        self.faults: list[Fault] = []
        self._check_code = check_code
        self._check_open = check_open

    def visit(self, at: Instance, plan: ElementPlan) -> None:
        """An element and all that is in it."""
        type_ = plan.type
        if type_ is None:
            return
        items = tuple(at.items())
        if items:
            if plan.coded is not None and plan.coded.carried is not CodedAs.TEXT:
                if items not in plan.fine:
                    self._coded(at, plan, type_, items)
            else:
                type_ = self._attributes(at, plan, type_, items)
        elif type_.required or (plan.coded is not None and plan.coded.carried is not CodedAs.TEXT):
            self._coded(at, plan, type_, items)
        if plan.nillable and any(name == _NIL and value.strip() in _TRUE for name, value in items):
            return
        if type_.elements:
            self._inside(at, plan, type_)
        elif type_.open:
            self._check_open(at)
        else:
            self._leaf(at, plan, type_)

    def _leaf(self, at: Instance, plan: ElementPlan, type_: TypePlan) -> None:
        if len(at):
            self._row(at, list(at), type_)
        text = at.text
        if not type_.holds_text:
            if text and not text.isspace():
                self._stray_text(at, plan)
        elif (type_.test is not None and not type_.test(text or "")) or not _is_fixed(plan, text):
            self._wrong_value(at, plan, type_, text or "")
        elif plan.coded is not None and plan.coded.carried is CodedAs.TEXT and text:
            self.faults.extend(self._check_code(at, plan, (("", text),)))

    def _inside(self, at: Instance, plan: ElementPlan, type_: TypePlan) -> None:
        inside = list(at)
        row = type_.rows.get(tuple([each.tag for each in inside]))
        if row is None:
            row = self._row(at, inside, type_)
        text = at.text
        if text and not text.isspace() and not type_.holds_text:
            self._stray_text(at, plan)
        strict = not type_.holds_text
        for each, own in zip(inside, row, strict=True):
            tail = each.tail
            if tail and strict and not tail.isspace():
                self._stray_text(at, plan)
            if own is None or len(each):
                if own is not None:
                    self.visit(each, own)
            elif own.plain:
                if each.items():
                    self.visit(each, own)
            elif not own.fine or each.text or tuple(each.items()) not in own.fine:
                self.visit(each, own)

    # -- the row of elements ---------------------------------------------------------------------------------------

    def _row(self, at: Instance, inside: list[Instance], type_: TypePlan) -> Row:
        """The plans of the elements inside; None for one that is not known. Tells what is wrong with them."""
        tags = tuple([each.tag for each in inside])
        meant = [_meant(tag, type_) for tag in tags]
        row = tuple([type_.elements.get(tag) for tag in meant])
        names = [type_.names[tag] for tag in meant if tag in type_.names]
        if len(names) == len(tags) and fits(type_.content, names):
            if len(type_.rows) < _MOST_ROWS:
                type_.rows[tags] = row
            return row
        known = [each for each, tag in zip(inside, meant, strict=True) if tag in type_.names]
        self.faults.extend(
            _unknown(each, type_) for each, tag in zip(inside, meant, strict=True) if tag not in type_.names
        )
        for misfit in misfits(type_.content, names):
            ends = misfit.at >= len(known) or misfit.flaw is Flaw.MISSING
            slot = _named(type_, misfit.name)
            self.faults.append(
                Fault(
                    _RULES[misfit.flaw],
                    at if ends else known[misfit.at],
                    slot.slot if slot else None,
                    name=misfit.name,
                    found=names[misfit.at] if misfit.flaw is Flaw.WRONG_ORDER else "",
                    allowed=misfit.others,
                    number=misfit.limit,
                )
            )
        return row

    # -- attributes and values -------------------------------------------------------------------------------------

    def _coded(self, at: Instance, plan: ElementPlan, type_: TypePlan, items: Items) -> None:
        before = len(self.faults)
        self._attributes(at, plan, type_, items)
        if plan.coded is not None and len(self.faults) == before:
            self.faults.extend(self._check_code(at, plan, items))

    def _attributes(self, at: Instance, plan: ElementPlan, type_: TypePlan, items: Items) -> TypePlan:
        """Tells what is wrong with the attributes; the type that the element says it has, or its own."""
        row = type_.attribute_rows.get(tuple([name for name, _ in items]))
        if row is None:
            type_, row = self._attribute_row(at, plan, type_, items)
        for number, own in row:
            value = items[number][1]
            if own.fixed is not None and value.strip() != own.fixed:
                self._wrong_value(at, own, own.type, value, own.slot.name[1:])
            elif own.type is None or own.type.test is None or own.type.test(value):
                if own.coded is not None:
                    self.faults.extend(self._check_code(at, own, ((own.slot.name[1:], value),)))
            else:
                self._wrong_value(at, own, own.type, value, own.slot.name[1:])
        return type_

    def _attribute_row(
        self, at: Instance, plan: ElementPlan, type_: TypePlan, items: Items
    ) -> tuple[TypePlan, tuple[tuple[int, ElementPlan], ...]]:
        """The plans of the attributes that have values to be tested, by number."""
        said = next((value for name, value in items if name == _XSI_TYPE), None)
        type_ = type_.derived.get(local(said.rpartition(":")[2]), type_) if said else type_
        names = tuple([name for name, _ in items])
        plans = [type_.attributes.get(_as_planned(name, type_)) for name in names]
        row = tuple((number, own) for number, own in enumerate(plans) if own)
        known = names if type_.open else (*_ALWAYS, _NIL) if plan.nillable else _ALWAYS
        strange = [name for name, own in zip(names, plans, strict=True) if own is None and name not in known]
        there = {own.slot.name for _, own in row}
        missing = [name for name in type_.required if type_.attributes[name].slot.name not in there]
        for name in strange:
            allowed = tuple(type_.attributes)
            repair = nearest(name, allowed)
            self.faults.append(
                Fault(
                    "unknown-attribute", at, plan.slot, local(name), found=local(name), allowed=allowed, repair=repair
                )
            )
        for name in missing:
            self.faults.append(Fault("missing-attribute", at, type_.attributes[name].slot, name=f"@{local(name)}"))
        if not (strange or missing or said) and len(type_.attribute_rows) < _MOST_ROWS:
            type_.attribute_rows[names] = row
        return type_, row

    def _wrong_value(
        self, at: Instance, plan: ElementPlan, type_: TypePlan | None, value: str, attribute: str = ""
    ) -> None:
        simple = type_.simple if type_ else None
        allowed = (plan.fixed,) if plan.fixed is not None else written_as(simple) if simple else ()
        repair = _bare_oid(value, type_) if attribute == "S" else ""
        self.faults.append(
            Fault("wrong-value", at, plan.slot, attribute, found=shape(value), allowed=allowed, repair=repair)
        )

    def _stray_text(self, at: Instance, plan: ElementPlan) -> None:
        self.faults.append(Fault("unexpected-text", at, plan.slot))


_RULES: Final = {
    Flaw.MISSING: "missing-element",
    Flaw.TOO_MANY: "too-many",
    Flaw.WRONG_ORDER: "wrong-order",
    Flaw.EXCLUDED: "excluded-element",
}


def _bare_oid(value: str, type_: TypePlan | None) -> str:
    """The OID alone where the name of a list is written as in FHIR; empty where that is not what is wrong."""
    bare = value.strip().removeprefix("urn:oid:")
    is_oid = bare != value.strip() and bare.replace(".", "").isdigit()
    return bare if is_oid and type_ and type_.test and type_.test(bare) else ""


def _is_fixed(plan: ElementPlan, text: str | None) -> bool:
    """Whether a text is the only one that there may be, where there is one; an empty element has it by itself."""
    return plan.fixed is None or not text or text.strip() == plan.fixed


def _meant(tag: str, type_: TypePlan) -> str:
    """The tag in the plan: a signature or the like stands in its own namespace where a model lets anything stand."""
    if tag in type_.names or not is_extension(namespace(tag)):
        return tag
    name = local(tag)
    return next((own for own, plan in type_.elements.items() if local(own) == name and _is_open(plan)), tag)


def _is_open(plan: ElementPlan) -> bool:
    return plan.type is None or plan.type.open


def _as_planned(name: str, type_: TypePlan) -> str:
    """The name of an attribute in the plan, which has none of the namespaces that the model does not tell."""
    return name if name in type_.attributes or name.startswith(_XSI) else local(name)


def _named(type_: TypePlan, name: str) -> ElementPlan | None:
    return next((type_.elements[tag] for tag, own in type_.names.items() if own == name), None)


def _unknown(at: Instance, type_: TypePlan) -> Fault:
    """An element that the type does not hold: of another namespace, or of no name that it knows."""
    name = local(at.tag)
    same = [tag for tag, own in type_.names.items() if own == name]
    if same:
        mixed = any(same_family(namespace(at.tag), namespace(tag)) for tag in same)
        return Fault(
            "mixed-generations" if mixed else "wrong-namespace",
            at,
            type_.elements[same[0]].slot,
            found=namespace(at.tag),
            allowed=tuple(map(namespace, same)),
            repair=namespace(same[0]),
        )
    allowed = tuple(dict.fromkeys(type_.names.values()))
    return Fault("unknown-element", at, None, found=name, allowed=allowed, repair=nearest(name, allowed))


def nearest(name: str, among: Sequence[str]) -> str:
    """The name that is most like one; empty where none is like it.

    >>> nearest("GenDato", ("GenDate", "MsgId"))
    'GenDate'
    """
    found = process.extractOne(
        name, among, scorer=DamerauLevenshtein.normalized_similarity, processor=str.casefold, score_cutoff=_ALIKE
    )
    return found[0] if found else ""
