"""Pages as HTML: the frame around each page, and the templates of `site/templates`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from registry import resources
from registry.catalogue.blocks import Page
from registry.catalogue.context import Context
from registry.catalogue.links import CATALOGUE_LANGUAGES, CURRENT_RELEASE, part_of, relative
from registry.catalogue.messages import Messages
from registry.domain import Kind

#: The main menu: the key of the word and the address.
_MENU = (
    ("concepts", "concepts.html"),
    ("code-lists", "code-lists.html"),
    ("exchanges", "exchanges.html"),
    ("models", "models.html"),
    ("requirements", "requirements.html"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the frame; `here` where it leads to the page itself."""

    text: str
    href: str
    here: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """The way between the pages of a thing that takes several: where one is, and the page before and after."""

    told: str
    before: Item | None
    after: Item | None


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page. No number of a release: else each release would change each page."""

    lang: str
    root: str
    style: str
    structure: str
    icon: str
    home: Item
    search: str
    menu: tuple[Item, ...]
    languages: tuple[Item, ...]
    release: Item
    footer: tuple[Item, ...]
    pager: Pager | None


def frame(context: Context) -> Frame:
    """The frame of a page."""
    say = context.say
    footer = (
        ("site.sources", "sources.html"),
        ("site.coverage", "coverage.html"),
        ("rule.title", "rules.html"),
        ("verify.title", "verify.html"),
        ("site.accessibility", "accessibility.html"),
        ("site.own_terms", "def.html"),
    )
    return Frame(
        lang=context.lang,
        root="../" * context.file.count("/"),
        style=context.root("static/catalogue.css"),
        structure=context.root("static/structure.css"),
        icon=context.root("static/omforent.svg"),
        home=Item(say("site.name"), context.href("index.html"), context.place == "index.html"),
        search=context.href("search.html"),
        menu=tuple(_item(context, say.term("menu", key), place) for key, place in _menu(context)),
        languages=tuple(_other(context, lang) for lang in CATALOGUE_LANGUAGES),
        release=_item(context, say("site.current_release"), CURRENT_RELEASE),
        footer=tuple(_item(context, say(key), place) for key, place in footer),
        pager=_pager(context) if context.parts > 1 else None,
    )


def _pager(context: Context) -> Pager:
    say, part = context.say, context.part
    before = _part(context, say("pager.before"), part - 1) if part > 1 else None
    after = _part(context, say("pager.after"), part + 1) if part < context.parts else None
    return Pager(say("pager.part", part=part, parts=context.parts), before, after)


def _part(context: Context, text: str, part: int) -> Item:
    return _item(context, text, part_of(context.first, part))


def _menu(context: Context) -> tuple[tuple[str, str], ...]:
    source = context.source
    pathways = (("pathway", source.page(iri) or "index.html") for iri in source.objects(Kind.PATHWAY)[:1])
    registers = [iri for iri in source.objects(Kind.REGISTER) if iri.endswith("standards")]
    standards = (("standards", source.page(iri) or "index.html") for iri in registers)
    return (*_MENU, *pathways, *standards)


def _item(context: Context, text: str, place: str) -> Item:
    return Item(text, context.href(place), place == context.place)


#: What each language calls itself.
_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def _other(context: Context, lang: str) -> Item:
    href = relative(context.file, f"{lang}/{context.place}")
    return Item(_NAMES[lang], href, lang == context.lang, lang)


class Renderer:
    """Writes pages with the templates in `folder`; the same page gives the same text."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or resources.folder("site")
        loader = FileSystemLoader(self.folder / "templates")
        self._environment = Environment(
            loader=loader,
            autoescape=True,
            auto_reload=False,  # or each page asks the disk whether a template has changed
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = self._environment.get_template("page.html")
        self._missing = self._environment.get_template("missing.html")

    def html(self, context: Context, page: Page) -> str:
        """The whole document."""
        return self.fill(page, frame(context), context)

    def fill(self, page: Page, around: Frame, context: Context) -> str:
        """The same where the frame is made already: what the templates alone do."""
        return self._template.render(page=page, frame=around, say=context.say, language=context.language)

    def missing(self, languages: Iterable[Messages]) -> str:
        """What a host shows where there is nothing: all languages on one page, which leads nowhere."""
        return self._missing.render(languages=tuple(languages))
