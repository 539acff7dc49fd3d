"""Sorts records of bytes in bounded memory, and gives them back in pieces, each whole in itself and in order."""

import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple, Self

#: How many records are sorted at once; how far apart those are that are remembered; records of a piece, about.
CHUNK: Final = 200_000
STEP: Final = 256
PIECE: Final = 150_000


class Slice(NamedTuple):
    """A part of a file of sorted records."""

    path: Path
    start: int
    end: int


class Sorter:
    """Takes records that end in their only line feed. What does not fit into one chunk waits on disk."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._runs: list[_Run] = []
        self._folder = tempfile.TemporaryDirectory(prefix="omforent-", ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def add(self, record: bytes) -> None:
        """Take one record."""
        self._held.append(record)
        if len(self._held) >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        path = Path(self._folder.name) / str(len(self._runs))
        self._runs.append(_Run(path, sorted(self._held)))
        self._held = []

    def pieces(self) -> Iterator[list[bytes] | list[Slice]]:
        """The records in order, in pieces that end where a subject (what stands before the first `>`) ends.

        A piece is sorted records, or, where there are more than a chunk, slices of files for `read_piece`; the
        files are there until the sorter is left.
        """
        if not self._runs:
            yield sorted(self._held)
            return
        if self._held:
            self._flush()
        bounds = [b"", *self._bounds()]
        for low, high in zip(bounds, [*bounds[1:], None], strict=True):
            yield [run.slice(low, high) for run in self._runs]

    def _bounds(self) -> list[bytes]:
        keys = sorted(key for run in self._runs for key in run.keys)
        every = max(PIECE // STEP, 1)
        return sorted({subject_of(key) for key in keys[every::every]})


def read_piece(piece: list[bytes] | list[Slice]) -> list[bytes]:
    """The records of a piece, in order."""
    found: list[bytes] = []
    for part in piece:
        if isinstance(part, bytes):
            found.append(part)
            continue
        with part.path.open("rb") as file:
            file.seek(part.start)
            found += file.read(part.end - part.start).splitlines(keepends=True)
    found.sort()
    return found


def subject_of(record: bytes) -> bytes:
    """What stands until the first `>`, or, of a record without one, until its first NUL."""
    return record[: record.find(b">") + 1] or record.partition(b"\0")[0]


class _Run:
    """Sorted records in a file."""

    def __init__(self, path: Path, records: list[bytes]) -> None:
        self._path = path
        with path.open("wb") as file:
            file.writelines(records)
        offsets = list(accumulate(map(len, records), initial=0))
        self.keys = records[::STEP]
        self._offsets = [*offsets[:-1:STEP], offsets[-1]]

    def slice(self, low: bytes, high: bytes | None) -> Slice:
        """The records from `low` to before `high`."""
        return Slice(self._path, self._offset(low), self._offsets[-1] if high is None else self._offset(high))

    def _offset(self, bound: bytes) -> int:
        block = bisect_left(self.keys, bound) - 1
        if block < 0:
            return 0
        with self._path.open("rb") as file:
            file.seek(self._offsets[block])
            lines = file.read(self._offsets[block + 1] - self._offsets[block]).splitlines(keepends=True)
        return self._offsets[block] + sum(map(len, lines[: bisect_left(lines, bound)]))
