"""A file from outside, before anybody knows what it holds."""

from registry.domain.value import Value


class SourceFile(Value):
    """What messages call the file, and its bytes."""

    name: str
    data: bytes
