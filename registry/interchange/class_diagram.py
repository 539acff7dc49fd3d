"""Class diagrams of a model as text: Mermaid and PlantUML, from the same boxes and lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from registry.domain import text
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.interchange.names import Issue, counted, rules_of


@dataclass(frozen=True)
class _Box:
    """A class: its key in the file, its name, the model it is of, and the rows in it."""

    key: str
    name: str
    model: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    """From a class to another: what it holds, how many, or `None` where it specialises it."""

    start: str
    end: str
    label: str | None = None
    count: str = ""


def write_mermaid(schema: MessageSchema, issue: Issue) -> bytes:
    """A Mermaid `classDiagram`."""
    boxes, lines = _drawn(schema)
    rows = ["---", f"title: {_mermaid(text(issue.title))}", "---", "classDiagram"]
    for box in boxes:
        rows.append(f'  class {box.key}["{_mermaid(box.name)} ({_mermaid(box.model)})"]')
        rows += [f"  {box.key} : {row}" for row in box.rows]
    for line in lines:
        if line.label is None:
            rows.append(f"  {line.end} <|-- {line.start}")
        else:
            rows.append(f'  {line.start} *-- "{line.count}" {line.end} : {line.label}')
    return ("\n".join(rows) + "\n").encode()


def write_plantuml(schema: MessageSchema, issue: Issue) -> bytes:
    """A PlantUML class diagram."""
    boxes, lines = _drawn(schema)
    rows = ["@startuml", f"title {text(issue.title)}", "hide empty members", "hide circle"]
    for box in boxes:
        rows.append(f'class "{box.name}" as {box.key} <<{box.model}>> {{')
        rows += [f"  {{field}} {row}" for row in box.rows]
        rows.append("}")
    for line in lines:
        if line.label is None:
            rows.append(f"{line.end} <|-- {line.start}")
        else:
            rows.append(f'{line.start} *-- "{line.count}" {line.end} : {line.label}')
    return ("\n".join([*rows, "@enduml"]) + "\n").encode()


def _drawn(schema: MessageSchema) -> tuple[list[_Box], list[_Line]]:
    """The classes that hold elements, each with its values as rows; what holds another class is a line."""
    shown = {row.iri: row for row in schema.structures.values() if _is_class(row) or row in schema.roots}
    keys = {iri: f"C{place}" for place, iri in enumerate(shown, 1)}
    boxes = [_Box(keys[row.iri], row.name, _model(row), tuple(_rows(schema, row, keys))) for row in shown.values()]
    lines = [line for row in shown.values() for line in _lines(row, keys)]
    return boxes, lines


def _is_class(row: Structure) -> bool:
    """Whether a type holds elements: a data type with nothing but attributes is the type of a row."""
    return any(not slot.is_attribute for slot in row.slots) or not row.slots


def _model(row: Structure) -> str:
    return row.iri.split("/")[-2]


def _rows(schema: MessageSchema, row: Structure, keys: dict[str, str]) -> Iterator[str]:
    for slot in row.slots:
        if slot.type not in keys:
            yield f"{slot.name} {_type_name(schema, slot)} {_count(row, slot)}{_lists(slot)}"
    if rules_of(row):
        yield f"content: {row.content}"


def _type_name(schema: MessageSchema, slot: Slot) -> str:
    found = schema.structures.get(slot.type or "") or schema.simple.get(slot.type or "")
    return found.name if found else "string"


def _count(row: Structure, slot: Slot) -> str:
    least, most = counted(row, slot)
    return f"{least}..{most}"


def _lists(slot: Slot) -> str:
    """The code lists that a value is of, with how strictly."""
    said = [f"{one.value_set.rpartition('/')[2]} {one.strength}" for one in slot.bindings]
    return f" [{', '.join(said)}]" if said else ""


def _lines(row: Structure, keys: dict[str, str]) -> Iterator[_Line]:
    key = keys[row.iri]
    yield from (_Line(key, keys[iri]) for iri in row.bases[:1] if iri in keys)
    yield from (_Line(key, keys[slot.type], slot.name, _count(row, slot)) for slot in row.slots if slot.type in keys)


def _mermaid(said: str) -> str:
    return said.replace('"', "'").replace("`", "'")
