"""A message for people: Markdown, and a workbook (XLSX) with its elements, choices and codes."""

from collections.abc import Iterator
from datetime import date

from registry.domain import CodeList, Exchange, Iri, LangString, text
from registry.domain.code_choice import FindList
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.interchange.names import Issue, counted, rules_of
from registry.interchange.xlsx_file import Page, encode_xlsx

#: Of a language: what the headings are called.
_WORDS = {
    "element": "Element",
    "name": "Navn",
    "count": "Antall",
    "type": "Type",
    "lists": "Kodeverk",
    "concept": "Begrep",
    "description": "Beskrivelse",
}


def write_markdown(schema: MessageSchema, issue: Issue, find: FindList, exchange: Exchange | None = None) -> bytes:
    """The message as Markdown: a table for each type, the code lists with their codes."""
    rows = [f"# {text(issue.title)}", "", text(issue.description), "", *_facts(schema, issue, exchange), ""]
    for structure in schema.structures.values():
        rows += [*_section(schema, structure), ""]
    rows += [f"## {_WORDS['lists']}", ""]
    for iri in schema.bound_lists():
        found = find(iri)
        rows += [*(_codes(found, issue.day) if found else (f"### {iri}", "", "Kodene er ikke med her.")), ""]
    return ("\n".join(rows).rstrip() + "\n").encode()


def _facts(schema: MessageSchema, issue: Issue, exchange: Exchange | None) -> Iterator[str]:
    model = schema.model
    yield f"- Modell: [{model.identifier}]({model.iri}), versjon {schema.version}, utgivelse {issue.release}"
    if model.namespace:
        yield f"- XML-navnerom: `{model.namespace}`"
    yield from (f"- Standard: <{iri}>" for iri in model.conforms_to)
    yield from (f"- Bygger på: <{iri}>" for iri in schema.components)
    if exchange:
        yield from (f"- Avsender: <{iri}>" for iri in exchange.sender)
        yield from (f"- Mottaker: <{iri}>" for iri in exchange.receiver)


def _section(schema: MessageSchema, row: Structure) -> Iterator[str]:
    label = text(row.title)
    yield f"## {row.name}" + (f" – {_cell(label)}" if label and label != row.name else "")
    yield ""
    yield f'<a id="{row.iri.rpartition("/type/")[2]}"></a>{text(row.description)}'.strip()
    if row.subject:
        yield f"\n{_WORDS['concept']}: <{row.subject}>"
    if rules_of(row):
        yield f"\nInnhold: `{row.content}`"
    if row.slots:
        yield ""
        yield "| " + " | ".join(_WORDS.values()) + " |"
        yield "|" + " --- |" * len(_WORDS)
        yield from ("| " + " | ".join(map(_cell, _cells(schema, row, slot))) + " |" for slot in row.slots)


def _cells(schema: MessageSchema, row: Structure, slot: Slot) -> tuple[str, ...]:
    lists = ", ".join(f"{_end(one.value_set)} ({one.strength})" for one in slot.bindings)
    concept = f"[{_end(slot.subject)}]({slot.subject})" if slot.subject else ""
    least, most = counted(row, slot)
    return (
        f"`{slot.name}`",
        text(slot.title),
        f"{least}..{most}",
        _type(schema, slot),
        lists,
        concept,
        text(slot.description),
    )


def _type(schema: MessageSchema, slot: Slot) -> str:
    found = schema.structures.get(slot.type or "") or schema.simple.get(slot.type or "")
    return found.name if found else "string"


def _codes(value: CodeList, day: date) -> Iterator[str]:
    yield f"### {value.identifier} {text(value.title)}"
    yield ""
    yield f"<{value.iri}>" + (f", OID {value.oid}" if value.oid else "")
    if not value.codes:
        yield "\nKodene er ikke med her."
        return
    yield "\n| Kode | Tekst | |\n| --- | --- | --- |"
    for code in value.codes:
        retired = "" if code.is_active(day) else "utgått"
        yield f"| `{_cell(code.notation)}` | {_cell(text(code.pref_label))} | {retired} |"


def _cell(said: str) -> str:
    return " ".join(said.split()).replace("\\", "\\\\").replace("|", "\\|")


def _end(iri: Iri) -> str:
    return iri.rpartition("/")[2]


# -- workbook ---------------------------------------------------------------------------------------------------------

_ELEMENTS = (
    "type",
    "element",
    "min",
    "max",
    "data type",
    "nb",
    "nn",
    "en",
    "concept",
    "code lists",
    "description",
    "iri",
)
_CODES = ("list", "oid", "title", "code", "display", "active", "iri")
_CONTENTS = ("type", "content", "iri")


def write_workbook(schema: MessageSchema, issue: Issue, find: FindList) -> bytes:
    """The message as a workbook: what it is, its elements, what stands together, and the codes that they take."""
    about = (
        ("title", text(issue.title)),
        ("model", schema.model.iri),
        ("version", schema.version),
        ("release", issue.release),
        ("namespace", schema.model.namespace or ""),
        ("exchange", issue.exchange or ""),
    )
    elements = tuple(_row(schema, row, slot) for row, slot in schema.slots())
    contents = tuple((row.name, str(row.content), row.iri) for row in schema.structures.values() if rules_of(row))
    codes = tuple(row for iri in schema.bound_lists() for row in _code_rows(find(iri), iri, issue.day))
    return encode_xlsx(
        (
            Page("about", ("what", "value"), about),
            Page("elements", _ELEMENTS, elements),
            Page("contents", _CONTENTS, contents),
            Page("codes", _CODES, codes),
        )
    )


def _row(schema: MessageSchema, row: Structure, slot: Slot) -> tuple[str, ...]:
    lists = " ".join(f"{one.value_set}={one.strength}" for one in slot.bindings)
    named = tuple(_in(slot.title, lang) for lang in ("nb", "nn", "en"))
    count = tuple(map(str, counted(row, slot)))
    told = (slot.subject or "", lists, text(slot.description), slot.iri)
    return (row.name, slot.name, *count, _type(schema, slot), *named, *told)


def _in(texts: tuple[LangString, ...], lang: str) -> str:
    return next((row.text for row in texts if row.lang == lang), "")


def _code_rows(value: CodeList | None, iri: Iri, day: date) -> Iterator[tuple[str, ...]]:
    if value is None or not value.codes:
        yield (_end(iri), value.oid or "" if value else "", text(value.title) if value else "", "", "", "", iri)
        return
    for code in value.codes:
        active = "yes" if code.is_active(day) else "no"
        label = text(code.pref_label)
        yield (_end(iri), value.oid or "", text(value.title), code.notation, label, active, code.iri)
