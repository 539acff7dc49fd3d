"""Every coding in a FHIR resource (JSON, R4 and R5), with the place where it stands; judges none."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

#: Where a resource says when it was made, in the order in which it is asked.
_DAYS: Final = ("timestamp", "date", "authoredOn", "issued", "recordedDate", "effectiveDateTime", "created", "sent")


class FoundCoding(NamedTuple):
    """A Coding: `path` is a FHIRPath from the resource; None where the element is not there."""

    path: str
    system: str | None
    code: str | None
    display: str | None


def is_resource(value: dict[str, Any]) -> bool:
    """Whether a JSON object says that it is a FHIR resource."""
    return isinstance(value.get("resourceType"), str)


def codings(resource: dict[str, Any]) -> Iterator[FoundCoding]:
    """Every Coding in a resource and those in it, in the order in which they stand."""
    waiting: list[tuple[str, Any]] = [(str(resource.get("resourceType", "")), resource)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            if _is_coding(path, value):
                yield FoundCoding(path, *(_text(value.get(name)) for name in ("system", "code", "display")))
            waiting.extend(reversed([(f"{path}.{name}", each) for name, each in value.items()]))
        elif isinstance(value, list):
            waiting.extend(reversed([(f"{path}[{at}]", each) for at, each in enumerate(value)]))


def day_of(resource: dict[str, Any]) -> date | None:
    """The day on which a resource was made, where it says so."""
    for name in _DAYS:
        try:
            return date.fromisoformat(str(resource.get(name, ""))[:10])
        except ValueError:
            continue
    return None


def _is_coding(path: str, value: dict[str, Any]) -> bool:
    """A Coding by its place, or by what it has: a Quantity has a system and a code too, and a value."""
    name = path.rpartition(".")[2].partition("[")[0]
    named = name in {"coding", "valueCoding"} or name.endswith("Coding")
    alike = isinstance(value.get("system"), str) and isinstance(value.get("code"), str)
    return (named or alike) and not {"value", "unit", "resourceType", "property", "concept"} & value.keys()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
