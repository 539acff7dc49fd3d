"""Validates many files in several processes, in order; prints nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from registry.domain.finding import Finding, MessageReport
from registry.errors import InvalidInput, Unreadable
from registry.rdf.workers import in_order
from registry.services.validation.checking import Validator, unreadable
from registry.services.validation.document import Asked
from registry.terminology.releases import Releases

#: The names of files that a folder is searched for.
SUFFIXES: Final = frozenset({".xml", ".json"})
#: How many files a process is given at a time.
_CHUNK: Final = 16


@dataclass(frozen=True)
class Opening:
    """Which release to validate against, in which data folder; `today` is the day where a message tells none."""

    home: Path
    release: str
    today: date
    asked: Asked = field(default_factory=Asked)


def files_of(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files named, and those in the folders named, by name. InvalidInput where there is none."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())
            found.update(dict.fromkeys(inside))
        elif path.is_file():
            found[path] = None
        else:
            raise InvalidInput(f"There is no file or folder {path}.", field="path", value=str(path))
    if not found:
        rule = f"a folder with files that end in {' or '.join(sorted(SUFFIXES))}"
        raise InvalidInput("There is no message to validate.", field="path", rule=rule)
    return tuple(found)


def validate_files(files: Iterable[Path], opening: Opening) -> Iterator[MessageReport]:
    """The report of each file, in order. Where there are many they are shared among processes."""
    for reports in in_order(partial(_chunk, opening), _chunks(files)):
        yield from reports


def _chunks(files: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    waiting = list(files)
    for start in range(0, len(waiting), _CHUNK):
        yield tuple(waiting[start : start + _CHUNK])


def _chunk(opening: Opening, files: tuple[Path, ...]) -> list[MessageReport]:
    validator = _validator(opening.home, opening.release, opening.today)
    return [_file(validator, path, opening.asked) for path in files]


@lru_cache(maxsize=1)
def _validator(home: Path, release: str, today: date) -> Validator:
    """The validator of this process: plans are made once."""
    return Validator(Releases(home, compiles=False).get(release), today)


def _file(validator: Validator, path: Path, asked: Asked) -> MessageReport:
    try:
        if path.stat().st_size > asked.bounds.size:
            return MessageReport(name=str(path), findings=tuple(_too_large(asked)))
        return validator.report(str(path), path.read_bytes(), asked)
    except OSError as fault:
        raise InvalidInput(f"{path}: {fault.strerror}.", field="path", value=str(path)) from fault


def _too_large(asked: Asked) -> Iterator[Finding]:
    found = unreadable(Unreadable("too-large", f"{asked.bounds.size} bytes"))
    if asked.ruling.holds(found.rule):
        yield found
