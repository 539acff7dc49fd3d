"""Checks a built catalogue page by page: HTML, links, language, weight, and that nothing comes from elsewhere.

HTML is read by tinyhtml5, the parser that WeasyPrint's makers keep: it is the WHATWG algorithm, and it notes each
parse error. What no parser calls an error, since any element may stand anywhere to it, is in `html_rules`.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

from registry.catalogue.html_rules import faults_of, loaded_by
from registry.catalogue.link_check import missing
from registry.catalogue.links import CATALOGUE_LANGUAGES
from registry.domain import Value
from registry.errors import Unavailable

Progress = Callable[[str], None]
#: What a page with its styles and scripts may weigh at most, compressed with gzip, in bytes.
HEAVIEST = 60_000
_ID = re.compile(r"""\sid="([^"]*)\"""")
_ELSEWHERE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:[a-z]+:)?//[^"')\s]+)""", re.IGNORECASE)
#: After how many pages something is told.
_TOLD_EVERY = 500


class Fault(Value):
    """Something wrong with a file of the catalogue: the rule that it breaks, and where or how."""

    page: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.page}: {self.rule}: {self.detail}"


class Checked(Value):
    """How many pages were checked, and what is wrong."""

    pages: int
    faults: tuple[Fault, ...]


def check_site(out: Path, progress: Progress | None = None) -> Checked:
    """Check each page and style of the catalogue in `out`; Unavailable where there is none."""
    tell = progress or (lambda _: None)
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html")) if out.is_dir() else []
    if not files:
        raise Unavailable(f"There is no catalogue in {out}.", field="out", value=str(out))
    found: list[Fault] = []
    anchors = _anchors(out)
    for number, file in enumerate(files, 1):
        found.extend(check_page(out, file, anchors))
        if number % _TOLD_EVERY == 0:
            tell(f"{number} of {len(files)} pages")
    return Checked(pages=len(files), faults=(*found, *_styles(out)))


def check_page(out: Path, file: str, anchors: Callable[[str], frozenset[str]] | None = None) -> tuple[Fault, ...]:
    """What is wrong with one page of the catalogue in `out`."""
    data = (out / file).read_bytes()
    parser = HTMLParser(namespace_html_elements=False)
    root: Element = parser.parse(data.decode(), full_tree=False)
    told = (
        *(("html", f"{code} {_words(more)}near {place}") for place, code, more in parser.errors),
        *faults_of(root),
        *_language(root, file),
        *_links(out, file, root, anchors or _anchors(out)),
        *_weight(out, file, data, root),
    )
    return tuple(Fault(page=file, rule=rule, detail=detail) for rule, detail in told)


def _words(more: dict[str, str]) -> str:
    return "".join(f"{value} " for value in more.values())


def _anchors(out: Path) -> Callable[[str], frozenset[str]]:
    @lru_cache(maxsize=2_000)
    def ids(path: str) -> frozenset[str]:
        return frozenset(_ID.findall((out / path).read_text("utf-8")))

    return ids


def _language(root: Element, file: str) -> Iterator[tuple[str, str]]:
    lang, folder = root.get("lang", ""), file.partition("/")[0]
    if not lang:
        yield "lang", "the page does not say its language"
    elif folder in CATALOGUE_LANGUAGES and lang != folder:
        yield "lang", f"{lang} in the folder of {folder}"


def _links(out: Path, file: str, root: Element, anchors: Callable[[str], frozenset[str]]) -> Iterator[tuple[str, str]]:
    loaded = set(loaded_by(root))
    for href in dict.fromkeys((*loaded_by(root), *_hrefs(root))):
        lacking = missing(out, file, href, anchors)
        if lacking and lacking not in _SERVICE:
            yield "link", f"{href} leads to nothing: {lacking}"
        elif href in loaded and ":" in href.partition("/")[0]:
            yield "elsewhere", f"{href} is fetched from another host"


#: What the service behind the site answers, and no file: where forms are sent.
_SERVICE = frozenset({"sparql"})


def _hrefs(root: Element) -> Iterator[str]:
    return (each.attrib[name] for each in root.iter() for name in ("href", "src") if name in each.attrib)


def _weight(out: Path, file: str, data: bytes, root: Element) -> Iterable[tuple[str, str]]:
    """The page itself with the styles and scripts that it asks for at once."""
    asked = [each for each in loaded_by(root) if each.endswith((".css", ".js")) and ":" not in each]
    files = {(out / file).parent.joinpath(each).resolve() for each in asked}
    weight = len(gzip.compress(data, 6)) + sum(_compressed(each.read_bytes()) for each in files if each.is_file())
    return (("weight", f"{weight} bytes compressed, of {HEAVIEST} at most"),) if weight > HEAVIEST else ()


@lru_cache(maxsize=20)
def _compressed(data: bytes) -> int:
    """The weight of a style or script, which very many pages share."""
    return len(gzip.compress(data, 6))


def _styles(out: Path) -> Iterator[Fault]:
    for path in sorted((out / "static").rglob("*.css")):
        for address in _ELSEWHERE.findall(path.read_text("utf-8")):
            yield Fault(page=path.relative_to(out).as_posix(), rule="elsewhere", detail=address)
