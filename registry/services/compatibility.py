"""The table of compatibility, read from models/profile/compatibility.toml."""

import tomllib
from collections.abc import Mapping

from registry import resources
from registry.domain import LangString
from registry.domain.difference import Compatibility, DifferenceKind, Ruling

#: What the table says of each kind of difference; every kind has its row.
Rulings = Mapping[DifferenceKind, Ruling]
_LANGUAGES = ("nb", "nn", "en")


def read_rulings(data: bytes | None = None) -> Rulings:
    """The shipped table, or one given as TOML. KeyError where a kind of difference has no row."""
    rows = tomllib.loads((data or _shipped()).decode())
    return {kind: _ruling(kind, rows[kind]) for kind in DifferenceKind}


def _shipped() -> bytes:
    return (resources.folder("models") / "profile" / "compatibility.toml").read_bytes()


def _ruling(kind: DifferenceKind, row: Mapping[str, str]) -> Ruling:
    return Ruling(
        kind=kind,
        sender=Compatibility(row["sender"]),
        receiver=Compatibility(row["receiver"]),
        editorial=Compatibility(row["editorial"]) if "editorial" in row else None,
        reason=tuple(LangString(text=row[lang], lang=lang) for lang in _LANGUAGES),
    )
