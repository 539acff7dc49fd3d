"""The application: its routes, its lifespan, and what every request goes through."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.types import ControllerRouterHandler

from api import (
    artefacts,
    asking,
    browse,
    changes,
    coverage,
    curation,
    documentation,
    editions,
    fhir_entry,
    finding,
    health,
    linked_data,
    pages,
    report,
    requirements,
    sparql,
    validation,
)
from api.access import only_allowed, only_known
from api.lookups import Lookups
from api.problems import handle
from api.selection import Library, Opened
from api.transport import Transport
from registry.services.querying.pool import Limits, QueryPool
from registry.settings import Role, Settings
from registry.terminology.layout import Layout
from registry.terminology.releases import Releases

#: Seconds within which a reader takes up a new release.
_LOOKS_EVERY = 0.02

Lifespan = Callable[[Litestar], Any]


class Application(Litestar):
    """Litestar inside the outermost layer."""

    def __init__(self, library: Library, lifespan: Iterable[Lifespan] = ()) -> None:
        fhir = fhir_entry.Service(library)
        inner, most = super().__call__, library.settings.max_body_bytes
        self._transport = Transport(inner, most, Lookups(library).find, fhir.answer)
        super().__init__(
            route_handlers=[*_routes(), fhir_entry.mounted(fhir)],
            dependencies={"library": Provide(lambda: library, sync_to_thread=False)},
            exception_handlers={Exception: handle},
            guards=[only_allowed, only_known],
            lifespan=list(lifespan),
            openapi_config=documentation.CONFIG,
            request_max_body_size=library.settings.max_body_bytes,
            logging_config=None,
            on_shutdown=[_end_queries],
            state=State({"settings": library.settings, "curation": None, "sparql": _queries(library.settings)}),
        )
        self.state.description = documentation.describe(self)
        self.state.parameters = documentation.parameters(self.state.description)

    def register(self, value: ControllerRouterHandler) -> None:  # type: ignore[override]  # Litestar says so too
        """Take a route; the pages that Litestar makes for OpenAPI are left out, ours stand in their place."""
        if not (isinstance(value, Router) and value.path == documentation.CONFIG.path):
            super().register(value)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One connection."""
        if scope["type"] == ScopeType.HTTP:
            await self._transport(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _queries(settings: Settings) -> QueryPool | None:
    """Where queries are answered; no process is started before the first one comes."""
    if not settings.sparql_processes:
        return None
    limits = Limits(
        processes=settings.sparql_processes,
        seconds=settings.sparql_seconds,
        rows=settings.sparql_rows,
        memory=settings.sparql_memory,
    )
    return QueryPool(Layout(settings.home).release_store, limits)


def _end_queries(app: Litestar) -> None:
    if app.state.sparql is not None:
        app.state.sparql.close()


def _routes() -> list[ControllerRouterHandler]:
    read = [
        *browse.routes(),
        *asking.ROUTES,
        *editions.ROUTES,
        *finding.ROUTES,
        *changes.ROUTES,
        *coverage.ROUTES,
        *validation.ROUTES,
    ]
    read += [*artefacts.routes(), *requirements.ROUTES, *report.ROUTES]
    api = Router("/api/v1", route_handlers=[*read, *curation.ROUTES, *documentation.ROUTES])
    return [api, *health.ROUTES, *linked_data.ROUTES, *sparql.ROUTES, *pages.ROUTES]


def create(
    settings: Settings,
    releases: Opened,
    *,
    today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    lifespan: Iterable[Lifespan] = (),
) -> Application:
    """The application over released content. `today` tells the day (UTC) on which codes are judged."""
    return Application(Library(releases, settings, today), lifespan)


def from_environment() -> Application:
    """The application as `omforent serve` runs it, in the role that the settings say."""
    settings = Settings.read()
    return _reader(settings) if settings.role is Role.READER else _writer(settings)


def _reader(settings: Settings) -> Application:
    """Serves what is released and built; opens no store, takes no lock, writes nothing."""
    return create(settings, Releases(settings.home, compiles=False, looks_every=_LOOKS_EVERY))


def _writer(settings: Settings) -> Application:
    """Serves the same, and is the writer of the data folder while it runs."""
    from registry.services import publication  # noqa: PLC0415 -- readers never load what writes
    from registry.services.curation.office import Curation  # noqa: PLC0415
    from registry.services.workspace import LocalWorkspace  # noqa: PLC0415
    from registry.store import control  # noqa: PLC0415
    from registry.store.embedded import EmbeddedStore  # noqa: PLC0415

    @asynccontextmanager
    async def writing(app: Litestar) -> AsyncIterator[None]:
        store = EmbeddedStore(settings.home)
        try:
            publication.recover(store, settings.home)
            workspace = LocalWorkspace(store, settings)
            app.state.curation = Curation.over(store, settings, workspace.ledger)
            with control.serve(settings.home, workspace.handlers()):
                yield
        finally:
            app.state.curation = None
            store.close()

    return create(settings, Releases(settings.home), lifespan=[writing])
