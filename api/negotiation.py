"""What the caller can take: media types, languages and content codings with their weights (RFC 9110, 12.4 and 12.5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from api.problems import NotAcceptable
from registry.domain import LANGUAGES
from registry.errors import InvalidInput
from registry.rdf.serialization import Format

_WEIGHT = re.compile(r"(0(\.\d{0,3})?|1(\.0{0,3})?)", re.ASCII)
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_MOST = 50  # parts of a header that are read; the rest count as not said


@dataclass(frozen=True)
class Form:
    """One form that a thing can be had in: its suffix in addresses, its media type, and its RDF format if it is one."""

    suffix: str
    media_type: str
    rdf: Format | None = None


JSON: Final = Form("json", "application/json")
HTML: Final = Form("html", "text/html")
CSV: Final = Form("csv", "text/csv")
XLSX: Final = Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
MARKDOWN: Final = Form("md", "text/markdown")
RDF: Final = (
    Form("ttl", "text/turtle", Format.TURTLE),
    Form("jsonld", "application/ld+json", Format.JSON_LD),
    Form("rdf", "application/rdf+xml", Format.RDF_XML),
    Form("nt", "application/n-triples", Format.N_TRIPLES),
)
#: Every form by its suffix.
FORMS: Final = {form.suffix: form for form in (JSON, HTML, CSV, XLSX, *RDF)}


def weights(header: str) -> list[tuple[str, float]]:
    """The parts of a header with their weights, in lower case; a part with a bad weight is left out.

    >>> weights("text/html;q=0.5, text/turtle")
    [('text/html', 0.5), ('text/turtle', 1.0)]
    """
    found = []
    for part in header.split(",", _MOST)[:_MOST]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((piece[2:].strip() for piece in parameters if piece.startswith("q=")), "1")
        if name and _WEIGHT.fullmatch(weight):
            found.append((name, float(weight)))
    return found


def choose(header: str | None, offers: Sequence[Form]) -> Form:
    """The form that the caller likes best, the first of equals; NotAcceptable where none will do."""
    asked = [row for row in weights(header or "") if "/" in row[0]] or [("*/*", 1.0)]
    best = max(offers, key=lambda form: _liking(asked, form.media_type))
    if _liking(asked, best.media_type) > 0:
        return best
    names = ", ".join(form.media_type for form in offers)
    raise NotAcceptable("None of the forms that this can be had in is accepted.", field="Accept", rule=names)


def _liking(asked: list[tuple[str, float]], media_type: str) -> float:
    """The weight of the most specific range that a media type falls in."""
    for wanted in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        found = [weight for name, weight in asked if name == wanted]
        if found:
            return max(found)
    return 0.0


def languages(lang: str | None, header: str | None) -> tuple[str, ...]:
    """The languages to show, best first: `lang` alone where it is given, else by Accept-Language.

    A region gives its language too (`nn-NO`, `nn`), and `no` means bokmål. InvalidInput for a `lang` that is no tag.
    """
    if lang is not None:
        if not _TAG.fullmatch(lang):
            rule = "a language tag (BCP 47), such as nb, nn, se or en"
            raise InvalidInput(f"{lang!r} is no language.", field="lang", value=lang, rule=rule)
        return _with_parents([lang.lower()])
    asked = [(tag, weight) for tag, weight in weights(header or "") if weight > 0 and _TAG.fullmatch(tag)]
    return _with_parents([tag for tag, _ in sorted(asked, key=lambda row: -row[1])])


def _with_parents(tags: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for tag in tags:
        language = tag.partition("-")[0]
        found.update({tag: None, "nb" if language == "no" else language: None})
    return tuple(found)


def shown(preferred: Sequence[str]) -> str:
    """The catalogue's language that is nearest to those preferred: nb, nn or en.

    >>> shown(("fr", "nn"))
    'nn'
    """
    pages = ("nb", "nn", "en")
    return next((tag for tag in preferred if tag in pages), pages[0])


def content_language(preferred: Sequence[str]) -> str:
    """The language that texts are picked in first."""
    return preferred[0] if preferred else LANGUAGES[0]


def coding(header: str | None) -> str:
    """The content coding to answer in: `br`, `gzip`, or the empty string for none."""
    return _coding(header) if header else ""


@lru_cache(maxsize=256)
def _coding(header: str) -> str:
    asked = dict(weights(header))
    offers = {name: asked.get(name, asked.get("*", 0.0)) for name in ("br", "gzip")}
    best = max(offers, key=lambda name: offers[name])
    return best if offers[best] > 0 else ""
