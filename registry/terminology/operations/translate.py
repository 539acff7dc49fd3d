"""`$translate`: what codes of one system amount to in another, by concept maps, either way."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from registry.terminology.coding import Coding, Typed, canonical, split_canonical
from registry.terminology.concept_map import ConceptMap, MapElement, MapGroup, MapTarget, Unmapped
from registry.terminology.issues import refuse
from registry.terminology.operations.requests import TranslateRequest
from registry.terminology.operations.work import Work
from registry.terminology.version_pattern import fits, pick

_UNRELATED: Final = "not-related-to"
_MOST_MAPS: Final = 10  # maps that lead on to another


class Match(NamedTuple):
    """One translation. `source` is the concept that was translated, told where maps were read backwards."""

    relationship: str
    concept: Coding
    origin: str
    source: Coding | None = None
    comment: str = ""
    product: tuple[tuple[str, Typed], ...] = ()
    depends_on: tuple[tuple[str, Typed], ...] = ()
    properties: tuple[tuple[str, Typed], ...] = ()


class _Asking(NamedTuple):
    """One coding that is being translated. `depth` counts the maps that led here."""

    work: Work
    request: TranslateRequest
    coding: Coding
    depth: int = 0


class Translation(NamedTuple):
    """The answer: `result` is whether anything but "not related" was found."""

    result: bool
    matches: tuple[Match, ...]
    message: str = ""


def translate(work: Work, request: TranslateRequest) -> Translation:
    """The translations of a concept. Refused where a map that is named is not known, or nothing is asked."""
    if not any(row.code for row in request.concept.codings):
        raise refuse("NO_CODE_TO_TRANSLATE")
    maps = tuple(_maps(work, request))
    asked = (_Asking(work, request, coding) for coding in request.concept.codings)
    found = (match for asking in asked for row in maps for match in _matches(asking, row))
    matches = tuple(dict.fromkeys(found))
    result = any(row.relationship != _UNRELATED for row in matches)
    return Translation(result, matches, "" if matches else "No translation was found")


def _maps(work: Work, request: TranslateRequest) -> Iterable[ConceptMap]:
    if request.map_url:
        return (_named(work, request.map_url, request.map_version),)
    systems = {work.sources.system(row.system) for row in request.concept.codings}
    source, target = ("" if len(systems) > 1 else next(iter(systems), "")), request.target_system
    if request.reverse:
        source, target = request.source_system, source or request.target_system
    found = work.sources.concept_maps(work.sources.system(source), work.sources.system(target))
    return [row for row in found if _in_scope(row, request)]


def _named(work: Work, url: str, version: str) -> ConceptMap:
    picked = pick(work.sources.concept_map_versions(url), version)
    found = None if picked is None else work.sources.concept_map(url, picked)
    if found is None:
        raise refuse("MAP_NOT_FOUND", canonical(url, version))
    return found


def _in_scope(row: ConceptMap, request: TranslateRequest) -> bool:
    scopes = ((request.source_scope, row.source_scope), (request.target_scope, row.target_scope))
    return all(not asked or _bare(asked) == _bare(has) for asked, has in scopes)


def _bare(name: str) -> str:
    return name.partition("|")[0]


def _matches(asking: _Asking, row: ConceptMap) -> Iterator[Match]:
    for group in row.groups:
        if asking.request.reverse:
            yield from _backwards(row, group, asking.coding, asking.request)
        elif _is_from(asking, group) and asking.request.target_system in ("", group.target):
            yield from _forwards(asking, row, group)


def _is_from(asking: _Asking, group: MapGroup) -> bool:
    system, version = asking.work.sources.system(asking.coding.system), asking.coding.version
    version_fits = not version or not group.source_version or fits(group.source_version, version)
    return (not system or group.source == system) and version_fits


def _forwards(asking: _Asking, row: ConceptMap, group: MapGroup) -> Iterator[Match]:
    elements = group.of(asking.coding.code)
    for element in elements:
        for target in element.targets:
            if target.code:
                yield _match(row, target, Coding(group.target, target.code, group.target_version, target.display))
    if not elements and group.unmapped is not None:
        yield from _unmapped(asking, row, group, group.unmapped)


def _match(row: ConceptMap, target: MapTarget, concept: Coding, source: Coding | None = None) -> Match:
    said = (target.comment, target.product, target.depends_on, target.properties)
    return Match(target.relationship, concept, row.canonical, source, *said)


def _unmapped(asking: _Asking, row: ConceptMap, group: MapGroup, rule: Unmapped) -> Iterator[Match]:
    """What a group says of codes that it does not name."""
    if rule.mode == "fixed" and rule.code:
        concept = Coding(group.target, rule.code, group.target_version, rule.display)
        yield Match(rule.relationship, concept, row.canonical)
    elif rule.mode == "use-source-code":
        concept = Coding(group.target, asking.coding.code, group.target_version)
        yield Match(rule.relationship, concept, row.canonical)
    elif rule.mode == "other-map" and asking.depth < _MOST_MAPS:
        other = _named(asking.work, *split_canonical(rule.other_map))
        yield from _matches(asking._replace(depth=asking.depth + 1), other)


def _backwards(row: ConceptMap, group: MapGroup, coding: Coding, request: TranslateRequest) -> Iterator[Match]:
    """The concepts of the source of which a concept of the target is the translation."""
    if coding.system not in ("", group.target) or request.source_system not in ("", group.source):
        return
    for element, target in group.amounting_to(coding.code):
        concept = Coding(group.target, target.code, group.target_version, target.display)
        yield _match(row, target, concept, _source(group, element))


def _source(group: MapGroup, element: MapElement) -> Coding:
    return Coding(group.source, element.code, group.source_version, element.display)
