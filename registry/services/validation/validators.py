"""The validators of the releases that are asked about, kept while they are among the last few; for many threads."""

from datetime import date
from threading import Lock

from registry.services.validation.checking import Validator
from registry.terminology.protocol import ReleaseReader


class Validators:
    """A validator for each release, made when it is first asked for."""

    def __init__(self, most: int = 2) -> None:
        self._most = most
        self._kept: dict[tuple[str, date], Validator] = {}
        self._lock = Lock()

    def of(self, reader: ReleaseReader, today: date) -> Validator:
        """The validator of a release; `today` is the day of messages that tell none."""
        key = (f"{reader.release.number} {reader.release.digest}", today)
        with self._lock:
            found = self._kept.pop(key, None) or Validator(reader, today)
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.pop(next(iter(self._kept)))
            return found
