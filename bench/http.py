"""Servers to be measured and the load on them: one worker each, `wrk` with random keys, and the ceiling beside ours.

The ceiling is a constant answer of the same size: `place`, from the place where ours is made (before routing, with all
that the transport does), and `mounted`, from an `@asgi` handler mounted in a bare Litestar application.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from litestar import Litestar, asgi
from litestar.types import Receive, Scope, Send

from api.app import create
from api.delivery import Sent
from bench import homes
from registry.settings import Settings
from registry.terminology.releases import Releases

_SCRIPT = """
local requests, count = {}, 0
local anew = os.getenv("BENCH_ANEW")
for line in io.lines(os.getenv("BENCH_TARGETS")) do
    local path, tag, body = line:match("^(.-)\t(.-)\t(.*)$")
    local headers = {}
    if tag ~= "" then headers["If-None-Match"] = tag end
    if body ~= "" then headers["Content-Type"] = "application/fhir+json" end
    requests[#requests + 1] = {path, headers, body}
end
local function formatted(row, body)
    if body == "" then return wrk.format("GET", row[1], row[2]) end
    return wrk.format("POST", row[1], row[2], body)
end
function init(args)
    math.randomseed(os.time())
    if anew then return end
    for at, row in ipairs(requests) do requests[at] = formatted(row, row[3]) end
end
function request()
    local row = requests[math.random(#requests)]
    if not anew then return row end
    count = count + 1
    return formatted(row, (row[3]:gsub(anew, string.format("%012d", count))))
end
function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format('{"per_second": %f, "p50": %f, "p99": %f, "requests": %d, "failed": %d}',
        summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        summary.requests,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""
_APPLICATIONS = {"place": "bench.http:constant_in_place", "mounted": "bench.http:constant_mounted"}


class Target(NamedTuple):
    """An address to ask for; with a tag, conditionally; with a body (JSON on one line), by POST."""

    path: str
    tag: str = ""
    body: str = ""


class Load(NamedTuple):
    """What a server bore: requests a second, and the times in ms within which half and 99 of 100 were answered.

    `per_processor_second` are the requests for each second of processor time of the worker: what it would bear with
    a core to itself, whatever else the machine is doing.
    """

    per_second: float
    p99: float
    per_processor_second: float
    p50: float = 0.0


def constant_in_place() -> Any:
    """The application with a constant in the place of its look-ups."""
    settings = Settings.read()
    app = create(settings, Releases(settings.home, compiles=False))
    content = b"x" * int(os.environ["BENCH_BYTES"])
    names = (b"etag", b"cache-control", b"vary", b"last-modified", b"content-language", b"omforent-release")
    kind = ((b"content-type", b"application/json"), (b"content-length", str(len(content)).encode()))
    headers = (*((name, b"x" * 32) for name in names), *(kind if content else ()))
    made = Sent(int(os.environ["BENCH_STATUS"]), headers, content)

    async def posted(_: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": made.status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": content})

    place = app._transport  # noqa: SLF001 -- what is measured is the rest
    place._look_up = lambda scope: None if scope["method"] == "POST" else made  # noqa: SLF001
    place._fhir = posted  # noqa: SLF001 -- a body is read where ours reads it
    return app


def constant_mounted() -> Any:
    """A bare Litestar application with a mounted handler."""
    content, status = b"x" * int(os.environ["BENCH_BYTES"]), int(os.environ["BENCH_STATUS"])
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]

    @asgi("/api", is_mount=True, copy_scope=False)
    async def handler(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 -- ASGI
        await send({"type": "http.response.start", "status": status, "headers": headers if content else []})
        await send({"type": "http.response.body", "body": content})

    return Litestar([handler], openapi_config=None, logging_config=None)


class Server(NamedTuple):
    """A server with one worker."""

    port: int
    process: subprocess.Popen[bytes]

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def private(self) -> float:
        """Memory of its worker that no other process can share, in MiB: without the pages of mapped files."""
        return max(_private(pid) for pid in self._workers())

    def processor_seconds(self) -> float:
        """Processor time that its worker has used."""
        return sum(_used(pid) for pid in self._workers())

    def _workers(self) -> list[int]:
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True)
        return [int(pid) for pid in children.stdout.split()]


def _private(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return sum(int(size) for size in re.findall(r"Private_Dirty:\s+(\d+) kB", rollup)) / 1024


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def reader(home: Path, workers: int = 1) -> Iterator[Server]:
    """`omforent serve --role reader` on a data folder."""
    program = "from registry.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--role", "reader", "--workers", str(workers)]
    with _running(command, {"OMFORENT_HOME": str(home)}) as found:
        yield found


@contextmanager
def ceiling(kind: str, home: Path, size: int, status: int = 200, workers: int = 1) -> Iterator[Server]:
    """A constant of `size` bytes, `place` or `mounted`."""
    granian = ["granian", "--interface", "asgi", "--factory", "--workers", str(workers), "--log-level", "warning"]
    environment = {"OMFORENT_HOME": str(home), "BENCH_BYTES": str(size), "BENCH_STATUS": str(status)}
    with _running([sys.executable, "-m", *granian, _APPLICATIONS[kind]], environment) as found:
        yield found


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return time.sleep(0.5)
        except OSError:
            time.sleep(0.1)
    sys.exit("the server does not answer")


def load(
    server: Server, targets: Sequence[Target], seconds: int = 3, connections: int = 16, anew: str | None = None
) -> Load:
    """Ask for targets by chance, again and again; what stands for `anew` in a body is another number each time."""
    with tempfile.TemporaryDirectory() as folder:
        script, asked = Path(folder) / "load.lua", Path(folder) / "targets"
        script.write_text(_SCRIPT, "utf-8")
        asked.write_text("".join("\t".join(target) + "\n" for target in targets), "utf-8")
        wrk = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), server.address("/")]
        environment = {**os.environ, "BENCH_TARGETS": str(asked), **({"BENCH_ANEW": anew} if anew else {})}
        before = server.processor_seconds()
        done = subprocess.run(wrk, env=environment, capture_output=True, text=True, check=True)
        used = server.processor_seconds() - before
    told = json.loads(done.stdout[done.stdout.rindex('{"per_second"') :])
    if told["failed"]:
        sys.exit(f"{told['failed']} requests failed, such as {targets[0].path}")
    return Load(told["per_second"], told["p99"], told["requests"] / max(used, 0.01), told["p50"])


def looked_at(server: Server, targets: Sequence[Target]) -> tuple[int, list[Target]]:
    """How large the answers are in the mean, and the targets with the tags of their answers."""
    sizes, tagged = [], []
    for target in targets:
        kind = {"Content-Type": "application/fhir+json"} if target.body else {}
        with urlopen(Request(server.address(target.path), target.body.encode() or None, kind)) as found:
            sizes.append(len(found.read()))
            tagged.append(Target(target.path, found.headers.get("ETag", "")))
    return round(mean(sizes)), tagged


def has_tools() -> bool:
    """Whether `wrk` is there."""
    return shutil.which("wrk") is not None


def main() -> None:
    """Tell how fast constants of a few sizes are: the ceilings of `python -m bench reading`."""
    if not has_tools():
        print("http: wrk is not installed (make bench-tools)")
        return
    home = homes.of_concepts(1_000)
    for size in (0, 2_000, 10_000):
        for kind in _APPLICATIONS:
            with ceiling(kind, home, size) as server:
                found = load(server, [Target("/api/v1/concepts/x")])
            rates = f"{found.per_second:8.0f}/s, {found.per_processor_second:8.0f} a processor second"
            print(f"http: constant of {size:6} bytes, {kind:8} {rates}, p99 {found.p99:.2f} ms")


if __name__ == "__main__":
    main()
