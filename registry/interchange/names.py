"""What generated artefacts share: the keys of the JSON form, names of definitions, and what an artefact is made for."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from registry.domain import Iri, LangString
from registry.domain.content_rules import Every, Present, Rule, occurs, presence
from registry.domain.message_schema import Limit, Slot, Structure
from registry.namespaces import BASE

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
#: Keys of the JSON form that are no element's: the namespace of the root, the text of a type that has attributes,
#: and the type that is used in place of the declared one.
NAMESPACE: Final = "@xmlns"
CONTENT: Final = "#text"
TYPE: Final = "@xsi:type"
#: That an element is empty where it otherwise could not be.
NIL: Final = "@xsi:nil"
#: What stands where anything may stand: texts and elements in a row.
ROW: Final = "#content"


@dataclass(frozen=True)
class Issue:
    """What an artefact is made for: its address, and what it is called; the release, its day, and the exchange."""

    address: str
    title: tuple[LangString, ...]
    description: tuple[LangString, ...]
    release: str
    day: date
    exchange: Iri | None = None


def definition_name(iri: Iri) -> str:
    """A name that is unique in a schema and needs no escaping anywhere: made from the end of the IRI.

    >>> definition_name("https://omforent.no/type/epikrise-1.2/Message")
    'epikrise-1.2.Message'
    """
    own = iri.removeprefix(BASE).removeprefix("type/")
    name = own.replace("/", ".")
    if own != iri and not _UNSAFE.search(name):
        return name
    return f"{_UNSAFE.sub('-', name)}-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"


def is_point_in_time(row: Structure, slot: Slot) -> bool:
    """Whether a value is the date and time of the data type TS, which takes a date, month, year or time alone too."""
    return row.name == "TS" and slot.name == "@V"


def counted(row: Structure, slot: Slot) -> tuple[int, Limit]:
    """How often an element or attribute comes, by the content of its type; an attribute as its own statement says."""
    if slot.is_attribute or slot.name not in set(row.content.names()):
        return slot.minimum, slot.maximum
    return occurs(row.content, slot.name)


def is_array(row: Structure, slot: Slot) -> bool:
    """Whether there may be several: then the JSON form has an array, even for one."""
    most = counted(row, slot)[1]
    return most == "*" or most > 1


def rules_of(row: Structure) -> tuple[Rule, ...]:
    """What must hold of which elements are there together, beside those that always must be."""
    found = presence(row.content)
    rules = found.rules if isinstance(found, Every) else (found,)
    return tuple(rule for rule in rules if not isinstance(rule, Present))
