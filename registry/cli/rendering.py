"""How released things look in a terminal: one function a kind, in the language asked for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from registry.cli.labels import labels
from registry.domain import (
    Code,
    CodeList,
    Concept,
    ConceptScheme,
    Definition,
    ElementProperty,
    Exchange,
    InformationModel,
    Iri,
    Kind,
    LangString,
    ModelElement,
    Pathway,
    RegisteredObject,
    Resource,
    Standard,
    Version,
    pick,
    text,
)
from registry.domain.language import LANGUAGES
from registry.namespaces import BASE, curie
from registry.services.reading import successors
from registry.terminology.protocol import MemberKind, ReleaseReader, Resolution, Use

#: How many uses are printed one by one.
_MOST_USES = 12


def as_json(reader: ReleaseReader, resolution: Resolution) -> str:
    """The domain value as JSON, empty fields left out."""
    if resolution.iri == resolution.object:
        return reader.artefact(resolution.object).object().model_dump_json(indent=2, exclude_defaults=True)
    return reader.member(resolution.iri).model_dump_json(indent=2, exclude_defaults=True)


class Terminal:
    """Prints to standard output, wide or narrow as the terminal is, with colour only where it is one."""

    def __init__(self, reader: ReleaseReader, lang: str) -> None:
        self._reader = reader
        self._languages = (lang, *(other for other in LANGUAGES if other != lang))
        self._label = labels(lang)
        self._console = Console(highlight=False)

    def show(self, resolution: Resolution) -> None:
        """Print one thing whole."""
        if resolution.iri == resolution.object:
            value: Resource = self._reader.object(resolution.object)
        else:
            value = self._reader.member(resolution.iri)
        self._console.print(self._page(value, resolution))

    def versions(self, versions: Iterable[Version]) -> None:
        """Print objects with their version numbers."""
        table = _table("", "", "", "")
        for row in versions:
            table.add_row(
                row.kind.value, f"[b]{_safe(self._text(row.title))}[/b]", row.number, f"[dim]{short(row.object)}[/dim]"
            )
        self._console.print(table)

    # -- one page a kind ---------------------------------------------------------------------------------------

    def _page(self, value: Resource, resolution: Resolution) -> RenderableType:
        parts: list[RenderableType] = [self._replaced(value)] if getattr(value, "is_replaced_by", ()) else []
        if isinstance(value, Concept):
            parts += self._concept(value)
        elif isinstance(value, CodeList):
            parts += self._code_list(value)
        elif isinstance(value, Code):
            parts += [f"[b]{_safe(value.notation)}[/b]  {_safe(self._text(value.pref_label))}", self._validity(value)]
        elif isinstance(value, Exchange):
            parts += self._exchange(value)
        elif isinstance(value, InformationModel):
            parts += [*self._described(value), self._model_tree(value)]
        elif isinstance(value, Pathway):
            parts += [*self._described(value), self._pathway(value)]
        elif isinstance(value, ConceptScheme):
            parts += [*self._described(value), self._scheme_tree(value)]
        elif isinstance(value, RegisteredObject):
            parts += self._described(value)
        parts += self._uses(value.iri)
        foot = f"{value.iri}  ·  {resolution.version}  ·  {self._reader.release.number}"
        title = self._text(resolution.title) or resolution.iri
        return Panel(
            Group(*parts),
            title=f"[b]{_safe(title)}[/b]",
            subtitle=f"[dim]{foot}[/dim]",
            title_align="left",
            subtitle_align="left",
            padding=(1, 2),
        )

    def _concept(self, concept: Concept) -> list[RenderableType]:
        table = Table.grid(padding=(0, 2))
        for string in _in_order(concept.pref_label):
            others = [row.text for row in concept.alt_label if row.lang == string.lang]
            also = f"  [dim]({_safe(', '.join(others))})[/dim]" if others else ""
            table.add_row(f"[dim]{string.lang}[/dim]", f"[b]{_safe(string.text)}[/b]{also}")
        parts: list[RenderableType] = [table, ""]
        for lang in self._languages:
            chosen = [row for row in concept.definition if row.value.speaks(lang)]
            if chosen:
                parts += [line for row in sorted(chosen, key=_for_experts_first) for line in self._defined(row)]
                break
        note = pick(concept.scope_note, self._languages)
        if note:
            parts += [Text(note.text, style="italic"), ""]
        subjects = [row for row in concept.subject if isinstance(row, LangString)]
        rows = self._rows(
            ("subject", [_safe(self._text(subjects))]),
            ("broader", [_safe(self._title(iri)) for iri in concept.broader]),
            ("related", [_safe(self._title(iri)) for iri in concept.related]),
        )
        return [*parts, rows]

    def _defined(self, row: Definition) -> list[RenderableType]:
        plain = f"[dim]{self._label['public']}:[/dim] " if row.audience else ""
        return [f"{plain}{_safe(row.value.text)}", self._cited(row), ""]

    def _code_list(self, value: CodeList) -> list[RenderableType]:
        head = [*self._described(value), f"[dim]OID[/dim] {value.oid or '—'}"]
        head += [
            f"[dim]{self._label['alias' if row.current else 'former']}[/dim] {row.notation}" for row in value.aliases
        ]
        today = date.today()  # noqa: DTZ011 -- what a person at this terminal calls today
        table = _table("", "", "", "")
        for code in value.codes:
            style = "" if code.is_active(today) else "dim strike"
            table.add_row(
                Text(code.notation, style="bold " + style),
                Text(self._text(code.pref_label), style=style),
                self._validity(code),
                ", ".join(_last(iri) for iri in code.is_replaced_by),
            )
        return [*head, "", table if value.codes else f"[dim]{_safe(self._text(value.rights))}[/dim]"]

    def _exchange(self, value: Exchange) -> list[RenderableType]:
        arrow = Table.grid(padding=(0, 3))
        arrow.add_row("\n".join(self._titles(value.sender)), "[b]──▶[/b]", "\n".join(self._titles(value.receiver)))
        evidence = value.direction_evidence.value if value.direction_evidence else ""
        rows = self._rows(
            ("phase", self._titles(value.phase)),
            ("trigger", [_safe(self._text(value.trigger))]),
            ("standard", [_safe(self._title(iri)) for iri in value.conforms_to]),
            ("model", [_safe(self._title(iri)) for iri in value.carries]),
            (
                "receipt",
                [] if value.receipt_expected is None else [self._label["yes" if value.receipt_expected else "no"]],
            ),
            ("security", [_safe(self._text(value.security_requirement))]),
            ("legal", [_safe(self._text(value.legal_basis))]),
            ("evidence", [evidence]),
        )
        return [*self._described(value), arrow, "", rows]

    def _rows(self, *rows: tuple[str, list[str]]) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        for name, found in rows:
            if any(found):
                table.add_row(f"[dim]{self._label[name]}[/dim]", "\n".join(filter(None, found)))
        return table

    def _model_tree(self, model: InformationModel) -> RenderableType:
        elements = {element.iri: element for element in model.elements}
        contained = {iri for element in model.elements for row in element.has_property for iri in row.contains}
        tree = Tree(f"[b]{_safe(self._text(model.title))}[/b]")
        for element in model.elements:
            if element.iri not in contained and element.has_property:
                self._grow(
                    tree.add(f"[b]{_safe(element.identifier)}[/b] {_safe(self._text(element.title))}"),
                    element.iri,
                    elements,
                    (),
                )
        return tree

    def _grow(self, tree: Tree, iri: Iri, elements: Mapping[Iri, ModelElement], path: Sequence[Iri]) -> None:
        for row in elements[iri].has_property if iri in elements and iri not in path else ():
            branch = tree.add(self._element(row))
            for part in row.contains:
                self._grow(branch, part, elements, (*path, iri))

    def _element(self, row: ElementProperty) -> str:
        bound = ", ".join(_last(binding.value_set) for binding in row.bindings)
        shown = f"  [cyan]⟨{bound}⟩[/cyan]" if bound else ""
        occurs = f"[dim]{row.min_occurs}..{row.max_occurs}[/dim]"
        return f"{_safe(row.identifier)} {occurs} {_safe(self._text(row.title))}{shown}"

    def _pathway(self, value: Pathway) -> RenderableType:
        phases = Tree(f"[b]{self._label['phase']}[/b]")
        for phase in value.phases:
            branch = phases.add(f"[b]{_safe(self._text(phase.title))}[/b]")
            for use in self._reader.where_used(phase.iri):
                if use.kind is Kind.EXCHANGE:
                    branch.add(f"{_safe(self._text(use.title))} [dim]{short(use.object)}[/dim]")
        levels = Tree(f"[b]{self._label['level']}[/b]")
        for level in value.levels:
            branch = levels.add(f"[b]{_safe(self._text(level.title))}[/b]")
            for role in value.roles:
                if role.at_level == level.iri:
                    branch.add(_safe(self._text(role.title)))
        return Group(phases, "", levels)

    def _scheme_tree(self, scheme: ConceptScheme) -> RenderableType:
        children: dict[Iri, list[Concept]] = {}
        known = {concept.iri for concept in scheme.concepts}
        for concept in scheme.concepts:
            for parent in [iri for iri in concept.broader if iri in known] or [""]:
                children.setdefault(parent, []).append(concept)
        tree = Tree(f"[b]{len(scheme.concepts)}[/b]")
        self._branch(tree, "", children, ())
        return tree

    def _branch(self, tree: Tree, parent: Iri, children: dict[Iri, list[Concept]], path: Sequence[Iri]) -> None:
        for concept in sorted(children.get(parent, ()), key=lambda row: self._text(row.pref_label)):
            if concept.iri not in path:
                branch = tree.add(_safe(self._text(concept.pref_label)))
                self._branch(branch, concept.iri, children, (*path, concept.iri))

    # -- parts ---------------------------------------------------------------------------------------------------

    def _described(self, value: RegisteredObject) -> list[RenderableType]:
        words = self._text(value.description)
        return [Text(words), ""] if words else []

    def _replaced(self, value: Resource) -> RenderableType:
        chain = " → ".join(f"{self._title(iri)} ({short(iri)})" for iri in successors(self._reader, value.iri))
        return Padding(f"[bold red]{self._label['replaced']}[/bold red] {_safe(chain)}", (0, 0, 1, 0))

    def _uses(self, iri: Iri) -> list[RenderableType]:
        found = self._reader.where_used(iri, indirect=True)
        uses = [use for use in found if not use.via]
        if not uses:
            return []
        table = Table.grid(padding=(0, 2))
        for use in uses[:_MOST_USES]:
            table.add_row(
                "[dim]←[/dim]",
                _safe(self._text(use.title) or short(use.subject)),
                f"[dim]{use.kind} {_last(curie(use.predicate))}[/dim]",
            )
        more = f"[dim]+ {len(uses) - _MOST_USES} {self._label['more']}[/dim]" if len(uses) > _MOST_USES else None
        return ["", f"[dim]{self._label['uses']}[/dim]", table, *([more] if more else []), *self._carriers(found)]

    def _carriers(self, found: Iterable[Use]) -> list[RenderableType]:
        """The exchanges that have the thing with them through their models."""
        titles = {use.subject: self._text(use.title) for use in found if use.via and use.kind is Kind.EXCHANGE}
        names = [_safe(name or short(iri)) for iri, name in sorted(titles.items(), key=lambda row: row[1])]
        return ["", f"[dim]{self._label['carried']} ({len(names)})[/dim] {', '.join(names)}"] if names else []

    def _cited(self, row: Definition) -> RenderableType:
        cited = [source.text if isinstance(source, LangString) else self._citation(source) for source in row.source]
        return Text("; ".join(cited) or self._label["new"], style="dim")

    def _citation(self, iri: Iri) -> str:
        document, _, section = iri.partition("#")
        found = self._reader.resolve(document)
        standard = self._reader.member(document) if found and found[0].kind is MemberKind.STANDARD else None
        name = standard.identifier if isinstance(standard, Standard) else self._title(document)
        return f"{name}{', ' + section if section else ''}"

    def _validity(self, code: Code) -> str:
        start, end = code.validity.start, code.validity.end
        return f"[dim]{start or ''}–{end or ''}[/dim]" if start or end else ""

    def _titles(self, iris: Iterable[Iri]) -> list[str]:
        return [_safe(self._title(iri)) + self._level(iri) for iri in iris]

    def _level(self, iri: Iri) -> str:
        found = self._reader.resolve(iri)
        if not found or found[0].kind is not MemberKind.ACTOR_ROLE:
            return ""
        at_level = getattr(self._reader.member(iri), "at_level", "")
        return f"  [dim]{_safe(self._title(at_level))}[/dim]" if at_level else ""

    def _title(self, iri: Iri) -> str:
        found = self._reader.resolve(iri)
        if not found or not found[0].title:
            return short(iri)
        number = f"{self._citation(iri)}  " if found[0].kind is MemberKind.STANDARD else ""
        return number + self._text(found[0].title)

    def _text(self, strings: Iterable[LangString]) -> str:
        return text(strings, self._languages)


def _table(*columns: str) -> Table:
    table = Table(box=None, show_header=any(columns), header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _in_order(strings: Sequence[LangString]) -> list[LangString]:
    return sorted(strings, key=lambda row: (LANGUAGES.index(row.lang) if row.lang in LANGUAGES else 9, row.lang))


def _for_experts_first(row: Definition) -> bool:
    return row.audience is not None


def _safe(words: str) -> str:
    """Brackets in data are data, not markup."""
    return words.replace("[", r"\[")


def short(iri: Iri) -> str:
    """An IRI of the registry without what they all begin with."""
    return iri.removeprefix(BASE)


def _last(iri: Iri) -> str:
    return iri.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
