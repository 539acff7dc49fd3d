"""Released lists and schemes as CodeSystem: the codes, and the supplement with terms beside the source's own."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from pyroaring import FrozenBitMap

from registry.domain import Iri
from registry.fhir.edition import Edition
from registry.fhir.released import about, naming, properties, wording
from registry.fhir.released.concepts import ReleasedConcepts
from registry.fhir.released.entries import Entry, Part
from registry.fhir.released.record import coding_of, whole
from registry.terminology.protocol import MemberKind, ReleaseReader, VersionReader

Json = dict[str, Any]

#: Codes that a resource holds at most; of larger systems it tells the number, and the operations answer for the codes.
MOST_CODES: Final = 50_000
_DEEPEST: Final = 80  # levels that are written inside one another
_MEMBERS: Final = (MemberKind.CODE, MemberKind.CONCEPT)


class Members:
    """The members of one version that are codes, and what they are called in FHIR."""

    def __init__(self, reader: ReleaseReader, opened: VersionReader) -> None:
        self._reader = reader
        self._opened = opened
        self.ordinals = sorted(at for kind in _MEMBERS for at in opened.of_kind(kind))
        self._codes: dict[int, str] = {}

    def json(self, ordinal: int) -> Json:
        """A member as it is kept."""
        return whole(self._opened.json_at(ordinal))

    def code(self, ordinal: int) -> str:
        """The code of a member."""
        found = self._codes.get(ordinal)
        if found is None:
            found = self._codes[ordinal] = naming.code_of(self.json(ordinal))
        return found

    def coding(self, iri: Iri, system: str) -> Json | None:
        """The Coding of a code of this system or of another; None for what is no code."""
        if not self._opened.has(iri):
            return coding_of(self._reader, iri)
        member = self.json(self._opened.ordinal(iri))
        display = wording.display_of(member, wording.language_of(self._opened))
        return {"system": system, "code": naming.code_of(member), **({"display": display} if display else {})}

    def place(self, iri: Iri) -> Json | str | None:
        """The code of a member, the Coding of a member of another system, or None for what is no code here."""
        if self._opened.has(iri):
            return self.code(self._opened.ordinal(iri))
        return coding_of(self._reader, iri)


def code_system(reader: ReleaseReader, entry: Entry, edition: Edition, day: date) -> Json:
    """A list or scheme whole. Codes are judged as of `day`."""
    opened = reader.artefact(entry.object, entry.version.number)
    members = Members(reader, opened)
    there = 0 < len(members.ordinals) <= MOST_CODES
    writer = _Writer(members, opened, entry, day)
    concepts = writer.concepts() if there else []
    found = _head(reader, entry, edition)
    found["caseSensitive"] = True
    found["valueSet"] = naming.value_set_of(entry.object, entry.version.kind)
    if writer.is_hierarchy:
        found["hierarchyMeaning"] = "is-a"
    found |= {"compositional": False, "versionNeeded": False, **about.kept(entry.header, "CodeSystem")}
    found["content"] = "complete" if there else "not-present"
    if members.ordinals:
        found["count"] = len(members.ordinals)
    if concepts:
        found |= {"property": writer.declared(), "concept": concepts}
    return {name: value for name, value in found.items() if value != []}


def without_codes(reader: ReleaseReader, entry: Entry, edition: Edition, day: date) -> Json:
    """The same without the codes, for who does not ask for them: takes no longer however many there are."""
    if entry.part is Part.SUPPLEMENT:
        return _supplement_head(reader, entry, edition)
    index = ReleasedConcepts(reader, entry, lambda: day)
    many = len(index.everything)
    found = _head(reader, entry, edition)
    found |= {"caseSensitive": True, "valueSet": index.header.value_set}
    if index.header.hierarchy_meaning:
        found["hierarchyMeaning"] = index.header.hierarchy_meaning
    found |= {"compositional": False, "versionNeeded": False, **about.kept(entry.header, "CodeSystem")}
    found["content"] = "complete" if 0 < many <= MOST_CODES else "not-present"
    rows = [
        properties.Declared(row.code, row.uri or None, row.kind, row.description or None)
        for row in index.header.properties
    ]
    declared = {"property": [_declaration(row, row.type) for row in rows]} if rows and many <= MOST_CODES else {}
    return {**found, **({"count": many} if many else {}), **declared}


def _supplement_head(reader: ReleaseReader, entry: Entry, edition: Edition) -> Json:
    opened = reader.artefact(entry.object, entry.version.number)
    found = _head(reader, entry, edition)
    found |= {"content": "supplement", "supplements": f"{naming.system_of(entry.header)}|{entry.version.number}"}
    others = [members for lang, members in opened.sets.values("language") if lang != entry.language]
    codes = FrozenBitMap.union(*(opened.of_kind(kind) for kind in _MEMBERS))
    return {**found, "count": len(FrozenBitMap.union(opened.sets.with_any("alt_label"), *others) & codes)}


def supplement(reader: ReleaseReader, entry: Entry, edition: Edition, _: date) -> Json:
    """The terms of a list or scheme beside its displays, for those who have the codes from elsewhere."""
    opened = reader.artefact(entry.object, entry.version.number)
    members = Members(reader, opened)
    found = _head(reader, entry, edition)
    found["content"] = "supplement"
    found["supplements"] = f"{naming.system_of(entry.header)}|{entry.version.number}"
    rows = ((members.code(at), wording.designations_of(members.json(at), entry.language)) for at in members.ordinals)
    concepts = [{"code": code, "designation": designations} for code, designations in rows if designations]
    return {**found, "count": len(concepts), "concept": concepts[:MOST_CODES]}


def _head(reader: ReleaseReader, entry: Entry, edition: Edition) -> Json:
    """What is said before the codes."""
    header, version, lang = entry.header, entry.version, entry.language
    found: Json = {"resourceType": "CodeSystem", "id": entry.id, "language": lang, "url": entry.url}
    others = [row for row in entry.names if row[0] != entry.url]
    if others:
        found["identifier"] = about.identifiers(others)
    found["version"] = version.number
    if edition is Edition.R5:
        found["versionAlgorithmString"] = "semver"
    found |= {"name": entry.name, **about.describes(header, lang)}
    found |= {"status": about.status_of(header), "experimental": False, "date": about.dated(header, version.issued)}
    return found | about.publishing(reader, header, lang)


class _Writer:
    """Codes as concepts, each below the first of those above it."""

    def __init__(self, members: Members, opened: VersionReader, entry: Entry, day: date) -> None:
        self._members = members
        self._hierarchy = opened.hierarchy
        self._among = set(members.ordinals)
        self._lang, self._day = entry.language, day
        self._declared = properties.declared_in(entry.header)
        self._used: dict[str, str] = {}
        self.is_hierarchy = any(self._above(at) for at in members.ordinals)

    def _above(self, at: int) -> list[int]:
        return [above for above in self._hierarchy.parents(at) if above in self._among]

    def concepts(self) -> list[Json]:
        """The codes in the list's order; what is in a circle, or too deep, stands at the top and names its parents."""
        made = {at: self._concept(at) for at in self._members.ordinals}
        below: dict[int, list[int]] = {}
        for at in made:
            for above in self._above(at)[:1]:
                below.setdefault(above, []).append(at)
        depths = dict(self._depths(made, below))
        found = []
        for at, concept in made.items():
            parents = self._above(at)
            nested = bool(parents) and depths.get(at, 0) % _DEEPEST > 0
            self._say_parents(concept, parents[1:] if nested else parents)
            if nested:
                made[parents[0]].setdefault("concept", []).append(concept)
            else:
                found.append(concept)
        return found

    def _depths(self, made: dict[int, Json], below: dict[int, list[int]]) -> Iterator[tuple[int, int]]:
        """How far below a top each code is; those in circles have no depth."""
        waiting = [(at, 0) for at in made if not self._above(at)]
        while waiting:
            at, depth = waiting.pop()
            yield at, depth
            waiting += [(child, depth + 1) for child in below.get(at, ())]

    def _say_parents(self, concept: Json, above: list[int]) -> None:
        for at in above:
            self._used["parent"] = "code"
            concept.setdefault("property", []).append({"code": "parent", "valueCode": self._members.code(at)})

    def _concept(self, at: int) -> Json:
        member = self._members.json(at)
        found: Json = {"code": naming.code_of(member)}
        display = wording.display_of(member, self._lang)
        found |= {"display": display} if display else {}
        found |= about.texts("definition", wording.definitions_of(member), self._lang)
        designations = wording.designations_of(member, self._lang)
        found |= {"designation": designations} if designations else {}
        said = list(properties.said_by(member, self._day, self._lang, self._declared, self._members.place))
        for row in said:
            self._used[row.code] = row.type if self._used.get(row.code, row.type) == row.type else "string"
        found |= {"property": [properties.written(row) for row in said]} if said else {}
        return found

    def declared(self) -> list[Json]:
        """The declarations of the properties in use, and of those that the list declares."""
        known = {**properties.STANDARD, **{row.code: row for row in self._declared.values()}}
        codes = dict.fromkeys(
            [
                *(code for code in known if code in self._used),
                *(row.code for row in self._declared.values()),
                *self._used,
            ]
        )
        return [
            _declaration(known.get(code) or properties.Declared(code, None, "string"), self._used.get(code))
            for code in codes
        ]


def _declaration(row: properties.Declared, kind: str | None) -> Json:
    uri = {"uri": row.uri} if row.uri else {}
    described = {"description": row.description} if row.description else {}
    return {"code": row.code, **uri, **described, "type": kind or row.type}
