"""How many pages of the static catalogue are built a second, against the templates alone; memory; and building on.

Goals: at least 0.5 of the pages a second that raw Jinja2 writes of the same bytes, and memory that does not grow with
the number of pages. Raw Jinja2 has the values of the pages made beforehand, and reads and writes nothing; the second
ratio counts the writing too. Rates are in processor time, each measured in a process of its own, which tells its peak.
Raw Jinja2 and `pages` make the same pages: all at 1,000 concepts, every 50th at 20,000, every 900th at 360,000 (a whole
build of its 1,080,000 pages takes most of an hour). `build` makes everything, with the data files, by one process and
by two. Then one concept is changed and released, and the catalogue is built on.
"""

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import data, homes
from registry.catalogue import build
from registry.catalogue.context import Context
from registry.catalogue.messages import load
from registry.catalogue.new_folder import NewFolder
from registry.catalogue.page_table import make
from registry.catalogue.reading import Reading
from registry.catalogue.rendering import Renderer, frame
from registry.catalogue.source import Source
from registry.catalogue.trace import Trace
from registry.catalogue.workshop import Task, Workshop, pages_among, tasks
from registry.services import drafts, publication
from registry.store.embedded import EmbeddedStore
from registry.terminology.releases import Releases

#: Concepts, and of how many page parts one is made where the templates alone are compared.
SIZES = {1_000: 1, 20_000: 50, 360_000: 900}
#: The largest catalogue that is built whole.
WHOLE = 20_000
Figures = dict[str, float]


def main() -> None:
    """Print the figures of each size."""
    for size, every in SIZES.items():
        home = homes.of_concepts(size)
        with TemporaryDirectory(dir=data.FOLDER) as name:
            folder = Path(name)
            raw, pages = _child("raw", home, every, folder / "raw"), _child("pages", home, every, folder / "pages")
            rate, ceiling = _rate(pages), _rate(raw)
            written = raw["pages"] / (raw["seconds"] + raw["writing"])
            print(
                f"catalogue: {size:6} concepts, {pages['pages']:.0f} pages by one process: {rate:.0f} pages/s; "
                f"raw Jinja2 {ceiling:.0f}, ratio {rate / ceiling:.2f}; "
                f"raw Jinja2 written to as many files {written:.0f}, ratio {rate / written:.2f}; "
                f"peak {pages['peak']:.0f} MiB",
                flush=True,
            )
            if size <= WHOLE:
                _whole(size, home, folder)


def _whole(size: int, home: Path, folder: Path) -> None:
    for processes in (1, 2):
        found = _child("build", home, folder / "catalogue", processes)
        print(
            f"catalogue: {size:6} concepts, all {found['pages']:.0f} pages and {found['data']:.0f} data files by "
            f"{processes}: {found['seconds']:.1f} s, {_rate(found):.0f} pages/s; peak {found['peak']:.0f} MiB",
            flush=True,
        )
    copy = folder / "home"
    shutil.copytree(home, copy, symlinks=True)
    _change(copy, data.scheme_file(size, "nt"))
    found = _child("on", copy, folder / "catalogue")
    print(
        f"catalogue: {size:6} concepts, one changed: {found['rendered']:.0f} pages made, {found['written']:.0f} "
        f"files written, in {found['seconds']:.1f} s; peak {found['peak']:.0f} MiB",
        flush=True,
    )


def _rate(found: Figures) -> float:
    return found["pages"] / found["seconds"]


def _child(work: str, *arguments: object) -> Figures:
    command = [sys.executable, "-m", "bench.catalogue", work, *map(str, arguments)]
    found: Figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def _change(home: Path, path: Path) -> None:
    """Another preferred term for the concept in the middle, released a day later."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    labels = [at for at, line in enumerate(lines) if "prefLabel" in line and '"@nb' in line]
    middle = labels[len(labels) // 2]
    lines[middle] = lines[middle].replace('"@nb', ' endret"@nb')
    store = EmbeddedStore(home)
    try:
        drafts.put(store, drafts.read_file("".join(lines).encode(), path.name))
        day = homes.ISSUED + timedelta(days=1)
        publication.release(store, home, issued=day, agent=homes.AGENT, check=lambda _: (), tables={})
    finally:
        store.close()


# -- in a process of its own ------------------------------------------------------------------------------------------


def _sampled(source: Source, every: str) -> Iterator[Task]:
    return islice((task for task in tasks(source) if task.page), 0, None, int(every))


def raw(home: str, every: str, out: str) -> Figures:
    """The templates alone, with values that are made beforehand; and what it takes to write the bytes to files."""
    renderer, source, words = Renderer(), Source(Releases(Path(home)).current()), load()
    values = []
    for page in (task.page for task in _sampled(source, every)):
        for lang, say in words.items():
            place = f"{lang}/{page.place}"
            parts = {"part": page.part, "parts": page.parts, "first": page.first}
            context = Context(Reading(source), say, page.place, place, **parts)
            values.append((make(context, page), frame(context), context))
    began = time.process_time()
    found = [renderer.fill(*each).encode() for each in values]
    seconds, began = time.process_time() - began, time.process_time()
    Path(out).mkdir()
    for number, text in enumerate(found):
        (Path(out) / str(number)).write_bytes(text)
    return {"pages": len(values), "seconds": seconds, "writing": time.process_time() - began}


def pages(home: str, every: str, out: str) -> Figures:
    """The same pages as a build makes them: read, made, written and noted."""
    folder = Path(out)
    folder.mkdir()
    workshop = Workshop(Releases(Path(home)).current(), None, NewFolder(folder, None))
    found = list(_sampled(workshop.source, every))
    began, made = time.process_time(), 0
    trace = Trace.create(folder / "trace")
    for task in found:
        part = workshop.do(task).part
        trace.add((part,))
        made += pages_among(part.files)
    trace.close()
    return {"pages": made, "seconds": time.process_time() - began}


def whole(home: str, out: str, processes: str) -> Figures:
    """All of it, from nothing."""
    reader, began = Releases(Path(home)).current(), time.perf_counter()
    built = build(reader, Path(out), home=Path(home), processes=int(processes), anew=True)
    seconds = time.perf_counter() - began
    return {"pages": built.pages, "data": built.files - built.pages, "seconds": seconds}


def on(home: str, out: str) -> Figures:
    """What has changed since the release before."""
    reader, began = Releases(Path(home)).current(), time.perf_counter()
    built = build(reader, Path(out), home=Path(home))
    return {"rendered": built.rendered, "written": built.written, "seconds": time.perf_counter() - began}


def peak() -> float:
    """The most memory that this process, or the largest that it started, has had (MiB)."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


WORK = {"raw": raw, "pages": pages, "build": whole, "on": on}

if __name__ == "__main__":
    print(json.dumps({**WORK[sys.argv[1]](*sys.argv[2:]), "peak": peak()}))
