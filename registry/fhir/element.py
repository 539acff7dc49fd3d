"""A FHIR element with its path, whichever form it was read from, and what of it nobody has read; no key names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from registry.domain import Statement
from registry.errors import InvalidInput
from registry.rdf.mapping import write_literal

#: The namespace under which what the registry has no field for is kept, by its path: FHIR's own.
FHIR = "http://hl7.org/fhir/"


@dataclass
class Element:
    """One element: its primitive value as written, its children by name in their order, and the place it stands.

    `path` is its place in the file (`Bundle.entry[2].resource.concept[0].code`), `name` FHIR's name of the element
    (`CodeSystem.concept.code`). Reading marks: `text`, `one` and `all` take what they give, `left` tells what
    nobody took.
    """

    path: str
    name: str
    value: str | None = None
    children: dict[str, list["Element"]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    @property
    def is_closed(self) -> bool:
        """Whether all that it has is children, and nobody has taken any."""
        return self.value is None and bool(self.children) and not self._taken

    def peek(self, name: str) -> str | None:
        """The value of the first element of a name, or None; nothing is taken."""
        return next((row.value for row in self.children.get(name, ())), None)

    def all(self, name: str) -> tuple["Element", ...]:
        """The elements of a name, in order; none is no fault."""
        self._taken.add(name)
        return tuple(self.children.get(name, ()))

    def one(self, name: str) -> "Element | None":
        """The only element of a name, or None. Raises InvalidInput where it repeats."""
        found = self.all(name)
        if len(found) > 1:
            raise found[1].fault("the element occurs once")
        return found[0] if found else None

    def text(self, name: str) -> str | None:
        """The primitive value of the only element of a name, or None. Raises InvalidInput where it has none."""
        found = self.one(name)
        if found is None:
            return None
        if found.value is None and "extension" in found.children:
            return None  # FHIR lets an extension say why a value is missing
        if not (found.value or "").strip():
            raise found.fault("the element has a value that is not empty")
        return found.value

    def required(self, name: str) -> str:
        """The same where it must be there. Raises InvalidInput."""
        found = self.text(name)
        if found is None:
            rule = f"{self.name}.{name} must be there"
            raise InvalidInput(f"{self.path}.{name} is missing.", field=f"{self.path}.{name}", rule=rule)
        return found

    def truth(self, name: str) -> bool | None:
        """A boolean, or None. Raises InvalidInput for anything but `true` and `false`."""
        found = self.text(name)
        if found not in (None, "true", "false"):
            raise self.children[name][0].fault("true or false")
        return None if found is None else found == "true"

    def fault(self, rule: str) -> InvalidInput:
        """The error of this element: path, value and rule."""
        shown = "" if self.value is None else f" is {self.value[:80]!r}"
        return InvalidInput(f"{self.path}{shown}: {rule}.", field=self.path, value=self.value or "", rule=rule)

    def left(self, *without: str) -> Iterator["Element"]:
        """The elements directly below that nobody has taken, and those below the ones that were looked into.

        What is below the names `without` is left for who reads those.
        """
        for name, found in self.children.items():
            for child in found if name not in without else ():
                if name not in self._taken or child.is_closed:
                    yield child
                else:
                    yield from child.left()


def kept(elements: Iterable[Element], label: str) -> tuple[Statement, ...]:
    """Elements as statements of the resource that they stand in: predicates by path, blank nodes for what nests.

    `label` begins the labels of the blank nodes and belongs to one resource.
    """
    statements: list[Statement] = []
    for element in elements:
        _keep(element, "", label, statements)
    return tuple(statements)


def _keep(element: Element, subject: str, label: str, statements: list[Statement]) -> None:
    predicate = f"<{FHIR}{element.name}>"
    if element.value is not None:
        statements.append(Statement(subject, predicate, write_literal(element.value)))
    if element.children:
        node = f"_:{label}k{len(statements)}"
        statements.append(Statement(subject, predicate, node))
        for found in element.children.values():
            for child in found:
                _keep(child, node, label, statements)


def without_kept(statements: Iterable[Statement], kind: str) -> tuple[Statement, ...]:
    """Statements without those that an earlier import of a resource of the same type kept."""
    return tuple(row for row in statements if not row.predicate.startswith(f"<{FHIR}{kind}."))
