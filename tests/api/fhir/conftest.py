"""The FHIR service over a small release with everything that resources can tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import Application, create
from registry.settings import Settings
from registry.terminology.releases import Releases
from tests.fhir.released import content


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The application, on a day of its own."""
    home: Path = content.home_in(tmp_path_factory.mktemp("fhir"))
    settings = Settings(home=home, max_body_bytes=1_000_000)
    return create(settings, Releases(home), today=lambda: content.TODAY)


@pytest.fixture(scope="package")
def fhir(service: Application) -> Iterator[TestClient[Application]]:
    """A client of it."""
    with TestClient(service, base_url="http://fhir.example", raise_server_exceptions=False) as found:
        found.follow_redirects = False
        found.headers["accept-encoding"] = "identity"
        yield found


@pytest.fixture(params=["r4", "r5"])
def base(request: pytest.FixtureRequest) -> str:
    """The path of the service in each edition."""
    return f"/fhir/{request.param}"
