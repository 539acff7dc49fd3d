"""The walk for vendors in docs/for-vendors.md, run block by block against a release and a server of its own."""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs import walk
from tests.services.generated.releasing import release

pytestmark = pytest.mark.timeout(300)


def test_every_block_of_the_walk_does_what_is_told(root: Path, tmp_path: Path) -> None:
    if missing := [name for name in ("bash", "curl", "jq") if shutil.which(name) is None]:
        pytest.skip(f"the walk uses {', '.join(missing)}, which this machine has not")
    surroundings = walk.environment(tmp_path / "home", PYTHONPATH=str(root))
    release(tmp_path / "home", root)
    folder = tmp_path / "work"
    folder.mkdir()
    with walk.serving(surroundings, "--role", "reader", "--workers", "1"):
        walk.walk_through((root / "docs" / "for-vendors.md").read_text("utf-8"), surroundings, folder)


def test_what_is_linked_is_there(root: Path) -> None:
    for name in ("for-vendors.md", "json-form.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (root / "docs" / name).read_text("utf-8")):
            assert (root / "docs" / target).exists(), target
