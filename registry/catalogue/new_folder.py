"""The folder that a new catalogue is written to, beside the old one whose place it takes; no pages.

A file that is as it was in the old catalogue is the same file in the new one (a hard link), so that its time of
change stays. Nothing is ever written into a file that is there: the old catalogue may still be read from.
"""

import os
import shutil
from pathlib import Path

from registry.catalogue.trace import Written


class NewFolder:
    """A catalogue under way in `part`; `old` is the finished one that files may be taken over from."""

    def __init__(self, part: Path, old: Path | None) -> None:
        self._part = part
        self._old = old
        self._made: set[Path] = set()
        #: How many files are other than they were.
        self.changed = 0

    def put(self, path: str, data: bytes) -> Written:
        """A file with these bytes; the old one where its bytes are the same."""
        if not self._is_old(path, data) or not self._take(path, len(data)):
            file = os.open(self._place(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
            try:
                _write(file, data)
            finally:
                os.close(file)
            self.changed += 1
        return Written(path, len(data))

    def adopt(self, path: str, file: Path) -> Written:
        """A file that lies elsewhere and never changes."""
        target = self._place(path)
        _link(file, target)
        return Written(path, target.stat().st_size)

    def keep(self, files: tuple[Written, ...]) -> bool:
        """Take files over from the old catalogue; False where one of them is not as it was left, and none is taken."""
        taken: list[str] = []
        for file in files:
            if not self._take(file.path, file.size):
                for path in taken:
                    (self._part / path).unlink()
                return False
            taken.append(file.path)
        return True

    def _is_old(self, path: str, data: bytes) -> bool:
        try:
            return self._old is not None and (self._old / path).read_bytes() == data
        except OSError:
            return False

    def _take(self, path: str, size: int) -> bool:
        if self._old is None:
            return False
        before = self._old / path
        try:
            if before.stat().st_size != size:
                return False
            _link(before, self._place(path))
        except FileNotFoundError:
            return False
        return True

    def _place(self, path: str) -> Path:
        target = self._part / path
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        return target


def _write(file: int, data: bytes) -> None:
    """All of the data; the system may take less at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _link(file: Path, target: Path) -> None:
    """The same file under another name, or a copy with its time of change where the disk knows no such thing."""
    try:
        target.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(file, target)


def recover(out: Path) -> None:
    """Put the old catalogue back where a build was stopped between taking it away and putting the new one there."""
    old = _aside(out)
    if old.exists() and not out.exists():
        old.rename(out)


def part_of(out: Path) -> Path:
    """Where a new catalogue is written, beside the old one."""
    return out.with_name(out.name + ".part")


def begin(part: Path) -> None:
    """Have an empty folder, whatever a build before this one left in it."""
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)


def swap(part: Path, out: Path) -> None:
    """Put the new catalogue in the place of the old one, which goes away."""
    old = _aside(out)
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    part.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _aside(out: Path) -> Path:
    return out.with_name(out.name + ".old")


def is_empty(folder: Path) -> bool:
    """Whether there is nothing in the folder."""
    with os.scandir(folder) as entries:
        return next(entries, None) is None
