"""What a release remembers of the audit log, so that a log that was cut off or made anew is found out.

`audit.json` in a release's folder has the number and hash of the newest entry when the release was made. It is no
part of release.json or of the package, whose bytes depend on the content alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from registry.domain import Value
from registry.domain.activity import ActivityKind, Entry
from registry.errors import OmforentError
from registry.rdf.audit import FIRST
from registry.terminology.layout import Layout
from registry.terminology.releases import read_manifest

_FILE: Final = "audit.json"


class Anchor(Value):
    """The newest entry when a release was made: its number, 0 where there was none, and its hash."""

    sequence: int
    hash: str


def write_anchor(folder: Path, last: Entry | None) -> None:
    """Keep the newest entry in the folder of a release in the making."""
    anchor = Anchor(sequence=last.sequence, hash=last.hash) if last else Anchor(sequence=0, hash=FIRST)
    (folder / _FILE).write_text(anchor.model_dump_json() + "\n", "utf-8")


def anchor_faults(layout: Layout, numbers: Iterable[str], entries: Mapping[int, Entry]) -> Iterator[str]:
    """What does not fit between the releases, oldest first, and the entries of the log by number.

    Releases from before there was a log have neither anchor nor entry; after the first that has, all must have both.
    """
    made, anchored = dict(_made(entries.values())), False
    for number in numbers:
        anchor = _read(layout.release(number))
        anchored = anchored or anchor is not None or number in made
        if anchored:
            yield from _held(number, anchor, entries)
            yield from _entered(layout, number, made.get(number))
    for number in sorted(set(made) - set(numbers)):
        yield f"entry {made[number][0].sequence} made release {number}, which is not there"


def _read(folder: Path) -> Anchor | None:
    try:
        return Anchor.model_validate_json((folder / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def _made(entries: Iterable[Entry]) -> Iterator[tuple[str, tuple[Entry, str]]]:
    """The number of each release that was made, with its entry and digest."""
    for entry in entries:
        if entry.activity.kind is ActivityKind.RELEASE and entry.activity.detail:
            said = json.loads(entry.activity.detail)
            yield said["release"], (entry, said["digest"])


def _held(number: str, anchor: Anchor | None, entries: Mapping[int, Entry]) -> Iterator[str]:
    if anchor is None:
        yield f"release {number} has no readable {_FILE}"
    elif anchor.sequence:
        entry = entries.get(anchor.sequence)
        if entry is None:
            yield f"entry {anchor.sequence} is missing: release {number} was made after it"
        elif entry.hash != anchor.hash:
            yield f"entry {anchor.sequence} is not the one that release {number} was made after"


def _entered(layout: Layout, number: str, made: tuple[Entry, str] | None) -> Iterator[str]:
    if made is None:
        yield f"release {number} has no entry"
        return
    try:
        digest = read_manifest(layout, number).release.digest
    except OmforentError as fault:
        yield fault.message
        return
    if digest != made[1]:
        yield f"entry {made[0].sequence} made another release {number} than the one that is there"
