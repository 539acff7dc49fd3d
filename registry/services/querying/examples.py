"""The worked examples of queries: files in `registry/sparql/examples/`, each with a header that tells what it asks."""

import re
from importlib.resources import files
from typing import Final

from registry.domain import LangString, Value

_LINE: Final = re.compile(r"# (title|about)\.(nb|nn|en): (.+)")
#: In which order they are shown: what the structure is for first.
ORDER: Final = (
    *("municipality-at-discharge", "where-a-list-is-used", "required-elements", "codes-of-a-list"),
    *("concepts-most-used", "standards-of-exchanges", "hypotheses", "flows-as-a-graph", "describe-an-exchange"),
)


class QueryExample(Value):
    """A query with its title and what it is about, in each language of the catalogue."""

    name: str
    title: tuple[LangString, ...]
    about: tuple[LangString, ...]
    query: str


def examples() -> tuple[QueryExample, ...]:
    """All of them, in their order."""
    return tuple(_read(name) for name in ORDER)


def _read(name: str) -> QueryExample:
    lines = (files("registry") / "sparql" / "examples" / f"{name}.rq").read_text("utf-8").splitlines()
    told = [found.groups() for line in lines if (found := _LINE.fullmatch(line))]
    texts = {
        field: tuple(LangString(text=text, lang=lang) for key, lang, text in told if key == field)
        for field in ("title", "about")
    }
    query = "\n".join(line for line in lines if not line.startswith("# ")) + "\n"
    return QueryExample(name=name, query=query, **texts)
