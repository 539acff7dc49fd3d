"""How fast the catalogue's own search answers in a browser, and how much it loads, at 20,000 concepts.

Chromium runs with its processor slowed down four times, and reads from the disk. Each key is pressed as a person does;
the time is from the key's event until the list with its answer has been painted. Bytes are those of the files as they
lie, and as gzip makes them.
Goals: an answer within 100 ms; the first query at most 150 kB with all code, each further key at most 40 kB.
"""

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright

from bench import data
from registry import resources
from registry.catalogue.messages import load
from registry.catalogue.search_shards import write
from registry.rdf.objects import read_object
from registry.services.drafts import read_file
from registry.terminology.container import Container, Sections
from registry.terminology.search_entry import entries
from registry.terminology.search_whole import WholeIndex
from registry.terminology.search_writer import SearchWriter

SIZE = 20_000
SLOWER = 4
KEY_PAUSE = 180  # milliseconds between two keys
MAGIC = b"BENCHIX\n"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<link rel="stylesheet" href="../static/catalogue.css"><link rel="stylesheet" href="../static/search.css">
<script src="../static/search.js" defer></script></head><body><main>
<form class="search" action="search.html"><label for="q">Search</label><div class="search-row">
<input id="q" name="q" type="search"><button>Search</button></div></form></main></body></html>"""
#: Notes when a key was pressed, and when the list that answers what is then in the box has been painted.
WATCH = """() => {
  window.took = [];
  const input = document.getElementById("q");
  let pressed = 0;
  input.addEventListener("input", (event) => { pressed = event.timeStamp; });
  new MutationObserver(() => {
    const list = document.getElementById("search-list");
    if (!pressed || list?.dataset.answers !== input.value) return;
    const began = pressed;
    pressed = 0;
    requestAnimationFrame(() => setTimeout(() => window.took.push(performance.now() - began)));
  }).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-answers"]});
}"""


def site(folder: Path) -> None:
    """A page with the box, the scripts, and the files of an index of the measured size."""
    writer, sections = SearchWriter(), Sections()
    file = data.scheme_file(SIZE)
    parsed = read_file(file.read_bytes(), file.name)
    for entry in entries(read_object(parsed.triples, parsed.kind, parsed.iri), date(2026, 1, 1)):
        writer.add(entry)
    writer.put(sections)
    sections.write(folder / "index", MAGIC, 1)
    index = WholeIndex(Container(folder / "index", MAGIC, 1))
    for path, content in write(index, "0" * 64, lambda iri: f"concept/{iri.rpartition('/')[2]}.html", load()):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for path in (resources.folder("site") / "static").glob("*"):
        if path.suffix in (".js", ".css"):
            shutil.copy(path, folder / "static")
    (folder / "en").mkdir()
    (folder / "en" / "page.html").write_text(PAGE, "utf-8")


def queries() -> Iterator[str]:
    """Two words, one with a typing error, a few letters, the hardest beginnings."""
    for number, name in enumerate(data.sample(SIZE, 9)):
        words = [word for word in name.en.split() if len(word) > 3][:2] or [name.en]
        text = " ".join(words).lower()
        yield text[: len(text) // 2] + text[len(text) // 2 + 1 :] if number % 3 == 0 else text
    yield from ("ab", "of", "th", "abnormal morphology", "e")


class Tab:
    """A page of the built site in a slowed-down browser, and the files that it has read."""

    def __init__(self, browser: Browser, page: str) -> None:
        self.page = browser.new_page()
        self.read: list[Path] = []
        self.page.on("request", lambda request: self.read.append(Path(unquote(urlsplit(request.url).path))))
        self.page.goto(page)
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.evaluate(WATCH)

    def busy(self) -> float:
        """How much processor time the page's main thread has had, in milliseconds: whatever else the machine does."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return next(row["value"] for row in metrics if row["name"] == "TaskDuration") * 1000

    def type(self, text: str) -> list[tuple[float, float, list[Path]]]:
        """For each key how long the answer took and the processor time for it, in milliseconds, and what was read."""
        found = []
        self.page.fill("#q", "")
        self.page.wait_for_timeout(KEY_PAUSE)
        for key in text:
            read, took, busy = len(self.read), self.page.evaluate("window.took.length"), self.busy()
            self.page.keyboard.press("Space" if key == " " else key)
            while self.page.evaluate("window.took.length") == took:
                self.page.wait_for_timeout(KEY_PAUSE)
            found.append((self.page.evaluate("window.took.at(-1)"), self.busy() - busy, self.read[read:]))
        return found


def size(files: list[Path]) -> tuple[int, int]:
    contents = [file.read_bytes() for file in files]
    return sum(map(len, contents)), sum(len(gzip.compress(content, mtime=0)) for content in contents)


def main() -> None:
    """Print times and bytes."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        site(folder)
        total = sum(file.stat().st_size for file in (folder / "static" / "search").rglob("*.js"))
        many = sum(1 for _ in (folder / "static" / "search").rglob("*.js"))
        print(f"browser search: {SIZE} concepts, {many} files, {total / 1e6:.1f} MB")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        measure(browser, folder)
        browser.close()


def measure(browser: Browser, folder: Path) -> None:
    address = (folder / "en" / "page.html").as_uri()
    firsts, further, times, busy = list[tuple[int, int]](), list[tuple[int, int]](), list[float](), list[float]()
    for query in queries():
        tab = Tab(browser, address)
        tab.page.focus("#q")
        rows = tab.type(query)
        later = [file for *_, files in rows[1:] for file in files]
        firsts.append(size([file for file in tab.read if file.suffix == ".js" and file not in later]))
        further += [size(files) for *_, files in rows[1:]]
        times += [took for took, *_ in rows]
        busy += [own for _, own, _ in rows]
        tab.page.close()
    tell(firsts, further)
    tell_times("until the answer is painted", times)
    tell_times("processor time of the page's main thread", busy)


def tell(firsts: list[tuple[int, int]], further: list[tuple[int, int]]) -> None:
    for named, rows in (("first key with all code", firsts), ("further key", further)):
        plain, packed = zip(*rows, strict=True)
        print(
            f"browser search: {named}: at most {max(plain) / 1e3:.1f} kB ({max(packed) / 1e3:.1f} kB gzip), "
            f"median {median(plain) / 1e3:.1f} kB ({median(packed) / 1e3:.1f} kB gzip)"
        )


def tell_times(named: str, times: list[float]) -> None:
    high = quantiles(times, n=100)
    print(
        f"browser search: {len(times)} keys, {SLOWER}× slower, {named}: median {median(times):.0f} ms, "
        f"p95 {high[94]:.0f} ms, most {max(times):.0f} ms"
    )


if __name__ == "__main__":
    main()
