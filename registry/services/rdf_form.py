"""A message as RDF, for the SHACL shapes that are generated of its model (docs/json-form.md); order is not kept."""

from collections.abc import Iterator
from itertools import count

from registry.domain.instance import Instance, local
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.errors import CannotHold
from registry.namespaces import iri
from registry.rdf.turtle import quoted
from registry.services.json_form import FindRoot

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


def write_rdf(root: Instance, find: FindRoot) -> bytes:
    """The message as N-Triples: every element a blank node of the class of its type, every value a literal.

    Predicates are the elements of the model; what the model does not have becomes a predicate of its own, which
    closed shapes refuse. Raises CannotHold where no model is known.
    """
    found = find(root.tag)
    if found is None:
        raise CannotHold(f"No model is known for {root.tag}.", field="root", value=root.tag)
    writing = _Writing(found[0])
    lines = [f"_:message <{iri('rdf:type')}> <{iri('omf:Message')}> .", f"_:message <{iri('omf:rootElement')}> _:n0 ."]
    lines += writing.structure("_:n0", found[1], root)
    return ("\n".join(lines) + "\n").encode()


class _Writing:
    """One message being written."""

    def __init__(self, schema: MessageSchema) -> None:
        self._schema = schema
        self._numbers = count(1)

    def structure(self, name: str, row: Structure, at: Instance) -> Iterator[str]:
        """The statements of an element of an object type or data type."""
        named = dict(at.items()).get(f"{_XSI}type", "").rpartition(":")[2]
        actual = next((each for each in self._schema.derived(row.iri) if each.name == named), row)
        yield f"{name} <{iri('rdf:type')}> <{actual.iri}> ."
        if actual.open or actual.mixed:
            return
        if at.text and at.text.strip():
            yield f"{name} <{iri('rdf:value')}> {quoted(at.text)} ."
        yield from self._attributes(name, actual, at)
        slots = {_tag(slot): slot for slot in actual.slots if not slot.is_attribute}
        for each in at:
            yield from self._element(name, actual, slots.get(each.tag), each)

    @staticmethod
    def _attributes(name: str, row: Structure, at: Instance) -> Iterator[str]:
        slots = {slot.name[1:]: slot for slot in row.slots if slot.is_attribute}
        for key, value in at.items():
            slot = slots.get(local(key))
            if slot is not None or not key.startswith(_XSI):
                yield f"{name} <{slot.iri if slot else _strange(row, '@' + local(key))}> {quoted(value)} ."

    def _element(self, name: str, row: Structure, slot: Slot | None, at: Instance) -> Iterator[str]:
        if slot is None:
            yield f"{name} <{_strange(row, local(at.tag))}> {quoted(at.text or '')} ."
            return
        inner, below = self._schema.structures.get(slot.type or ""), f"_:n{next(self._numbers)}"
        yield f"{name} <{slot.iri}> {below} ."
        if inner is None:
            yield f"{below} <{iri('rdf:value')}> {quoted(at.text or '')} ."
        else:
            yield from self.structure(below, inner, at)


def _tag(slot: Slot) -> str:
    return f"{{{slot.namespace}}}{slot.name}" if slot.namespace else slot.name


def _strange(row: Structure, name: str) -> str:
    """A predicate for what the model does not have."""
    return f"{row.iri.replace('/type/', '/element/')}/unknown/{name}"
