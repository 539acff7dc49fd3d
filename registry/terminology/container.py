"""A file of named sections, memory-mapped when read: records of bytes, tables of numbers, sorted tables of keys.

Layout, little-endian: 8 bytes of magic, u32 format version, u32 number of sections, u64 length of the file; then per
section 32 bytes of name (padded with NUL), u64 offset, u64 length; then the sections, each from a multiple of 8.
A new kind of section needs no new format version: readers take the sections that they know by name.
"""

import array
import mmap
import os
import struct
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from pathlib import Path
from weakref import finalize

from registry.errors import NotFound, OmforentError, Unavailable

_HEAD = struct.Struct("<8sIIQ")
_ENTRY = struct.Struct("<32sQQ")
_ALIGN = 8
_SPOOLED = 4_000_000  # bytes of a section that stay in memory
_SAMPLES = 8192  # keys of a table that are kept in memory
_TOGETHER = 250_000  # bytes that are written at once


class OtherFormat(OmforentError):
    """The file was written by another version of Omforent, or not whole: it is to be made anew."""


class Sections:
    """Collects the sections of a file to be written; the same sections in the same order give the same bytes.

    Large sections wait on disk, so that memory does not grow with them.
    """

    def __init__(self) -> None:
        self._sections: dict[str, bytes | Spool] = {}

    def put(self, name: str, content: bytes) -> None:
        """A section of plain bytes."""
        self._sections[name] = content

    def numbers(self, name: str, values: Iterable[int]) -> None:
        """A table of whole numbers below 2³²."""
        self._sections[name] = _packed("I", values)

    def longs(self, name: str, values: Iterable[int]) -> None:
        """A table of whole numbers below 2⁶⁴."""
        self._sections[name] = _packed("Q", values)

    def records(self, name: str, rows: Iterable[bytes]) -> None:
        """Records of bytes, by their ordinal; `rows` is read once."""
        offsets, spool = array.array("Q", [0]), Spool()
        for row in rows:
            offsets.append(spool.add(row))
        self._sections[f"{name}.offsets"] = _packed("Q", offsets)
        self._sections[f"{name}.bytes"] = spool

    def keys(self, name: str, pairs: Iterable[tuple[str, int]]) -> None:
        """A table from key to ordinals; a key may have several."""
        rows = sorted({(key.encode(), ordinal) for key, ordinal in pairs})
        self.records(f"{name}.key", [key for key, _ in rows])
        self.numbers(f"{name}.ordinal", [ordinal for _, ordinal in rows])

    def groups(self, name: str, rows: Sequence[Sequence[int]]) -> None:
        """For each ordinal a sequence of numbers."""
        self.numbers(f"{name}.offsets", accumulate(map(len, rows), initial=0))
        self.numbers(f"{name}.numbers", chain.from_iterable(rows))

    def write(self, path: Path, magic: bytes, version: int) -> None:
        """Write the file, on disk and whole when this returns; a file of the same name is replaced at once."""
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with part.open("wb") as file:
            file.writelines(self._chunks(magic, version))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _chunks(self, magic: bytes, version: int) -> Iterator[bytes]:
        offset = _aligned(_HEAD.size + _ENTRY.size * len(self._sections))
        entries = []
        for name, content in self._sections.items():
            entries.append(_ENTRY.pack(name.encode("ascii"), offset, len(content)))
            offset = _aligned(offset + len(content))
        head = _HEAD.pack(magic, version, len(entries), offset) + b"".join(entries)
        for content in (head, *self._sections.values()):
            yield from content.blocks() if isinstance(content, Spool) else (content,)
            yield b"\0" * (_aligned(len(content)) - len(content))


class Spool:
    """Bytes put end to end, on disk where they become many."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - closed when nothing refers to it
        self._waiting = bytearray()  # bytes to be written together
        self._length = 0
        self._done = finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._length

    def add(self, content: bytes) -> int:
        """Put bytes at the end; gives the length then."""
        self._waiting += content
        self._length += len(content)
        if len(self._waiting) >= _TOGETHER:
            self._write()
        return self._length

    def _write(self) -> None:
        self._file.seek(0, os.SEEK_END)
        self._file.write(self._waiting)
        self._waiting.clear()

    def read(self, start: int, end: int) -> bytes:
        """Some of it."""
        if self._waiting:
            self._write()
        self._file.seek(start)
        return self._file.read(end - start)

    def blocks(self) -> Iterator[bytes]:
        """All of it from the beginning, some at a time."""
        self._write()
        self._file.seek(0)
        while block := self._file.read(_SPOOLED):
            yield block


class RecordSpool(Sequence[bytes]):
    """Records put down one after another, on disk where they become many; `replace` gives one another content."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._ends = array.array("Q", [0])
        self._replaced: dict[int, bytes] = {}

    def append(self, record: bytes) -> None:
        """Put a record down."""
        self._ends.append(self._spool.add(record))

    def replace(self, ordinal: int, record: bytes) -> None:
        """Put another record in the place of one."""
        self._replaced[ordinal] = record

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, ordinal: int) -> bytes:  # type: ignore[override]  # slices are not needed
        found = self._replaced.get(ordinal)
        return self._spool.read(self._ends[ordinal], self._ends[ordinal + 1]) if found is None else found

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))


class Container:
    """A mapped file. Opening reads the table of sections only; the map is released when nothing refers to it."""

    def __init__(self, path: Path, magic: bytes, version: int) -> None:
        self._view = memoryview(_mapped(path))
        self._table = _table(self._view, path, magic, version)

    def bytes(self, name: str) -> memoryview:
        """A section; OtherFormat where the file has none of that name."""
        if name not in self._table:
            raise OtherFormat(f"The file has no section {name!r}.", field="section", value=name)
        offset, length = self._table[name]
        return self._view[offset : offset + length]

    def numbers(self, name: str) -> Sequence[int]:
        """A table of numbers."""
        return _unpacked("I", self.bytes(name))

    def longs(self, name: str) -> Sequence[int]:
        """A table of numbers below 2⁶⁴."""
        return _unpacked("Q", self.bytes(name))

    def records(self, name: str) -> "Records":
        """Records of bytes."""
        return Records(_unpacked("Q", self.bytes(f"{name}.offsets")), self.bytes(f"{name}.bytes"))

    def keys(self, name: str) -> "Keys":
        """A table from key to ordinals."""
        return Keys(self.records(f"{name}.key"), self.numbers(f"{name}.ordinal"))

    def groups(self, name: str) -> "Groups":
        """Sequences of numbers by ordinal."""
        return Groups(self.numbers(f"{name}.offsets"), self.numbers(f"{name}.numbers"))


class Records(Sequence[bytes]):
    """Records of bytes by ordinal, read where they are asked for."""

    def __init__(self, offsets: Sequence[int], content: memoryview) -> None:
        self._offsets = offsets
        self._content = content

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, ordinal: int) -> bytes:  # type: ignore[override]  # slices are not needed
        if ordinal < 0:
            raise IndexError(ordinal)
        offsets = self._offsets
        return bytes(self._content[offsets[ordinal] : offsets[ordinal + 1]])

    @property
    def content(self) -> memoryview:
        """All records end to end."""
        return self._content

    @property
    def offsets(self) -> Sequence[int]:
        """Where each record begins in `content`, and where the last one ends."""
        return self._offsets


class Keys:
    """A sorted table of keys, looked up by bisection: among some of them first, which are kept in memory once asked."""

    def __init__(self, keys: Records, ordinals: Sequence[int]) -> None:
        self._keys = keys
        self._ordinals = ordinals
        self._many = len(keys)
        self._step = -(-self._many // _SAMPLES) or 1

    def find(self, key: str) -> tuple[int, ...]:
        """The ordinals of a key, rising; empty where it is not there."""
        wanted = key.encode()
        first = at = self._place(wanted)
        content, offsets = self._keys.content, self._keys.offsets
        while at < self._many and bytes(content[offsets[at] : offsets[at + 1]]) == wanted:
            at += 1
        return tuple(self._ordinals[first:at])

    def beginning_with(self, prefix: str) -> Iterator[tuple[str, int]]:
        """The keys that begin so, in order, each with its ordinal."""
        wanted, keys = prefix.encode(), self._keys
        for at in range(self._place(wanted), len(keys)):
            if not keys[at].startswith(wanted):
                return
            yield keys[at].decode(), self._ordinals[at]

    def _place(self, wanted: bytes) -> int:
        """Where a key is or would be. Written out, not `bisect_left`: every look-up pays for each step here."""
        content, offsets = self._keys.content, self._keys.offsets
        high = bisect_left(self._samples, wanted) * self._step
        low, high = max(high - self._step + 1, 0), min(high, self._many)
        while low < high:
            middle = (low + high) >> 1
            if bytes(content[offsets[middle] : offsets[middle + 1]]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _samples(self) -> list[bytes]:
        """Every so many of the keys."""
        return [self._keys[at] for at in range(0, self._many, self._step)]


class Groups:
    """A sequence of numbers for each ordinal."""

    def __init__(self, offsets: Sequence[int], numbers: Sequence[int]) -> None:
        self._offsets = offsets
        self._numbers = numbers

    def __getitem__(self, ordinal: int) -> tuple[int, ...]:
        return tuple(self._numbers[self._offsets[ordinal] : self._offsets[ordinal + 1]])


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGN) * _ALIGN


def _packed(code: str, values: Iterable[int]) -> bytes:
    numbers = array.array(code, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _unpacked(code: str, content: memoryview) -> Sequence[int]:
    if sys.byteorder == "little":
        return content.cast(code)  # type: ignore[call-overload, no-any-return]
    numbers = array.array(code, bytes(content))
    numbers.byteswap()
    return numbers


def _mapped(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path.name}.", field="file", value=path.name) from None
    except ValueError:
        raise OtherFormat(f"{path.name} is empty.", field="file", value=path.name) from None
    except OSError as error:
        raise Unavailable(f"{path.name} cannot be read: {error}.", field="file", value=path.name) from error


def _table(view: memoryview, path: Path, magic: bytes, version: int) -> dict[str, tuple[int, int]]:
    if len(view) < _HEAD.size:
        raise OtherFormat(f"{path.name} is cut off.", field="file", value=path.name)
    found, written, many, length = _HEAD.unpack_from(view)
    if (found, written, length) != (magic, version, len(view)):
        raise OtherFormat(f"{path.name} has format {found!r} {written}.", field="file", value=path.name)
    if _HEAD.size + _ENTRY.size * many > len(view):
        raise OtherFormat(f"{path.name} is cut off.", field="file", value=path.name)
    entries = (_ENTRY.unpack_from(view, _HEAD.size + _ENTRY.size * at) for at in range(many))
    table = {name.rstrip(b"\0").decode("ascii", "replace"): (offset, size) for name, offset, size in entries}
    if any(offset + size > len(view) for offset, size in table.values()):
        raise OtherFormat(f"{path.name} has a section beyond its end.", field="file", value=path.name)
    return table
