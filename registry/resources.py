"""Finds the shipped folders `models/`, `vocabularies/` and `site/` in a wheel and in a checkout alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The shipped folder called `name` (`models`, `vocabularies` or `site`).

    Raises FileNotFoundError where neither the wheel's `registry/data/` nor the checkout has it.
    """
    for candidate in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the shipped folder {name!r} is missing from this installation")
