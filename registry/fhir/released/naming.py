"""What released things are called in FHIR: canonical addresses, logical ids, machine names and codes."""

import hashlib
import re
import unicodedata
from typing import Final

from registry.domain import CodeList, Iri, Kind, RegisteredObject, text
from registry.fhir.canonical import oid_of
from registry.namespaces import BASE
from registry.terminology.facts import code_of as code_of  # noqa: PLC0414  # named with the others

_CONCEPT: Final = BASE + "concept/"
_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_LONGEST_ID: Final = 64  # FHIR's type `id`
_ROOM: Final = 20  # characters of an id that what tells versions apart may take
_LONGEST_NAME: Final = 255  # FHIR's rule cnl-0
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A", "đ": "d", "Đ": "D", "ŧ": "t"}
)
_PREFIXES: Final = {Kind.CODE_LIST: "", Kind.MAPPING_SET: ""}


#: Where the resources are read whose canonical addresses are Omforent's own, by the `{type}` of these.
CANONICALS: Final = {
    "value-set": "ValueSet/{}",
    "supplement": "CodeSystem/{}-supplement",
    "naming-system": "NamingSystem/{}",
}
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}", re.ASCII)


def is_id(name: str) -> bool:
    """Whether a name can be a logical id (FHIR's type `id`)."""
    return bool(_ID.fullmatch(name))


def system_of(value: RegisteredObject) -> str:
    """The canonical address of the code system that a list or scheme is, which codings name as their system.

    It is the current FHIR canonical where the content states one, else the IRI. Every other name is an alias.
    """
    if isinstance(value, CodeList):
        stated = (row.notation for row in value.aliases if row.current and row.notation.startswith("http"))
        return next(stated, value.iri)
    return value.iri


def aliases_of(value: RegisteredObject) -> tuple[tuple[str, bool], ...]:
    """Every name that means the code system, its canonical and IRI first, and whether each is a current one."""
    found = {system_of(value): True, value.iri: True}
    for row in value.aliases:
        found.setdefault(_urn(row.notation), row.current)
    if isinstance(value, CodeList) and value.oid:
        found.setdefault(_urn(value.oid), True)
    return tuple(found.items())


def _urn(name: str) -> str:
    oid = oid_of(name)
    return f"urn:oid:{oid}" if oid else name


def id_of(iri: Iri, kind: Kind | str) -> str:
    """The logical id of an object's resources: that of a code list is the end of its IRI, others say their kind first.

    >>> id_of("https://omforent.no/code-list/7304", Kind.CODE_LIST)
    '7304'
    """
    own = iri.rstrip("/").rpartition("/")[2]
    prefix = _PREFIXES.get(Kind(kind) if kind in set(Kind) else Kind.REGISTER, f"{kind}-")
    plain = prefix + own
    if _UNFIT.search(plain) or not own or len(plain) > _LONGEST_ID - _ROOM or not iri.startswith(BASE):
        digest = hashlib.sha256(iri.encode()).hexdigest()[:8]
        return f"{_UNFIT.sub('-', plain)[: _LONGEST_ID - _ROOM - 9].strip('-.')}-{digest}"
    return plain


def value_set_of(iri: Iri, kind: Kind | str) -> str:
    """The canonical address of the value set of all codes of an object, or of a collection.

    >>> value_set_of("https://omforent.no/code-list/7304", Kind.CODE_LIST)
    'https://omforent.no/value-set/7304'
    """
    return f"{BASE}value-set/{id_of(iri, kind)}"


def supplement_of(iri: Iri, kind: Kind | str) -> str:
    """The canonical address of the supplement with the terms that are held beside the source's own."""
    return f"{BASE}supplement/{id_of(iri, kind)}"


def naming_system_of(iri: Iri, kind: Kind | str) -> str:
    """The canonical address of the naming system of an object."""
    return f"{BASE}naming-system/{id_of(iri, kind)}"


def name_of(value: RegisteredObject, suffix: str = "") -> str:
    """A name for machines (FHIR's rule cnl-0): the words of the title, each with a capital.

    >>> name_of(CodeList(iri="x:8279", title=[{"text": "Meldingens funksjon på ÅR 2", "lang": "nb"}]))
    'MeldingensFunksjonPaAR2'
    """
    plain = unicodedata.normalize("NFKD", text(value.title).translate(_LETTERS))
    words = _WORD.findall("".join(mark for mark in plain if not unicodedata.combining(mark)))
    made = "".join(word[:1].upper() + word[1:] for word in words) or "List"
    return (made if made[0].isalpha() else f"List{made}")[: _LONGEST_NAME - len(suffix)] + suffix


def iri_of(code: str) -> Iri:
    """The IRI of a concept without a notation, by its code.

    >>> iri_of("epikrise")
    'https://omforent.no/concept/epikrise'
    """
    return code if ":" in code else _CONCEPT + code
