"""Calls from a command line to the running writer."""

import json
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.errors import (
    ChecksFailed,
    Conflict,
    InvalidInput,
    NotFound,
    NoWriter,
    OmforentError,
    SyntaxFault,
    Unavailable,
)
from registry.store.control import Handler, call, serve

FAULTS: dict[str, OmforentError] = {
    "InvalidInput": InvalidInput("Koden er tom.", field="code", value="«»", rule="a code has a sign"),
    "SyntaxFault": SyntaxFault("unexpected end", path="a.ttl", line=3, column=14, value="<"),
    "Conflict": Conflict("It has changed.", field="graph", value="urn:g"),
    "ChecksFailed": ChecksFailed("Two findings block the release.", ("first", "second")),
    "Unavailable": Unavailable("The disk is full."),
}


def _counting(arguments: dict, progress) -> str:
    for number in range(int(arguments["to"])):
        progress(f"step {number}")
    return "done"


def _failing(arguments: dict, progress) -> None:
    raise FAULTS[arguments["fault"]]


HANDLERS: dict[str, Handler] = {
    "echo": lambda arguments, progress: arguments["value"],
    "count": _counting,
    "fail": _failing,
    "crash": lambda arguments, progress: 1 // 0,
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose writer answers."""
    with serve(tmp_path, HANDLERS):
        yield tmp_path


@pytest.mark.parametrize("value", ["æøå\n", 1.5, None, True, [], {"a": [1, {"b": None}]}])
def test_values_cross_as_they_are(home: Path, value: object) -> None:
    assert call(home, "echo", {"value": value}) == value


def test_five_megabytes_cross_both_ways(home: Path) -> None:
    value = "blåbær\n" * 750_000
    assert call(home, "echo", {"value": value}) == value


def test_progress_arrives_in_order_before_the_result(home: Path) -> None:
    heard: list[str] = []
    assert call(home, "count", {"to": 3}, heard.append) == "done"
    assert heard == ["step 0", "step 1", "step 2"]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_arrives_as_itself_with_all_its_fields(home: Path, fault: str) -> None:
    with pytest.raises(OmforentError) as raised:
        call(home, "fail", {"fault": fault})
    sent = FAULTS[fault]
    assert type(raised.value) is type(sent)
    assert vars(raised.value) == vars(sent)
    assert (str(raised.value), raised.value.exit_code) == (str(sent), sent.exit_code)


def test_a_fault_of_the_program_is_unavailable_and_logged_where_it_happened(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Unavailable, match="its log tells why"):
        call(home, "crash", {})
    assert "ZeroDivisionError" in caplog.text
    assert call(home, "echo", {"value": 1}) == 1


def test_an_unknown_call_is_not_found_by_name(home: Path) -> None:
    with pytest.raises(NotFound) as raised:
        call(home, "relase", {})
    assert raised.value.value == "relase"


def test_calls_are_answered_side_by_side(tmp_path: Path) -> None:
    together = threading.Barrier(8, timeout=20)

    def meet(arguments: dict, progress) -> int:
        together.wait()
        return arguments["number"]

    with serve(tmp_path, {"meet": meet}), ThreadPoolExecutor(8) as pool:
        results = pool.map(lambda number: call(tmp_path, "meet", {"number": number}), range(8))
        assert list(results) == list(range(8))


def test_stopping_finishes_the_call_under_way_and_leaves_nothing(tmp_path: Path) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(arguments: dict, progress) -> str:
        started.set()
        go_on.wait(20)
        return "finished"

    serving = serve(tmp_path, {"slow": slow})
    with ThreadPoolExecutor(2) as pool:
        result = pool.submit(call, tmp_path, "slow", {})
        started.wait(20)
        stopping = pool.submit(serving.stop)
        go_on.set()
        assert result.result(20) == "finished"
        stopping.result(20)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NoWriter):
        call(tmp_path, "slow", {})


def test_a_folder_that_nobody_serves_has_no_writer(tmp_path: Path) -> None:
    with pytest.raises(NoWriter) as raised:
        call(tmp_path, "echo", {})
    assert raised.value.exit_code == 3


KILLED = """
import sys, time
from pathlib import Path
from registry.store.control import serve
def slow(arguments, progress):
    progress("begun")
    time.sleep(60)
serve(Path(sys.argv[1]), {"slow": slow})
print("serving", flush=True)
"""


def test_a_killed_writer_is_unavailable_during_a_call_and_no_writer_after_it(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        with pytest.raises(Unavailable, match="may be done or not") as raised:
            call(tmp_path, "slow", {}, lambda _: writer.kill())
        assert not isinstance(raised.value, NoWriter)
    assert (tmp_path / "writer.json").exists()
    with pytest.raises(NoWriter):
        call(tmp_path, "slow", {})
    with serve(tmp_path, HANDLERS):
        assert call(tmp_path, "echo", {"value": 1}) == 1


@pytest.mark.parametrize("content", ["", "{", "{}", '{"socket": "/nowhere", "key": "k"}'])
def test_a_writer_file_that_leads_nowhere_counts_as_no_writer(tmp_path: Path, content: str) -> None:
    (tmp_path / "writer.json").write_text(content)
    with pytest.raises(NoWriter):
        call(tmp_path, "echo", {})


def test_a_path_too_long_for_a_socket_is_served_from_a_short_one(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    home.mkdir()
    with serve(home, HANDLERS):
        place = Path(json.loads((home / "writer.json").read_text())["socket"])
        assert call(home, "echo", {"value": "here"}) == "here"
    assert not place.parent.exists()


def test_the_address_and_its_key_are_for_the_owner_alone(home: Path) -> None:
    assert stat.S_IMODE((home / "writer.json").stat().st_mode) == 0o600


def _raw(home: Path, line: bytes) -> dict:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(json.loads((home / "writer.json").read_text())["socket"])
        connection.sendall(line)
        return json.loads(connection.makefile("rb").readline())


def test_a_call_without_the_key_is_refused(home: Path) -> None:
    answer = _raw(home, b'{"key": "guess", "call": "echo", "arguments": {"value": 1}}\n')
    assert answer["error"]["class"] == "Unavailable"


@pytest.mark.parametrize("line", [b"\n", b"GET / HTTP/1.1\n", b"\xff\xfe\n", b'{"key": 1}\n', b"[]\n"])
def test_a_call_that_is_none_is_refused_and_others_go_on(home: Path, line: bytes) -> None:
    assert _raw(home, line)["error"]["class"] == "InvalidInput"
    assert call(home, "echo", {"value": 1}) == 1


def test_a_caller_that_leaves_does_not_stop_the_work(tmp_path: Path) -> None:
    left, finished = threading.Event(), threading.Event()

    def long(arguments: dict, progress) -> None:
        progress("begun")
        left.wait(20)
        progress("on")
        progress("and on")
        finished.set()

    def leave(_: str) -> None:
        raise KeyboardInterrupt

    with serve(tmp_path, {"long": long}):
        with pytest.raises(KeyboardInterrupt):
            call(tmp_path, "long", {}, leave)
        left.set()
        assert finished.wait(20)
