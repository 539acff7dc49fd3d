"""Finding what a person means by a name, and following what has been replaced."""

from registry.domain import Iri, Kind
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.terminology.protocol import MemberKind, ReleaseReader, Resolution
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


def meant(reader: ReleaseReader, name: str, kinds: tuple[Kind | MemberKind, ...]) -> Iri | None:
    """The thing of one of the kinds that is called so, by identifier, alias or IRI; None where there is none."""
    for candidate in (name, *(f"{BASE}{kind}/{name}" for kind in kinds)):
        for row in reader.resolve(candidate) if name else ():
            if row.kind in kinds:
                return row.iri
    return None


def exchange_meant(reader: ReleaseReader, name: str) -> Iri:
    """The exchange that somebody means; NotFound, or InvalidInput where the name is another thing's."""
    found = meant(reader, name, (Kind.EXCHANGE,))
    if found is not None:
        return found
    rule = "an exchange by its identifier, such as epikrise, its title, an alias or its IRI"
    try:
        other = look_up(reader, name)
    except NotFound:
        raise NotFound(f"There is no exchange {name!r}.", field="exchange", value=name, rule=rule) from None
    if other.kind is not Kind.EXCHANGE:
        raise InvalidInput(f"{name} is no exchange but a {other.kind}.", field="exchange", value=name, rule=rule)
    return other.iri


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
