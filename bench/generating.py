"""Everything that is generated of the shipped content: each form of each model and exchange, first and again.

BENCH_HOME names a data folder with the shipped content released, where there is one; else that of `structure` is
made.
Goals: all forms of all models in 60 s; no file of an exchange in more than 2 s the first time; the second making gives
the same bytes.
"""

import hashlib
import time
from collections import defaultdict

from bench.report import Figure, tell
from bench.structure import shipped_home
from registry.catalogue.drawing_files import artefacts
from registry.domain import Iri, Kind
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases


def main() -> None:
    reader = Releases(shipped_home()).current()
    models = [row.object for row in reader.versions(Kind.INFORMATION_MODEL)]
    exchanges = [row.object for row in reader.versions(Kind.EXCHANGE)]
    start = time.process_time()
    first, forms, size = made(reader, models)
    total = time.process_time() - start
    slowest = max(_first(reader, iri) for iri in exchanges)
    again, _, _ = made(reader, models)
    same = sum(first[name] == again[name] for name in first)
    figures = [
        Figure("all forms of all models", len(models), total, "s", "≤ 60", f"{len(first)} files, {size / 1e6:.1f} MB"),
        Figure("the slowest file of an exchange, first time", len(exchanges), slowest, "s", "≤ 2"),
        Figure("files with the same bytes again", len(first), same / len(first), "", "≥ 1"),
        *(Figure(f"{form}, a file", len(times), sum(times) / len(times), "s") for form, times in sorted(forms.items())),
    ]
    tell("generating", figures)


def made(reader: ReleaseReader, names: list[Iri]) -> tuple[dict[str, str], dict[str, list[float]], int]:
    """The digests of all files, the seconds that each form took, and the bytes of all."""
    schemas, digests, forms, size = MessageSchemas(reader), {}, defaultdict(list), 0
    for iri in names:
        for row in artefacts(schemas, iri):
            start = time.process_time()
            data = row.build()
            forms[row.form.value].append(time.process_time() - start)
            digests[row.name] = hashlib.sha256(data).hexdigest()
            size += len(data)
    return digests, forms, size


def _first(reader: ReleaseReader, iri: Iri) -> float:
    """The slowest file of an exchange, with the reading of its models, as whoever asks first waits for it."""
    start = time.process_time()
    found = artefacts(MessageSchemas(reader), iri)
    read = time.process_time() - start
    slowest = 0.0
    for row in found:
        start = time.process_time()
        row.build()
        slowest = max(slowest, time.process_time() - start)
    return read + slowest
