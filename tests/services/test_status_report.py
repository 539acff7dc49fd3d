"""The status report: what is counted in which period, as it stood at its end, without a clock."""

from datetime import UTC, date, datetime

import pytest

from registry.catalogue.messages import load
from registry.catalogue.report_file import report_html
from registry.domain.activity import Activity, ActivityKind
from registry.domain.conformance import Region, Statement, StatementDecision, StatementState, System
from registry.domain.party import Party, Role
from registry.errors import InvalidInput, NotFound
from registry.services import drafts, publication
from registry.services.conformance.matrix import Snapshot, snapshot_of
from registry.services.status_report import Sources, period_named, status_report, write_report_csv
from registry.store.memory import MemoryStore
from registry.terminology.releases import Releases

BASE = "https://omforent.no/"
BY = Party(person="person/" + "1" * 32, organization=BASE + "organization/omforent", role=Role.EDITOR)
FILES = (
    "models/register/organisations.ttl",
    "models/register/standards.ttl",
    "models/pathway/pasientforlop.ttl",
    "models/exchange/epikrise.ttl",
    "models/requirement/kvittering.ttl",
    "vocabularies/pasientforlop/pasientforlop.ttl",
)


class NoReleases:
    """A data folder before its first release."""

    def at(self, day):
        raise NotFound(f"Nothing was released by {day}.")


def at(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def entry(kind, when, **more):
    return Activity(kind=kind, at=when, agent=BY, **more)


def made(quarter=None, year=None, entries=(), stated=None, releases=None):
    sources = Sources(releases or NoReleases(), entries, stated or Snapshot())
    return status_report(period_named(quarter, year), sources)


def values(report, name):
    section = next(row for row in report.sections if row.name == name)
    return {row.name: dict(zip(section.columns, row.values, strict=True)) for row in section.rows}


@pytest.fixture(scope="module")
def releases(root, tmp_path_factory):
    home, store = tmp_path_factory.mktemp("home"), MemoryStore()
    drafts.put(store, *(drafts.read_file((root / path).read_bytes(), path) for path in FILES))
    agent = BASE + "organization/omforent"
    publication.release(store, home, issued=at(8, 1), agent=agent, check=lambda _: ())
    return Releases(home)


def statement(**states):
    """A statement of the receiver's side, with the day of each state."""
    decisions = tuple(
        StatementDecision(after=StatementState(state), by=BY, at=when, reason="x") for state, when in states.items()
    )
    return Statement(
        iri=BASE + "conformance-statement/" + "1" * 32,
        system=BASE + "system/" + "2" * 32,
        system_version="1",
        exchange=BASE + "exchange/epikrise",
        exchange_version="1.0.0",
        role=BASE + "actor-role/henviser-primaer",
        release="2026.1",
        organization=BASE + "organization/leverandor",
        created=at(7, 1),
        modified=at(7, 1),
        authors=(BY,),
        decisions=decisions,
    )


def system(*regions):
    return System(
        iri=BASE + "system/" + "2" * 32,
        product="J",
        vendor="V",
        organization=BASE + "organization/leverandor",
        regions=regions,
        registered=at(7, 1),
        by=BY,
    )


@pytest.mark.parametrize(
    ("name", "since", "until", "before"),
    [
        ("2026-1", date(2026, 1, 1), date(2026, 4, 1), "2025-4"),
        ("2026-4", date(2026, 10, 1), date(2027, 1, 1), "2026-3"),
    ],
)
def test_a_quarter_is_three_months(name, since, until, before):
    found = period_named(name)
    assert (found.since.date(), found.until.date(), found.before.name) == (since, until, before)


@pytest.mark.parametrize(
    ("quarter", "year"),
    [("2026-5", None), ("2026", None), ("26-1", None), (None, "26"), (None, "0001"), (None, None), ("2026-1", "2026")],
)
def test_what_is_no_period_is_refused(quarter, year):
    with pytest.raises(InvalidInput):
        period_named(quarter, year)


def test_work_is_counted_in_the_period_that_it_was_done_in():
    entries = [
        entry(ActivityKind.HEARING_OPENED, at(9, 30, 23)),
        entry(ActivityKind.HEARING_OPENED, at(10, 1, 0)),
        entry(ActivityKind.HEARING_OPENED, at(12, 31, 23)),
        entry(ActivityKind.HEARING_OPENED, datetime(2027, 1, 1, tzinfo=UTC)),
    ]
    assert values(made("2026-4", entries=entries), "activity")["hearings_opened"] == {"now": 2, "before": 1}


def test_lead_times_are_those_of_what_ended_in_the_period():
    entries = [
        entry(ActivityKind.CHANGE_SET_OPENED, at(9, 1), change_set="x:1"),
        entry(ActivityKind.MERGE, at(10, 11), change_set="x:1"),
        entry(ActivityKind.CHANGE_SET_OPENED, at(10, 1), change_set="x:2"),
        entry(ActivityKind.MERGE, at(10, 3), change_set="x:2"),
        entry(ActivityKind.CHANGE_SET_OPENED, at(11, 1), change_set="x:3"),
        entry(ActivityKind.PROPOSAL_RECEIVED, at(9, 1), objects=("x:p",)),
        entry(ActivityKind.PROPOSAL_DECIDED, at(9, 2), objects=("x:p",), detail='{"state":"public"}'),
        entry(ActivityKind.PROPOSAL_DECIDED, at(10, 1), objects=("x:p",), detail='{"state":"declined"}'),
    ]
    found = values(made("2026-4", entries=reversed(entries)), "lead_times")
    assert found["change_set_to_merge"] == {"count": 2, "median_days": 21.0, "longest_days": 40.0}
    assert found["proposal"] == {"count": 1, "median_days": 30.0, "longest_days": 30.0}
    assert found["hearing"] == {"count": 0, "median_days": None, "longest_days": None}


def test_adoption_is_told_by_exchange_level_and_region_as_it_stood(releases):
    stated = snapshot_of([system(Region.WEST, Region.NORTH)], [statement(claimed=at(7, 1), verified=at(11, 1))])
    summer, autumn = (made(each, stated=stated, releases=releases) for each in ("2026-3", "2026-4"))
    exchange = BASE + "exchange/epikrise"
    assert values(summer, "adoption_exchange")[exchange] == {"claimed": 1, "verified": 0, "expired": 0}
    assert values(autumn, "adoption_exchange")[exchange] == {"claimed": 0, "verified": 1, "expired": 0}
    assert list(values(autumn, "adoption_level")) == [BASE + "care-level/primaerhelsetjenesten"]
    assert list(values(autumn, "adoption_region")) == ["north", "west"]
    assert values(made("2026-2", stated=stated, releases=releases), "adoption_exchange") == {}


def test_what_was_withdrawn_is_not_adopted(releases):
    stated = snapshot_of([system()], [statement(claimed=at(7, 1), withdrawn=at(8, 1))])
    assert values(made("2026-3", stated=stated, releases=releases), "adoption_region") == {}


def test_content_is_that_of_the_release_at_the_end(releases):
    before, after = made("2026-2", releases=releases), made("2026-3", releases=releases)
    assert (before.release, after.release) == (None, "2026.1")
    assert values(before, "coverage") == {}
    assert values(after, "coverage")["exchanges"] == {"now": 1, "before": 0}
    assert values(after, "requirements")["shall"]["now"] > 10
    total = values(after, "coverage")["concepts"]["now"]
    assert sum(row["now"] for row in values(after, "concepts").values()) == total > 100
    assert any(row["now"] for row in values(after, "gaps").values())


def test_a_year_has_its_quarters():
    entries = [entry(ActivityKind.RELEASE, at(2, 1)), entry(ActivityKind.RELEASE, at(11, 1))]
    found = values(made(year="2026", entries=entries), "quarters")
    assert [row["releases"] for row in found.values()] == [1, 0, 0, 1]
    assert "quarters" not in [row.name for row in made("2026-1").sections]


@pytest.fixture(scope="module")
def full(releases):
    stated = snapshot_of([system(Region.WEST)], [statement(claimed=at(7, 1))])
    entries = [entry(ActivityKind.RELEASE, at(8, 1))]
    return made(year="2026", stated=stated, releases=releases, entries=entries)


def test_the_same_sources_give_the_same_bytes(full, releases):
    again = made(
        year="2026",
        stated=snapshot_of([system(Region.WEST)], [statement(claimed=at(7, 1))]),
        releases=releases,
        entries=[entry(ActivityKind.RELEASE, at(8, 1))],
    )
    assert again == full
    assert report_html(again, "nn") == report_html(full, "nn")
    assert write_report_csv(again) == write_report_csv(full)


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_everything_in_it_has_a_word(full, lang):
    say = load()[lang]
    for section in full.sections:
        assert say.knows("report_section", section.name)
        for name in (*section.columns, *(row.name for row in section.rows if not row.title)):
            groups = ("report_figure", "conformance_state", "obligation", "status")
            is_period = name.startswith("2026-")
            assert is_period or any(say.knows(group, name) for group in groups), (section.name, name)


def test_the_page_is_whole_and_prints(full):
    page = report_html(full, "en").decode()
    assert "<title>Status of 2026</title>" in page
    assert "@media print" in page
    assert "http" not in page.partition("<main>")[0]
    assert "<script" not in page
    with pytest.raises(InvalidInput):
        report_html(full, "fr")


def test_no_person_is_in_it(full):
    assert BY.person not in full.model_dump_json()


def test_csv_has_a_row_a_value(full):
    rows = write_report_csv(full).decode("utf-8-sig").strip().split("\r\n")
    assert rows[0] == '"section";"name";"title";"column";"value"'
    assert len(rows) - 1 == sum(len(section.columns) * len(section.rows) for section in full.sections)
