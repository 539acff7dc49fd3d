"""The JSON form of a message (docs/json-form.md): read into elements, and made of elements; no rules of content.

A reading never stops at a fault of form: it notes it, and reads on as well as it can.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from registry.domain.content_rules import arrange
from registry.domain.instance import Instance, Node, local, namespace
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.errors import CannotHold
from registry.interchange.names import CONTENT, NAMESPACE, NIL, ROW, TYPE, is_array

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_SCHEMA: Final = "$schema"
#: What is known of an element that may begin a document, by its tag: the schema, and its type.
FindRoot = Callable[[str], tuple[MessageSchema, Structure] | None]


class FormFault(NamedTuple):
    """Something that is not as the JSON form has it: where (JSON pointer), and what it should be."""

    path: str
    rule: str


class JsonMessage(NamedTuple):
    """A message that was read: its root element, and the faults of its form."""

    root: Node
    faults: tuple[FormFault, ...]


def root_tag(said: Mapping[str, Any]) -> str | None:
    """The tag of the root element of a document in the JSON form; None for an object that is no such document."""
    names = [name for name in said if name not in (NAMESPACE, _SCHEMA)]
    space = said.get(NAMESPACE, "")
    if len(names) != 1 or not isinstance(space, str) or not isinstance(said[names[0]], dict | str):
        return None
    return f"{{{space}}}{names[0]}" if space else names[0]


def read_message(said: Mapping[str, Any], find: FindRoot) -> JsonMessage | None:
    """The message of a document; None where it is no document of the form, or no model is known for it."""
    tag = root_tag(said)
    found = find(tag) if tag else None
    if tag is None or found is None:
        return None
    reading = _Reading(find)
    root = reading.structure(found[0], found[1], tag, said[local(tag)], f"/{_escaped(local(tag))}")
    return JsonMessage(root, tuple(reading.faults))


@dataclass
class _Reading:
    """One message being read."""

    find: FindRoot
    faults: list[FormFault] = field(default_factory=list)

    def structure(self, schema: MessageSchema, row: Structure, tag: str, said: Any, path: str) -> Node:
        """An element of an object type or data type."""
        if row.open or row.mixed:
            return self._open(tag, said, path)
        if not isinstance(said, dict):
            self._fault(path, "an object")
            return Node(tag, path, text=_text(said))
        actual = _actual(schema, row, said.get(TYPE))
        slots = {slot.name: slot for slot in actual.slots}
        attributes = self._attributes(slots, said, path)
        content = said.get(CONTENT)
        children = self._children(schema, actual, said, path)
        text = None if content is None else self._string(content, f"{path}/{CONTENT}")
        return Node(tag, path, text, attributes, children)

    def _attributes(self, slots: Mapping[str, Slot], said: dict[str, Any], path: str) -> tuple[tuple[str, str], ...]:
        found = []
        for key, value in said.items():
            if key.startswith("@"):
                own = slots.get(key)
                name = f"{_XSI}{key.removeprefix('@xsi:')}" if key in (TYPE, NIL) else key[1:]
                name = f"{{{own.namespace}}}{name}" if own and own.namespace else name
                found.append((name, self._string(value, f"{path}/{_escaped(key)}")))
        return tuple(found)

    def _children(self, schema: MessageSchema, row: Structure, said: dict[str, Any], path: str) -> tuple[Node, ...]:
        """The elements, in an order that the content permits where there is one; else in that of the type."""
        slots = {slot.name: slot for slot in row.slots if not slot.is_attribute}
        rows = {
            name: self._several(row, slot, said[name], f"{path}/{_escaped(name)}")
            for name, slot in slots.items()
            if name in said
        }
        made = {name: [self._element(schema, slots[name], *each) for each in several] for name, several in rows.items()}
        order = arrange(row.content, {name: len(several) for name, several in made.items()})
        queues = {name: iter(several) for name, several in made.items()}
        known = (
            [next(queues[name]) for name in order]
            if order is not None
            else [n for several in made.values() for n in several]
        )
        strange = (name for name in said if name not in slots and not name.startswith("@") and name != CONTENT)
        return (*known, *(Node(_tag(row.namespace, name), f"{path}/{_escaped(name)}") for name in strange))

    def _several(self, row: Structure, slot: Slot, said: Any, path: str) -> list[tuple[Any, str]]:
        """The values of a name, each with its place: an array is there exactly where there may be several."""
        if isinstance(said, list):
            if not is_array(row, slot) or not said:
                self._fault(path, "no array: there is one at most" if said else "no empty array: leave the name out")
            return [(each, f"{path}/{place}") for place, each in enumerate(said)]
        if is_array(row, slot):
            self._fault(path, "an array, since there may be several")
        return [(said, path)]

    def _element(self, schema: MessageSchema, slot: Slot, said: Any, path: str) -> Node:
        tag = _tag(slot.namespace, slot.name)
        row = schema.structures.get(slot.type or "")
        if row is not None and not (slot.nillable and _is_nil(said)):
            return self.structure(schema, row, tag, said, path)
        if slot.nillable and _is_nil(said):
            return Node(tag, path, attributes=((f"{_XSI}nil", "true"),))
        return Node(tag, path, text=self._string(said, path))

    # -- where anything may stand ------------------------------------------------------------------------------------

    def _open(self, tag: str, said: Any, path: str) -> Node:
        if not isinstance(said, dict):
            return Node(tag, path, text=self._string(said, path))
        attributes = self._attributes({}, said, path)
        for name in said:
            if not name.startswith("@") and name != ROW:
                self._fault(f"{path}/{_escaped(name)}", f"{ROW} with texts and elements, and names with @")
        row = said.get(ROW, [])
        if not isinstance(row, list):
            self._fault(f"{path}/{ROW}", "an array of texts and elements")
            row = []
        text, children = self._row(row, f"{path}/{ROW}")
        return Node(tag, path, text, attributes, children)

    def _row(self, row: list[Any], path: str) -> tuple[str | None, tuple[Node, ...]]:
        """The text before the first element, and the elements, each with the text after it."""
        text: str | None = None
        children: list[Node] = []
        for place, each in enumerate(row):
            if isinstance(each, str) and not children:
                text = (text or "") + each
            elif isinstance(each, str):
                last = children[-1]
                children[-1] = Node(
                    last.tag, last.path, last.text, last.attributes, last.children, None, (last.tail or "") + each
                )
            else:
                children += self._in_row(each, f"{path}/{place}")
        return text, tuple(children)

    def _in_row(self, each: Any, path: str) -> Iterator[Node]:
        if not isinstance(each, dict) or len(each) != 1:
            self._fault(path, "a text, or an object with the name of one element: {namespace}name")
            return
        tag, said = next(iter(each.items()))
        found, inner = self.find(tag), f"{path}/{_escaped(tag)}"
        yield self._open(tag, said, inner) if found is None else self.structure(*found, tag, said, inner)

    # -- values ------------------------------------------------------------------------------------------------------

    def _string(self, said: Any, path: str) -> str:
        if not isinstance(said, str):
            self._fault(path, "a text, written as in XML")
        return _text(said)

    def _fault(self, path: str, rule: str) -> None:
        self.faults.append(FormFault(path, rule))


def _actual(schema: MessageSchema, row: Structure, named: Any) -> Structure:
    """The type that `xsi:type` names, where it may stand in place of the declared one."""
    return next((each for each in schema.derived(row.iri) if each.name == named), row)


def _is_nil(said: Any) -> bool:
    return isinstance(said, dict) and set(said) == {NIL}


def _text(said: Any) -> str:
    """A value as XML has it."""
    if isinstance(said, bool):
        return "true" if said else "false"
    return "" if said is None or isinstance(said, dict | list) else str(said)


def _tag(space: str | None, name: str) -> str:
    return f"{{{space}}}{name}" if space else name


def _escaped(name: str) -> str:
    """A name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


# -- from elements -----------------------------------------------------------------------------------------------------


def write_message(root: Instance, find: FindRoot) -> dict[str, Any]:
    """The document in the JSON form of a message. Raises CannotHold for an element or attribute that no model has."""
    found = find(root.tag)
    if found is None:
        raise CannotHold(f"No model is known for {root.tag}.", field="root", value=root.tag)
    space = namespace(root.tag)
    return {**({NAMESPACE: space} if space else {}), local(root.tag): _Writing(find).structure(*found, root)}


@dataclass(frozen=True)
class _Writing:
    """One message being written."""

    find: FindRoot

    def structure(self, schema: MessageSchema, row: Structure, at: Instance) -> Any:
        """An element of an object type or data type."""
        if row.open or row.mixed:
            return self._open(at)
        named = dict(at.items()).get(f"{_XSI}type", "").rpartition(":")[2]
        actual = _actual(schema, row, named)
        found: dict[str, Any] = {TYPE: named} if named else {}
        found |= dict(_written(actual.slots, at))
        if actual.text is not None and at.text is not None:
            found[CONTENT] = at.text
        slots = {_tag(slot.namespace, slot.name): slot for slot in actual.slots if not slot.is_attribute}
        for each in at:
            slot = slots.get(each.tag)
            if slot is None:
                raise CannotHold(f"{row.name} has no element {each.tag}.", field=row.name, value=each.tag)
            value = self._element(schema, slot, each)
            if is_array(actual, slot):
                found.setdefault(slot.name, []).append(value)
            elif slot.name in found:
                raise CannotHold(f"{row.name} has {slot.name} once at most.", field=row.name, value=slot.name)
            else:
                found[slot.name] = value
        return found

    def _element(self, schema: MessageSchema, slot: Slot, at: Instance) -> Any:
        if dict(at.items()).get(f"{_XSI}nil") == "true":
            return {NIL: "true"}
        row = schema.structures.get(slot.type or "")
        return (at.text or "") if row is None else self.structure(schema, row, at)

    def _open(self, at: Instance) -> Any:
        attributes = {f"@{name}": value for name, value in at.items()}
        row: list[Any] = [at.text] if at.text else []
        for each in at:
            found = self.find(each.tag)
            row.append({each.tag: self._open(each) if found is None else self.structure(*found, each)})
            row += [each.tail] if each.tail else []
        if not attributes and all(isinstance(each, str) for each in row):
            return at.text or ""
        return {**attributes, ROW: row}


def _written(slots: Iterable[Slot], at: Instance) -> Iterator[tuple[str, str]]:
    """The attributes, by their names in the model; what a schema says of itself in a message is left out."""
    names = {_tag(slot.namespace, slot.name[1:]): slot.name for slot in slots if slot.is_attribute}
    for name, value in at.items():
        if name in names:
            yield names[name], value
        elif not name.startswith(_XSI):
            raise CannotHold(f"{local(at.tag)} has no attribute {name}.", field=local(at.tag), value=name)
