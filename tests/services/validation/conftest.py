"""A validator over shipped models and code lists."""

import pytest

from registry.services.validation.checking import Validator
from tests.services.validation import edition


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("validating")
    edition.make(folder)
    return folder


@pytest.fixture(scope="session")
def validator(home) -> Validator:
    return Validator(edition.opened(home), edition.TODAY)
