"""A wheel in a clean environment does the main job with no checkout beside it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

import pytest

TIMEOUT = 240


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The folder of programs of an environment that has nothing but the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, root], check=True
    )
    (wheel,) = folder.glob("omforent-*.whl")
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / "bin"
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", wheel], check=True, timeout=TIMEOUT)
    return programs


def _run(programs: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [programs / "omforent", *words],
        cwd=home,
        env=_environment(home),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {**kept, "OMFORENT_HOME": str(home / "var"), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.timeout(600)
def test_the_wheel_loads_releases_publishes_and_serves(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path / "log").open("w+")
    server = subprocess.Popen(
        [installed / "omforent", "serve", "--port", str(port)],
        cwd=tmp_path,
        env=_environment(tmp_path),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        found = _wait_for(f"http://127.0.0.1:{port}/api/v1/code-lists/2.16.578.1.12.4.1.1.7304", server)
        assert json.loads(found)["identifier"] == "7304"
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/nb/concept/epikrise.html", timeout=30).read()
        assert b"<h1" in page
        shown = _run(installed, tmp_path, "show", "epikrise")
        assert shown.returncode == 0, shown.stderr
        assert "epikrise" in shown.stdout
    finally:
        server.terminate()
        assert server.wait(30) == 0, (tmp_path / "log").read_text()
        log.close()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> bytes:
    for _ in range(TIMEOUT * 2):
        assert server.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"no answer from {address}")
