"""`omforent convert` from the outside: files in, files out, one line said, and nothing written on a fault."""

import subprocess
import sys

import pytest

TTL = '<http://e/a> <http://e/p> "æ"@nb , 01 .\n'


@pytest.fixture
def convert(tmp_path):
    """The command, run in a folder that holds `a.ttl`."""
    (tmp_path / "a.ttl").write_text(TTL, encoding="utf-8")

    def run(*arguments, text=""):
        program = "from registry.cli import main; main()"
        command = [sys.executable, "-c", program, "convert", *arguments]
        return subprocess.run(command, cwd=tmp_path, input=text.encode(), capture_output=True, check=False)

    return run


def names(folder):
    return sorted(path.name for path in folder.iterdir())


class TestConvert:
    @pytest.mark.parametrize("suffix", ["nt", "nq", "trig", "jsonld", "json", "rdf", "xml", "owl", "ttl"])
    def test_there_and_back(self, convert, tmp_path, suffix):
        done = convert("a.ttl", f"b.{suffix}")
        assert done.returncode == 0
        assert done.stdout.decode().startswith("2 statements, Turtle to ")
        assert done.stdout.decode().count("\n") == 1
        assert convert(f"b.{suffix}", "c.nt").returncode == 0
        integer = '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
        assert (tmp_path / "c.nt").read_text(encoding="utf-8") == (
            f'<http://e/a> <http://e/p> {integer} .\n<http://e/a> <http://e/p> "æ"@nb .\n'
        )

    def test_through_a_pipe(self, convert):
        done = convert("-", "-", "--from", "text/turtle", "--to", "nt", "--base", "http://e/", text="<a> <p> <b> .")
        assert done.stdout == b"<http://e/a> <http://e/p> <http://e/b> .\n"
        assert done.stderr == b"1 statement, Turtle to N-Triples: -\n"

    def test_in_place_when_asked(self, convert, tmp_path):
        assert convert("a.ttl", "a.ttl").returncode == 0
        assert '<http://e/a>\n    <http://e/p>\n        "01"^^xsd:integer' in (tmp_path / "a.ttl").read_text(
            encoding="utf-8"
        )
        assert names(tmp_path) == ["a.ttl"]

    def test_says_what_json_ld_leaves_out(self, convert, tmp_path):
        (tmp_path / "b.jsonld").write_text('{"@id": "http://e/a", "name": "x"}')
        assert b"'name'" in convert("b.jsonld", "b.ttl").stderr


class TestRefusal:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("bad.ttl", "out.nt"), "omforent: bad.ttl:1:1: "),
            (("g.trig", "out.ttl"), "omforent: Turtle cannot hold the named graph <http://e/g>"),
            (("none.ttl", "out.nt"), "omforent: none.ttl: No such file"),
            (("a.ttl", "out.csv"), "omforent: The extension of 'out.csv'"),
            (("a.ttl", "-"), "omforent: A stream has no extension: name its format with --to"),
            (("a.ttl", "out.nt", "--to", "csv"), "omforent: 'csv' is no RDF format"),
            (("a.ttl", "no/out.nt"), "omforent: no/out.nt: No such file"),
            (("a.ttl", "a.ttl", "--base", "x"), "omforent: The base 'x'"),
        ],
    )
    def test_is_one_line_and_nothing_is_written(self, convert, tmp_path, arguments, said):
        (tmp_path / "bad.ttl").write_text("<a b> <p> <o> .")
        (tmp_path / "g.trig").write_text("<http://e/g> { <http://e/a> <http://e/b> 1 }")
        (tmp_path / "out.nt").write_text("before")
        found = names(tmp_path)
        done = convert(*arguments)
        assert done.returncode == 2
        assert done.stderr.decode().startswith(said)
        assert done.stderr.decode().count("\n") == 1
        assert names(tmp_path) == found
        assert (tmp_path / "out.nt").read_text() == "before"
        assert (tmp_path / "a.ttl").read_text(encoding="utf-8") == TTL
