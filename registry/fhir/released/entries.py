"""Which resources a release has: an entry for each version of each, with what it is found by; none of its content."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum

from registry.domain import Collection, Exchange, Iri, Kind, RegisteredObject, Version, text
from registry.fhir import structure_definition
from registry.fhir.released import naming
from registry.fhir.released.wording import has_more, language_of
from registry.terminology.protocol import MemberKind, ReleaseReader, VersionReader


class Part(StrEnum):
    """What of a registered object a resource tells."""

    CODES = "CodeSystem"
    ALL = "ValueSet"
    COLLECTION = "collection"
    SUPPLEMENT = "supplement"
    MAPPINGS = "ConceptMap"
    NAMES = "NamingSystem"
    STRUCTURE = "StructureDefinition"


#: The resource that each part is.
TYPES = {part: part.value for part in Part} | {Part.COLLECTION: "ValueSet", Part.SUPPLEMENT: "CodeSystem"}


@dataclass(frozen=True, eq=False)
class Entry:
    """One version of one resource; the same only as itself, so that much may be kept by it.

    `id` is the one under which this version is read: that of the newest is the object's own, older ones add a number.
    `names` are all that it may be asked for by, its canonical first, each with whether it is current. `coded` tells
    whether the registry has codes of the object.
    """

    part: Part
    id: str
    url: str
    header: RegisteredObject
    version: Version
    names: tuple[tuple[str, bool], ...]
    language: str
    newest: bool
    title: str
    name: str
    coded: bool
    member: Collection | None = None

    @property
    def type(self) -> str:
        """The type of resource."""
        return TYPES[self.part]

    @property
    def object(self) -> Iri:
        """The registered object that it is made of."""
        return self.version.object


def entries_of(reader: ReleaseReader) -> Iterator[Entry]:
    """The entries of a release, newest versions of an object first."""
    carried = _carried(reader)
    for pinned in reader.versions():
        for version in reader.history(pinned.object) if pinned.kind in _MAKERS else ():
            opened = reader.artefact(version.object, version.number)
            for entry in _MAKERS[pinned.kind](opened, version, newest=version.number == pinned.number):
                exchanges = carried.get(entry.object, ()) if entry.newest else ()
                yield replace(entry, names=(*entry.names, *exchanges)) if exchanges else entry


def _carried(reader: ReleaseReader) -> dict[Iri, tuple[tuple[str, bool], ...]]:
    """The exchanges that carry each model first, which the logical model is found by too."""
    found: dict[Iri, tuple[tuple[str, bool], ...]] = {}
    for version in reader.versions(Kind.EXCHANGE):
        header = reader.header(version.object)
        for model in header.carries[:1] if isinstance(header, Exchange) else ():
            found[model] = (*found.get(model, ()), (version.object, True))
    return found


def _coded(opened: VersionReader, version: Version, *, newest: bool) -> Iterator[Entry]:
    """A code list or concept scheme: code system, value set, naming system, perhaps supplement and collections."""
    header, lang = opened.header(), language_of(opened)
    many = opened.count(MemberKind.CODE) + opened.count(MemberKind.CONCEPT)
    make = _Maker(header, version, lang, newest, coded=many > 0)
    system = naming.system_of(header)
    yield make(Part.CODES, system, naming.aliases_of(header))
    yield make(Part.ALL, naming.value_set_of(header.iri, version.kind))
    yield make(Part.NAMES, naming.naming_system_of(header.iri, version.kind), suffix="Names")
    if has_more(opened, lang):
        yield make(Part.SUPPLEMENT, naming.supplement_of(header.iri, version.kind), suffix="Supplement")
    for row in opened.members(kind=MemberKind.COLLECTION):
        assert isinstance(row, Collection)  # noqa: S101 -- by its kind
        yield make(Part.COLLECTION, naming.value_set_of(row.iri, MemberKind.COLLECTION), member=row)


def _mapped(opened: VersionReader, version: Version, *, newest: bool) -> Iterator[Entry]:
    header = opened.header()
    names = tuple((row.notation, row.current) for row in header.aliases)
    yield _Maker(header, version, "nb", newest, coded=False)(Part.MAPPINGS, header.iri, ((header.iri, True), *names))


def _modelled(opened: VersionReader, version: Version, *, newest: bool) -> Iterator[Entry]:
    """An information model: a logical model."""
    header = opened.header()
    names = ((header.iri, True), *((row.notation, row.current) for row in header.aliases))
    made = _Maker(header, version, "nb", newest, coded=False)(Part.STRUCTURE, header.iri, names)
    yield replace(made, name=structure_definition.name_of(header.identifier or "model"))


_MAKERS = {
    Kind.CODE_LIST: _coded,
    Kind.CONCEPT_SCHEME: _coded,
    Kind.MAPPING_SET: _mapped,
    Kind.INFORMATION_MODEL: _modelled,
}


@dataclass(frozen=True)
class _Maker:
    """What the entries of one version share."""

    header: RegisteredObject
    version: Version
    language: str
    newest: bool
    coded: bool

    def __call__(
        self,
        part: Part,
        url: str,
        names: tuple[tuple[str, bool], ...] = (),
        suffix: str = "",
        member: Collection | None = None,
    ) -> Entry:
        own = (
            naming.id_of(member.iri, MemberKind.COLLECTION)
            if member
            else naming.id_of(self.header.iri, self.version.kind)
        )
        if part is Part.SUPPLEMENT:
            own = f"{own}-supplement"
        titled = member.pref_label if member else self.header.title
        named = self.header.model_copy(update={"title": titled})
        return Entry(
            part=part,
            id=own if self.newest else f"{own}-v{self.version.number}",
            url=url,
            header=self.header,
            version=self.version,
            names=names or ((url, True),),
            language=self.language,
            newest=self.newest,
            title=text(titled, (self.language,)),
            name=naming.name_of(named, suffix),
            coded=self.coded,
            member=member,
        )


def turned(opened: VersionReader, issued: datetime, today: date) -> datetime:
    """When what a version says last changed: when it was issued, or later on a day when a period began or ended."""
    days = [issued.astimezone(UTC).date()]
    days += [day for value, _ in opened.sets.values("validity.start") if (day := date.fromisoformat(value)) <= today]
    days += [
        day
        for value, _ in opened.sets.values("validity.end")
        if (day := date.fromordinal(date.fromisoformat(value).toordinal() + 1)) <= today
    ]
    latest = max(days)
    return issued if latest == days[0] else datetime.combine(latest, time(), UTC)
