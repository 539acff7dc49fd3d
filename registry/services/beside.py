"""Where the parts of a release are made: those of a large one beside each other, those of a small one in turn."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from registry.rdf.workers import pool

#: Objects and members from which another process is worth its start.
LARGE: Final = 10_000


class Places(NamedTuple):
    """`process` is for what holds the interpreter (functions of modules, on what can be pickled), `thread` for else."""

    process: Executor
    thread: Executor


@contextmanager
def beside(many: int) -> Iterator[Places]:
    """Where to make the parts of a release of so many members; on leaving, all that was begun has ended."""
    if many < LARGE:
        yield Places(_Here(), _Here())
        return
    with pool(1) as process, ThreadPoolExecutor(1) as thread:
        yield Places(process, thread)


class _Here(Executor):
    """Does the work at once, in the calling thread; its faults are raised at once too."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done = Future[Any]()
        done.set_result(fn(*args, **kwargs))
        return done
