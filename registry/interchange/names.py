"""What generated artefacts share: the keys of the JSON form, names of definitions, and what an artefact is made for."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from registry.domain import Iri, LangString
from registry.domain.message_schema import ChoiceGroup, Slot, Structure
from registry.namespaces import BASE

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
#: Keys of the JSON form that are no element's: the namespace of the root, the text of a type that has attributes,
#: and the type that is used in place of the declared one.
NAMESPACE: Final = "@xmlns"
CONTENT: Final = "#text"
TYPE: Final = "@xsi:type"


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


def slots_of(row: Structure, group: ChoiceGroup) -> tuple[Slot, ...]:
    """The alternatives of a choice, in the order of the type."""
    return tuple(slot for slot in row.slots if slot.iri in group.alternatives or slot.type in group.alternatives)
