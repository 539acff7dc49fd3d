"""A wheel in a clean environment does the main job with no checkout beside it."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.request
import venv
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

TIMEOUT = 240
_QUIET = ("--quiet", "--no-deps", "--disable-pip-version-check", "--no-index")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The folder of programs of an environment with the wheel and, beside it, the libraries installed here.

    A path in a `.pth` file lends the libraries and not the checkout, so nothing is fetched.
    """
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *_QUIET, "--no-build-isolation", "-w", folder, root], check=True
    )
    (wheel,) = folder.glob("omforent-*.whl")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    (here,) = (folder / "env" / "lib").glob("python*/site-packages")
    (here / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    subprocess.run([python, "-m", "pip", "install", *_QUIET, wheel], check=True)
    return python.parent


def test_every_library_that_is_imported_is_asked_for(root: Path) -> None:
    asked = {_plain(row) for row in tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]}
    providers = packages_distributions()
    imported = {name for path in (*root.glob("registry/**/*.py"), *root.glob("api/**/*.py")) for name in _imports(path)}
    outside = imported - set(sys.stdlib_module_names) - {"registry", "api"}
    assert outside
    assert {name for name in outside if not asked & {_plain(given) for given in providers[name]}} == set()


def _plain(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.partition(".")[0]


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
        _write_through_the_server(installed, tmp_path)
        shown = _run(installed, tmp_path, "show", "epikrise")
        assert shown.returncode == 0, shown.stderr
        assert "epikrise" in shown.stdout
    finally:
        server.terminate()
        assert server.wait(30) == 0, (tmp_path / "log").read_text()
        log.close()


def _write_through_the_server(programs: Path, home: Path) -> None:
    """The process that serves also writes; it is not the one that prepared the data folder."""
    file = home / "ny.ttl"
    scheme = "<https://omforent.no/concept-scheme/ny> a <http://www.w3.org/2004/02/skos/core#ConceptScheme> ."
    file.write_text(scheme)
    assert _run(programs, home, "import", str(file)).returncode == 0
    assert "concept-scheme/ny" in _run(programs, home, "export", "ny", "--draft").stdout
    assert _run(programs, home, "discard", "ny").returncode == 0


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> bytes:
    for _ in range(TIMEOUT * 2):
        assert server.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"no answer from {address}")
