"""Two readers behind nginx, under load, while releases are made and readers killed: no request fails or is mixed."""

import json
import os
import re
import shutil
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random

import pytest

from registry.services import drafts, publication
from registry.store.embedded import EmbeddedStore
from tests.api.conftest import AGENT, HEAD
from tests.soak.proxied import Proxied

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

SECONDS = int(os.environ.get("OMFORENT_SOAK_SECONDS", "60"))
CODES = 150
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
LIST, SCHEME = "https://omforent.no/code-list/soak", "https://omforent.no/concept-scheme/soak"
EDITION = re.compile(r"utgave (\d+)")


def code_list(edition: int) -> str:
    codes = "\n".join(
        f'code:soak_{at} a skos:Concept, modelldcatno:CodeElement ; skos:inScheme <{LIST}> ; skos:notation "{at}" ; '
        f'skos:prefLabel "kode {at}, utgave {edition}"@nb .'
        for at in range(CODES)
    )
    title = f'<{LIST}> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "soak" ; '
    return f'{HEAD}\n{title} dct:title "utgave {edition}"@nb .\n{codes}'


def scheme(edition: int) -> str:
    concepts = "\n".join(
        f"<https://omforent.no/concept/soak-{at}> a skos:Concept ; skos:inScheme <{SCHEME}> ; "
        f'skos:prefLabel "begrep {at}, utgave {edition}"@nb ; '
        f"skos:broader <https://omforent.no/concept/soak-{at // 2}> ."
        for at in range(CODES)
    )
    title = f'<{SCHEME}> a skos:ConceptScheme ; dct:identifier "soak" ; dct:title "utgave {edition}"@nb .'
    return f"{HEAD}\n{title}\n{concepts}"


def release(store: EmbeddedStore, home: Path, edition: int) -> None:
    parsed = [drafts.read_file(text(edition).encode(), "soak.ttl") for text in (code_list, scheme)]
    drafts.put(store, *parsed)
    issued = BEGINNING + timedelta(hours=edition)
    publication.release(store, home, issued=issued, agent=AGENT, number=f"2026.{edition}", check=lambda _: ())


def addresses(chance: Random) -> str:
    at = chance.randrange(CODES)
    return chance.choice(
        (
            f"/api/v1/concepts/soak-{at}",
            f"/api/v1/code-lists/soak/codes/{at}",
            "/api/v1/code-lists/soak",
            f"/api/v1/schemes/soak/concepts?limit={at + 1}",
            f"/api/v1/search?q=kode+{at}&limit=20",
            f"/concept/soak-{at}.ttl",
            "/api/v1/releases/current",
        )
    )


class Caller(threading.Thread):
    """Asks without pause, over one connection, and counts what it gets."""

    def __init__(self, port: int, seed: int, done: threading.Event) -> None:
        super().__init__()
        self._port, self._chance, self._done = port, Random(seed), done
        self.seen: Counter[int] = Counter()
        self.faults: list[str] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        while not self._done.is_set():
            address = addresses(self._chance)
            try:
                self._ask(connection, address)
            except (OSError, HTTPException) as fault:
                self.faults.append(f"{address}: {fault!r}")
                connection.close()
        connection.close()

    def _ask(self, connection: HTTPConnection, address: str) -> None:
        connection.request("GET", address)
        found = connection.getresponse()
        body = found.read().decode()
        if found.status != 200:
            self.faults.append(f"{address}: {found.status} {body[:200]}")
            return
        told = int((found.headers["Omforent-Release"] or "0").rpartition(".")[2])
        editions = {int(number) for number in EDITION.findall(body)}
        if "/api/" in address:
            json.loads(body)
        if "/releases/" in address:
            editions = {int(json.loads(body)["number"].rpartition(".")[2])}
        if editions != {told}:
            self.faults.append(f"{address}: release {told} with the editions {sorted(editions)}")
        self.seen[told] += 1


def test_nobody_notices_a_release_or_a_reader_that_dies(tmp_path: Path, root: Path, capsys):
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed (make soak-tools)")
    home, folder = tmp_path / "home", tmp_path / "nginx"
    folder.mkdir()
    store, done = EmbeddedStore(home), threading.Event()
    release(store, home, 1)
    with Proxied(home, folder, root / "docs" / "operating" / "nginx.conf") as proxied:
        callers = [Caller(proxied.port, seed, done) for seed in range(6)]
        for caller in callers:
            caller.start()
        edition, ends, killed, stopped = 1, time.monotonic() + SECONDS, 0, 0
        while time.monotonic() < ends:
            edition += 1
            release(store, home, edition)
            reader = proxied.readers[edition % 2]
            if edition % 3:
                reader.kill()
                killed += 1
            else:
                assert reader.stop() == 0
                stopped += 1
            time.sleep(0.5)
            reader.start()
            time.sleep(1)
        done.set()
        for caller in callers:
            caller.join(60)
        again = proxied.tried_again()
    store.close()
    faults = [fault for caller in callers for fault in caller.faults]
    seen = sum((caller.seen for caller in callers), Counter())
    told = (
        f"{seen.total()} requests in {SECONDS} s, {edition} releases, {killed} readers killed and {stopped} stopped, "
        f"{again} requests tried again by the proxy, {len(faults)} failed or mixed"
    )
    with capsys.disabled():
        print(f"\nsoak: {told}")  # noqa: T201 -- what the run is for
    assert not faults, faults[:10]
    assert edition > 2
    assert again
    assert set(seen) == set(range(1, edition + 1))
