"""Runs SHACL shapes over triples with the fast engine; which shapes concern what is told in `services/shapes.py`."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize
from shacl import Result, Shapes

from registry.domain.language import LangString
from registry.namespaces import iri

_BLANK = "urn:omforent:blank-node:"
_CHECK = NamedNode(iri("omf:check"))
_MESSAGE = NamedNode(iri("sh:message"))


class Violation(NamedTuple):
    """One result of validation (SHACL, section 3.6.2): where, on which path, and what the shape says about it.

    `focus` is an IRI or `_:label` of the data; `path` and `value` are written as in SPARQL; `check` is the id of
    the data check that tells the same, where the shape names one with `omf:check`.
    """

    focus: str
    path: str
    value: str
    component: str
    severity: str
    messages: tuple[LangString, ...]
    check: str


class ShapesGraph:
    """Shapes compiled once from Turtle; raises ValueError where they cannot be read."""

    def __init__(self, turtle: str) -> None:
        self._shapes = Shapes.from_turtle(turtle)
        self._told: dict[str, list[LangString]] = {}
        self._checks: dict[str, str] = {}
        for quad in parse(turtle.encode(), format=RdfFormat.TURTLE):
            if isinstance(quad.object, Literal) and quad.predicate == _MESSAGE:
                text = LangString(text=quad.object.value, lang=quad.object.language or "en")
                self._told.setdefault(str(quad.subject), []).append(text)
            elif isinstance(quad.object, Literal) and quad.predicate == _CHECK:
                self._checks[str(quad.subject)] = quad.object.value

    def validate(self, triples: Iterable[Triple]) -> tuple[Violation, ...]:
        """All results, sorted. The data must hold the classes of what it refers to, as far as shapes ask for them.

        The engine gives blank nodes labels of its own. Results about them are therefore taken from a second run,
        in which each has a named twin that says the same.
        """
        triples = list(triples)
        found = self._run(triples)
        if any(result.focus_node.startswith("_:") for result in found):
            found = [result for result in found if not result.focus_node.startswith("_:")]
            named = self._run([*triples, *_twins(triples)])
            found += [result for result in named if result.focus_node.startswith("<" + _BLANK)]
        return tuple(sorted(set(map(self._violation, found)), key=str))

    def _run(self, triples: list[Triple]) -> list[Result]:
        data = serialize(triples, format=RdfFormat.N_TRIPLES)
        return list(self._shapes.validate_text((data or b"").decode(), format="ntriples").results)

    def _violation(self, result: Result) -> Violation:
        shape = result.source_shape or ""
        return Violation(
            _focus(result.focus_node),
            result.path or "",
            result.value or "",
            result.component,
            result.severity,
            tuple(self._told.get(shape) or self._told.get(result.root_shape or "") or ()),
            self._checks.get(shape, ""),
        )


def _twins(triples: Iterable[Triple]) -> Iterator[Triple]:
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            yield Triple(NamedNode(_BLANK + quote(triple.subject.value)), triple.predicate, triple.object)


def _focus(node: str) -> str:
    plain = node.removeprefix("<").removesuffix(">")
    return "_:" + unquote(plain.removeprefix(_BLANK)) if plain.startswith(_BLANK) else plain
