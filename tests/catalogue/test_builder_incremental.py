"""Building again after a change: the same as building from nothing, and only what shows the change is written."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.catalogue import build, builder
from registry.errors import Unavailable
from tests.catalogue.orchard import ORCHARD, Press, Tree
from tests.catalogue.test_builder import digests

NAMES = ("tre", "eple", "plomme", "bie", "stein", "busk")
WORDS = st.sampled_from(("bær", "rips", "eple", "Åkerbær", "sol", "skygge"))


def stamps(out):
    """Each published file by its inode and time of change: what is touched has others."""
    files = (path for path in out.rglob("*") if path.is_file() and not path.name.startswith("."))
    found = {path.relative_to(out).as_posix(): path.stat() for path in files}
    return {name: (seen.st_ino, seen.st_mtime_ns) for name, seen in found.items()}


@st.composite
def trees(draw):
    return Tree(
        draw(WORDS),
        tuple(draw(st.sets(st.sampled_from(NAMES), max_size=2))),
        tuple(draw(st.sets(st.sampled_from(NAMES), max_size=2))),
        draw(st.sampled_from(("", "stor plante", "liten plante"))),
        draw(st.sampled_from(("", "villeple"))),
    )


CHANGES = st.one_of(
    st.builds(lambda name, tree: lambda orchard: orchard.plant(name, tree), st.sampled_from(NAMES), trees()),
    st.builds(lambda name: lambda orchard: orchard.fell(name), st.sampled_from(NAMES[1:])),
    st.builds(lambda title: lambda orchard: replace(orchard, title=title), WORDS),
    st.builds(lambda title: lambda orchard: replace(orchard, list_title=title), WORDS),
    st.builds(lambda name: lambda orchard: replace(orchard, subject=name), st.sampled_from(("", *NAMES))),
    st.builds(lambda extra: lambda orchard: replace(orchard, extra=extra), st.booleans()),
    st.builds(
        lambda code, label, last: lambda orchard: replace(orchard, codes={**orchard.codes, code: (label, last)}),
        st.sampled_from(("1", "2", "3")),
        WORDS,
        st.sampled_from(("", "2026-11-02", "2026-11-20")),
    ),
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(CHANGES, max_size=3), st.sampled_from((1, 20))), min_size=1, max_size=3))
def test_building_on_gives_the_same_as_building_from_nothing(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("orchard")
    press, orchard = Press(folder / "home"), ORCHARD
    build(press.release(orchard), folder / "kept", package=press.package())
    for number, (steps, days) in enumerate(changes):
        for step in steps:
            orchard = step(orchard)
        reader = press.release(orchard, days)
        before = digests(folder / "kept"), stamps(folder / "kept")
        built = build(reader, folder / "kept", package=press.package())
        anew = build(reader, folder / f"anew{number}", package=press.package())
        after = digests(folder / "kept"), stamps(folder / "kept")
        assert after[0] == digests(folder / f"anew{number}")
        assert (built.pages, built.files, built.bytes) == (anew.pages, anew.files, anew.bytes)
        same = [name for name, digest in after[0].items() if before[0].get(name) == digest and "zip" not in name]
        assert {name: after[1][name] for name in same} == {name: before[1][name] for name in same}


@pytest.fixture
def press(tmp_path):
    return Press(tmp_path / "home")


@pytest.fixture
def out(tmp_path, press):
    """A catalogue that is built."""
    build(press.release(ORCHARD), tmp_path / "catalogue")
    return tmp_path / "catalogue"


def test_one_changed_concept_rewrites_only_what_shows_it(press, out):
    before = digests(out)
    built = build(press.release(ORCHARD.plant("stein", Tree("kampestein"))), out)
    after = digests(out)
    changed = {name for name in after if after[name] != before.get(name)}
    shown = {name.partition("/")[2] for name in changed if name.startswith("nb/")}
    assert "concept/stein.html" in shown
    assert not {name for name in shown if name.startswith(("concept/", "code-list/", "exchange/", "pathway/"))} - {
        "concept/stein.html"
    }
    assert {name for name in changed if name.startswith("concept/")} == {"concept/stein.ttl", "concept/stein.json"}
    assert built.written == len(changed)
    assert built.rendered < built.pages


def test_what_a_neighbour_is_called_is_changed_where_it_is_shown(press, out):
    before = digests(out)
    build(press.release(ORCHARD.plant("bie", Tree("humle"))), out)
    after = digests(out)
    pages = {name for name in after if after[name] != before.get(name) and name.startswith("en/concept/")}
    assert pages == {"en/concept/bie.html", "en/concept/eple.html"}


def test_a_code_is_told_as_ended_from_the_day_it_ends(press, out):
    page = out / "nb/code-list/frukt.html"
    inactive, marked = page.read_text("utf-8").count("inactive"), page.stat().st_mtime_ns
    build(press.release(replace(ORCHARD, title="Hagen"), days=3), out)
    assert page.stat().st_mtime_ns == marked
    build(press.release(replace(ORCHARD, title="Hagene"), days=30), out)
    assert page.read_text("utf-8").count("inactive") > inactive


def test_what_is_no_longer_released_is_no_longer_there(press, out):
    build(press.release(ORCHARD.fell("stein")), out)
    assert not (out / "nb/concept/stein.html").exists()
    assert not (out / "concept/stein.ttl").exists()


def test_a_file_that_has_gone_is_written_again(press, out):
    (out / "nn/concept/bie.html").unlink()
    (out / "concept/tre.json").write_text("", "utf-8")
    reader = press.release(replace(ORCHARD, title="Hagen"))
    build(reader, out)
    build(reader, out.with_name("anew"))
    assert digests(out) == digests(out.with_name("anew"))


def test_it_can_be_made_anew(press, out):
    (out / "nb/concept/bie.html").write_text("x", "utf-8")
    reader = press.release(ORCHARD)
    assert not build(reader, out).fresh
    built = build(reader, out, anew=True)
    assert built.rendered == built.pages
    assert built.written == 1
    assert (out / "nb/concept/bie.html").stat().st_size > 1


def test_a_build_that_breaks_leaves_the_old_catalogue_whole(press, out, monkeypatch):
    before = digests(out)
    reader = press.release(ORCHARD.plant("stein", Tree("kampestein")))
    monkeypatch.setattr(builder, "swap", _break)
    with pytest.raises(Unavailable, match="pulled the plug"):
        build(reader, out)
    assert digests(out) == before
    monkeypatch.undo()
    build(reader, out)
    assert digests(out) != before


def _break(*_):
    raise OSError("pulled the plug")


def test_a_build_stopped_between_old_and_new_gives_the_old_one_back(press, out):
    before = digests(out)
    out.rename(out.with_name("catalogue.old"))
    assert not build(press.release(ORCHARD), out).fresh
    assert digests(out) == before


def test_a_broken_trace_is_no_reason_not_to_build(press, out):
    (out / ".built.trace").write_bytes(b"not a database at all")
    reader = press.release(ORCHARD.plant("stein", Tree("kampestein")))
    build(reader, out)
    build(reader, out.with_name("anew"))
    assert digests(out) == digests(out.with_name("anew"))
