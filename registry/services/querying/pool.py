"""A few processes that answer queries, started when they are needed, killed when they take too long; no HTTP."""

import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from registry.errors import CannotHold, InvalidInput, OmforentError, TooLong, TooManyAtOnce, Unavailable
from registry.services.querying.frames import framed, read

#: Seconds that a query waits for a process to be free.
_PATIENCE: Final = 1.0
#: Seconds beyond a query's own for a process to start in.
_STARTING: Final = 20.0
_PIECE: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds, rows, bytes of memory; and how many may run at once."""

    processes: int
    seconds: float
    rows: int
    memory: int


@dataclass(frozen=True)
class Answered:
    """An answer: its media type, its bytes, and whether it was cut at the most rows."""

    media_type: str
    content: bytes
    cut: bool


class _TimeIsUp(Exception):
    """A process has not answered in time."""


class _Worker:
    """One process. Whoever holds it asks it one thing at a time."""

    def __init__(self, folder: Path, memory: int) -> None:
        command = [sys.executable, "-m", "registry.services.querying.worker", str(folder), str(memory)]
        self._process = subprocess.Popen(  # noqa: S603 -- this program's own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def ask(self, frame: bytes, seconds: float) -> tuple[dict[str, Any], bytes] | None:
        """What it answers; None where it has ended instead. Raises _TimeIsUp."""
        try:
            _pipe(self._process.stdin).write(frame)
        except OSError:
            return None
        return self._read(seconds)

    def start(self) -> bool:
        """Wait until it can be asked; False where it ends, or is not ready in time."""
        try:
            return self._read(_STARTING) is not None
        except _TimeIsUp:
            return False

    def _read(self, seconds: float) -> tuple[dict[str, Any], bytes] | None:
        until = time.monotonic() + seconds
        return read(lambda count: self._take(count, until))

    def _take(self, count: int, until: float) -> bytes:
        source, found = _pipe(self._process.stdout), bytearray()
        with selectors.DefaultSelector() as waiting:
            waiting.register(source, selectors.EVENT_READ)
            while len(found) < count:
                left = until - time.monotonic()
                if left <= 0 or not waiting.select(left):
                    raise _TimeIsUp
                piece = os.read(source.fileno(), min(count - len(found), _PIECE))
                if not piece:
                    break
                found += piece
        return bytes(found)

    def end(self) -> None:
        """Kill it and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            _pipe(pipe).close()


def _pipe(found: IO[bytes] | None) -> IO[bytes]:
    assert found is not None  # noqa: S101 -- both are opened as pipes
    return found


@dataclass
class QueryPool:
    """Answers queries over the release store in `folder`. May be used by several threads; close it at the end."""

    folder: Path
    limits: Limits
    _idle: list[_Worker] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def __post_init__(self) -> None:
        self._free = threading.BoundedSemaphore(max(self.limits.processes, 1))

    def answer(self, query: str, accept: Mapping[str, list[str]]) -> Answered:
        """The answer of a read query, in the first form accepted for its kind (`rows`, `truth`, `graph`).

        Raises InvalidInput for a query that cannot be run, CannotHold where no form is accepted,
        TooLong for one that takes more time or memory than it may, TooManyAtOnce where all processes are at work,
        and Unavailable where there is no release store.
        """
        if not self._free.acquire(timeout=_PATIENCE):
            rule = f"at most {self.limits.processes} queries at once"
            raise TooManyAtOnce(f"All are at work: {rule}. Ask again in a moment.", field="query", rule=rule)
        try:
            return self._run(query, dict(accept))
        finally:
            self._free.release()

    def close(self) -> None:
        """End all processes; queries under way end with them."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _run(self, query: str, accept: dict[str, list[str]]) -> Answered:
        asked = {"query": query, "accept": accept, "rows": self.limits.rows, "seconds": self.limits.seconds}
        worker = self._taken()
        done = False
        try:
            found = worker.ask(framed(asked), self.limits.seconds)
            done = found is not None
        except _TimeIsUp:
            rule = f"at most {self.limits.seconds:g} seconds"
            raise TooLong(f"The query took too long and was stopped: {rule}.", field="query", rule=rule) from None
        finally:
            self._give_back(worker, well=done)
        if found is None:
            raise self._too_much()
        return self._told(*found)

    def _taken(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.end()
        worker = _Worker(self.folder, self.limits.memory)
        if worker.start():
            return worker
        worker.end()
        raise Unavailable("No process that answers queries can be started now.", field="query", rule="try again later")

    def _give_back(self, worker: _Worker, *, well: bool) -> None:
        with self._lock:
            if well and not self._closed:
                self._idle.append(worker)
                return
        worker.end()

    def _too_much(self) -> TooLong:
        rule = f"at most {self.limits.memory // 1_000_000} MB of memory"
        return TooLong(f"The query took more than it may and was stopped: {rule}.", field="query", rule=rule)

    def _told(self, head: dict[str, Any], content: bytes) -> Answered:
        kind = head.get("fault")
        if kind is None:
            return Answered(head["media_type"], content, head["cut"])
        if kind == "memory":
            raise self._too_much()
        raise _fault(kind, head)


def _fault(kind: str, head: dict[str, Any]) -> OmforentError:
    where = {name: str(head[name]) for name in ("field", "value", "rule")}
    if kind == "unavailable":
        return Unavailable(
            "Queries cannot be answered here: there is no release store.", field="query", rule=_ELSEWHERE
        )
    return (CannotHold if kind == "format" else InvalidInput)(head["message"], **where)


_ELSEWHERE: Final = "the writer has one; so has a reader that shares its data folder"
