"""Released content for the tests of its resources."""

from pathlib import Path

import pytest

from registry.fhir.released.shelf import Shelf
from registry.terminology.releases import Releases
from tests.fhir.released import content


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two releases."""
    return content.home_in(tmp_path_factory.mktemp("released"))


@pytest.fixture(scope="session")
def shelf(released: Path) -> Shelf:
    """What the newest release has."""
    return Shelf(Releases(released).current())
