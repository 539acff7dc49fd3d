"""Every implementation of `Store`, for the contract suite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.store import Store
from registry.store.embedded import EmbeddedStore
from registry.store.memory import MemoryStore


@pytest.fixture(params=["memory", "embedded"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    made: Store = MemoryStore() if request.param == "memory" else EmbeddedStore(tmp_path / "home")
    yield made
    made.close()
