"""The pages that no release holds: Omforent's own terms and the accessibility statement."""

from dataclasses import dataclass

from registry import resources
from registry.catalogue.blocks import Block, Fact, Listing, Page, Paragraph, Run, Runs, Section
from registry.catalogue.context import Context
from registry.catalogue.downloads import FORMATS
from registry.catalogue.pages import common
from registry.domain import Iri, LangString
from registry.namespaces import BASE, PREFIXES, curie, iri
from registry.rdf.serialization import Format, parse

DEF_SUFFIXES = tuple(suffix for suffix in FORMATS if suffix != "json")
_TYPES = {"owl:Class": "class", "owl:ObjectProperty": "property", "owl:DatatypeProperty": "property"}


@dataclass(frozen=True, slots=True)
class Term:
    """A term of Omforent's own vocabulary."""

    name: str
    group: str
    label: tuple[LangString, ...]
    comment: tuple[LangString, ...]
    domain: tuple[Iri, ...]
    range: tuple[Iri, ...]


def def_bytes() -> bytes:
    """The vocabulary as it is shipped (Turtle)."""
    return (resources.folder("models") / "profile" / "def.ttl").read_bytes()


def shipped_terms() -> tuple[Term, ...]:
    """The terms of the vocabulary as it is shipped."""
    return read_terms(def_bytes())


def read_terms(data: bytes) -> tuple[Term, ...]:
    """The terms, in the order of the file."""
    about: dict[str, dict[str, list[object]]] = {}
    for quad in parse(data, Format.TURTLE, path="def.ttl").quads:
        of = about.setdefault(str(getattr(quad.subject, "value", "")), {})
        of.setdefault(quad.predicate.value, []).append(quad.object)
    return tuple(_term(name, said) for name, said in about.items() if name.startswith(PREFIXES["omf"]))


def _term(name: str, said: dict[str, list[object]]) -> Term:
    types = _iris(said, "rdf:type")
    group = next((_TYPES[curie(each)] for each in types if curie(each) in _TYPES), "value")
    texts = (_texts(said, "rdfs:label"), _texts(said, "rdfs:comment"))
    return Term(name.partition("#")[2], group, *texts, _iris(said, "rdfs:domain"), _iris(said, "rdfs:range"))


def _iris(said: dict[str, list[object]], predicate: str) -> tuple[Iri, ...]:
    return tuple(str(getattr(term, "value", "")) for term in said.get(iri(predicate), ()))


def _texts(said: dict[str, list[object]], predicate: str) -> tuple[LangString, ...]:
    found = said.get(iri(predicate), ())
    return tuple(
        LangString(text=str(getattr(term, "value", "")), lang=getattr(term, "language", "") or "en") for term in found
    )


def definitions(context: Context, terms: tuple[Term, ...]) -> Page:
    """Omforent's own terms; each is an anchor by its name, as its IRI has it."""
    say = context.say
    groups = {group: [term for term in terms if term.group == group] for group in ("class", "property", "value")}
    sections = [
        Section(f"group-{group}", (Run(say.term("def", group)),), (), tuple(_section(context, row) for row in found))
        for group, found in groups.items()
        if found
    ]
    links = [Run(say.term("format", each), href=context.root(f"def.{each}")) for each in DEF_SUFFIXES]
    return Page(
        kind=say("def.kind"),
        title=Run(say("def.title")),
        lead=(Paragraph((Run(say("def.lead")),), "lead"), Paragraph((Run(BASE + "def#", form="code"),))),
        sections=common.only(*sections, common.section(context, "downloads", common.listing(links, "row"))),
    )


def _section(context: Context, term: Term) -> Section:
    label = context.run(term.label)
    told = common.facts(
        Fact(context.say("def.domain"), tuple(_range(context, each) for each in term.domain)),
        Fact(context.say("def.range"), tuple(_range(context, each) for each in term.range)),
    )
    found = (common.paragraph(context.runs(term.comment)), told)
    heading: Runs = (Run("omf:" + term.name, form="name"), *((label,) if label else ()))
    return Section(term.name, heading, tuple(block for block in found if block))


def _range(context: Context, name: Iri) -> Run:
    place = context.source.page(name)
    return Run(curie(name), form="code", href=context.href(place) if place else "")


def accessibility(context: Context) -> Page:
    """What is tested and what is not, said as it is."""
    say = context.say
    parts: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("tested", ("axe", "browser", "zoom", "drawings", "links", "structure")),
        ("untested", ("readers", "people", "other_browsers", "data")),
    )
    sections: list[Section | None] = []
    for key, items in parts:
        rows = tuple((Run(say.term("accessibility", item)),) for item in items)
        sections.append(common.section(context, key, Listing(rows, "bullets")))
    contact: tuple[Block, ...] = (Paragraph((Run(say("accessibility.contact")), *_address(context))),)
    return Page(
        title=Run(say("accessibility.title")),
        lead=(Paragraph((Run(say("accessibility.lead")),), "lead"),),
        sections=common.only(*sections, common.section(context, "tell_us", *contact)),
    )


def _address(context: Context) -> Runs:
    point = context.source.member(BASE + "contact-point/omforent")
    email = getattr(point, "email", None)
    return (Run(email.removeprefix("mailto:"), href=email),) if email else ()
