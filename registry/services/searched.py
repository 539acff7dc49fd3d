"""The search of drafts as a person uses it, here or in the process that has the data folder open."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue, TypeAdapter

from registry.domain import Iri
from registry.domain.operation import Operation
from registry.services import searching
from registry.services.draft_resemblance import Resemblance, Similar, Warned
from registry.services.draft_search import DraftSearch
from registry.services.searching import Filters
from registry.store import control
from registry.store.protocol import Store
from registry.terminology.layout import Layout

_SIMILAR = TypeAdapter(tuple[Similar, ...])
_WARNED = TypeAdapter(tuple[Warned, ...])
_OPERATIONS: TypeAdapter[tuple[Operation, ...]] = TypeAdapter(tuple[Operation, ...])


class Searched(Protocol):
    """Finds things in all drafts as they are at the call."""

    def search(
        self,
        typed: str,
        lang: str = "nb",
        filters: Filters = Filters(),  # noqa: B008 -- frozen
        *,
        offset: int = 0,
        limit: int = 20,
        facets: bool = False,
    ) -> bytes:
        """The answer to a search as JSON, as `searching.answer` gives it of a release. InvalidInput, NotFound."""
        ...

    def similar(self, term: str, lang: str | None = None, ignoring: Iri | None = None) -> tuple[Similar, ...]:
        """Concepts and codes with a term like this one, best first; see `Resemblance.duplicates`. InvalidInput."""
        ...

    def warnings(self, operations: Sequence[Operation]) -> tuple[Warned, ...]:
        """What resembles the terms that operations would bring in; see `Resemblance.warnings`."""
        ...


class LocalSearched:
    """The same of a store that this process has open."""

    def __init__(self, store: Store, home: Path) -> None:
        self._search = DraftSearch(store, Layout(home).draft_search)
        self._resemblance = Resemblance(self._search)

    def search(
        self,
        typed: str,
        lang: str = "nb",
        filters: Filters = Filters(),  # noqa: B008 -- frozen
        *,
        offset: int = 0,
        limit: int = 20,
        facets: bool = False,
    ) -> bytes:
        """The answer to a search as JSON."""
        query = searching.query_of(self._search, typed, lang, filters, offset=offset, limit=limit, facets=facets)
        return searching.answer(self._search, query)

    def similar(self, term: str, lang: str | None = None, ignoring: Iri | None = None) -> tuple[Similar, ...]:
        """Concepts and codes with a term like this one."""
        return self._resemblance.duplicates(searching.words_of(term), lang, ignoring)

    def warnings(self, operations: Sequence[Operation]) -> tuple[Warned, ...]:
        """What resembles the terms that operations would bring in."""
        return self._resemblance.warnings(operations)

    def close(self) -> None:
        """Let go of the index."""
        self._search.close()

    def handlers(self) -> Mapping[str, control.Handler]:
        """The calls by name, for other processes."""
        return {
            "searched.search": lambda given, _: self._search_sent(given),
            "searched.similar": lambda given, _: _SIMILAR.dump_python(
                self.similar(str(given["term"]), _text(given, "lang"), _text(given, "ignoring")), mode="json"
            ),
            "searched.warnings": lambda given, _: _WARNED.dump_python(
                self.warnings(_OPERATIONS.validate_python(given["operations"])), mode="json"
            ),
        }

    def _search_sent(self, given: Mapping[str, JsonValue]) -> str:
        offset, limit = int(str(given["offset"])), int(str(given["limit"]))
        filters = Filters.model_validate(given["filters"])
        found = self.search(
            str(given["typed"]), str(given["lang"]), filters, offset=offset, limit=limit, facets=bool(given["facets"])
        )
        return found.decode()


class RemoteSearched:
    """The same of the process that has the data folder open."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def search(
        self,
        typed: str,
        lang: str = "nb",
        filters: Filters = Filters(),  # noqa: B008 -- frozen
        *,
        offset: int = 0,
        limit: int = 20,
        facets: bool = False,
    ) -> bytes:
        """The answer to a search as JSON."""
        asked: dict[str, JsonValue] = {"typed": typed, "lang": lang, "offset": offset, "limit": limit, "facets": facets}
        found = control.call(self._home, "searched.search", {**asked, "filters": filters.model_dump(mode="json")})
        return str(found).encode()

    def similar(self, term: str, lang: str | None = None, ignoring: Iri | None = None) -> tuple[Similar, ...]:
        """Concepts and codes with a term like this one."""
        asked: dict[str, JsonValue] = {"term": term, "lang": lang, "ignoring": ignoring}
        return _SIMILAR.validate_python(control.call(self._home, "searched.similar", asked))

    def warnings(self, operations: Sequence[Operation]) -> tuple[Warned, ...]:
        """What resembles the terms that operations would bring in."""
        sent = _OPERATIONS.dump_python(tuple(operations), mode="json")
        return _WARNED.validate_python(control.call(self._home, "searched.warnings", {"operations": sent}))


def _text(given: Mapping[str, JsonValue], name: str) -> str | None:
    value = given.get(name)
    return None if value is None else str(value)
