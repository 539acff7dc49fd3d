"""Makes the parts of a catalogue in several processes, each of which opens the release for itself.

No part knows of another, so the files are the same whoever makes them, and in whatever order.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from registry.catalogue.workshop import Done, Task, Workshop
from registry.errors import Unavailable

#: Opens a workshop in another process: a function of a module, or a partial of one.
Open = Callable[[], Workshop]
#: How many parts a process is given at a time.
_CHUNK = 50


def work(open_workshop: Open, tasks: Iterable[Task], processes: int) -> Iterator[Done]:
    """Each part as it is made, in no fixed order; raises what a process raised, and Unavailable where one ends."""
    waiting = iter(tasks)
    crew = [_begin(open_workshop) for _ in range(processes)]
    try:
        busy = [connection for connection, _ in crew if _give(connection, waiting)]
        while busy:
            for ready in wait(busy):
                assert isinstance(ready, Connection)  # noqa: S101 -- nothing else is waited for
                yield from _take(ready)
                if not _give(ready, waiting):
                    busy.remove(ready)
    finally:
        for connection, process in crew:
            _end(connection, process)


def _begin(open_workshop: Open) -> tuple[Connection, BaseProcess]:
    context = get_context("spawn")  # a fork would share what the release's reader has open
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, open_workshop), daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _end(connection: Connection, process: BaseProcess) -> None:
    connection.close()
    process.join(timeout=5)
    if process.is_alive():
        process.terminate()
        process.join()


def _give(connection: Connection, waiting: Iterator[Task]) -> bool:
    """Send the next tasks; false where there are none left."""
    tasks = list(islice(waiting, _CHUNK))
    if tasks:
        with contextlib.suppress(BrokenPipeError):  # what is read next tells that nobody is there
            connection.send(tasks)
    return bool(tasks)


def _take(connection: Connection) -> list[Done]:
    try:
        found: list[Done] | Exception = connection.recv()
    except (EOFError, ConnectionError):
        raise Unavailable("A process that was making pages has ended.", field="out") from None
    if isinstance(found, Exception):
        raise found
    return found


def _serve(connection: Connection, open_workshop: Open) -> None:
    """In the other process: make what is asked for until nobody asks."""
    with contextlib.suppress(EOFError, ConnectionError, KeyboardInterrupt):
        try:
            workshop = open_workshop()
            while True:
                connection.send([workshop.do(task) for task in connection.recv()])
        except (EOFError, ConnectionError):
            raise
        except Exception as fault:
            connection.send(fault)
