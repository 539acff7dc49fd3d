"""Runs the blocks of a guide against a server of its own: what follows a block in the guide is what it must print."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_END = "@@ end of block @@"


def environment(home: Path, **more: str) -> dict[str, str]:
    """The way to this program's commands, a data folder, and a port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "OMFORENT_HOME": str(home),
        "OMFORENT_PORT": str(port),
        "BASE": f"http://127.0.0.1:{port}",
        **more,
    }


@contextmanager
def serving(surroundings: dict[str, str], *options: str) -> Iterator[None]:
    """A server that answers, and ends with the block."""
    process = subprocess.Popen(
        ["omforent", "serve", *options], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, int(surroundings["OMFORENT_PORT"]))
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(3000):
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


def walk_through(guide: str, surroundings: dict[str, str], folder: Path | None = None) -> None:
    """Run every block of a guide in one shell, and hold what each prints against the block of text after it."""
    blocks = re.findall(r"^```(sh|text)\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert blocks
    done = subprocess.run(
        ["bash", "-c", _script(blocks)], env=surroundings, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told, at = done.stdout.split(_END), -1
    for kind, content in blocks:
        if kind == "sh":
            at += 1
            continue
        for line in content.splitlines():
            assert line in told[at], (line, told[at], done.stderr)


def _script(blocks: list[tuple[str, str]]) -> str:
    return "set -euo pipefail\n" + "".join(f"{code}\necho '{_END}'\n" for kind, code in blocks if kind == "sh")
