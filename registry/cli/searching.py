"""The search command: what is found, why, and what to do where nothing is."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from registry.cli.reading import Lang, Number, opened

if TYPE_CHECKING:
    from rich.text import Text

    from registry.domain import LangString
    from registry.services.draft_resemblance import Similar
    from registry.services.searching import Filters, Telling
    from registry.terminology.search_query import Found, Hit

#: How a hit met the search, for people.
WHY: Final = {
    "literal": {"nb": "ordrett", "nn": "ordrett", "en": "to the letter"},
    "exact": {"nb": "samme term", "nn": "same term", "en": "the same term"},
    "inflected": {"nb": "bøyd form", "nn": "bøygd form", "en": "inflected"},
    "related": {"nb": "beslektet ord", "nn": "ord i slekt", "en": "related word"},
    "word": {"nb": "ord i termen", "nn": "ord i termen", "en": "word of the term"},
    "stem": {"nb": "bøyd ord i termen", "nn": "bøygt ord i termen", "en": "inflected word of the term"},
    "prefix": {"nb": "begynnelsen av et ord", "nn": "byrjinga av eit ord", "en": "beginning of a word"},
    "part": {"nb": "del av et sammensatt ord", "nn": "del av eit samansett ord", "en": "part of a compound"},
    "context": {"nb": "der det hører til", "nn": "der det høyrer til", "en": "what it belongs to"},
    "text": {
        "nb": "definisjon eller beskrivelse",
        "nn": "definisjon eller skildring",
        "en": "definition or description",
    },
    "covered": {
        "nb": "hele termen er med i søket",
        "nn": "heile termen er med i søket",
        "en": "the whole term is in it",
    },
    "some": {"nb": "noen av ordene", "nn": "nokre av orda", "en": "some of the words"},
}
#: In which field, where that is worth saying.
FIELDS: Final = {
    "preferred": {"nb": "", "nn": "", "en": ""},
    "code": {"nb": "kode eller navn", "nn": "kode eller namn", "en": "code or identifier"},
    "permitted": {"nb": "tillatt term", "nn": "tillaten term", "en": "permitted term"},
    "discouraged": {"nb": "frarådd term", "nn": "frårådd term", "en": "discouraged term"},
    "everyday": {"nb": "dagligspråk", "nn": "daglegspråk", "en": "everyday word"},
    "former": {"nb": "tidligere navn", "nn": "tidlegare namn", "en": "former name"},
    "text": {"nb": "", "nn": "", "en": ""},
}
#: How a term resembles the one that was given.
LIKE: Final = {
    "same": {"nb": "samme term", "nn": "same term", "en": "the same term"},
    "written": {"nb": "skrevet på en annen måte", "nn": "skrive på ein annan måte", "en": "written otherwise"},
    "inflected": {"nb": "bøyd form", "nn": "bøygd form", "en": "inflected"},
    "spelt": {"nb": "nesten lik stavemåte", "nn": "nesten lik skrivemåte", "en": "spelt nearly alike"},
    "related": {"nb": "beslektet ord", "nn": "ord i slekt", "en": "related word"},
}
NOTHING_LIKE: Final = {
    "nb": "Ingen begreper eller koder har en term som ligner.",
    "nn": "Ingen omgrep eller kodar har ein term som liknar.",
    "en": "No concept or code has a term like it.",
}
_MORE: Final = {
    "nb": "{shown} av {total}. Flere: --limit",
    "nn": "{shown} av {total}. Fleire: --limit",
    "en": "{shown} of {total}. More: --limit",
}
_REPLACED: Final = {"nb": "erstattet av", "nn": "erstatta av", "en": "replaced by"}
_INACTIVE: Final = {"nb": "brukes ikke lenger", "nn": "er ikkje i bruk lenger", "en": "no longer in use"}
_IMPORT: Final = {
    "nb": "Har du lov til å bruke dem, kan du lese dem inn:",
    "nn": "Har du lov til å bruke dei, kan du lese dei inn:",
    "en": "If you are entitled to them, import them:",
}


class Format(StrEnum):
    """What the answer is written as."""

    TEXT = "text"
    JSON = "json"


def search(
    words: Annotated[list[str], typer.Argument(help="What to look for, in any order, form and language.")],
    *,
    lang: Lang = "nb",
    kind: Annotated[
        str | None, typer.Option(help="Only these kinds: concept, code, code-list, exchange, …; commas between.")
    ] = None,
    scheme: Annotated[
        str | None, typer.Option(help="Only in these schemes, lists or other objects: 8279, an OID, an IRI; commas.")
    ] = None,
    status: Annotated[str | None, typer.Option(help="active: what may be used today; inactive: what may not.")] = None,
    level: Annotated[
        str | None, typer.Option(help="Only what is exchanged at these levels of care: kommunen, …; commas.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most hits to print.")] = 20,
    format_: Annotated[Format, typer.Option("--format", help="How to print: text or json.")] = Format.TEXT,
    release: Number = None,
    draft: Annotated[bool, typer.Option("--draft", help="Search the drafts as they are now, not a release.")] = False,
    similar: Annotated[
        bool, typer.Option("--similar", help="With --draft: the concepts and codes that have a term like this one.")
    ] = False,
) -> None:
    """Search terms, titles, codes, identifiers and definitions; says why each was found."""
    from registry.services import searching

    filters = searching.Filters(kind=kind, scheme=scheme, status=status, level=level)
    as_json = format_ is Format.JSON
    if draft or similar:
        _in_drafts(" ".join(words), lang, filters, limit, as_json=as_json, similar=similar)
        return
    reader = opened(release)
    query = searching.query_of(reader, " ".join(words), lang, filters, limit=limit, facets=as_json)
    if as_json:
        typer.echo(searching.answer(reader, query).decode())
        return
    found = reader.find(query)
    _print(found, searching.telling(reader, query, found), query.lang)


def _in_drafts(typed: str, lang: str, filters: "Filters", limit: int, *, as_json: bool, similar: bool) -> None:
    from registry.services import searching
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        if similar:
            _print_similar(workspace.searched.similar(typed)[:limit], lang, as_json=as_json)
            return
        answer = workspace.searched.search(typed, lang, filters, limit=limit, facets=as_json)
    if as_json:
        typer.echo(answer.decode())
    else:
        _print(*searching.read(answer), lang)


def _print_similar(rows: "tuple[Similar, ...]", lang: str, *, as_json: bool) -> None:
    import json

    from rich.console import Console

    if as_json:
        typer.echo(json.dumps({"items": [row.model_dump(mode="json") for row in rows]}, ensure_ascii=False))
        return
    console = Console(highlight=False, markup=False, emoji=False)
    for row in rows:
        console.print(_plain(" ".join(filter(None, (row.notation, row.label, f"({row.lang})")))))
        console.print(_likeness(row, lang))
    if not rows:
        console.print(NOTHING_LIKE.get(lang, NOTHING_LIKE["en"]))


def _likeness(row: "Similar", lang: str) -> "Text":
    """What has the term, where, and how the term resembles."""
    from rich.text import Text

    from registry.cli.rendering import short

    why = ", ".join(filter(None, (_said(LIKE, row.why, lang), _said(FIELDS, row.field, lang))))
    ended = "" if row.active else _INACTIVE.get(lang, _INACTIVE["en"])
    parts = [row.kind.value, short(row.object), short(row.iri), why, ended]
    return Text("    " + "  ·  ".join(_plain(part) for part in parts if part), style="dim")


def _print(found: "Found", told: "Telling", lang: str) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for hint in told.hints:
        console.print(_plain(hint), style="" if not found.total else "italic")
    for hit in found.hits:
        console.print(_first(hit, lang))
        console.print(_second(hit, lang))
    if found.total > len(found.hits):
        console.print(_MORE.get(lang, _MORE["en"]).format(shown=len(found.hits), total=found.total), style="dim")
    if told.not_held:
        console.print(_IMPORT.get(lang, _IMPORT["en"]))
        for row in told.not_held:
            console.print(f"  {row.name:10} {row.command}", soft_wrap=True)


def _first(hit: "Hit", lang: str) -> "Text":
    """The name, with what met the search marked; the label beside it where that is another."""
    from rich.text import Text

    line = Text()
    if hit.notation:
        line.append(f"{_plain(hit.notation)}  ", style="bold")
    label = Text(_plain(hit.label))
    for start, end in hit.highlights:
        label.stylize("bold underline", start, end)
    if hit.label in (hit.display, hit.notation):
        line.append(label if hit.label == hit.display else Text(_plain(hit.display)))
    else:
        line.append(f"{_plain(hit.display)}  ← ").append(label).append(f" ({hit.lang})" if hit.lang else "")
    if not hit.active:
        line.append(f"  {_ended(hit, lang)}", style="red")
    return line


def _ended(hit: "Hit", lang: str) -> str:
    """That a thing is no longer to be used, and what is instead."""
    names = ", ".join(" ".join(filter(None, (row.notation, _text(row.title, lang)))) for row in hit.replaced_by)
    said = _REPLACED if names else _INACTIVE
    return _plain(f"{said.get(lang, said['en'])} {names}".strip())


def _second(hit: "Hit", lang: str) -> "Text":
    """What kind of thing it is, where it belongs, its address, and why it was found."""
    from rich.text import Text

    from registry.cli.rendering import short

    where = _text(hit.object_title, lang) if hit.object != hit.iri else ""
    why = ", ".join(filter(None, (_said(WHY, hit.match, lang), _said(FIELDS, hit.field, lang))))
    parts = [hit.kind.value, where, short(hit.iri), why]
    line = Text("    " + "  ·  ".join(_plain(part) for part in parts if part), style="dim")
    if hit.snippet:
        piece = Text(_plain(hit.snippet), style="dim")
        for start, end in hit.snippet_highlights:
            piece.stylize("bold", start, end)
        line.append("\n    ").append(piece)
    return line


def _said(words: "dict[str, dict[str, str]]", name: str, lang: str) -> str:
    return words[name].get(lang, words[name]["en"])


def _text(strings: "tuple[LangString, ...]", lang: str) -> str:
    from registry.domain import LANGUAGES, text

    return text(strings, (lang, *LANGUAGES))


def _plain(words: str) -> str:
    """Text without characters that a terminal obeys; as long as it was, so that ranges still hold."""
    return "".join(char if char.isprintable() else " " for char in words)
