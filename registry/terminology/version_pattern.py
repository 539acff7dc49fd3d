"""Versions of terminology: which is later, which one a pattern such as `1.x` means, which ones a list offers."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_PART: Final = re.compile(r"\d+|[^\d]+")
_WILD: Final = frozenset(("x", "X", "*"))
_Key = tuple[tuple[int, int, str], ...]


def key(version: str) -> _Key:
    """What versions are ordered by: numbers as numbers, a pre-release before its release, dates as they stand.

    >>> key("1.10.0") > key("1.9.9"), key("2.0.0-rc.1") < key("2.0.0"), key("2024-01-01") > key("2023-12-31")
    (True, True, True)
    """
    plain, _, _build = version.partition("+")
    parts = [part for part in _PART.findall(plain.replace("-", ".-")) if part != "."]
    return (*(_part(part) for part in parts), (1, 0, ""))


def _part(part: str) -> tuple[int, int, str]:
    if part.isdecimal():
        return (2, int(part[:18]), part)
    return (0, 0, part) if part.lstrip(".").startswith("-") and not part.strip(".-").isdecimal() else (1, 0, part)


def latest_first(versions: Iterable[str]) -> tuple[str, ...]:
    """Versions, the latest first; a resource without one comes last."""
    return tuple(sorted(versions, key=lambda version: (version != "", key(version)), reverse=True))


def is_pattern(version: str) -> bool:
    """Whether a version has a part that stands for any.

    >>> is_pattern("1.x.x"), is_pattern("1.0.*"), is_pattern("1.0.0")
    (True, True, False)
    """
    return not _WILD.isdisjoint(version.split("."))


def fits(pattern: str, version: str) -> bool:
    """Whether a version is the one meant, or one of those that a pattern means; a last `x` means all that follows.

    >>> fits("1.x", "1.2.3"), fits("1.0.x", "1.2.3"), fits("1", "1.0.0"), fits("", "1.0.0")
    (True, False, False, True)
    """
    if pattern in ("", version):
        return True
    asked, found = pattern.split("."), version.split(".")
    if not is_pattern(pattern) or len(asked) > len(found):
        return False
    open_ended = asked[-1] in _WILD
    return (len(asked) == len(found) or open_ended) and all(
        a in _WILD or a == f for a, f in zip(asked, found, strict=False)
    )


def pick(versions: Sequence[str], wanted: str) -> str | None:
    """The version of a list (default first) that is meant; None where there is none. Empty means the default."""
    if not wanted:
        return versions[0] if versions else None
    if wanted in versions:
        return wanted
    fitting = [version for version in versions if fits(wanted, version)] if is_pattern(wanted) else []
    return latest_first(fitting)[0] if fitting else None
