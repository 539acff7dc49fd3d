"""The lock that lets one process at a time write to a data folder, and tells who that is."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from registry.errors import Unavailable

_NAME = "writer.lock"


class WriterLock:
    """Holds `<home>/writer.lock` from when it is made until `release`; a process that dies lets go of it.

    Raises Unavailable where another process, or another part of this one, holds it (the sentence names the
    process), and where the folder cannot be written. The file itself stays: only the lock on it counts.
    """

    def __init__(self, home: Path) -> None:
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._file = os.open(home / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(f"The data folder {home} cannot be written: {error.strerror}.") from error
        self._take(home)

    def _take(self, home: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError as error:
            holder = os.pread(self._file, 32, 0).decode("ascii", "replace").strip() or "that is just starting"
            os.close(self._file)
            message = f"The data folder {home} is in use by process {holder}."
            raise Unavailable(message, field="home", value=str(home), rule="one process writes") from error
        except OSError as error:
            os.close(self._file)
            raise Unavailable(f"The data folder {home} cannot be written: {error.strerror}.") from error

    def release(self) -> None:
        """Let another process write; calling it again does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
