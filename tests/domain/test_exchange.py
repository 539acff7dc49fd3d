"""Exchanges: what they carry is in the order of its versions, whatever order it came in."""

from itertools import permutations

import pytest

from registry.domain import Exchange
from registry.namespaces import BASE


@pytest.mark.parametrize(
    "names",
    [
        ("henvisning-1.10", "henvisning-1.9", "henvisning-0.91"),
        ("m12-soknadssvar-2017-12-01", "m12-soknadssvar-2014-12-01"),
        ("bkm-2006-12-20", "lom-0.91", "unnumbered"),
    ],
)
def test_the_newest_model_is_the_first(names):
    wanted = tuple(f"{BASE}model/{name}" for name in names)
    for given in permutations(wanted):
        assert Exchange(iri="urn:x", identifier="x", title=(), carries=given).carries == wanted
