"""What a message is built of, from its root inwards, and which code lists it takes its codes from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Node, Outline, Row, Run, Table
from registry.catalogue.context import Context
from registry.domain import (
    Binding,
    ElementKind,
    ElementProperty,
    Evidence,
    InformationModel,
    Iri,
    ModelElement,
    PropertyKind,
)
from registry.services.structure.contents import lists_of


def outline(context: Context, model: InformationModel, *, depth: int = 8, unfolded: int = 1) -> Outline | None:
    """The elements below the roots, `depth` levels of them, the first `unfolded` shown at once.

    A type is told where it comes first; where it comes again, only its name is.
    """
    walk = _Walk(context, unfolded)
    nodes = tuple(walk.root(row, depth) for row in roots(model))
    return Outline(nodes) if nodes else None


def roots(model: InformationModel) -> tuple[ModelElement, ...]:
    """The root elements; where the model has none, the types that no type of it contains."""
    among = [row for row in model.elements if row.kind is ElementKind.ROOT_OBJECT_TYPE]
    inside = {iri for row in model.elements for each in row.has_property for iri in each.contains}
    loose = (row for row in model.elements if row.iri not in inside and row.has_property)
    return tuple(among or loose)


@dataclass
class _Walk:
    """One outline under way: what has been told already."""

    context: Context
    unfolded: int
    told: set[Iri] = field(default_factory=set)

    def root(self, row: ModelElement, depth: int) -> Node:
        """The line of a root, and what is in it."""
        self.told.add(row.iri)
        shown = self.context.run(row.title)
        runs = (Run(row.identifier, form="name"), *((shown,) if shown else ()))
        return Node(runs, tuple(self._below(row, depth, 1)), open=True)

    def _below(self, row: ModelElement, depth: int, at: int) -> Iterator[Node]:
        for each in row.has_property:
            if each.kind is not PropertyKind.CHOICE:
                inner = tuple(self._inside(each, depth - 1, at + 1)) if depth > 1 else ()
                yield Node(tuple(self._line(each, linked=not inner)), inner, open=at < self.unfolded)

    def _inside(self, each: ElementProperty, depth: int, at: int) -> Iterator[Node]:
        for iri in each.contains:
            found = self.context.source.member(iri)
            if isinstance(found, ModelElement) and iri not in self.told:
                self.told.add(iri)
                yield from self._below(found, depth, at)

    def _line(self, each: ElementProperty, *, linked: bool) -> Iterator[Run]:
        """The name, how many there may be, what it is called, and the lists that it takes codes from."""
        href = self.context.link(each.iri).href if linked else ""
        yield Run(each.identifier, href=href, form="name")
        yield Run(f"{each.min_occurs}..{each.max_occurs}", form="cardinality")
        shown = self.context.run(each.title)
        if shown:
            yield shown
        if linked:
            yield from (list_link(self.context, row.code_list) for row in lists_of(each))


def list_link(context: Context, iri: Iri) -> Run:
    """A code list by number and title."""
    linked, number = context.link(iri), iri.rpartition("/")[2]
    text = f"{number} {linked.text}" if linked.href and number.isdigit() else linked.text
    return Run(text, linked.lang, linked.href)


def bound_lists(context: Context, model: InformationModel) -> Table | None:
    """Each code list that the message takes codes from: for which elements, how strictly, and how we know."""
    found: dict[Iri, list[tuple[ElementProperty, Binding]]] = {}
    for row in _reached(context, model):
        for each in row.has_property:
            for binding in each.bindings:
                found.setdefault(binding.value_set, []).append((each, binding))
    if not found:
        return None
    say = context.say
    rows = sorted((_bound(context, iri, uses) for iri, uses in found.items()), key=_first)
    columns = (say("lists.title"), say("bound.elements"), say("bound.strength"), say("exchange.basis"))
    return context.table(say("bound.caption"), columns, rows)


def _first(row: Row) -> str:
    return collation(row.cells[0][0].text)


def _bound(context: Context, iri: Iri, uses: list[tuple[ElementProperty, Binding]]) -> Row:
    elements = tuple(_element(context, each) for each in dict.fromkeys(each.iri for each, _ in uses))
    strengths = dict.fromkeys(binding.strength.value for _, binding in uses)
    grades = dict.fromkeys(grade for _, binding in uses for grade in binding.evidence)
    linked = list_link(context, iri)
    return Row(
        (
            (Run(linked.text, linked.lang, linked.href, quiet=True),),
            elements,
            tuple(Run(context.say.term("strength", each)) for each in strengths),
            tuple(context.evidence(grade) for grade in _strongest(grades)),
        )
    )


def _strongest(grades: Iterable[Evidence]) -> list[Evidence]:
    order = list(Evidence)
    return sorted(grades, key=order.index)


def _element(context: Context, iri: Iri) -> Run:
    """An element by the end of its IRI, `{Type}/{Element}`."""
    return Run("/".join(iri.rsplit("/", 2)[1:]), href=context.link(iri).href, form="name")


def _reached(context: Context, model: InformationModel) -> Iterator[ModelElement]:
    """The types that a message of this model may hold, whichever model they are of, each once."""
    waiting, seen = list(roots(model)), {row.iri for row in roots(model)}
    while waiting:
        row = waiting.pop()
        yield row
        for iri in (iri for each in row.has_property for iri in (*each.contains, *each.has_some)):
            found = context.source.member(iri) if iri not in seen else None
            seen.add(iri)
            if isinstance(found, ModelElement):
                waiting.append(found)
