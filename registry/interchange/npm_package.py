"""The files of an npm package: a folder or a tarball (.tgz), read in memory and within bounds; nothing is unpacked."""

import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from registry.domain.source_file import SourceFile
from registry.errors import InvalidInput, SyntaxFault

#: Bounds on a package from outside: files in it, bytes of one file, bytes of those that are read.
MAX_FILES = 50_000
MAX_FILE = 100_000_000
MAX_READ = 500_000_000

#: Whether a file is wanted, by its path inside the package (`package/` or the folder left off).
Wanted = Callable[[PurePosixPath], bool]
_TARBALLS = (".tgz", ".tar.gz")


def is_package(path: Path) -> bool:
    """Whether a path is a folder or a tarball by its name."""
    return path.is_dir() or path.name.lower().endswith(_TARBALLS)


def files_in(path: Path, wanted: Wanted) -> tuple[SourceFile, ...]:
    """The wanted files of a package, by name; a file that is no package is the only one, wanted or not.

    Links and devices are passed over, and a link out of the folder is not followed. Raises InvalidInput for what
    cannot be opened or goes beyond the bounds, SyntaxFault for a tarball that is broken.
    """
    try:
        if path.is_dir():
            found = list(_in_folder(path, wanted))
        elif is_package(path):
            found = list(_in_tarball(path.read_bytes(), str(path), wanted))
        else:
            found = [SourceFile(name=str(path), data=path.read_bytes())]
    except OSError as fault:
        message = f"{path}: {fault.strerror or fault}."
        raise InvalidInput(message, field="file", value=str(path), rule="a file that can be read") from fault
    return tuple(sorted(found, key=lambda file: file.name))


def _in_folder(folder: Path, wanted: Wanted) -> Iterator[SourceFile]:
    bounds = _Bounds(str(folder))
    for path in sorted(folder.rglob("*")):
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        if not path.is_file() or path.is_symlink() or not wanted(_without_top(inside)):
            continue
        bounds.take(inside.as_posix(), path.stat().st_size)
        yield SourceFile(name=f"{folder}/{inside}", data=path.read_bytes())


def _in_tarball(data: bytes, name: str, wanted: Wanted) -> Iterator[SourceFile]:
    bounds = _Bounds(name)
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r|gz") as archive:
            for member in archive:
                bounds.count(member.name, member.size)
                if member.isreg() and wanted(_without_top(PurePosixPath(member.name))):
                    content = archive.extractfile(member)
                    bounds.take(member.name, member.size)
                    yield SourceFile(name=f"{name}/{member.name}", data=content.read() if content else b"")
    except (tarfile.TarError, EOFError, zlib.error) as fault:
        raise SyntaxFault(f"the file is no npm package, or a broken one ({fault})", path=name) from fault


def _without_top(path: PurePosixPath) -> PurePosixPath:
    """A path inside the package: npm puts everything below `package/`."""
    return PurePosixPath(*path.parts[1:]) if path.parts[:1] == ("package",) else path


class _Bounds:
    """What has been seen of a package, against what may be."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._files = 0
        self._unpacked = 0
        self._read = 0

    def count(self, member: str, size: int) -> None:
        """One more file of `size` bytes goes by: a small tarball can unpack to very much."""
        self._files += 1
        self._unpacked += size
        self._refuse(member, self._files > MAX_FILES, f"a package has at most {MAX_FILES} files")
        self._refuse(member, self._unpacked > 4 * MAX_READ, f"a package unpacks to at most {4 * MAX_READ} bytes")

    def take(self, member: str, size: int) -> None:
        """One more file of `size` bytes is read."""
        self._read += size
        self._refuse(member, size > MAX_FILE, f"a file has at most {MAX_FILE} bytes")
        self._refuse(member, self._read > MAX_READ, f"the files that are read have at most {MAX_READ} bytes together")

    def _refuse(self, member: str, beyond: bool, rule: str) -> None:
        if beyond:
            raise InvalidInput(f"{self._name}: {member}: {rule}.", field="file", value=member, rule=rule)
