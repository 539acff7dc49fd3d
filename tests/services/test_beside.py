"""The parts of a large release made beside each other: the same release, and the faults of a part are told."""

from pathlib import Path

import pytest

from registry.errors import CannotHold
from registry.services import beside
from tests.services.releasing import files, publish, store_with
from tests.terminology import content


def released(home: Path) -> dict[str, bytes]:
    """The files of a release but those of the release store, whose bytes are the storage's own affair."""
    publish(store_with(content.everything()), home)
    return {name: data for name, data in files(home).items() if not name.startswith("release-store")}


def _refuse(name: str) -> None:
    raise CannotHold(f"{name} cannot be held.", field="name", value=name)


def test_a_release_is_the_same_whichever_way_its_parts_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_turn = released(tmp_path / "in-turn")
    monkeypatch.setattr(beside, "LARGE", 0)
    assert released(tmp_path / "beside") == in_turn


@pytest.mark.parametrize("many", [1, beside.LARGE])
def test_what_a_part_refuses_is_told(many: int) -> None:
    with pytest.raises(CannotHold, match="7304 cannot be held") as fault, beside.beside(many) as places:
        places.process.submit(_refuse, "7304").result()
    assert fault.value.value == "7304"
