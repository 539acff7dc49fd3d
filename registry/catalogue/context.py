"""What one page is written with: its language and address, and the ways to say a text, a link, a source, a status."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from registry.catalogue.alphabet import ORDER, collation
from registry.catalogue.blocks import Fact, Row, Run, Runs, Table, Tools
from registry.catalogue.links import relative
from registry.catalogue.messages import Messages
from registry.catalogue.reading import Reading
from registry.domain import Evidence, Iri, LangString, Period, Standard, pick
from registry.namespaces import curie

_SCHEMES = ("http://", "https://", "mailto:")


class Context:
    """A page in the making: `place` is its address below the language folder, `file` the whole path.

    `part` (from 1) of `parts` where what it tells takes several pages, of which `first` is the address of the first.
    """

    def __init__(
        self,
        source: Reading,
        say: Messages,
        place: str,
        file: str | None = None,
        *,
        part: int = 1,
        parts: int = 1,
        first: str = "",
    ) -> None:
        self.source = source
        self.part, self.parts, self.first = part, parts, first or place
        self.say = say
        self.lang = say.lang
        self.place = place
        self.file = file or f"{say.lang}/{place}"

    # -- texts ---------------------------------------------------------------------------------------------------

    def run(self, strings: Iterable[LangString], href: str = "", form: str = "", *, quiet: bool = False) -> Run | None:
        """The text in the language of the page, else marked as being in another; None where there is none."""
        chosen = pick(strings, ORDER[self.lang])
        return self.said(chosen, href, form, quiet=quiet) if chosen else None

    def said(self, string: LangString, href: str = "", form: str = "", *, quiet: bool = False) -> Run:
        """A text as it is, with its language where that is not the page's."""
        lang = "" if string.speaks(self.lang) else string.lang
        return Run(string.text, lang, href, form, quiet=quiet)

    def runs(self, strings: Iterable[LangString]) -> Runs:
        """All the texts in the language that `run` would choose."""
        among = tuple(strings)
        chosen = pick(among, ORDER[self.lang])
        return tuple(self.said(row) for row in among if chosen and row.lang == chosen.lang)

    def text(self, strings: Iterable[LangString]) -> str:
        """The text alone, for sorting and the like."""
        chosen = pick(strings, ORDER[self.lang])
        return chosen.text if chosen else ""

    # -- links ---------------------------------------------------------------------------------------------------

    def href(self, place: str) -> str:
        """The link to an address below the language folder."""
        return relative(self.file, f"{self.lang}/{place}")

    def root(self, path: str) -> str:
        """The link to a file beside the language folders."""
        return relative(self.file, path)

    def link(self, iri: Iri, *, quiet: bool = False, form: str = "") -> Run:
        """A thing by its title, linked to its place, to the web where it is not of this release, or not at all."""
        place = self.source.page(iri)
        shown = self.run(self.source.title(iri), quiet=quiet)
        text, lang = (shown.text, shown.lang) if shown else (curie(iri), "")
        if place:
            return Run(text, lang, self.href(place), form, quiet=quiet)
        return Run(text, lang, iri if iri.startswith(_SCHEMES) else "", form, quiet=quiet)

    def links(self, iris: Iterable[Iri], *, quiet: bool = False) -> Runs:
        """Things by title, each once, in the order of their titles."""
        found = [self.link(iri, quiet=quiet) for iri in dict.fromkeys(iris)]
        return tuple(sorted(found, key=lambda run: collation(run.text)))

    def code(self, iri: Iri, *, quiet: bool = False) -> Run:
        """A code by its notation and display."""
        member = self.source.member(iri)
        notation = getattr(member, "notation", None)
        linked = self.link(iri, quiet=quiet)
        return replace(linked, text=f"{notation} {linked.text}") if isinstance(notation, str) else linked

    def cite(self, source: Iri | LangString) -> Run:
        """A source: a text, or a standard by its number and the section."""
        if isinstance(source, LangString):
            return self.said(source)
        document, _, section = source.partition("#")
        standard = self.source.member(document)
        linked = self.link(document)
        name = standard.identifier if isinstance(standard, Standard) else linked.text
        lang = "" if isinstance(standard, Standard) else linked.lang
        return Run(name, lang, linked.href, after=self._section(section))

    def cites(self, sources: Iterable[Iri | LangString]) -> Runs:
        """Sources; of the texts those in one language, standards in order."""
        among = tuple(sources)
        texts = self.runs(row for row in among if isinstance(row, LangString))
        return (*(self.cite(row) for row in among if not isinstance(row, LangString)), *texts)

    def _section(self, section: str) -> str:
        if not section:
            return ""
        if section[0].isdigit():
            return self.say("citation.section", number=section)
        annex = re.fullmatch(r"vedlegg-(.+)", section)
        return self.say("citation.annex", number=annex[1].upper()) if annex else section.replace("-", " ")

    def beside(self, run: Run, strings: Iterable[LangString]) -> Run:
        """The run with a remark after it."""
        shown = self.run(strings)
        return replace(run, after=shown.text, after_lang=shown.lang) if shown else run

    # -- words for values ------------------------------------------------------------------------------------------

    def status(self, iri: Iri | None) -> Run | None:
        """A status as a word."""
        return Run(self.say.term("status", iri.rpartition("/")[2]), form="mark") if iri else None

    def evidence(self, grade: Evidence) -> Run:
        """A grade of evidence; one that is only inferred is called a hypothesis."""
        return Run(self.say.term("evidence", grade.value), form="strong" if grade is Evidence.INFERRED else "")

    def period(self, period: Period) -> Runs:
        """From and to."""
        found = []
        if period.start:
            found.append(Run(period.start.isoformat(), form="time", after=self.say("period.from")))
        if period.end:
            found.append(Run(period.end.isoformat(), form="time", after=self.say("period.to")))
        return tuple(found)

    def language(self, lang: str) -> str:
        """The name of a language."""
        return self.say.term("language", lang.split("-", maxsplit=1)[0].lower())

    def fact(self, key: str, *values: Run | None) -> Fact:
        """A labelled value; `key` is the label's key below `fact`."""
        return Fact(self.say("fact." + key), tuple(value for value in values if value))

    def tools(self, aside: str = "") -> Tools:
        """The tools of a table that is long enough to need them."""
        say = self.say
        return Tools(say("table.filter"), say("table.inactive"), say("table.shown"), aside)

    def table(self, caption: str, columns: Iterable[str | Run], rows: Iterable[Row], *, wide: bool = False) -> Table:
        """A table that tells which language its texts are in where that is not the page's.

        A column after the second that is empty in all rows is left out, unless the table is wide.
        """
        named, found = tuple(_column(each) for each in columns), tuple(rows)
        if not wide:
            used = [at for at in range(len(named)) if at < 2 or any(row.cells[at] for row in found)]  # noqa: PLR2004 -- what it is, and what it is called
            named = tuple(named[at] for at in used)
            found = tuple(replace(row, cells=tuple(row.cells[at] for at in used)) for row in found)
        langs = {run.lang for row in found for cell in row.cells for run in cell if run.lang and run.quiet}
        names = ", ".join(sorted(self.language(lang) for lang in langs))
        note = self.say("table.languages", names=names) if names else ""
        return Table(caption, named, found, note, wide)


def _column(name: str | Run) -> Run:
    return Run(name) if isinstance(name, str) else name


def time(moment: date | datetime | None) -> Run | None:
    """A date, or the date of a time (UTC)."""
    if moment is None:
        return None
    day = moment.date() if isinstance(moment, datetime) else moment
    return Run(day.isoformat(), form="time")


def licence_name(iri: Iri) -> str:
    """What a licence is called.

    >>> licence_name("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0")
    'CC BY 4.0'
    """
    name = iri.rstrip("/").rpartition("/")[2]
    found = re.fullmatch(r"([A-Z_]+?)_(\d)_(\d)", name)
    return f"{found[1].replace('_', ' ')} {found[2]}.{found[3]}" if found else name
