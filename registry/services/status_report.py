"""The status report of a quarter or a year: what there is, what is lacking, who has taken it up, and how work went.

The same data folder and period give the same report: releases, audit log and statements are read as they stood at the
end of the period, and no clock is asked.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Final, NamedTuple, Protocol

from registry.domain import ActorRole, Concept, Iri, Kind, LangString, Obligation, RequirementSet, Value
from registry.domain.activity import Activity, ActivityKind
from registry.domain.conformance import Statement, StatementState
from registry.domain.proposal import ProposalState
from registry.errors import InvalidInput, NotFound
from registry.interchange.csv_file import encode_csv
from registry.services.conformance.matrix import Snapshot
from registry.services.conformance.standing import state_in
from registry.services.coverage import Coverage, coverage
from registry.terminology.protocol import MemberKind, ReleaseReader

_QUARTER: Final = re.compile(r"(\d{4})-([1-4])", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_MONTHS: Final = 3
_LIVING: Final = (StatementState.CLAIMED, StatementState.VERIFIED, StatementState.EXPIRED)
Number = int | float | None


class Row(Value):
    """One row: key or IRI, title where it has one, and a value for every column; None where nothing is known."""

    name: str
    title: tuple[LangString, ...] = ()
    values: tuple[Number, ...]


class Section(Value):
    """A table of the report; `name` and `columns` are keys that each language has words for."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class StatusReport(Value):
    """The report of a period (`2026-4` or `2026`), from `since` up to `until` (UTC), and the release at its end."""

    period: str
    since: datetime
    until: datetime
    release: str | None
    sections: tuple[Section, ...]


class Period(NamedTuple):
    """From and up to (not including), in UTC, and what it is called."""

    name: str
    since: datetime
    until: datetime

    @property
    def before(self) -> "Period":
        """The period of the same length before this one."""
        return year(self.since.year - 1) if "-" not in self.name else _quarter_of(self.since - timedelta(days=1))


def year(number: int) -> Period:
    """A calendar year."""
    return Period(str(number), datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC))


def _quarter_of(moment: datetime) -> Period:
    quarter = (moment.month - 1) // _MONTHS + 1
    until = datetime(moment.year + quarter // 4, quarter * _MONTHS % 12 + 1, 1, tzinfo=UTC)
    return Period(f"{moment.year}-{quarter}", datetime(moment.year, quarter * 3 - 2, 1, tzinfo=UTC), until)


def period_named(quarter: str | None = None, year_of: str | None = None) -> Period:
    """The period that is asked for: exactly one of a quarter (`2026-4`) and a year (`2026`). InvalidInput."""
    if (quarter is None) == (year_of is None):
        rule = "either a quarter, such as 2026-4, or a year, such as 2026"
        raise InvalidInput("The period is not one.", field="quarter", value=f"{quarter} {year_of}", rule=rule)
    if quarter is not None:
        found = _QUARTER.fullmatch(quarter)
        if not found or not _is_year(found[1]):
            rule = "a year and one of its quarters, such as 2026-4"
            raise InvalidInput(f"{quarter!r} is no quarter.", field="quarter", value=quarter, rule=rule)
        return _quarter_of(datetime(int(found[1]), int(found[2]) * _MONTHS, 1, tzinfo=UTC))
    if not _YEAR.fullmatch(year_of or "") or not _is_year(year_of or ""):
        raise InvalidInput(f"{year_of!r} is no year.", field="year", value=str(year_of), rule="such as 2026")
    return year(int(year_of or ""))


def _is_year(written: str) -> bool:
    return 1 < int(written) < 9999  # noqa: PLR2004 - the years that have one before and one after


class Released(Protocol):
    """The releases of a data folder."""

    def at(self, day: date) -> ReleaseReader:
        """The release in force at the end of a day; NotFound."""
        ...


class Sources(NamedTuple):
    """What a report is made from: the releases, the entries of the audit log (any order), and what has been stated."""

    releases: Released
    entries: Sequence[Activity]
    stated: Snapshot


def status_report(period: Period, sources: Sources) -> StatusReport:
    """The report of a period."""
    found = _Report(period, sources)
    return StatusReport(
        period=period.name,
        since=period.since,
        until=period.until,
        release=found.now.release.number if found.now else None,
        sections=tuple(found.sections()),
    )


class _Report:
    """One report in the making: the release at the end of the period, and that at the end of the one before."""

    def __init__(self, period: Period, sources: Sources) -> None:
        self._period = period
        self._sources = sources
        self._entries = sorted((row for row in sources.entries if row.at < period.until), key=lambda row: row.at)
        self.now = _release_of(sources.releases, period)
        self._then = _release_of(sources.releases, period.before)

    def sections(self) -> Iterator[Section]:
        yield Section(name="concepts", columns=("now", "before"), rows=self._compared(_concepts))
        covered, earlier = (coverage(reader) if reader else None for reader in (self.now, self._then))
        yield Section(name="coverage", columns=("now", "before"), rows=_merged(_figures(covered), _figures(earlier)))
        yield Section(name="gaps", columns=("now", "before"), rows=_titled(self.now, self._gaps(covered, earlier)))
        yield Section(name="requirements", columns=("now", "before"), rows=self._compared(_requirements))
        for name, key in (("exchange", _of_exchange), ("level", self._of_level), ("region", self._of_regions)):
            columns = tuple(state.value for state in _LIVING)
            yield Section(name=f"adoption_{name}", columns=columns, rows=_titled(self.now, self._adoption(key)))
        yield Section(name="activity", columns=("now", "before"), rows=tuple(self._activity()))
        yield Section(name="lead_times", columns=("count", "median_days", "longest_days"), rows=tuple(self._leads()))
        if "-" not in self._period.name:
            yield Section(name="quarters", columns=tuple(_EVENTS), rows=tuple(self._quarters()))

    def _compared(self, count: Callable[[ReleaseReader], dict[str, int]]) -> tuple[Row, ...]:
        now, then = (count(reader) if reader else {} for reader in (self.now, self._then))
        return _merged(now, then)

    @staticmethod
    def _gaps(now: Coverage | None, then: Coverage | None) -> tuple[Row, ...]:
        return _merged(_gaps(now), _gaps(then))

    # -- who has taken it up -----------------------------------------------------------------------------------------

    def _adoption(self, keys: Callable[[Statement], Iterable[str]]) -> tuple[Row, ...]:
        """Statements by state at the end of the period, under each key that they have."""
        found: dict[str, Counter[StatementState]] = {}
        for statement in self._sources.stated.statements:
            state = self._state(statement)
            for key in keys(statement) if state in _LIVING else ():
                found.setdefault(key, Counter())[state] += 1
        return tuple(Row(name=key, values=tuple(found[key][state] for state in _LIVING)) for key in sorted(found))

    def _state(self, statement: Statement) -> StatementState:
        """The state at the end of the period; withdrawn for what had not been stated by then."""
        made = [row.after for row in statement.decisions if row.at < self._period.until]
        state = made[-1] if made else StatementState.WITHDRAWN
        return state_in(statement.model_copy(update={"state": state}), self.now)

    def _of_level(self, statement: Statement) -> Iterable[str]:
        reader = self.now
        role = reader.member(statement.role) if reader and reader.resolve(statement.role) else None
        return (role.at_level,) if isinstance(role, ActorRole) else ()

    def _of_regions(self, statement: Statement) -> Iterable[str]:
        systems = {row.iri: row for row in self._sources.stated.systems}
        system = systems.get(statement.system)
        return tuple(system.regions) if system and system.regions else ("not-stated",)

    # -- how work went -----------------------------------------------------------------------------------------------

    def _activity(self) -> Iterator[Row]:
        for name, is_one in _EVENTS.items():
            counts = (self._count(is_one, each) for each in (self._period, self._period.before))
            yield Row(name=name, values=tuple(counts))

    def _count(self, is_one: Callable[[Activity], bool], period: Period) -> int:
        return sum(is_one(row) for row in self._entries if period.since <= row.at < period.until)

    def _leads(self) -> Iterator[Row]:
        for name, (begins, ends, key) in _LEADS.items():
            days = self._days(begins, ends, key)
            told = (round(median(days), 1), round(max(days), 1)) if days else (None, None)
            yield Row(name=name, values=(len(days), *told))

    def _days(self, begins: "_Event", ends: "_Event", key: Callable[[Activity], str]) -> list[float]:
        """How many days it took, of what ended in the period."""
        begun: dict[str, datetime] = {}
        days = []
        for row in self._entries:
            if begins(row):
                begun[key(row)] = row.at
            elif ends(row) and key(row) in begun:
                took = row.at - begun.pop(key(row))
                if row.at >= self._period.since:
                    days.append(took / timedelta(days=1))
        return days

    def _quarters(self) -> Iterator[Row]:
        for month in (1, 4, 7, 10):
            period = _quarter_of(datetime(self._period.since.year, month, 1, tzinfo=UTC))
            yield Row(name=period.name, values=tuple(self._count(is_one, period) for is_one in _EVENTS.values()))


_Event = Callable[[Activity], bool]


def _is(kind: ActivityKind) -> _Event:
    return lambda row: row.kind is kind


def _verified(row: Activity) -> bool:
    return row.kind is ActivityKind.STATEMENT_TRANSITION and f'"{StatementState.VERIFIED}"' in row.detail


def _ended(row: Activity) -> bool:
    ends = (ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.REMOVED)
    return row.kind is ActivityKind.PROPOSAL_DECIDED and any(f'"{state}"' in row.detail for state in ends)


def _set_of(row: Activity) -> str:
    return row.change_set or ""


def _first_of(row: Activity) -> str:
    return row.objects[0] if row.objects else ""


_EVENTS: Final[dict[str, _Event]] = {
    "releases": _is(ActivityKind.RELEASE),
    "change_sets_opened": _is(ActivityKind.CHANGE_SET_OPENED),
    "change_sets_merged": _is(ActivityKind.MERGE),
    "hearings_opened": _is(ActivityKind.HEARING_OPENED),
    "hearing_answers": _is(ActivityKind.HEARING_ANSWER),
    "hearings_closed": _is(ActivityKind.HEARING_CLOSED),
    "proposals_received": _is(ActivityKind.PROPOSAL_RECEIVED),
    "proposals_ended": _ended,
    "statements_made": _is(ActivityKind.STATEMENT_MADE),
    "statements_verified": _verified,
}
_LEADS: Final = {
    "change_set_to_merge": (_is(ActivityKind.CHANGE_SET_OPENED), _is(ActivityKind.MERGE), _set_of),
    "hearing": (_is(ActivityKind.HEARING_OPENED), _is(ActivityKind.HEARING_CLOSED), _set_of),
    "proposal": (_is(ActivityKind.PROPOSAL_RECEIVED), _ended, _first_of),
    "statement_to_verified": (_is(ActivityKind.STATEMENT_MADE), _verified, _first_of),
}


# -- what there is ----------------------------------------------------------------------------------------------------


def _release_of(releases: Released, period: Period) -> ReleaseReader | None:
    try:
        return releases.at((period.until - timedelta(days=1)).date())
    except NotFound:
        return None


def _concepts(reader: ReleaseReader) -> dict[str, int]:
    """Concepts by status."""
    found: Counter[str] = Counter()
    for version in reader.versions(Kind.CONCEPT_SCHEME):
        for concept in reader.artefact(version.object).members(kind=MemberKind.CONCEPT):
            status = concept.status if isinstance(concept, Concept) else None
            found[status.rpartition("/")[2] if status else "not-stated"] += 1
    return dict(found)


def _requirements(reader: ReleaseReader) -> dict[str, int]:
    """Requirements by obligation."""
    found = {each.value: 0 for each in Obligation}
    for version in reader.versions(Kind.REQUIREMENT_SET):
        value = reader.object(version.object)
        for row in value.requirements if isinstance(value, RequirementSet) else ():
            found[row.obligation] += 1
    return found


def _figures(covered: Coverage | None) -> dict[str, int]:
    """The figures of coverage that are followed over time."""
    if covered is None:
        return {}
    return {
        "concepts": covered.concepts.total,
        "concepts_from_standard": covered.concepts.from_standard,
        "concepts_for_public": covered.concepts.public_definitions,
        "code_lists": covered.code_lists.total,
        "code_lists_with_codes": covered.code_lists.with_codes,
        "codes": covered.code_lists.codes,
        "exchanges": covered.exchanges.total,
        "exchanges_with_model": covered.exchanges.with_model,
        "exchanges_with_security": covered.exchanges.with_security,
        "exchanges_inferred": len(covered.exchanges.hypotheses),
        "elements": covered.elements,
        "elements_bound": sum(row.bound for row in covered.models),
        "elements_open": sum(row.open for row in covered.models),
    }


def _gaps(covered: Coverage | None) -> dict[str, int]:
    """Phases without a known exchange, by pair of levels."""
    return {_pair(gap.from_level, gap.to_level): len(gap.phases) for gap in covered.gaps} if covered else {}


def _pair(from_level: Iri | None, to_level: Iri | None) -> str:
    return f"{from_level or ''} {to_level or ''}"


def _of_exchange(statement: Statement) -> Iterable[str]:
    return (statement.exchange,)


def _merged(now: dict[str, int], then: dict[str, int]) -> tuple[Row, ...]:
    """Both sides of each figure; 0 for what only the other side has."""
    return tuple(Row(name=name, values=(now.get(name, 0), then.get(name, 0))) for name in dict.fromkeys((*now, *then)))


def _titled(reader: ReleaseReader | None, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with the titles of what their IRIs name; of a pair of levels the one, an arrow, the other."""
    return tuple(row.model_copy(update={"title": _title(reader, row.name)}) for row in rows)


def _title(reader: ReleaseReader | None, name: str) -> tuple[LangString, ...]:
    if reader is None:
        return ()
    parts = [reader.title(iri) or () for iri in name.split(" ")]
    if len(parts) == 1:
        return tuple(parts[0])
    ends = [{text.lang: text.text for text in part} for part in parts]
    shared = [lang for lang in ends[0] if all(lang in end for end in ends)]
    return tuple(LangString(text=" → ".join(end[lang] for end in ends), lang=lang) for lang in shared)


def write_report_csv(report: StatusReport) -> bytes:
    """The report as CSV, one row a value: section, name, title, column, value."""
    rows = (
        (section.name, row.name, row.title[0].text if row.title else "", column, "" if value is None else str(value))
        for section in report.sections
        for row in section.rows
        for column, value in zip(section.columns, row.values, strict=True)
    )
    return encode_csv(("section", "name", "title", "column", "value"), rows)
