"""Fixtures that every room uses."""

from pathlib import Path

import pytest

from registry.catalogue import Built
from registry.terminology.protocol import ReleaseReader
from tests.catalogue import edition

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sources that may stand beside the checkout; tests that need it skip without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the sources that this test reads (../shared) are not beside the checkout")
    return folder


@pytest.fixture(scope="session")
def catalogue_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ReleaseReader, Built]:
    """A built catalogue with a page of every type, the release it was built from, and what the build said."""
    return edition.site(tmp_path_factory.mktemp("home"))
