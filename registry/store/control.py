"""How a command line reaches the process that has the data folder open: named calls as JSON over a local socket.

The writer listens on a Unix domain socket; `<home>/writer.json` (readable by its owner alone) tells where, and
with which key. One line of JSON goes in, `{"key": …, "call": name, "arguments": {…}}`; lines come out:
any number of `{"progress": text}`, then `{"result": value}` or `{"error": {"class": name, …}}`.
"""

import hmac
import json
import logging
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer
from threading import Thread
from types import TracebackType
from typing import IO, Final, Self

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from registry import errors
from registry.errors import InvalidInput, NotFound, NoWriter, OmforentError, Unavailable

Progress = Callable[[str], None]
#: Does one named thing: its arguments, and where to tell a sentence of progress; the result must be JSON.
#: Called in a thread of its own for each call.
Handler = Callable[[Mapping[str, JsonValue], Progress], JsonValue]

_log = logging.getLogger(__name__)
_LONGEST_PATH: Final = 100  # bytes; the kernel takes 107
_LARGEST: Final = 64 * 1024 * 1024  # bytes of one call; files are named by their path, not sent
_PATIENCE: Final = 30.0  # seconds that a caller has to send its line


class _Address(BaseModel):
    model_config = ConfigDict(frozen=True)

    socket: str
    key: str


class _Call(BaseModel):
    model_config = ConfigDict(frozen=True)

    key: str
    call: str
    arguments: dict[str, JsonValue]


def call(
    home: Path, name: str, arguments: Mapping[str, JsonValue], on_progress: Progress = lambda _: None
) -> JsonValue:
    """Have the process that runs on `home` do `name`, and give its result; `on_progress` gets its sentences.

    Raises NoWriter where none runs (a `writer.json` left by a killed process counts as none), what the
    handler raised, and Unavailable where the process ended before it answered.
    """
    address, connection = _connect(home)
    line = json.dumps({"key": address.key, "call": name, "arguments": arguments}) + "\n"
    with connection, connection.makefile("rb") as answers:
        try:
            connection.sendall(line.encode())
            return _result(answers, on_progress)
        except (OSError, EOFError) as error:
            message = f"The process that runs on {home} ended before it answered; {name} may be done or not."
            raise Unavailable(message, field="home", value=str(home), rule="the call is answered") from error


def _connect(home: Path) -> tuple[_Address, socket.socket]:
    connection = socket.socket(socket.AF_UNIX)
    try:
        address = _Address.model_validate_json((home / "writer.json").read_bytes())
        connection.connect(address.socket)
    except (OSError, ValidationError) as error:
        connection.close()
        raise NoWriter(f"No process runs on {home}.", field="home", value=str(home)) from error
    return address, connection


def _result(answers: IO[bytes], on_progress: Progress) -> JsonValue:
    for line in answers:
        if not line.endswith(b"\n"):
            break
        answer = json.loads(line)
        if "error" in answer:
            raise _error(answer["error"])
        if "result" in answer:
            result: JsonValue = answer["result"]
            return result
        on_progress(answer["progress"])
    raise EOFError


def _error(said: dict[str, JsonValue]) -> OmforentError:
    """The exception that was raised on the other side, made again with all its fields."""
    kind = getattr(errors, str(said.pop("class")), OmforentError)
    error: OmforentError = kind.__new__(kind, said["message"])
    for field, value in said.items():
        setattr(error, field, tuple(value) if isinstance(value, list) else value)
    return error


def _said(error: OmforentError) -> dict[str, JsonValue]:
    known = (kind.__name__ for kind in type(error).__mro__ if getattr(errors, kind.__name__, None) is kind)
    return {"class": next(known), **vars(error)}


class Serving:
    """A writer that can be reached, until `stop`; made by `serve`."""

    def __init__(self, home: Path, handlers: Mapping[str, Handler]) -> None:
        self._file = home / "writer.json"
        self._key = secrets.token_urlsafe(32)
        self._handlers = dict(handlers)
        self._folder, self._server = _listen(home, self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="omforent-control")
        self._thread.start()
        self._publish()

    def _publish(self) -> None:
        part = self._file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 - born with its mode
            file.write(_Address(socket=str(self._server.server_address), key=self._key).model_dump_json())
        part.replace(self._file)

    def answer(self, line: bytes, progress: Progress) -> JsonValue:
        """Do the call that `line` holds."""
        request = _read(line)
        if not hmac.compare_digest(request.key.encode(), self._key.encode()):
            raise Unavailable("The key of the call is not the running process's.", field="key", rule="the key fits")
        handler = self._handlers.get(request.call)
        if handler is None:
            raise NotFound(f"There is no call {request.call!r}.", field="call", value=request.call)
        return handler(request.arguments, progress)

    def stop(self) -> None:
        """Take no more calls, finish those under way, and leave nothing behind; again does nothing."""
        self._file.unlink(missing_ok=True)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        Path(str(self._server.server_address)).unlink(missing_ok=True)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(home: Path, handlers: Mapping[str, Handler]) -> Serving:
    """Answer calls on `home` in threads of their own until `Serving.stop`; for the holder of the WriterLock only.

    An OmforentError of a handler reaches the caller as it is; another exception is logged here and reaches the
    caller as Unavailable. Raises Unavailable where no socket can be made.
    """
    try:
        return Serving(home, handlers)
    except OSError as error:
        message = f"The data folder {home} cannot be listened on: {error.strerror}."
        raise Unavailable(message, field="home", value=str(home)) from error


def _read(line: bytes) -> _Call:
    rule = f"one line of JSON of at most {_LARGEST} bytes with key, call and arguments"
    try:
        return _Call.model_validate_json(line)
    except ValidationError as error:
        raise InvalidInput(f"The call cannot be read: {rule}.", field="call", rule=rule) from error


def _listen(home: Path, serving: Serving) -> tuple[Path | None, "_Server"]:
    """A server at `<home>/writer.sock`, or in a short temporary folder where that path is too long."""
    path = home.resolve() / "writer.sock"
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        path.unlink(missing_ok=True)  # of a process that was killed: the lock is ours
        return None, _Server(path, serving)
    folder = Path(tempfile.mkdtemp(prefix="omforent-"))
    return folder, _Server(folder / "writer.sock", serving)


class _Server(ThreadingUnixStreamServer):
    request_queue_size = 128

    def __init__(self, path: Path, serving: Serving) -> None:
        self.serving = serving
        super().__init__(str(path), _Conversation)


class _Conversation(StreamRequestHandler):
    """One call, from its line to its result."""

    server: _Server
    timeout = _PATIENCE

    def handle(self) -> None:
        try:
            line = self.rfile.readline(_LARGEST)
            self.connection.settimeout(None)
        except OSError:
            return
        self._tell(self._outcome(line))

    def _outcome(self, line: bytes) -> dict[str, JsonValue]:
        try:
            return {"result": self.server.serving.answer(line, lambda text: self._tell({"progress": text}))}
        except OmforentError as error:
            return {"error": _said(error)}
        except Exception:
            _log.exception("a call failed")
            return {"error": _said(Unavailable("The running process failed at this call; its log tells why."))}

    def _tell(self, answer: dict[str, JsonValue]) -> None:
        try:
            self.wfile.write(json.dumps(answer).encode() + b"\n")
        except OSError:
            _log.info("the caller is gone; its call is finished all the same")
