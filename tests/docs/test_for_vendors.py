"""The walk for vendors in docs/for-vendors.md, run block by block against a release and a server of its own."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.generated.releasing import release

pytestmark = pytest.mark.timeout(300)
_END = "@@ end of block @@"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, str]:
    if missing := [name for name in ("bash", "curl", "jq") if shutil.which(name) is None]:
        pytest.skip(f"the walk uses {', '.join(missing)}, which this machine has not")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    home = tmp_path_factory.mktemp("vendors")
    release(home, root)
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(root),
        "OMFORENT_HOME": str(home),
        "OMFORENT_PORT": str(port),
        "BASE": f"http://127.0.0.1:{port}",
    }


@pytest.fixture(scope="module")
def server(environment: dict[str, str]):
    words = ["omforent", "serve", "--role", "reader", "--workers", "1"]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, int(environment["OMFORENT_PORT"]))
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


@pytest.mark.usefixtures("server")
def test_every_block_of_the_walk_does_what_is_told(root: Path, environment: dict[str, str], tmp_path: Path) -> None:
    walk = (root / "docs" / "for-vendors.md").read_text("utf-8")
    blocks = re.findall(r"^```(sh|text)\n(.*?)^```", walk, re.MULTILINE | re.DOTALL)
    script = "set -eu\n" + "".join(f"{code}\necho '{_END}'\n" for kind, code in blocks if kind == "sh")
    done = subprocess.run(
        ["bash", "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.split(_END)
    at = -1
    for kind, content in blocks:
        if kind == "sh":
            at += 1
            continue
        for line in content.splitlines():
            assert line in told[at], (line, told[at], done.stderr)


def test_what_is_linked_is_there(root: Path) -> None:
    for name in ("for-vendors.md", "json-form.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (root / "docs" / name).read_text("utf-8")):
            assert (root / "docs" / target).exists(), target
