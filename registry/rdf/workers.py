"""Does pieces of a large work in several processes, in order and a few ahead; a small work in this one."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")
#: At most so many processes, and fewer pieces than this are not worth them.
MOST: Final = 8
FEW: Final = 8


def in_order(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
    """`work(piece)` of each piece, in order. `work` is a function of a module; pieces and results can be pickled."""
    waiting = iter(pieces)
    first = list(islice(waiting, FEW))
    if len(first) < FEW or (os.cpu_count() or 1) == 1:
        yield from map(work, chain(first, waiting))
        return
    many = min(os.cpu_count() or 1, MOST)
    with pool(many) as workers:
        yield from _ahead(workers, work, chain(first, waiting), many + 2)


def pool(many: int) -> ProcessPoolExecutor:
    """Processes that begin afresh (a fork of one that serves would lack its threads) and that end with this one."""
    return ProcessPoolExecutor(many, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A process whose parent is killed would wait for work for ever, or write for nobody."""
    Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _ahead(
    workers: ProcessPoolExecutor, work: Callable[[Piece], Result], pieces: Iterable[Piece], many: int
) -> Iterator[Result]:
    running: deque[Future[Result]] = deque()
    try:
        for piece in pieces:
            running.append(workers.submit(work, piece))
            if len(running) >= many:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        for future in running:
            future.cancel()
