"""Tables of keys find what a dictionary finds, however many of their keys are kept in memory."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.terminology import container
from registry.terminology.container import Container, Sections

MAGIC = b"OMFTEST\n"
PAIRS = st.lists(st.tuples(st.text("abæ%", max_size=4), st.integers(0, 9)), max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=PAIRS, other=st.text("abæ%z", max_size=4), kept=st.sampled_from([1, 3, 8, 1000]))
def test_a_key_is_found_with_its_ordinals_and_no_other_is(tmp_path, pairs, other, kept):
    expected = defaultdict(list)
    for key, ordinal in sorted(set(pairs)):
        expected[key].append(ordinal)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(container, "_SAMPLES", kept)
        sections = Sections()
        sections.keys("name", pairs)
        sections.write(tmp_path / "keys", MAGIC, 1)
        keys = Container(tmp_path / "keys", MAGIC, 1).keys("name")
        for key in (*expected, other):
            assert keys.find(key) == tuple(expected.get(key, ()))
        for prefix in (other, *(key[:1] for key in expected)):
            found = sorted((key, at) for key, rows in expected.items() if key.startswith(prefix) for at in rows)
            assert sorted(keys.beginning_with(prefix)) == found
