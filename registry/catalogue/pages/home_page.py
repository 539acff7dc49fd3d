"""The front page: the search first, three doors, how much there is, what is new, and the pathway phase by phase."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Door, Doors, Listing, Page, Paragraph, Run, Section
from registry.catalogue.context import Context
from registry.catalogue.links import CURRENT_RELEASE
from registry.catalogue.pages import common
from registry.domain import Kind, Version

#: The doors, what is behind each, and where it leads: the keys of the words, and the addresses.
_DOORS = (
    (
        "clinician",
        "clinician_text",
        (("concepts", "concepts.html"), ("pathway", "{pathway}"), ("exchanges", "exchanges.html")),
    ),
    (
        "vendor",
        "vendor_text",
        (
            ("code_lists", "code-lists.html"),
            ("models", "models.html"),
            ("package", CURRENT_RELEASE),
            ("sparql", "sparql.html"),
            ("requirements", "requirements.html"),
            ("conformance", "conformance.html"),
        ),
    ),
    (
        "editor",
        "editor_text",
        (("matrix", "matrix.html"), ("coverage", "coverage.html"), ("standards", "{standards}"), ("terms", "def.html")),
    ),
)
_FIGURES = (
    ("concepts", "concepts.html"),
    ("code-lists", "code-lists.html"),
    ("exchanges", "exchanges.html"),
    ("models", "models.html"),
)
#: How many of the new and changed things are named.
_NAMED = 8


def home(context: Context) -> Page:
    """What there is, and where to begin."""
    say = context.say
    return Page(
        kind=say("home.kind"),
        title=Run(say("home.title")),
        lead=(Paragraph((Run(say("home.lead")),), "lead"),),
        sections=common.only(
            common.section(context, "doors", _doors(context)),
            common.section(context, "figures", _figures(context)),
            _news(context),
            common.section(context, "phases_now", _phases(context)),
            common.section(context, "more", _more(context)),
        ),
    )


def _doors(context: Context) -> Doors:
    return Doors(tuple(_door(context, *door) for door in _DOORS))


def _door(context: Context, name: str, told: str, links: Iterable[tuple[str, str]]) -> Door:
    say, known = context.say, _known(context)
    found = ((say.term("door", key), place.format(**known)) for key, place in links)
    ways = tuple(Run(text, href=context.href(place)) for text, place in found if place)
    return Door(Run(say.term("door", name)), Run(say.term("door", told)), ways)


def _known(context: Context) -> dict[str, str]:
    """The pathway and the register of standards, where there are such."""
    pathways = [context.source.page(row.iri) or "" for row in context.source.pathways[:1]]
    registers = [iri for iri in context.source.objects(Kind.REGISTER) if iri.endswith("standards")]
    standards = [context.source.page(iri) or "" for iri in registers]
    return {"pathway": "".join(pathways), "standards": "".join(standards[:1])}


def _figures(context: Context) -> Listing:
    """The numbers, each a way in."""
    say, source = context.say, context.source
    numbers = {
        "concepts": source.concept_count(),
        "code-lists": len(source.objects(Kind.CODE_LIST)),
        "exchanges": len(source.exchanges),
        "models": len(source.objects(Kind.INFORMATION_MODEL)),
    }
    items = (
        (Run(say.number(numbers[noun]), form="figure"), Run(say.term("count", noun), href=context.href(place)))
        for noun, place in _FIGURES
    )
    return Listing(tuple(items), "figures")


def _news(context: Context) -> Section | None:
    """What the release made new and changed; of the first, that all of it is new."""
    say, release = context.say, context.source.release
    issued = [row for row in context.source.versions() if row.release == release.number]
    whole = Run(say("news.all", number=release.number), href=context.href(CURRENT_RELEASE))
    day = Run(release.issued.date().isoformat(), form="time")
    heading = (Run(say("news.title", number=release.number)), day)
    if len(context.source.releases) == 1:
        told: tuple[Block, ...] = (Paragraph((Run(say("news.first")),)),)
    else:
        fresh, changed = ([row for row in issued if bool(row.replaces) == old] for old in (False, True))
        told = (*_named(context, "news.new", fresh), *_named(context, "news.changed", changed))
    return Section("news", heading, (*told, Paragraph((whole,))))


def _named(context: Context, key: str, versions: list[Version]) -> tuple[Block, ...]:
    """How many, and the first of them by name."""
    if not versions:
        return ()
    links = sorted((context.link(row.object) for row in versions), key=lambda run: collation(run.text))
    number = context.say.count("objects", len(versions))
    shown = Listing(tuple((run,) for run in links[:_NAMED]), "columns")
    return (Paragraph((Run(context.say(key, count=number)),)), shown)


def _phases(context: Context) -> Listing | None:
    """The phases of the pathways, each with the number of its exchanges."""
    counts = Counter(phase for exchange in context.source.exchanges for phase in exchange.phase)
    ordered = (phase.iri for pathway in context.source.pathways for phase in pathway.phases)
    runs = [
        replace(context.link(iri), after=context.say.count("exchanges", counts[iri])) for iri in ordered if counts[iri]
    ]
    return common.listing(runs, "columns")


def _more(context: Context) -> Listing | None:
    """What has no place in the menu."""
    kinds = (Kind.MAPPING_SET, Kind.REGISTER)
    links = [context.link(iri) for kind in kinds for iri in context.source.objects(kind)]
    return common.listing(links, "columns")
