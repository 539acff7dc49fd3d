"""The commands on the page about verifying run as they stand, give the answers it promises, and see a change."""

import html
import re
import shutil
import subprocess
import sys

import pytest

NEEDED = ("bash", "unzip", "jq", "sha256sum")


@pytest.fixture(scope="module")
def page(catalogue_site):
    return (catalogue_site[0] / "en" / "verify.html").read_text("utf-8")


@pytest.fixture(scope="module")
def commands(page):
    """What stands in the boxes for a terminal, by where: whole release, its digest, one version, program, manifest."""
    found = [html.unescape(each) for each in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]
    return dict(zip(("files", "release", "version", "program", "manifest"), found, strict=True))


@pytest.fixture(scope="module")
def promised(page):
    """The two digests that the page says the answers should be: the release's and a version's."""
    return re.findall(r"<code>([0-9a-f]{64})</code>", page)


@pytest.fixture
def folder(tmp_path, catalogue_site):
    """The package of the newest release alone in a folder, as a reader has it."""
    missing = [each for each in NEEDED if shutil.which(each) is None]
    if missing:
        pytest.skip(f"this machine has no {', '.join(missing)}")
    shutil.copy(catalogue_site[0] / "release" / "omforent-2026.2.zip", tmp_path)
    return tmp_path


def run(command, folder):
    made = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return made.returncode, made.stdout


def test_every_file_of_the_package_is_what_the_manifest_says(folder, commands):
    code, said = run(commands["files"], folder)
    lines = [line for line in said.splitlines() if line.endswith((": OK", ": FAILED"))]
    assert (code, len(lines) > 100, all(line.endswith(": OK") for line in lines)) == (0, True, True)


def test_a_changed_file_is_found(folder, commands):
    run(commands["files"], folder)
    target = folder / "omforent-2026.2" / "code-list" / "7304.ttl"
    target.write_bytes(target.read_bytes().replace(b"Ja", b"Jo", 1))
    code, said = run(commands["files"].splitlines()[-1], folder / "omforent-2026.2")
    assert code != 0
    assert "code-list/7304.ttl: FAILED" in said


def test_the_release_has_the_digest_that_the_page_promises(folder, commands, promised):
    run(commands["files"], folder)
    assert run(commands["release"], folder / "omforent-2026.2")[1].split()[0] == promised[0]


def test_a_version_has_the_digest_that_the_page_and_the_manifest_promise(folder, commands, promised):
    run(commands["files"], folder)
    inside = folder / "omforent-2026.2"
    (inside / "digest.py").write_text(commands["program"], "utf-8")
    _, last = commands["version"].splitlines()
    made = subprocess.run([sys.executable, *last.split()[1:]], cwd=inside, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == promised[1] == run(commands["manifest"], inside)[1].strip()


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "nt"])
@pytest.mark.parametrize("place", ["concept-scheme/frukthage", "model/epikrise-1.2", "code-list/frukt"])
def test_the_program_gives_the_released_digest_whatever_the_format(catalogue_site, place, suffix):
    out, reader, _ = catalogue_site
    program = out / "static" / "digest.py"
    made = subprocess.run(
        [sys.executable, str(program), str(out / f"{place}.{suffix}")], capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == reader.version(f"https://omforent.no/{place}").digest


def test_the_program_sees_a_changed_word(catalogue_site, tmp_path):
    out, reader, _ = catalogue_site
    changed = tmp_path / "changed.ttl"
    changed.write_text((out / "code-list/frukt.ttl").read_text("utf-8").replace("Pære", "Plomme"), "utf-8")
    made = subprocess.run(
        [sys.executable, str(out / "static/digest.py"), str(changed)], capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() != reader.version("https://omforent.no/code-list/frukt").digest
