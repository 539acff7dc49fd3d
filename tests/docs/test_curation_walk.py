"""The walk through curation in docs/curation.md, run block by block against a server of its own."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(600)
_END = "@@ end of block @@"


@pytest.fixture(scope="module")
def walk(root: Path) -> str:
    return (root / "docs" / "curation.md").read_text("utf-8")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The way to this program's commands, and a data folder of their own."""
    if missing := [name for name in ("bash", "curl", "jq") if shutil.which(name) is None]:
        pytest.skip(f"the walk uses {', '.join(missing)}, which this machine has not")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    home = tmp_path_factory.mktemp("walk") / "home"
    return {
        **os.environ,
        "PATH": path,
        "OMFORENT_HOME": str(home),
        "OMFORENT_PORT": str(port),
        "BASE": f"http://127.0.0.1:{port}",
    }


@pytest.fixture(scope="module")
def server(environment: dict[str, str]):
    process = subprocess.Popen(["omforent", "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(process, int(environment["OMFORENT_PORT"]))
        yield process
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


def test_every_block_of_the_walk_does_what_is_told(walk, server, environment):
    blocks = re.findall(r"^```(sh|text)\n(.*?)^```", walk, re.MULTILINE | re.DOTALL)
    script = "set -euo pipefail\n" + "".join(f"{code}\necho '{_END}'\n" for kind, code in blocks if kind == "sh")
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.split(_END)
    at = -1
    for kind, content in blocks:
        if kind == "sh":
            at += 1
            continue
        for line in content.splitlines():
            assert line in told[at], (line, told[at])
