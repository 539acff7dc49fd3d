"""The files of the browser's search: the same each time, cut to size, and nothing lost in the cutting."""

import json
from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from registry.catalogue import search_shards
from registry.catalogue.links import page_of
from registry.catalogue.messages import load
from registry.catalogue.search_coding import DIGITS, number_text, set_text
from registry.catalogue.search_packing import pack

WORDS = st.dictionaries(st.text("abc1", min_size=1, max_size=6), st.integers(1, 30), min_size=1, max_size=60)
BUDGET = 40_000


def decoded(text):
    """What site/static/search-decode.js makes of a set."""
    if text.startswith("*"):
        return [6 * at + bit for at, digit in enumerate(text[1:]) for bit in range(6) if DIGITS.index(digit) >> bit & 1]
    things, thing, at = [], -1, 0
    while at < len(text):
        gap, at = _number(text, at)
        thing += gap + 1
        things.append(thing)
    return things


def _number(text, at):
    base = len(DIGITS)
    one = base - 20
    head = DIGITS.index(text[at])
    if head < one:
        return head, at + 1
    many, first, least = 1, head - one, one
    if head >= one + 19:
        many, first, least = 4, 0, one + 15 * base + 4 * base**2
    elif head >= one + 15:
        many, first, least = 2, head - one - 15, one + 15 * base
    for digit in text[at + 1 : at + 1 + many]:
        first = first * base + DIGITS.index(digit)
    return least + first, at + 1 + many


@given(st.sets(st.integers(0, 2_000_000), max_size=80) | st.sets(st.integers(0, 400), max_size=400))
def test_a_set_is_read_as_it_was_written(things):
    assert decoded(set_text(sorted(things))) == sorted(things)


@given(st.integers(0, 5_000_000))
def test_a_number_is_read_as_it_was_written(number):
    text = number_text(number)
    assert _number(text, 0) == (number, len(text))


def test_digits_do_not_end_a_template_literal_and_are_no_letters_of_slots():
    assert set(DIGITS) & set("`\\$;*ABCDEFGHIJKL \n") == set()
    assert len(set(DIGITS)) == len(DIGITS)


@given(WORDS, st.integers(20, 100))
def test_all_words_that_begin_alike_are_in_one_file_unless_they_are_a_node(words, most):
    keys = sorted(words)
    packed = pack(keys, [words[key] for key in keys], most)
    nodes = {node: keys[start:end] for node, start, end in packed.nodes}
    assert all(found == [key for key in keys if key.startswith(node)] for node, found in nodes.items())
    for beginning in {key[:length] for key in keys for length in range(1, len(key) + 1)} - set(nodes):
        start, end = packed.runs[bisect_right(packed.starts, beginning) - 1]
        assert {key for key in keys if key.startswith(beginning)} <= set(keys[start:end])


@given(WORDS, st.integers(20, 100))
def test_no_file_is_larger_than_may_be_unless_one_row_is(words, most):
    keys = sorted(words)
    packed = pack(keys, [words[key] for key in keys], most)
    sizes = [sum(words[key] for key in keys[start:end]) for start, end in packed.runs]
    assert [
        size for size, (start, end) in zip(sizes, packed.runs, strict=True) if size > most and end - start > 1
    ] == []


def _files(reader):
    write = search_shards.write(reader.whole_index(), reader.release.digest, lambda iri: page_of(reader, iri), load())
    return dict(write)


def test_the_same_release_gives_the_same_files_and_none_is_large(catalogue_site):
    first, second = _files(catalogue_site[1]), _files(catalogue_site[1])
    assert first == second
    assert [path for path, content in first.items() if len(content) > BUDGET] == []


def test_the_files_of_a_release_lie_in_a_folder_of_its_own_that_the_root_names(catalogue_site):
    reader = catalogue_site[1]
    files = _files(reader)
    root = json.loads(files["static/search/root.js"].decode().removeprefix('omforent.put("root",').rstrip(")\n"))
    own = {path for path in files if path.startswith(f"static/search/{root['folder']}/")}
    assert len(files) - len(own) == len(["root", "nb", "nn", "en"])
    assert reader.release.digest.startswith(root["folder"])
    assert root["things"] == reader.whole_index().things


def test_every_thing_is_shown_with_a_place_that_the_catalogue_has(catalogue_site):
    out, reader, _ = catalogue_site
    rows = [content for path, content in _files(reader).items() if "/r/" in path]
    places = [row[0] for content in rows for row in json.loads(content.decode().split(",", 1)[1].rstrip(")\n"))]
    assert len(places) == reader.whole_index().things
    assert [place for place in places if not (out / "nb" / place.partition("#")[0]).is_file()] == []
