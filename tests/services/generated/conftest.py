"""A release whose messages are generated, validated and written in every form."""

from pathlib import Path

import pytest

from registry.terminology.protocol import ReleaseReader
from tests.services.generated.releasing import release


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory, root: Path) -> ReleaseReader:
    return release(tmp_path_factory.mktemp("generated"), root)
