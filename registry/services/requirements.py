"""Which requirements of a release hold for an exchange and a role, and the annex of a procurement that lists them."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from registry.domain import (
    LANGUAGES,
    Area,
    Exchange,
    Iri,
    Kind,
    LangString,
    Obligation,
    Party,
    Requirement,
    RequirementSet,
    Standard,
    Value,
    Version,
    text,
)
from registry.errors import InvalidInput, NotFound
from registry.interchange.annex import Annex, AnnexRow
from registry.namespaces import BASE
from registry.services.annex_words import AnnexWords, annex_words
from registry.services.reading import exchange_meant
from registry.terminology.protocol import MemberKind, ReleaseReader

#: The words by which a side of an exchange is asked for instead of a role.
SIDES: Final = {"sender": Party.SENDER, "receiver": Party.RECEIVER}


class Demanded(Value):
    """One requirement as it holds: of which set in which version, and for which exchanges (empty: every one)."""

    set: Iri
    set_title: tuple[LangString, ...]
    version: str
    requirement: Requirement
    exchange: tuple[Iri, ...] = ()


class Scope(NamedTuple):
    """What requirements are asked for: an exchange, a role in it or a side of it; None asks for all."""

    exchange: Exchange | None = None
    role: Iri | None = None
    side: Party | None = None


def scope_of(reader: ReleaseReader, exchange: str | None = None, role: str | None = None) -> Scope:
    """The scope that a person means; `role` is an actor role by its id or IRI, or `sender`, or `receiver`.

    Raises NotFound for an unknown name, InvalidInput for one of another kind, and for a role that takes no part.
    """
    value = exchange_named(reader, exchange) if exchange is not None else None
    if role is None or role in SIDES:
        return Scope(value, None, SIDES[role] if role else None)
    iri = _role(reader, role)
    if value is not None and iri not in (*value.sender, *value.receiver):
        rule = f"one of {', '.join(_ids((*value.sender, *value.receiver)))}, or sender, or receiver"
        raise InvalidInput(f"{role} takes no part in {exchange}.", field="role", value=role, rule=rule)
    return Scope(value, iri)


def exchange_named(reader: ReleaseReader, name: str) -> Exchange:
    """The exchange that a name means; NotFound, or InvalidInput where the name is another thing's."""
    value = reader.object(exchange_meant(reader, name))
    assert isinstance(value, Exchange)  # noqa: S101 -- what the name means is an exchange
    return value


def _role(reader: ReleaseReader, name: str) -> Iri:
    for candidate in (name, f"{BASE}actor-role/{name}"):
        for found in reader.resolve(candidate):
            if found.kind is MemberKind.ACTOR_ROLE:
                return found.iri
    rule = "an actor role of the pathway, such as fastlege, or sender, or receiver"
    raise NotFound(f"There is no actor role {name}.", field="role", value=name, rule=rule)


def _ids(iris: Iterable[Iri]) -> list[str]:
    return sorted({iri.rpartition("/")[2] for iri in iris})


def demanded(reader: ReleaseReader, scope: Scope) -> tuple[Demanded, ...]:
    """The requirements that hold in a scope, by what they are about and then by set and order."""
    rows = [row for version in reader.versions(Kind.REQUIREMENT_SET) for row in _of_set(reader, version)]
    holding = [row for row in rows if _holds(reader, row, scope)]
    areas = tuple(Area)
    return tuple(sorted(holding, key=lambda row: areas.index(row.requirement.area)))


def _of_set(reader: ReleaseReader, version: Version) -> Iterator[Demanded]:
    value = reader.object(version.object)
    assert isinstance(value, RequirementSet)  # noqa: S101 -- what the kind of the version says
    for row in value.requirements:
        among = row.exchange or value.exchange
        yield Demanded(set=value.iri, set_title=value.title, version=version.number, requirement=row, exchange=among)


def _holds(reader: ReleaseReader, row: Demanded, scope: Scope) -> bool:
    wanted = row.requirement
    if scope.exchange is not None and row.exchange and scope.exchange.iri not in row.exchange:
        return False
    if scope.side is not None:
        return not wanted.party or scope.side in wanted.party
    if scope.role is None:
        return True
    if wanted.role and scope.role not in wanted.role:
        return False
    sides = _sides(reader, row, scope)
    return bool(sides & set(wanted.party or Party))


def _sides(reader: ReleaseReader, row: Demanded, scope: Scope) -> set[Party]:
    """The sides that the role is on, in the exchange asked for or in any that the requirement holds for."""
    if scope.exchange is not None:
        among = [scope.exchange]
    else:
        iris = row.exchange or tuple(version.object for version in reader.versions(Kind.EXCHANGE))
        found = (reader.header(iri) for iri in iris if reader.resolve(iri))
        among = [value for value in found if isinstance(value, Exchange)]
    sides = {Party.SENDER for value in among if scope.role in value.sender}
    return sides | {Party.RECEIVER for value in among if scope.role in value.receiver}


# -- the annex of a procurement ------------------------------------------------------------------------------------


def annex(reader: ReleaseReader, scope: Scope, lang: str = "nb") -> Annex:
    """The annex that a supplier fills in: one row a requirement, in bokmål, nynorsk or English (InvalidInput)."""
    words = annex_words(lang)
    rows = demanded(reader, scope)
    writer = _Writer(reader, words, (lang, *LANGUAGES))
    return Annex(
        title=words.title,
        about=writer.about(scope, rows),
        header=words.header,
        answers=words.answers,
        rows=tuple(map(writer.row, rows)),
        answer_column=words.answer_column,
        lang=lang,
    )


class _Writer:
    """Puts requirements into words."""

    def __init__(self, reader: ReleaseReader, words: AnnexWords, languages: tuple[str, ...]) -> None:
        self._reader = reader
        self._words = words
        self._languages = languages

    def about(self, scope: Scope, rows: tuple[Demanded, ...]) -> tuple[tuple[str, str], ...]:
        """What the annex was made from, and how many requirements of each obligation it has."""
        say = self._words.about
        sets = dict.fromkeys(f"{self._text(row.set_title)} {row.version}" for row in rows)
        counts = (f"{self._words.values[each]}: {self._count(rows, each)}" for each in Obligation)
        return (
            (say["release"], self._reader.release.number),
            (say["exchange"], self._text(scope.exchange.title) if scope.exchange else say["all"]),
            (say["role"], self._asked_role(scope) or say["all"]),
            (say["sets"], "; ".join(sets)),
            (say["count"], ", ".join(counts)),
            (say["licence"], "CC BY 4.0"),
            (say["fill"], say["how"]),
        )

    @staticmethod
    def _count(rows: tuple[Demanded, ...], obligation: Obligation) -> int:
        return sum(row.requirement.obligation is obligation for row in rows)

    def _asked_role(self, scope: Scope) -> str:
        if scope.side is not None:
            return self._words.values[scope.side]
        return self._named(scope.role) if scope.role else ""

    def row(self, row: Demanded) -> AnnexRow:
        """One requirement as cells, in the order of the header."""
        value, words = row.requirement, self._words
        parties = ", ".join(words.values[each] for each in value.party) or words.both
        roles = ", ".join(map(self._named, value.role))
        cells = (
            value.identifier,
            words.values[value.obligation],
            words.values[value.area],
            self._text(value.text),
            self._text(value.rationale),
            "; ".join(self._cited(value.source)),
            self._text(value.verification),
            f"{parties} ({roles})" if roles else parties,
            "",
            "",
        )
        return AnnexRow(area=words.values[value.area], title=self._text(value.title), cells=cells)

    def _text(self, strings: Iterable[LangString]) -> str:
        return text(strings, self._languages)

    def _named(self, iri: Iri) -> str:
        found = self._reader.title(iri)
        return self._text(found) if found else iri

    def _cited(self, sources: Iterable[Iri | LangString]) -> Iterator[str]:
        """Standards by number and section; of the texts the one in the language."""
        among = tuple(sources)
        yield from (self._citation(row) for row in among if isinstance(row, str))
        told = self._text(row for row in among if isinstance(row, LangString))
        if told:
            yield told

    def _citation(self, iri: Iri) -> str:
        document, _, section = iri.partition("#")
        found = self._reader.resolve(document)
        standard = self._reader.member(document) if found and found[0].kind is MemberKind.STANDARD else None
        name = standard.identifier if isinstance(standard, Standard) else iri
        return f"{name}, {self._words.section} {section}" if section and standard else name
