"""The report of the validator as one HTML file that needs no other: for a browser, a printer or an archive."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from registry import resources
from registry.catalogue import messages
from registry.catalogue.messages import Messages
from registry.services.validation.reporting import ValidationReport


def validation_report(report: ValidationReport) -> str:
    """The whole document, in the language of the report."""
    return _template().render(report=report, say=_words()[report.lang])


@cache
def _words() -> dict[str, Messages]:
    return messages.load()


@cache
def _template() -> Template:
    loader = FileSystemLoader(resources.folder("site") / "templates")
    found = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return found.get_template("validation.html")
