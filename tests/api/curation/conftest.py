"""Curation over HTTP on a small working store, and tokens for whoever is wanted."""

from collections.abc import Callable, Iterator

import pytest
from litestar.testing import TestClient

from api.app import Application, create
from registry.domain.party import Role
from registry.services.curation.office import Curation
from registry.services.sign_in.embedded import Asked, issue
from registry.settings import Settings
from registry.terminology.releases import Releases
from tests.services.curation.registry_of_one import NORTH, code, code_list, store_with

Signing = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def curated_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("curated"))


@pytest.fixture(scope="session")
def curated_app(curated_settings: Settings) -> Application:
    return create(curated_settings, Releases(curated_settings.home))


@pytest.fixture
def office(curated_settings: Settings, curated_app: Application) -> Iterator[Curation]:
    """The services, on a store that is new for every test."""
    found = Curation.over(store_with(code_list(code("1", "en"), code("2", "to"))), curated_settings)
    curated_app.state.curation = found
    yield found
    curated_app.state.curation = None


@pytest.fixture
def web(office: Curation, curated_app: Application) -> Iterator[TestClient[Application]]:
    with TestClient(curated_app, raise_server_exceptions=False) as client:
        client.headers["accept-encoding"] = "identity"
        yield client


@pytest.fixture(scope="session")
def signed(curated_settings: Settings) -> Signing:
    """Headers of a person in some roles: `signed("kari", "editor", organization=…, scheme=…)`."""

    def headers(
        name: str, *roles: str, organization: str = NORTH, scheme: str | None = None, **more: str
    ) -> dict[str, str]:
        wanted = tuple(Role(role) for role in roles)
        asked = Asked(roles=wanted, organization=organization, scheme=scheme, name=name)
        return {"Authorization": f"Bearer {issue(curated_settings, asked)}", **more}

    return headers
