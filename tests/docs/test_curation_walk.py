"""The walk through curation in docs/curation.md, run block by block against a server of its own."""

import shutil
from pathlib import Path

import pytest

from tests.docs import walk

pytestmark = pytest.mark.timeout(600)


def test_every_block_of_the_walk_does_what_is_told(root: Path, tmp_path: Path) -> None:
    if missing := [name for name in ("bash", "curl", "jq") if shutil.which(name) is None]:
        pytest.skip(f"the walk uses {', '.join(missing)}, which this machine has not")
    surroundings = walk.environment(tmp_path / "home")
    with walk.serving(surroundings):
        walk.walk_through((root / "docs" / "curation.md").read_text("utf-8"), surroundings)
