"""A reader: writes nothing, takes up a new release, lets go of old ones, and says what is missing."""

import gc
import os
import signal
import subprocess
import sys
import weakref
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from litestar.testing import TestClient

from api.app import create, from_environment
from registry.errors import Unavailable
from registry.settings import Settings
from registry.store.embedded import EmbeddedStore
from registry.terminology.releases import Releases
from tests.api.conftest import draft, release
from tests.soak.proxied import PROGRAM, Reader

#: Runs a reader in a process that may open nothing under its data folder for writing, nor change a name there.
GUARDED = """
import os, sys
home = os.environ["OMFORENT_HOME"]
def watch(event, arguments):
    paths = [str(one) for one in arguments if isinstance(one, (str, os.PathLike)) and str(one).startswith(home)]
    writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    changes = event in {"os." + name for name in ("mkdir", "remove", "rename", "rmdir", "truncate", "chmod", "link")}
    if paths and (writes or changes):
        print("WRITTEN", event, paths, flush=True)
        os._exit(9)
sys.addaudithook(watch)
from litestar.testing import TestClient
from api.app import from_environment
with TestClient(from_environment()) as client:
    for address in sys.argv[1:]:
        print(client.get(address).status_code)
print("pyoxigraph" in sys.modules and "registry.store.embedded" in sys.modules)
"""


def files(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


def test_a_reader_writes_nothing_and_opens_no_store(young):
    before = files(young)
    addresses = ["/health", "/api/v1/code-lists/even/codes/3", "/api/v1/search?q=tre", "/code/even/3.ttl", "/nb/"]
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, *addresses],
        env={**os.environ, "OMFORENT_HOME": str(young), "OMFORENT_ROLE": "reader"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["200", "200", "200", "200", "404", "False"], done.stdout + done.stderr
    assert files(young) == before


def test_a_reader_goes_on_beside_a_writer_and_says_what_it_reads(young, monkeypatch):
    monkeypatch.setenv("OMFORENT_HOME", str(young))
    monkeypatch.setenv("OMFORENT_ROLE", "reader")
    store = EmbeddedStore(young)
    with TestClient(from_environment()) as client:
        assert client.get("/health").json() == {"status": "ok", "role": "reader", "release": "2026.1"}
        assert client.get("/health").headers["cache-control"] == "no-store"
    store.close()


def test_health_is_503_before_the_first_release(tmp_path):
    with TestClient(create(Settings(home=tmp_path), Releases(tmp_path, compiles=False))) as client:
        found = client.get("/health")
    assert found.status_code == 503
    assert "released" in found.json()["detail"]


def test_files_of_another_edition_are_told_and_not_made_anew(young):
    compiled = young / "releases" / "2026.1" / "release.idx"
    compiled.write_bytes(b"OMFRELS\n" + b"\xff" * 100)
    with pytest.raises(Unavailable, match="the writer of the data folder"):
        Releases(young, compiles=False).current()
    assert compiled.read_bytes().endswith(b"\xff" * 100)


def test_the_last_release_goes_on_where_the_next_cannot_be_opened(young, caplog):
    releases = Releases(young, compiles=False)
    assert releases.current().release.number == "2026.1"
    (young / "releases" / "current").write_text("2026.2\n", "utf-8")
    assert releases.current().release.number == "2026.1"
    assert "2026.2" in caplog.text


def test_old_releases_stay_with_those_who_read_them_and_are_let_go_of_then(tmp_path):
    store, releases = EmbeddedStore(tmp_path), Releases(tmp_path, most_open=1)
    held = []
    for number in range(1, 5):
        text = f'<https://omforent.no/code-list/x> a <https://data.norge.no/vocabulary/modelldcatno#CodeList>, \
<http://www.w3.org/2004/02/skos/core#ConceptScheme> ; <http://purl.org/dc/terms/title> "{number}"@nb .'
        draft(store, text)
        release(store, tmp_path, f"2026.{number}", datetime(2026, number, 1, tzinfo=UTC))
        held.append(releases.current())
    store.close()
    titles = [reader.header("https://omforent.no/code-list/x").title[0].text for reader in held]
    assert titles == ["1", "2", "3", "4"]
    kept = [weakref.ref(reader) for reader in held]
    held.clear()
    gc.collect()
    assert [reference() is not None for reference in kept] == [False, False, True, True]
    assert releases.get("2026.1").release.number == "2026.1"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--role", "reader"], 3, "Nothing has been released yet"),
        (["--workers", "2"], 2, "one process writes"),
        (["--role", "x"], 2, "OMFORENT_ROLE"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_line(tmp_path, arguments, code, told):
    environment = {**os.environ, "OMFORENT_HOME": str(tmp_path / "none")}
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", "1", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (code, 1), done.stderr
    assert told in done.stderr
    assert not (tmp_path / "none").exists()


def test_several_workers_serve_and_stop_when_they_are_asked_to(young):
    reader = Reader(young, workers=2)
    workers = subprocess.run(["pgrep", "-cP", str(reader.process.pid)], capture_output=True, text=True, check=False)
    with urlopen(f"http://127.0.0.1:{reader.port}/api/v1/code-lists/even/codes/3") as found:
        assert found.headers["omforent-release"] == "2026.1"
    assert int(workers.stdout) >= 2
    reader.process.send_signal(signal.SIGTERM)
    assert reader.process.wait(40) == 0
