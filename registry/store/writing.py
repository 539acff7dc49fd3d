"""What every store checks before it writes; the writing itself is the stores' own affair."""

from collections.abc import Callable

from registry.errors import Conflict, InvalidInput
from registry.store.protocol import Operation
from registry.store.reading import named


def check(operations: tuple[Operation, ...], generation: Callable[[str], int]) -> None:
    """Raise what `Store.apply` promises for operations that cannot be done on graphs at these generations."""
    seen: set[str] = set()
    for operation in operations:
        named(operation.graph)
        if operation.graph in seen:
            _refuse_second(operation.graph)
        seen.add(operation.graph)
        _check_expected(operation, generation(operation.graph))


def _refuse_second(graph: str) -> None:
    rule = "a write names each graph once"
    raise InvalidInput(f"The graph {graph} is written twice: {rule}.", field="graph", value=graph, rule=rule)


def _check_expected(operation: Operation, actual: int) -> None:
    if operation.expected is None or operation.expected == actual:
        return
    graph = operation.graph
    message = f"The graph {graph} has changed since it was read: generation {actual}, not {operation.expected}."
    raise Conflict(message, field="graph", value=graph, rule="the generation read is still the current one")
