"""Pages as HTML: the frame around each page, and the templates of `site/templates`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from registry import resources
from registry.catalogue.blocks import Page
from registry.catalogue.context import Context
from registry.catalogue.links import CATALOGUE_LANGUAGES, relative
from registry.catalogue.messages import Messages
from registry.domain import Kind

#: The main menu: the key of the word and the address.
_MENU = (
    ("concepts", "concepts.html"),
    ("code-lists", "code-lists.html"),
    ("exchanges", "exchanges.html"),
    ("models", "models.html"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the frame; `here` where it leads to the page itself."""

    text: str
    href: str
    here: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page."""

    lang: str
    style: str
    structure: str
    icon: str
    home: Item
    menu: tuple[Item, ...]
    languages: tuple[Item, ...]
    release: Item
    issued: str
    footer: tuple[Item, ...]


def frame(context: Context) -> Frame:
    """The frame of a page."""
    say, release = context.say, context.source.release
    footer = (
        ("site.coverage", "coverage.html"),
        ("site.accessibility", "accessibility.html"),
        ("site.own_terms", "def.html"),
    )
    return Frame(
        lang=context.lang,
        style=context.root("static/catalogue.css"),
        structure=context.root("static/structure.css"),
        icon=context.root("static/omforent.svg"),
        home=Item(say("site.name"), context.href("index.html"), context.place == "index.html"),
        menu=tuple(_item(context, say.term("menu", key), place) for key, place in _menu(context)),
        languages=tuple(_other(context, lang) for lang in CATALOGUE_LANGUAGES),
        release=_item(context, say("site.release", number=release.number), f"release/{release.number}.html"),
        issued=release.issued.date().isoformat(),
        footer=tuple(_item(context, say(key), place) for key, place in footer),
    )


def _menu(context: Context) -> tuple[tuple[str, str], ...]:
    pathways = (("pathway", context.source.page(row.iri) or "index.html") for row in context.source.pathways[:1])
    registers = [row.object for row in context.source.versions(Kind.REGISTER) if row.object.endswith("standards")]
    standards = (("standards", context.source.page(iri) or "index.html") for iri in registers)
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
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._template = self._environment.get_template("page.html")
        self._missing = self._environment.get_template("missing.html")

    def html(self, context: Context, page: Page) -> str:
        """The whole document."""
        return self._template.render(page=page, frame=frame(context), say=context.say, language=context.language)

    def missing(self, languages: Iterable[Messages]) -> str:
        """What a host shows where there is nothing: all languages on one page, which leads nowhere."""
        return self._missing.render(languages=tuple(languages))
