"""Tens of thousands of hostile requests to a reader of its own: no server fault, no hang, and its memory is bounded."""

import json
import os
import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fhir.released import content
from tests.soak import hostile
from tests.soak.hostile import Request
from tests.soak.proxied import Reader

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

REQUESTS = int(os.environ.get("OMFORENT_SOAK_REQUESTS", "30000"))
#: What a process that writes nothing says of the routes of curation.
ROLE = 503
SECONDS, GROWTH = 20.0, 1_000_000_000


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    found = Reader(content.home_in(tmp_path_factory.mktemp("hostile")))
    yield found
    found.kill()


def sent(reader: Reader, request: Request) -> tuple[int, bytes]:
    """Status and body; 0 where the server closed the connection on what it does not read."""
    wire = HTTPConnection("127.0.0.1", reader.port, timeout=SECONDS)
    try:
        wire.putrequest(request.method, request.path, skip_host="Host" in request.headers)
        for name, value in request.headers.items():
            wire.putheader(name, value.encode("latin-1", "replace"))
        if request.body is not None:
            wire.putheader("Content-Length", str(len(request.body)))
        wire.endheaders(request.body)
        answer = wire.getresponse()
        return answer.status, answer.read()
    except (BrokenPipeError, ConnectionResetError, HTTPException):
        return 0, b""
    finally:
        wire.close()


def memory(reader: Reader) -> int:
    """Bytes of the process."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{reader.process.pid}/status").read_text("ascii"))
    assert found
    return int(found[1]) * 1024


def is_sound(reader: Reader, request: Request) -> None:
    begun = time.monotonic()
    status, body = sent(reader, request)
    fault = status >= 500 and not (status == ROLE and json.loads(body).get("field") == "role")
    assert not fault, (request.method, request.path, request.headers, (request.body or b"")[:2000], body[:500])
    assert time.monotonic() - begun < SECONDS


def routes(reader: Reader) -> list[tuple[str, list[str]]]:
    described = json.loads(sent(reader, Request("GET", "/api/v1/openapi.json"))[1])
    return [
        (
            re.sub(r"\{\w+\}", "x", path),
            [one["name"] for one in has["get"].get("parameters", []) if one["in"] == "query"],
        )
        for path, has in described["paths"].items()
        if "get" in has
    ]


def seeds(shared: Path) -> list[Any]:
    return [json.loads(each.read_bytes()) for each in sorted((shared / "tx" / "tests").rglob("*request*.json"))]


def test_no_request_of_tens_of_thousands_is_a_server_fault(reader: Reader, shared: Path) -> None:
    before = memory(reader)
    for request in islice(hostile.stream(Random(1), seeds(shared), routes(reader)), REQUESTS):
        is_sound(reader, request)
    assert memory(reader) - before < GROWTH
    assert sent(reader, Request("GET", "/health"))[0] == 200


@pytest.mark.parametrize("name", hostile.extremes())
def test_no_extreme_is_a_server_fault(reader: Reader, name: str) -> None:
    for operation in ("ValueSet/$expand", "ValueSet/$validate-code", "CodeSystem/$lookup"):
        is_sound(reader, Request("POST", f"/fhir/r5/{operation}", hostile.JSON, hostile.extremes()[name]))
    assert sent(reader, Request("GET", "/health"))[0] == 200
