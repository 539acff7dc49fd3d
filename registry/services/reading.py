"""Finding what a person means by a name, and following what has been replaced."""

from registry.domain import Iri
from registry.errors import NotFound
from registry.namespaces import BASE
from registry.terminology.protocol import ReleaseReader, Resolution
from registry.terminology.search_query import SearchQuery

#: Where a bare name is looked for, in the order in which a person most likely means it.
_PLACES = (
    "exchange/",
    "concept/",
    "code-list/",
    "model/",
    "concept-scheme/",
    "pathway/",
    "register/",
    "requirement-set/",
)


def look_up(reader: ReleaseReader, name: str) -> Resolution:
    """The one thing meant by a name: an identifier or alias, else `{type}/{name}`, else the best search hit.

    Raises NotFound with the nearest terms where nothing matches to the letter.
    """
    for candidate in (name, *(BASE + place + name.lower() for place in _PLACES), BASE + name.lstrip("/")):
        found = reader.resolve(candidate)
        if found:
            return found[0]
    return _by_term(reader, name)


def _by_term(reader: ReleaseReader, name: str) -> Resolution:
    hits = reader.find(SearchQuery(text=name, limit=5)).hits
    if hits and hits[0].label.casefold() == name.casefold():
        return reader.resolve(hits[0].iri)[0]
    nearest = ", ".join(dict.fromkeys(f"{hit.label} ({hit.kind})" for hit in hits))
    hint = f" Nearest: {nearest}." if nearest else ""
    raise NotFound(f"Nothing is called {name!r}.{hint}", field="name", value=name)


def successors(reader: ReleaseReader, iri: Iri) -> tuple[Iri, ...]:
    """What `iri` was replaced by, and what that was replaced by, to the end; each once, nearest first."""
    chain: list[Iri] = []
    waiting = [iri]
    while waiting:
        found = reader.resolve(waiting.pop(0))
        replaced_by = getattr(reader.member(found[0].iri), "is_replaced_by", ()) if found else ()
        for following in replaced_by:
            if following not in chain and following != iri:
                chain.append(following)
                waiting.append(following)
    return tuple(chain)
