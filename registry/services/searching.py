"""Searching a release as people ask: filters by name, what to tell when little is found, the answer as JSON."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from registry.domain import LANGUAGES, Iri, Kind, LangString, Value, text
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.services.search_hints import Searchable, Unheld, hints, unheld
from registry.terminology.protocol import MemberKind, ReleaseReader
from registry.terminology.search_hits import hit_of
from registry.terminology.search_query import Correction, FacetCount, Found, FoundJson, SearchQuery

#: Characters that a search may have; what is longer was not typed to be searched for.
LONGEST: Final = 200
#: Hits that can be paged through.
DEEPEST: Final = 10_000
#: Values of a facet that are told, those with most things first.
MOST_VALUES: Final = 25
#: What may be searched for, by name.
KINDS: Final[Mapping[str, Kind | MemberKind]] = {str(kind): kind for kind in (*Kind, *MemberKind)}
STATUSES: Final[Mapping[str, bool]] = {"active": True, "inactive": False}

_OBJECTS: Final = (
    *(Kind.CONCEPT_SCHEME, Kind.CODE_LIST, Kind.INFORMATION_MODEL, Kind.MAPPING_SET, Kind.REGISTER),
    Kind.REQUIREMENT_SET,
)
_OTHERS: Final = tuple(kind for kind in Kind if kind not in _OBJECTS)


class Filters(Value):
    """What of the hits is wanted, by name as people write it; several names of one filter have commas between.

    `scheme` is any name of a scheme, list, model or other object; `level` a level of care; `status` active or
    inactive; `label_lang` a language that things must have a label in.
    """

    kind: str | None = None
    scheme: str | None = None
    status: str | None = None
    level: str | None = None
    label_lang: str | None = None


@dataclass(frozen=True)
class Telling:
    """What stands beside the hits: sentences in the reader's language, and what the registry does not hold."""

    hints: tuple[str, ...] = ()
    not_held: tuple[Unheld, ...] = ()


def words_of(typed: str) -> str:
    """What was typed, without white space around it. InvalidInput where nothing or too much is left."""
    words = typed.strip()
    if words and len(words) <= LONGEST:
        return words
    rule = f"from 1 to {LONGEST} characters"
    fault = f"This is too long to search for, {len(words)} characters" if words else "There is nothing to search for"
    raise InvalidInput(f"{fault}: {rule}.", field="q", value=words[:LONGEST], rule=rule)


def query_of(
    reader: Searchable,
    typed: str,
    lang: str,
    filters: Filters = Filters(),  # noqa: B008 -- frozen
    *,
    offset: int = 0,
    limit: int = 20,
    facets: bool = False,
) -> SearchQuery:
    """The search that a person asks for. InvalidInput and NotFound name the field, its value and the rule."""
    return SearchQuery(
        text=words_of(typed),
        lang=lang if lang in LANGUAGES else LANGUAGES[0],
        kinds=tuple(_kind(name) for name in _names(filters.kind)),
        within=tuple(_object(reader, name) for name in _names(filters.scheme)),
        active=_status(filters.status),
        levels=tuple(_level(reader, name) for name in _names(filters.level)),
        label_lang=_label_lang(filters.label_lang),
        offset=offset,
        limit=limit,
        facets=facets,
    )


def _names(given: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in given.split(",") if name.strip())) if given else ()


def _kind(name: str) -> Kind | MemberKind:
    if name not in KINDS:
        rule = f"one of {', '.join(KINDS)}"
        raise InvalidInput(f"{name!r} is no kind of thing: {rule}.", field="kind", value=name, rule=rule)
    return KINDS[name]


def _status(name: str | None) -> bool | None:
    if name is None or name in STATUSES:
        return None if name is None else STATUSES[name]
    rule = f"one of {', '.join(STATUSES)}"
    raise InvalidInput(f"{name!r} is no status to search by: {rule}.", field="status", value=name, rule=rule)


def _label_lang(name: str | None) -> str | None:
    if name is None or name in LANGUAGES:
        return name
    rule = f"one of {', '.join(LANGUAGES)}"
    raise InvalidInput(f"{name!r} is no language of labels: {rule}.", field="label_lang", value=name, rule=rule)


def _object(reader: Searchable, name: str) -> Iri:
    """The object that a name means: its IRI, OID or another alias, else its identifier."""
    for candidate in (name, *(f"{BASE}{kind}/{name}" for kind in (*_OBJECTS, *_OTHERS))):
        for found in reader.resolve(candidate):
            if found.iri == found.object:
                return found.iri
    rule = "any name of a scheme, code list, model or other object"
    message = f"There is no object named {name!r} where you search: {rule}."
    raise NotFound(message, field="scheme", value=name, rule=rule)


def _level(reader: Searchable, name: str) -> Iri:
    for candidate in (name, f"{BASE}{MemberKind.CARE_LEVEL}/{name}"):
        for found in reader.resolve(candidate):
            if found.kind is MemberKind.CARE_LEVEL:
                return found.iri
    rule = f"one of {', '.join(_levels(reader))}"
    raise InvalidInput(f"{name!r} is no level of care: {rule}.", field="level", value=name, rule=rule)


def _levels(reader: Searchable) -> Iterable[str]:
    for version in reader.versions(Kind.PATHWAY):
        for member in reader.artefact(version.object).members(kind=MemberKind.CARE_LEVEL):
            yield member.iri.removeprefix(f"{BASE}{MemberKind.CARE_LEVEL}/")


def telling(reader: Searchable, query: SearchQuery, found: Found | FoundJson) -> Telling:
    """What to say beside the hits, in the language of the query; nothing where everything went as asked."""
    if found.total:
        return Telling(hints(query, found))
    missing = unheld(reader)
    return Telling(hints(query, found, missing, _unfiltered(reader, query)), missing)


def _unfiltered(reader: Searchable, query: SearchQuery) -> int:
    """How many hits there are without the filters; 0 where there are none set."""
    if not (query.kinds or query.within or query.levels or query.label_lang or query.active is not None):
        return 0
    return reader.find_json(SearchQuery(text=query.text, lang=query.lang, limit=1)).total


def answer(reader: Searchable, query: SearchQuery, following: Callable[[int], str | None] | None = None) -> bytes:
    """One page of hits as JSON (UTF-8): `items`, `total`, `next`, `facets`, `corrections`, `complete`, `nearest`,
    `hints`, `not_held`. `following` tells the address of the page after this one, from the total.
    """
    found = reader.find_json(query)
    told = telling(reader, query, found)
    beside = {
        "total": found.total,
        "next": following(min(found.total, DEEPEST)) if following else None,
        "facets": _facets(reader, query, found.facets),
        "corrections": [row._asdict() for row in found.corrections],
        "complete": found.complete,
        "nearest": list(found.nearest),
        "hints": list(told.hints),
        "not_held": [row.model_dump() for row in told.not_held],
    }
    return b'{"items":[%b],%b' % (b",".join(found.hits), _json(beside)[1:])


def read(answer: bytes) -> tuple[Found, Telling]:
    """What an answer says, as values; without facets."""
    said = json.loads(answer)
    hits = tuple(hit_of(_json(item)) for item in said["items"])
    corrections = tuple(Correction(**row) for row in said["corrections"])
    found = Found(said["total"], hits, (), corrections, said["complete"], tuple(said["nearest"]))
    return found, Telling(tuple(said["hints"]), tuple(Unheld(**row) for row in said["not_held"]))


def suggestions(reader: ReleaseReader, typed: str, lang: str, limit: int) -> bytes:
    """Terms that complete what is being typed, as JSON: `items`, best first. InvalidInput as for a search."""
    rows = reader.suggest(words_of(typed), lang if lang in LANGUAGES else LANGUAGES[0], limit)
    return _json({"items": [row._asdict() for row in rows]})


def _facets(reader: Searchable, query: SearchQuery, counts: Iterable[FacetCount]) -> dict[str, list[Any]] | None:
    """The values of each facet, most things first, with their names; None where facets were not asked for."""
    if not query.facets:
        return None
    found: dict[str, list[FacetCount]] = defaultdict(list)
    for count in counts:
        found[count.facet].append(count)
    return {name: _values(reader, query.lang, rows) for name, rows in found.items()}


def _values(reader: Searchable, lang: str, rows: list[FacetCount]) -> list[dict[str, Any]]:
    first = sorted(rows, key=lambda row: (-row.things, row.value))[:MOST_VALUES]
    return [{"value": row.value, "display": _display(reader, lang, row.value), "things": row.things} for row in first]


def _display(reader: Searchable, lang: str, value: str) -> str:
    title: tuple[LangString, ...] = next((row.title for row in reader.resolve(value)), ()) if ":" in value else ()
    return text(title, (lang, *LANGUAGES))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
