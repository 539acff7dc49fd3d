"""The page of a pathway: its tables say what the release's exchanges say, no more and no less."""

import re

import pytest

from registry.domain import Exchange, Kind, Pathway

PAGE = "pathway/pasientforlop.html"


@pytest.fixture(scope="module")
def content(catalogue_site):
    """The pathway and the exchanges, as the release has them."""
    reader = catalogue_site[1]
    exchanges = [reader.object(row.object) for row in reader.versions(Kind.EXCHANGE)]
    (pathway,) = (reader.object(row.object) for row in reader.versions(Kind.PATHWAY))
    assert isinstance(pathway, Pathway)
    return pathway, [row for row in exchanges if isinstance(row, Exchange)]


@pytest.fixture(scope="module")
def places(catalogue_site):
    """What each place of a grid says, by the class of the grid, as rows of text."""

    def read(lang, grid):
        html = (catalogue_site[0] / lang / PAGE).read_text("utf-8")
        body = re.search(rf'class="grid {grid}".*?<tbody[^>]*>(.*?)</tbody>', html, re.DOTALL)[1]
        return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in body.split("</tr>")[:-1]]

    return read


def levels_of(pathway, roles):
    at = {role.iri: role.at_level for role in pathway.roles}
    return {at[role] for role in roles}


def local(exchanges, pathway):
    """The exchanges that belong to some phases, but not to all."""
    return [row for row in exchanges if not {phase.iri for phase in pathway.phases} <= set(row.phase)]


@pytest.mark.parametrize(
    ("lang", "many", "one"), [("nb", "utvekslinger", "utveksling"), ("en", "exchanges", "exchange")]
)
def test_each_place_of_level_and_phase_tells_how_many_exchanges_the_data_have_there(content, places, lang, many, one):
    pathway, exchanges = content
    found = places(lang, "phases")
    assert [len(row) for row in found] == [len(pathway.phases)] * len(pathway.levels)
    for level, row in zip(pathway.levels, found, strict=True):
        for phase, place in zip(pathway.phases, row, strict=True):
            there = {
                each.iri
                for each in local(exchanges, pathway)
                if phase.iri in each.phase
                and level.iri in levels_of(pathway, each.sender) | levels_of(pathway, each.receiver)
            }
            links = re.findall(r'href="\.\./exchange/([^"]+)\.html"', place)
            assert sorted(links) == sorted(iri.rpartition("/")[2] for iri in there), (level.iri, phase.iri)
            said = (
                f"{len(there)} {one if len(there) == 1 else many}"
                if there
                else {"nb": "ingen kjent", "en": "none known"}[lang]
            )
            assert said in place


def test_each_place_from_level_to_level_tells_the_phases_that_the_data_do_not_list_as_gaps(content, places):
    pathway, _ = content
    missing = {(gap.from_level, gap.to_level): set(gap.phase) for gap in pathway.gaps}
    # the tests' own exchange between two that primary care holds already fills no gap of the shipped content
    for one, row in zip(pathway.levels, places("nb", "levels"), strict=True):
        for other, place in zip(pathway.levels, row, strict=True):
            known = [phase for phase in pathway.phases if phase.iri not in missing.get((one.iri, other.iri), set())]
            alone = one == other and sum(role.at_level == one.iri for role in pathway.roles) == 1
            said = (
                f"{len(known)} av {len(pathway.phases)} faser"
                if known
                else "ikke aktuelt"
                if alone
                else "ingen kjent i noen fase"
            )
            assert said in place, (one.iri, other.iri)


def test_every_exchange_is_on_the_page_and_in_the_text_of_its_phases(content, catalogue_site):
    pathway, exchanges = content
    html = (catalogue_site[0] / "nb" / PAGE).read_text("utf-8")
    for exchange in exchanges:
        assert f'href="../exchange/{exchange.iri.rpartition("/")[2]}.html"' in html
    for phase in pathway.phases:
        section = re.search(rf'<section id="phase-{phase.identifier}">(.*?)</section>', html, re.DOTALL)[1]
        for exchange in local(exchanges, pathway):
            linked = f'href="../exchange/{exchange.iri.rpartition("/")[2]}.html"' in section
            assert linked == (phase.iri in exchange.phase), (exchange.iri, phase.iri)


def test_a_phase_names_the_levels_that_no_exchange_is_known_for(catalogue_site):
    html = (catalogue_site[0] / "nb" / PAGE).read_text("utf-8")
    section = re.search(r'<section id="phase-henvisning">(.*?)</section>', html, re.DOTALL)[1]
    told = section.partition("Ingen kjent utveksling for")[2].partition("</div>")[0]
    assert re.findall(r"#care-level-([\w-]+)", told) == [
        "laboratorium-og-radiologi",
        "apotek",
        "reseptformidleren",
        "trygdeforvaltningen",
        "helseregistrene",
        "pasienten",
    ]


def test_the_drawing_counts_what_goes_between_levels(content, catalogue_site):
    html = (catalogue_site[0] / "nb" / PAGE).read_text("utf-8")
    poster = re.search(r'<figure class="drawing poster">(.*?)</figure>', html, re.DOTALL)[1]
    drawn = sum(int(number) for number in re.findall(r'<text class="number[^>]*>(\d+)</text>', poster))
    assert drawn == sum(arrivals(*content))


def test_the_key_names_every_exchange_in_each_of_its_phases(content, catalogue_site):
    pathway, exchanges = content
    html = (catalogue_site[0] / "nb" / PAGE).read_text("utf-8")
    parts = re.search(r'<dl class="key">(.*?)</dl>', html, re.DOTALL)[1].split("<dt>")[1:]
    titles = {phase.iri: next(row.text for row in phase.title if row.lang == "nb") for phase in pathway.phases}
    told = {part.partition("</dt>")[0]: part for part in parts}
    often = {row.iri for row in exchanges if sum(phase in row.phase for phase in titles) * 2 > len(titles)}
    for row in local(exchanges, pathway):
        for phase in titles.keys() & set(row.phase) if row.sender and row.receiver and row.iri not in often else ():
            assert f"exchange/{row.iri.rpartition('/')[2]}.html" in told[titles[phase]], (row.iri, phase)
    letters = re.findall(r'<text class="letter"', html)
    arrows = re.findall(r'<line class="flow|<circle class="ring[^>]* r="10"', html)
    assert len(letters) == len(arrows)


def arrivals(pathway, exchanges):
    """Each exchange once for each phase and pair of levels; what recurs in most phases once for each pair."""
    for row in local(exchanges, pathway):
        phases = [phase for phase in pathway.phases if phase.iri in row.phase]
        times = 1 if len(phases) * 2 > len(pathway.phases) else len(phases)
        yield times * len(levels_of(pathway, row.sender)) * len(levels_of(pathway, row.receiver))
