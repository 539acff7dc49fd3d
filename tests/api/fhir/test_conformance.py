"""HL7's terminology tests (../shared/tx) against the application, in R4 and R5: what passed once, passes."""

import importlib.util
import json
import sys
from argparse import Namespace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import Application

#: How many tests pass, by edition; the numbers may not fall.
COUNTS = json.loads(Path(__file__).with_name("conformance.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def runner(shared: Path) -> ModuleType:
    """The runner that stands beside the tests."""
    spec = importlib.util.spec_from_file_location("txtest", shared / "tx" / "txtest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["txtest"] = module
    spec.loader.exec_module(module)
    return module


def test_the_tests_of_hl7_pass(runner: ModuleType, fhir: TestClient[Application], base: str, shared: Path) -> None:
    results = _results(runner, fhir, base, shared / "tx" / "tests")
    failed = [f"{row['suite']}/{row['test']}: {row.get('message')}" for row in results if row["status"] != "pass"]
    assert len(results) - len(failed) >= COUNTS[base.rpartition("/")[2]], "\n".join(failed)


def _results(runner: ModuleType, fhir: TestClient[Application], base: str, tests: Path) -> list[dict[str, Any]]:
    class Server(runner.Server):  # type: ignore[misc, name-defined]
        """The runner's own client, with the application in place of a connection."""

        def call(self, method: str, path: str, body: Any = None, headers: Any = None) -> tuple[int, Any]:
            mime = f"application/fhir+json; fhirVersion={self.fhir}.0"
            sent = {"Accept": mime, **({} if body is None else {"Content-Type": mime}), **(headers or {})}
            content = None if body is None else runner.dumps(body).encode()
            answer = fhir.request(method, f"{base}/{path}", content=content, headers=sent)
            found = runner.loads(answer.content) if answer.content else None
            return answer.status_code, runner.to_r5(found) if self.fhir == 4 and isinstance(found, dict) else found

    asked = Namespace(
        base=f"http://fhir.example{base}", mode=["general"], fhir_version=int(base[-1]), timeout=30, tests=str(tests),
        externals=None, strings="loose", cache="never",
    )  # fmt: skip
    made = runner.Runner(asked)
    made.srv = Server(asked.base, made.fhir, asked.timeout)
    suites = made.load("test-cases.json")["suites"]
    return [made.run(suite, test) for suite in suites for test in suite["tests"] if made.wanted(suite) and
            made.wanted(test)]  # fmt: skip
