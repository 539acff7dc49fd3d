"""A server of its own, reached as others reach it."""

from collections.abc import Iterator

import pytest

from tests.conformance import score
from tests.fhir.released import content


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a small release."""
    with score.serving(content.home_in(tmp_path_factory.mktemp("conformance"))) as found:
        yield found
