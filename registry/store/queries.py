"""Read queries: loads `.rq` files from `registry/sparql/` and binds their `$name` parameters; runs none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from pyoxigraph import BlankNode, Literal, NamedNode

from registry.errors import InvalidInput, NotFound

Function = Callable[..., NamedNode | BlankNode | Literal | None]
_NAME = re.compile(r"[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)*")
# The terminals of SPARQL 1.1 that can hold a `$` or a keyword without meaning it, in the order they are tried.
_TOKEN = re.compile(
    r"""\#[^\n\r]*
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | \$(?P<parameter>\w+)
      | \?\w+
      | (?P<prefix>\w[\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\[^u])*
      | (?P<word>\w+)
      | (?P<escape>\\)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# pyoxigraph's parser needs no blank around a keyword (`trueSERVICE:x{}`), so the keyword is sought within words.
_REFUSED = (
    ("iri", re.compile(r"[()]"), "parentheses in an IRI are written %28 and %29, and blanks stand around < and >"),
    ("prefix", re.compile(r"FROM|SERVICE", re.IGNORECASE), "no prefix is named after these keywords"),
    ("word", re.compile(r"FROM", re.IGNORECASE), "a query runs on the one graph that it is given"),
    ("word", re.compile(r"SERVICE", re.IGNORECASE), "a query may not call another server"),
    ("escape", re.compile(r"\\"), "characters are not escaped outside of strings"),
)

_UPDATE = re.compile(r"INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """A read query. In its text `$name` is a parameter, to be bound to an RDF term, and `?name` a variable.

    `functions` are those that the text calls by IRI beside SPARQL's own: terms in, one term or None out.

    Raises InvalidInput where the text names its own data set (FROM) or another server (SERVICE), or escapes
    characters outside of strings.

    >>> Query("ask", "ASK { $concept ?property ?value }").parameters
    frozenset({'concept'})
    """

    name: str
    text: str
    functions: tuple[tuple[NamedNode, Function], ...] = ()

    def __post_init__(self) -> None:
        for token in _TOKEN.finditer(self.text):
            for group, pattern, rule in _REFUSED:
                if pattern.search(token[group] or ""):
                    message = f"The query {self.name} cannot have {token[0]!r}: {rule}."
                    raise InvalidInput(message, field="query", value=token[0], rule=rule)

    @property
    def parameters(self) -> frozenset[str]:
        """The names that must be bound."""
        return frozenset(token["parameter"] for token in _TOKEN.finditer(self.text) if token["parameter"])

    def bound(self, bindings: Mapping[str, NamedNode | BlankNode | Literal]) -> str:
        """The text with a term for each parameter, written by pyoxigraph's serializer at the parameter's token.

        Raises InvalidInput for a parameter that is missing or unknown, and for a blank node: SPARQL cannot
        name one.
        """
        self._check_names(bindings)
        terms = {name: self._written(name, term) for name, term in bindings.items()}
        return _TOKEN.sub(lambda token: terms[token["parameter"]] if token["parameter"] else token[0], self.text)

    def _check_names(self, bindings: Mapping[str, NamedNode | BlankNode | Literal]) -> None:
        given = frozenset(bindings)
        for names, problem in ((self.parameters - given, "is missing"), (given - self.parameters, "is unknown")):
            for name in sorted(names):
                rule = "exactly the parameters of a query are bound"
                message = f"The parameter ${name} of the query {self.name} {problem}."
                raise InvalidInput(message, field=name, value=self.name, rule=rule)

    def _written(self, name: str, term: NamedNode | BlankNode | Literal) -> str:
        if isinstance(term, NamedNode | Literal):
            return f" {term} "  # the blanks keep neighbouring tokens apart
        rule = "a parameter is bound to an IRI or a literal"
        message = f"The parameter ${name} of the query {self.name} cannot be {term!r}: {rule}."
        raise InvalidInput(message, field=name, value=str(term), rule=rule)


def foreign(text: str) -> Query:
    """A query from outside, in which `$name` is a variable as `?name` is (SPARQL 1.1, 19.8, VAR2).

    Raises InvalidInput where the text names its own data set or another server, or is an update.
    """
    for token in _TOKEN.finditer(text):
        if _UPDATE.fullmatch(token["word"] or ""):
            rule = "SELECT, ASK, CONSTRUCT or DESCRIBE"
            message = f"The query cannot have {token[0]!r}: nothing is changed here, only {rule} are answered."
            raise InvalidInput(message, field="query", value=token[0], rule=rule)
    named = _TOKEN.sub(lambda token: f"?{token['parameter']}" if token["parameter"] else token[0], text)
    return Query("that was sent", named)


def load(name: str) -> Query:
    """The query in `registry/sparql/<name>.rq`; `name` may have folders (`checks/orphans`). Raises NotFound."""
    if _NAME.fullmatch(name):
        file = files("registry").joinpath("sparql", f"{name}.rq")
        if file.is_file():
            return Query(name, file.read_text("utf-8"))
    raise NotFound(f"There is no query called {name!r}.", field="query", value=name)
