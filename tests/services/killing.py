"""Makes releases in child processes, kills them at chosen instants, and looks at what is left. Run by test_kill.py.

Every run is a fork of this process, which has imported everything and never opens a store itself.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from registry.domain import CodeList
from registry.rdf import dcat
from registry.rdf.canonical import digest_of
from registry.services import publication
from registry.store.embedded import EmbeddedStore
from registry.store.released import ReleaseStore
from registry.terminology.releases import Releases
from tests.services.releasing import NOON, publish, put
from tests.terminology import content

#: What a process does to the file system, as Python's audit events name it.
TOUCHES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.link", "os.symlink")


def edition(number: int) -> CodeList:
    """What the list says in the release with this running number."""
    return content.code_list(content.code(f"X{number}", f"Utgave {number}"))


def release_once(home: Path) -> None:
    """One more release, as a process does it that has just started."""
    store = EmbeddedStore(home)
    publication.recover(store, home)
    number = len(Releases(home).all()) + 1
    put(store, [edition(number), content.scheme(), content.register()])
    publish(store, home, issued=NOON + timedelta(minutes=number))
    store.close()


def look(home: Path, least: int, most: int) -> None:
    """After a restart the last release is whole, is one of those that it may be, and nothing else lies about."""
    store = EmbeddedStore(home)
    publication.recover(store, home)
    known = dcat.released_numbers(store.triples(dcat.GRAPH))
    store.close()
    releases = Releases(home)
    assert {entry.number for entry in releases.all()} == set(known)
    assert least <= len(known) <= most, (least, len(known), most)
    assert {path.name for path in (home / "releases").glob("*")} == ({*known, "current"} if known else set())
    if known:
        look_into(home, releases, len(known))


def look_into(home: Path, releases: Releases, number: int) -> None:
    """Every byte of the releases is what its name says, and the release store holds the last of them."""
    reader = releases.current()
    assert reader.object(content.LIST) == edition(number)
    assert releases.package(reader.release.number).stat().st_size > 1000
    versions = [version for value in (content.LIST, content.SCHEME) for version in reader.history(value)]
    for version in versions:
        assert digest_of(reader.triples(version.object, version.number)) == version.digest
    released = ReleaseStore(home / "release-store")
    assert released.describe(f"{content.BASE}code/7304/X{number}")
    assert len(list(released.triples())) == sum(len(reader.triples(v.object)) for v in reader.versions())
    released.close()
    digests = {version.digest for value in reader.versions() for version in reader.history(value.object)}
    assert {path.name.partition(".")[0] for path in (home / "objects").glob("??/*")} == digests


def forked(task: Callable[[], None]) -> int:
    """Run a task in a process of its own; gives its exit code, or the number of the signal that ended it, negative."""
    child = os.fork()
    if child == 0:
        try:
            task()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at_touch(instant: int) -> None:
    """Kill this process when it touches the file system for the `instant`th time."""
    seen = 0

    def hook(event: str, _: object) -> None:
        nonlocal seen
        seen += event in TOUCHES
        if event in TOUCHES and seen == instant:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def die_after(seconds: float) -> None:
    """Kill this process after a time, wherever it is then."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def main(home: Path, times: int, seed: int) -> None:
    """Half of the kills at touches of the file system from the first to the last, half at any time."""
    chance = random.Random(seed)
    touches, seconds = measured(home)
    killed, releases = 0, 1
    for turn in range(times):
        plan = partial(die_after, chance.uniform(0.001, seconds))
        if turn % 2 == 0:
            plan = partial(die_at_touch, 1 + touches * turn // times)
        ended = forked(lambda plan=plan: (plan(), release_once(home)))
        assert ended in (0, -signal.SIGKILL, -signal.SIGALRM), ended
        killed += ended != 0
        least = releases + (ended == 0)
        assert forked(partial(look, home, least, releases + 1)) == 0, f"after run {turn}"
        releases = len(Releases(home).all())
    sys.stdout.write(f"{killed} killed of {times}; {releases} releases; {touches} touches in {seconds:.2f} s\n")


def measured(home: Path) -> tuple[int, float]:
    """How often one whole release touches the file system, and how long it takes."""
    tally, started = home.parent / "touches", time.monotonic()

    def counted() -> None:
        seen = [0]
        sys.addaudithook(lambda event, _: seen.__setitem__(0, seen[0] + (event in TOUCHES)))
        release_once(home)
        tally.write_text(str(seen[0]))

    assert forked(counted) == 0
    return int(tally.read_text()), time.monotonic() - started


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
