"""What is acknowledged was handed to the disk before: the system calls of a writer, as strace tells them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WRITER = """
import os, sys
from pathlib import Path
from registry.store import Change, Literal, NamedNode, Triple
from registry.store.embedded import EmbeddedStore

store = EmbeddedStore(Path(sys.argv[1]))
for number in range(5):
    store.apply(Change("urn:g", (), (Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal(str(number))),)))
    os.write(2, b"ACKNOWLEDGED")
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_every_write_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    tracing = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", str(trace)]
    ran = subprocess.run([*tracing, sys.executable, "-c", WRITER, str(tmp_path / "home")], check=False)
    if ran.returncode or not trace.exists():
        pytest.skip("strace may not trace here")
    unsynced, acknowledged = False, 0
    for line in trace.read_text("utf-8", "replace").splitlines():
        if "ACKNOWLEDGED" in line:
            assert not unsynced
            acknowledged += 1
        elif re.search(r"write\(\d+<[^>]*/working/\d+\.log>", line):
            unsynced = True
        elif re.search(r"(fsync|fdatasync)\(\d+<[^>]*/working/\d+\.(log|sst)>", line):
            unsynced = False
    assert acknowledged == 5
