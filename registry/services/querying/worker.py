"""The process that answers queries: opens the release store read-only, and may be killed at any moment.

Run as a module with the folder of the release store and the bytes of memory that it may have. It reads frames from
standard input until that ends, and writes one to standard output for each.
"""

import resource
import sys
from pathlib import Path
from typing import Any, Final

from registry.errors import CannotHold, InvalidInput, OmforentError, SyntaxFault, Unavailable
from registry.namespaces import PREFIXES
from registry.rdf import results
from registry.rdf.objects import in_default_graph
from registry.rdf.serialization import Format, serialize
from registry.services.querying.frames import framed, read
from registry.store.queries import foreign
from registry.store.released import ReleaseStore, Rows, Statements, Truth

#: How graphs are written, by media type.
GRAPHS: Final = {
    "text/turtle": Format.TURTLE,
    "application/n-triples": Format.N_TRIPLES,
    "application/rdf+xml": Format.RDF_XML,
    "application/ld+json": Format.JSON_LD,
}
#: An answer that is longer is refused.
MOST_BYTES: Final = 50_000_000
#: Seconds of CPU after which an orphan ends itself, beyond those that a query may take.
_GRACE: Final = 5


def main(folder: Path, memory: int) -> None:
    """Answer until there is nothing more to read."""
    _bound(resource.RLIMIT_AS, memory)
    _bound(resource.RLIMIT_CORE, 0)
    answering = _Answering(folder)
    _send(framed({"ready": True}))
    while (frame := read(sys.stdin.buffer.read)) is not None:
        _send(answering.answer(frame[0]))


def _send(frame: bytes) -> None:
    sys.stdout.buffer.write(frame)
    sys.stdout.buffer.flush()


def _bound(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (soft, hard))


class _Answering:
    """The release store that is open, and which one it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place: Path | None = None
        self._store: ReleaseStore | None = None

    def answer(self, asked: dict[str, Any]) -> bytes:
        """The frame that answers one."""
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _bound(resource.RLIMIT_CPU, int(used + asked["seconds"] + _GRACE))
        try:
            return self._answer(asked)
        except OmforentError as fault:
            return framed(_told(fault))
        except MemoryError:
            return framed({"fault": "memory"})

    def _answer(self, asked: dict[str, Any]) -> bytes:
        found = self._newest().bounded(foreign(asked["query"]), asked["rows"])
        chosen, content = _written(found, asked["accept"])
        if len(content) > MOST_BYTES:
            rule = f"at most {MOST_BYTES} bytes"
            raise InvalidInput(f"The answer is too long: {rule}.", field="query", rule=rule)
        return framed({"media_type": chosen, "cut": getattr(found, "cut", False)}, content)

    def _newest(self) -> ReleaseStore:
        """The store of the current release, opened anew where another has taken its place."""
        place = (self._folder / "current").resolve()
        if self._store is None or place != self._place:
            if self._store:
                self._store.close()
            self._store, self._place = ReleaseStore(self._folder), place
        return self._store


def _told(fault: OmforentError) -> dict[str, Any]:
    if isinstance(fault, SyntaxFault):
        return _syntax(fault)
    kind = next((name for cls, name in _KINDS if isinstance(fault, cls)), "input")
    return {"fault": kind, "message": fault.message, "field": fault.field, "value": fault.value, "rule": fault.rule}


def _syntax(fault: SyntaxFault) -> dict[str, Any]:
    """Where a query cannot be read, and the beginning of what the parser says."""
    said = fault.message.rpartition(f"{fault.line}:{fault.column}: ")[2]
    short = said if len(said) <= _LONGEST else said[:_LONGEST].rpartition(",")[0] + " …"
    place = f" at line {fault.line}, column {fault.column}" if fault.line else ""
    message = f"The query cannot be read{place}: {short}."
    return {"fault": "input", "message": message, "field": "query", "value": "", "rule": "SPARQL 1.1 Query"}


#: How much of what the parser expected is told.
_LONGEST: Final = 200
_KINDS: Final = (
    (CannotHold, "format"),
    (InvalidInput, "input"),
    (Unavailable, "unavailable"),
)


def _written(found: Rows | Truth | Statements, accept: dict[str, list[str]]) -> tuple[str, bytes]:
    """The answer in the first of the forms accepted for it; `accept` are media types, best first, by kind of answer."""
    if isinstance(found, Statements):
        chosen = _first(accept["graph"], "a graph")
        return chosen, serialize(in_default_graph(found.triples), GRAPHS[chosen], PREFIXES)
    if isinstance(found, Truth):
        chosen = _first(accept["truth"], "a truth value")
        return chosen, results.TRUTH[chosen](value=found.value)
    chosen = _first(accept["rows"], "rows")
    return chosen, results.ROWS[chosen](found.variables, found.rows, cut=found.cut)


def _first(accepted: list[str], what: str) -> str:
    if accepted:
        return accepted[0]
    raise CannotHold(f"None of the forms that {what} can be had in is accepted.", field="Accept", rule=_FORMS[what])


_FORMS: Final = {
    "a graph": ", ".join(GRAPHS),
    "a truth value": ", ".join(results.TRUTH),
    "rows": ", ".join(results.ROWS),
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
