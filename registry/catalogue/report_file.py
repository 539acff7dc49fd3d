"""The status report as one HTML file that prints well: no script, nothing fetched; words from the catalogue's own."""

from datetime import timedelta
from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from registry import resources
from registry.catalogue.messages import Messages, load
from registry.domain import LANGUAGES, text
from registry.errors import InvalidInput
from registry.services.status_report import Number, Row, StatusReport


def report_html(report: StatusReport, lang: str = "nb") -> bytes:
    """The report as HTML in one of the catalogue's languages; the same report gives the same bytes. InvalidInput."""
    words = load()
    if lang not in words:
        rule = f"one of {', '.join(words)}"
        raise InvalidInput(f"Reports are not written in {lang!r}.", field="lang", value=lang, rule=rule)
    say = words[lang]
    last = report.until - timedelta(days=1)
    return (
        _template()
        .render(
            report=report,
            say=say,
            since=report.since.date().isoformat(),
            until=last.date().isoformat(),
            name=partial(_name, say),
            title=partial(_title, say),
            number=partial(_number, say),
        )
        .encode()
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(resources.folder("site") / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html")


def _name(say: Messages, key: str) -> str:
    """What a column or figure is called: its own word, else that of a state, else a status."""
    for group in ("report_figure", "conformance_state", "obligation", "status"):
        if say.knows(group, key):
            return say.term(group, key)
    return key


def _title(say: Messages, row: Row) -> str:
    return text(row.title, (say.lang, *LANGUAGES)) if row.title else _name(say, row.name)


def _number(say: Messages, value: Number) -> str:
    """A number as the language writes it; a dash where nothing is known."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return say.number(value)
    return str(value) if say.lang == "en" else str(value).replace(".", ",")
