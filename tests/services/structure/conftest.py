"""A release to ask, and its structure."""

import pytest

from registry.services.structure.structure import Structure
from registry.terminology.protocol import ReleaseReader
from tests.services.structure import edition


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ReleaseReader:
    return edition.release(tmp_path_factory.mktemp("structure"))


@pytest.fixture(scope="session")
def structure(reader: ReleaseReader) -> Structure:
    return Structure(reader)
