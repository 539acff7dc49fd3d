"""What goes between the server and a process that answers queries: frames of a head as JSON and a body of bytes."""

import json
import struct
from collections.abc import Callable
from typing import Any, Final

_LENGTHS: Final = struct.Struct(">II")
HEAD: Final = _LENGTHS.size


def framed(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame: the lengths of its head and body, and these."""
    told = json.dumps(head).encode()
    return _LENGTHS.pack(len(told), len(body)) + told + body


def read(take: Callable[[int], bytes]) -> tuple[dict[str, Any], bytes] | None:
    """A frame from where `take` gives exactly so many bytes, or fewer where they have ended; None at the end."""
    lengths = take(HEAD)
    if len(lengths) < HEAD:
        return None
    first, second = _LENGTHS.unpack(lengths)
    told, body = take(first), take(second)
    if len(told) < first or len(body) < second:
        return None
    found: dict[str, Any] = json.loads(told)
    return found, body
