"""A finding before it has a place: the element that it is about, and what is wrong with it."""

from typing import NamedTuple

from registry.domain import Iri
from registry.domain.finding import Finding, Severity
from registry.domain.instance import Instance, Node, local
from registry.domain.message_schema import Slot


class Fault(NamedTuple):
    """What a rule says of an element, or of the attribute `attribute` of it. `slot` is what the model says of it."""

    rule: str
    at: Instance
    slot: Slot | None = None
    attribute: str = ""
    name: str = ""
    found: str = ""
    allowed: tuple[str, ...] = ()
    repair: str = ""
    code_list: Iri | None = None
    number: int | None = None
    severity: Severity | None = None


def finding(fault: Fault, severity: Severity) -> Finding:
    """The finding, with its place in the message."""
    slot = fault.slot
    return Finding(
        rule=fault.rule,
        severity=fault.severity or severity,
        path=place(fault.at) + (f"/@{fault.attribute}" if fault.attribute else ""),
        line=fault.at.sourceline,
        name=fault.name or "/@".join(filter(None, (local(fault.at.tag), fault.attribute))),
        element=slot.iri if slot else None,
        concept=slot.subject if slot else None,
        found=fault.found,
        allowed=fault.allowed,
        repair=fault.repair,
        code_list=fault.code_list,
        number=fault.number,
    )


def place(at: Instance) -> str:
    """Where an element stands: names from the root, with a number where there are several of the same name."""
    if isinstance(at, Node):
        return at.path
    found: list[str] = []
    here = at
    while here is not None:
        parent = here.getparent()  # type: ignore[attr-defined]  # an lxml element: what is no Node is one
        same = [each for each in parent if each.tag == here.tag] if parent is not None else [here]
        found.append(f"{local(here.tag)}[{same.index(here) + 1}]" if len(same) > 1 else local(here.tag))
        here = parent
    return "/" + "/".join(reversed(found))


def shape(text: str, longest: int = 40) -> str:
    """How a value is written, without what it says: letters as `a` and `A`, digits as `9`.

    >>> shape("12.3.1980 Kari")
    '99.9.9999 Aaaa'
    """
    shown = "".join(
        "9" if sign.isdigit() else "A" if sign.isupper() else "a" if sign.isalpha() else sign for sign in text
    )
    return shown if len(shown) <= longest else shown[:longest] + "…"
