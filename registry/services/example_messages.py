"""A good example of a message and bad ones, made from its model and code lists: invented, and the same each time."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from registry.domain import Code, CodeList, Iri, text
from registry.domain.code_choice import CodeChoice, FindList, code_choice
from registry.domain.content_model import Particle, ParticleKind
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.interchange.names import CONTENT, NAMESPACE, TYPE, is_array, is_point_in_time
from registry.services.example_values import identity_number, organisation_number, text_of

#: Elements that are not demanded are left out below this depth, and beyond so many of them.
_DEEPEST, _MOST = 4, 120
#: Identifiers by their type (code lists 8116 and 9051): of the synthetic series, or numbers that are never given out.
_IDENTIFIERS: Final = {
    "FNR": identity_number(0),
    "ENH": organisation_number(0),
    "HER": "99999999",
    "HPR": "900000001",
}
#: Which codes are taken where a list has them, by a word in the name of an element around; and everywhere.
_WISHED: Final = {
    "Profes": ("HPR",),
    "HCProf": ("HPR",),
    "Helseperson": ("HPR",),
    "Organisation": ("ENH", "HER"),
    "Inst": ("ENH", "HER"),
    "Dept": ("HER",),
    "Pa": ("FNR",),
    "Person": ("FNR",),
}
_USUAL: Final = ("FNR", "NO", "PST", "XML", "TEST", "T")
_UNKNOWN_CODE: Final = "FINNES-IKKE"


@dataclass(frozen=True)
class Example:
    """One example in the JSON form. `rule` is the validator's that must find something, at `path` (JSON pointer).

    `name` is `good`, or what is wrong.
    """

    name: str
    message: dict[str, Any]
    rule: str = ""
    path: str = ""


@dataclass(frozen=True)
class _Mark:
    """A coded value of the good example: where, in which type's element, from which list."""

    path: tuple[str | int, ...]
    choice: CodeChoice
    chosen: CodeList


@dataclass
class _Making:
    """One good example under way. `function` is the code of the message's function, where it has one."""

    schema: MessageSchema
    find: FindList
    day: date
    function: str
    marks: list[_Mark] = field(default_factory=list)
    demanded: list[tuple[str | int, ...]] = field(default_factory=list)
    _count: int = 0

    def document(self) -> dict[str, Any]:
        """The whole."""
        root = self.schema.roots[0]
        space = {NAMESPACE: root.namespace} if root.namespace else {}
        return {**space, root.name: self._structure(root, (root.name,), ())}

    def _structure(self, row: Structure, path: tuple[str | int, ...], above: tuple[Iri, ...]) -> Any:
        if row.open or row.mixed:
            return "Eksempel"
        slots = {slot.name: slot for slot in row.slots if not slot.is_attribute}
        found: dict[str, Any] = {
            slot.name: self._attribute(row, slot, path) for slot in row.slots if self._is_there(slot)
        }
        if row.text:
            found[CONTENT] = text_of("", self.schema.simple.get(row.text), "/".join(map(str, path)), self.day)
        for name, demanded in self._chosen(row.content, slots, (*above, row.iri)):
            self._add(row, slots[name], found, path, (*above, row.iri), demanded=demanded)
        self._identify(found)
        return found

    def _is_there(self, slot: Slot) -> bool:
        return slot.is_attribute and (slot.minimum > 0 or slot.fixed_value is not None or slot.name == "@V")

    def _attribute(self, row: Structure, slot: Slot, path: tuple[str | int, ...]) -> str:
        if slot.fixed_value is not None:
            return slot.fixed_value
        if is_point_in_time(row, slot):
            return f"{self.day.isoformat()}T09:30:00"
        name = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
        seed = "/".join(map(str, path)) + slot.name
        return text_of(name, self.schema.simple.get(slot.type or ""), seed, self.day)

    def _add(
        self,
        row: Structure,
        slot: Slot,
        found: dict[str, Any],
        path: tuple[str | int, ...],
        above: tuple[Iri, ...],
        *,
        demanded: bool,
    ) -> None:
        self._count += 1
        several = is_array(row, slot)
        place = len(found.get(slot.name, ())) if several else 0
        here = (*path, slot.name, *((place,) if several else ()))
        value = self._value(slot, here, above)
        if several:
            found.setdefault(slot.name, []).append(value)
        else:
            found[slot.name] = value
        if demanded and not several:
            self.demanded.append(here)

    def _chosen(self, part: Particle, slots: dict[str, Slot], above: tuple[Iri, ...]) -> Iterator[tuple[str, bool]]:
        """The elements of a content, in order, and whether the row of them demands each."""
        for _ in range(self._times(part, slots, above)):
            if part.kind is ParticleKind.ELEMENT:
                yield part.name, part.minimum > 0
            elif part.kind is ParticleKind.CHOICE:
                yield from ((name, False) for name, _ in self._chosen(self._best(part, slots, above), slots, above))
            else:
                for each in part.parts:
                    yield from self._chosen(each, slots, above)

    def _best(self, part: Particle, slots: dict[str, Slot], above: tuple[Iri, ...]) -> Particle:
        """The first alternative that leads back to no type above it."""
        known = [each for each in part.parts if all(slots[name].type not in above for name in each.names())]
        return (known or list(part.parts))[0]

    def _times(self, part: Particle, slots: dict[str, Slot], above: tuple[Iri, ...]) -> int:
        if part.minimum or not part.names():
            return part.minimum
        free = any(structure.open for name in part.names() for structure in self._held(slots[name]))
        wanted = len(above) <= _DEEPEST and self._count < _MOST and not free
        return int(wanted and all(slots[name].type not in above for name in part.names()))

    def _held(self, slot: Slot) -> tuple[Structure, ...]:
        found = self.schema.structures.get(slot.type or "")
        return (found,) if found else ()

    def _value(self, slot: Slot, path: tuple[str | int, ...], above: tuple[Iri, ...]) -> Any:
        if slot.fixed_value is not None:
            return slot.fixed_value
        structure = self.schema.structures.get(slot.type or "")
        choice = code_choice(self.schema, slot, self.find)
        coded = self._code(choice, path) if choice else None
        if coded is not None:
            return coded
        if slot.name == "MIGversion" and structure is None:
            return self._version()
        if structure is None:
            seed = "/".join(map(str, path))
            return text_of(slot.name, self.schema.simple.get(slot.type or ""), seed, self.day)
        names = {row.name for row in structure.slots if not row.minimum}
        if {"@V", "@S", "@OT"} <= names:
            return {"@OT": "Eksempel"}  # no list is known: the words without a code
        actual = self._concrete(structure)
        found = self._structure(actual, path, above)
        return {TYPE: actual.name, **found} if actual is not structure else found

    def _version(self) -> str:
        """The version and day of the message's schema, as messages tell them: `v1.2 2012-02-15`."""
        space = (self.schema.model.namespace or "").rpartition("/")[2]
        return f"v{self.schema.model.version} {space}"

    def _concrete(self, structure: Structure) -> Structure:
        """The type itself, or the first that specialises it where it is abstract."""
        among = (each for each in self.schema.derived(structure.iri) if not each.abstract)
        return next(among, structure) if structure.abstract else structure

    def _code(self, choice: CodeChoice, path: tuple[str | int, ...]) -> Any:
        """A code of the first list that has one in use, as the element carries it."""
        wished = _wished(path)
        rows = [(known, self._of(known, wished)) for known in choice.lists]
        for known, code in sorted(rows, key=lambda row: row[1] is None or row[1].notation not in wished):
            if code is None or (choice.system is not None and not known.oid):
                continue
            self.marks.append(_Mark(path, choice, known))
            if choice.value is None:
                return code.notation
            shown = {"@DN": text(code.pref_label)} if text(code.pref_label) else {}
            system = {choice.system.name: known.oid} if choice.system else {}
            return {choice.value.name: code.notation, **system, **shown}
        return None

    def _of(self, known: CodeList, wished: tuple[str, ...]) -> Code | None:
        """The code of the message's function, else the one that is wished for most, else the first in use."""
        active = {code.notation: code for code in known.codes if code.is_active(self.day)}
        named = (active.get(notation) for notation in (self.function, *wished))
        return next((code for code in named if code), next(iter(active.values()), None))

    def _identify(self, found: dict[str, Any]) -> None:
        """Identifiers of persons and organisations by the type that stands beside them."""
        for name, kind in (("Id", "TypeId"), ("OffId", "TypeOffId"), ("Id", "Type")):
            said = found.get(kind)
            code = said.get("@V") if isinstance(said, dict) else None
            if isinstance(found.get(name), str) and code:
                found[name] = _IDENTIFIERS.get(code, found[name])
        for name in ("Fnr", "FNR", "FNr"):
            if isinstance(found.get(name), str):
                found[name] = _IDENTIFIERS["FNR"]


def _wished(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The codes that make an example plausible where an element takes them."""
    for step in reversed(path):
        for name, codes in _WISHED.items():
            if isinstance(step, str) and name in step:
                return (*codes, *_USUAL)
    return _USUAL


def examples(schema: MessageSchema, find: FindList, day: date, function: str = "") -> tuple[Example, ...]:
    """The good example and the bad ones that the model permits; none of a component, which has no root.

    A bad one for a rule is left out where nothing in the message can break it: a code that is retired needs a list
    that has one, a wrong list an element that names its list.
    """
    if not schema.roots:
        return ()
    making = _Making(schema, find, day, function)
    good = making.document()
    return (Example("good", good), *_bad(making, good))


def _bad(making: _Making, good: dict[str, Any]) -> Iterator[Example]:
    if making.demanded:
        path = min(making.demanded, key=len)
        message = deepcopy(good)
        del _at(message, path[:-1])[path[-1]]
        yield Example("missing-element", message, "missing-element", _pointer(path[:-1]))
    for make in (_unknown_code, _retired_code, _wrong_list, _wrong_display):
        found = next(filter(None, (make(making, mark) for mark in making.marks)), None)
        if found:
            name, rule, mark, changed = found
            message = deepcopy(good)
            _put(message, mark, changed)
            yield Example(name, message, rule, _pointer(mark.path))


_Change = tuple[str, str, _Mark, dict[str, str]]


def _unknown_code(_: _Making, mark: _Mark) -> _Change | None:
    judged = mark.choice.closed or mark.choice.system is not None
    return ("unknown-code", "unknown-code", mark, {"@V": _UNKNOWN_CODE}) if judged else None


def _retired_code(making: _Making, mark: _Mark) -> _Change | None:
    for code in mark.chosen.codes:
        if not code.is_active(making.day):
            return "retired-code", "retired-code", mark, {"@V": code.notation, "@DN": text(code.pref_label)}
    return None


def _wrong_list(making: _Making, mark: _Mark) -> _Change | None:
    """A code with the list that it is of, where the element takes codes from others."""
    system = mark.choice.system
    if system is None or not mark.choice.closed:
        return None
    bound = {known.iri for known in mark.choice.lists}
    for other in (row.chosen for row in making.marks):
        code = next((code for code in other.codes if code.is_active(making.day)), None)
        if other.iri not in bound and other.oid and code:
            changed = {"@V": code.notation, system.name: other.oid, "@DN": text(code.pref_label)}
            return "wrong-list", "wrong-list", mark, changed
    return None


def _wrong_display(making: _Making, mark: _Mark) -> _Change | None:
    """The text of another code of the list."""
    if mark.choice.value is None:
        return None
    active = [code for code in mark.chosen.codes if code.is_active(making.day) and code.pref_label]
    shown = list(dict.fromkeys(text(code.pref_label) for code in active))
    if len(shown) < 2:  # noqa: PLR2004 -- there must be another
        return None
    return "wrong-display", "display-meaning", mark, {"@V": active[0].notation, "@DN": shown[-1]}


def _put(message: dict[str, Any], mark: _Mark, changed: dict[str, str]) -> None:
    if mark.choice.value is None:
        _at(message, mark.path[:-1])[mark.path[-1]] = changed["@V"]
    else:
        _at(message, mark.path).update({name: value for name, value in changed.items() if value})


def _at(message: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        message = message[step]
    return message


def _pointer(path: tuple[str | int, ...]) -> str:
    return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)
