"""How value sets import one another: circles and endless chains are refused before anything is read."""

from typing import Final

from registry.terminology.issues import refuse
from registry.terminology.operations.work import Work
from registry.terminology.value_set import ValueSet

_DEEPEST: Final = 50
_MOST: Final = 2_000  # value sets that one may lead to


def refuse_circles(work: Work, value_set: ValueSet) -> None:
    """Refuse a value set that imports itself, however many steps away, or that imports too deep.

    A value set that is not to be found is no matter of this function.
    """
    done: set[str] = set()
    path: list[str] = [value_set.canonical]
    waiting = [iter(_imports(value_set))]
    while waiting:
        name = next(waiting[-1], None)
        if name is None:
            waiting.pop()
            done.add(path.pop())
            continue
        found = work.value_set(name)
        if found is None or found.canonical in done:
            continue
        if found.canonical in path:
            raise refuse("VALUESET_CIRCULAR_REFERENCE", found.canonical, ", ".join(path))
        if len(path) >= _DEEPEST or len(done) > _MOST:
            raise refuse("VALUESET_TOO_DEEP", path[0], _DEEPEST)
        path.append(found.canonical)
        waiting.append(iter(_imports(found)))


def _imports(value_set: ValueSet) -> list[str]:
    if value_set.compose is None:
        return []
    rows = (*value_set.compose.include, *value_set.compose.exclude)
    return [name for row in rows for name in row.value_sets]
