"""What only the store on disk can do or suffer: locks, foreign folders, full disks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Store as Graphs

from registry.errors import Unavailable
from registry.store import Literal, NamedNode, Replace, Triple
from registry.store.embedded import EmbeddedStore
from registry.store.lock import WriterLock

TRIPLE = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))

# Writes until files may not grow, as on a full disk, and tells what then happens.
FULL = """
import resource, signal, sys
from pathlib import Path
from registry.errors import Unavailable
from registry.store import Literal, NamedNode, Replace, Triple
from registry.store.embedded import EmbeddedStore

def triples(size):
    return [Triple(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal("x" * 50)) for n in range(size)]

store = EmbeddedStore(Path(sys.argv[1]))
store.apply(Replace("urn:before", triples(10)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
for size in (int(sys.argv[2]), 1):
    try:
        store.apply(Replace("urn:after", triples(size)))
        print("written")
    except Unavailable as error:
        print("unavailable", error.message)
print(len(list(store.triples("urn:before"))))
"""


def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "new" / "home")
    generation = store.apply(Replace("urn:g", [TRIPLE]))
    store.close()
    store = EmbeddedStore(tmp_path / "new" / "home")
    assert (store.generation("urn:g"), list(store.triples("urn:g"))) == (generation, [TRIPLE])
    store.close()


def test_a_second_opener_is_told_who_has_it_open(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    with pytest.raises(Unavailable, match=f"is in use by process {os.getpid()}") as raised:
        EmbeddedStore(tmp_path)
    assert "\n" not in raised.value.message
    store.close()


def test_another_process_is_kept_out_until_the_lock_is_released(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from registry.store.lock import WriterLock;WriterLock(Path(sys.argv[1]))"
    )

    def opens() -> bool:
        command = [sys.executable, "-c", program, str(tmp_path)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    with WriterLock(tmp_path):
        assert not opens()
    assert opens()


def test_the_lock_of_a_killed_process_is_no_hindrance(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from registry.store.embedded import EmbeddedStore;"
        "s = EmbeddedStore(Path(sys.argv[1])); print('open', flush=True); input()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        with pytest.raises(Unavailable, match=str(process.pid)):
            EmbeddedStore(tmp_path)
        process.kill()
    EmbeddedStore(tmp_path).close()


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be written: "):
        EmbeddedStore(tmp_path / "file" / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write to a read-only folder")
def test_a_read_only_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unavailable, match="cannot be written: "):
        EmbeddedStore(tmp_path)


def test_the_store_of_another_program_is_left_alone(tmp_path: Path) -> None:
    foreign = Graphs(tmp_path / "working")
    foreign.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }")
    foreign.flush()
    del foreign
    with pytest.raises(Unavailable, match="another program"):
        EmbeddedStore(tmp_path)
    assert len(Graphs(tmp_path / "working")) == 1


def test_a_damaged_store_is_one_clear_sentence_and_lets_go_of_the_lock(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path).close()
    (tmp_path / "working" / "CURRENT").write_text("nonsense\n")
    for _ in range(2):
        with pytest.raises(Unavailable, match="cannot be used: "):
            EmbeddedStore(tmp_path)


@pytest.mark.parametrize("size", [5_000, 50_000])
def test_a_full_disk_is_unavailable_and_loses_nothing_written_before(tmp_path: Path, size: int) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path), str(size)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0].startswith(f"unavailable The store in {tmp_path} cannot be used: ")
    assert said[-1] == "10"
    store = EmbeddedStore(tmp_path)
    assert len(list(store.triples("urn:before"))) == 10
    possible = {1} if said[1] == "written" else {0, size}
    assert len(list(store.triples("urn:after"))) in possible
    store.apply(Replace("urn:after", [TRIPLE]))
    store.close()


def test_replaced_graphs_leave_nothing_behind_in_the_storage(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    for _ in range(3):
        store.apply(Replace("urn:g", [TRIPLE]))
    store.close()
    held = set(Graphs(tmp_path / "working").named_graphs())
    assert len(held) == 2  # the graph and the index
