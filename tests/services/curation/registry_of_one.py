"""A working store with one code list, and callers of some organisations, for the tests of curation."""

from registry.domain import Code, CodeList, LangString
from registry.domain.party import Caller, Grant, Role
from registry.rdf.objects import write_object
from registry.services import drafts
from registry.store.memory import MemoryStore
from registry.store.protocol import Replace

LIST = "https://omforent.no/code-list/1"
NORTH, SOUTH = "https://omforent.no/organization/north", "https://omforent.no/organization/south"


def nb(text: str) -> tuple[LangString, ...]:
    return (LangString(text=text, lang="nb"),)


def code(notation: str, text: str, **fields) -> Code:
    return Code(iri=f"https://omforent.no/code/1/{notation}", notation=notation, pref_label=nb(text), **fields)


def code_list(*codes: Code, **fields) -> CodeList:
    return CodeList(iri=LIST, identifier="1", title=nb("Liste"), codes=codes, **fields)


def store_with(*values):
    store = MemoryStore()
    for value in values:
        store.apply(Replace(drafts.graph_of(value.iri), write_object(value)))
    return store


def caller(person: str, *roles: Role, organization: str = NORTH, scheme: str | None = None) -> Caller:
    grants = tuple(Grant(role=role, organization=organization, scheme=scheme) for role in roles)
    return Caller(person="person/" + person * 32, organization=organization, grants=grants)
