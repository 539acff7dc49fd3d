"""What must hold in a page besides that it parses: ids, headings, what may stand in what, and nothing inline; no files.

The rules of nesting are the content models of the HTML standard, as far as the catalogue's elements go.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

Told = tuple[str, str]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What holds only words and the elements that may stand among words.
_PHRASING: Final = {
    *("p", "pre", "span", "strong", "em", "b", "i", "small", "code", "kbd", "samp", "var", "time", "abbr", "label"),
    *("mark", "cite", "q", "sub", "sup", "bdi", "bdo", "data", "dfn", "button", "legend", "summary"),
    *_HEADINGS,
}
#: What may not stand among words.
_FLOW: Final = {
    *("address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figure", "footer"),
    *("form", "header", "hr", "main", "nav", "ol", "p", "pre", "search", "section", "table", "ul"),
    *_HEADINGS,
}
#: Where an element has its place.
_PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "caption": {"table"},
    "option": {"select", "optgroup", "datalist"},
}
#: What lists may hold.
_CHILDREN = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}}
_INTERACTIVE = frozenset({"a", "button", "details", "input", "label", "select", "textarea", "summary"})
#: What is the same as its parent to what it holds.
_TRANSPARENT = frozenset({"a", "ins", "del", "noscript"})
#: The elements and attributes by which a browser fetches something at once.
_LOADING = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "form": ("action",),
    "use": ("href",),
    "image": ("href",),
}
_LINK_LOADS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch", "preconnect"})


def faults_of(root: Element) -> Iterator[Told]:
    """Each rule that the page breaks, and how."""
    yield from _ids(root)
    yield from _heading(root)
    yield from _inline(root)
    yield from _nesting(root, ())


def loaded_by(root: Element) -> Iterator[str]:
    """The addresses that a browser fetches when it shows the page."""
    for each in root.iter():
        name = _name(each)
        names = (
            ("href",) if name == "link" and _LINK_LOADS & set(each.get("rel", "").split()) else _LOADING.get(name, ())
        )
        yield from (each.attrib[attribute] for attribute in names if attribute in each.attrib)


def _name(element: Element) -> str:
    """Its name without its namespace; a comment has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_drawn(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith("{")


def _ids(root: Element) -> Iterator[Told]:
    counts = Counter(each.attrib["id"] for each in root.iter() if "id" in each.attrib)
    yield from (("id", f"{name!r} is the id of {many} elements") for name, many in counts.items() if many > 1)


def _heading(root: Element) -> Iterator[Told]:
    first = sum(_name(each) == "h1" for each in root.iter())
    if first != 1:
        yield "heading", f"{first} elements h1, where there should be one"
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        yield "title", "the page has no title"


def _inline(root: Element) -> Iterator[Told]:
    for each in root.iter():
        name = _name(each)
        if name == "style" or (name == "script" and "src" not in each.attrib):
            yield "inline", f"a {name} element with content of its own"
        for attribute, value in each.attrib.items():
            if attribute == "style" or attribute.startswith("on") or value.lstrip().lower().startswith("javascript:"):
                yield "inline", f"{attribute} on {name}"


def _nesting(element: Element, above: tuple[str, ...]) -> Iterator[Told]:
    name = _name(element)
    if _is_drawn(element) or not name:
        return
    yield from (("nesting", told) for told in _misplaced(name, above))
    for child in element:
        inner = _name(child)
        if name in _CHILDREN and inner and inner not in _CHILDREN[name] | {"script", "template"}:
            yield "nesting", f"{inner} among the items of {name}"
        yield from _nesting(child, (*above, name))


def _misplaced(name: str, above: tuple[str, ...]) -> Iterator[str]:
    parent = next((each for each in reversed(above) if each not in _TRANSPARENT), "")
    if name in _FLOW and parent in _PHRASING and not (parent == "summary" and name in _HEADINGS):
        yield f"{name} in {parent}"
    if name in _PARENTS and (not above or above[-1] not in _PARENTS[name]):
        yield f"{name} outside {' and '.join(sorted(_PARENTS[name]))}"
    if name in _INTERACTIVE and {"a", "button"} & set(above):
        yield f"{name} in a link or button"
