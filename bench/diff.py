"""The difference of two editions of a code list: compared, told as sentences, and told what step it takes."""

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bench.child import run
from bench.report import FOLDER, Figure, tell
from registry.domain import Code, CodeList, LangString, Period
from registry.domain.difference import DifferenceKind
from registry.namespaces import BASE
from registry.rdf.canonical import write_canonical
from registry.rdf.objects import write_object
from registry.services.change_paper import paper
from registry.services.comparison import compare, side_read
from registry.services.compatibility import read_rulings
from registry.services.sentences import Speaker
from registry.terminology.artefact import Artefact, open_artefact
from registry.terminology.compiling import compile_text

GOAL = "≤ 2"
SIZES = (1_000, 11_000, 20_000)
LIST = BASE + "code-list/editions"
_END = date(2026, 12, 31)
#: Of each 110 codes in the first edition, what becomes of how many; as many as are replaced are new.
_FATES = (
    (DifferenceKind.CODE_REPLACED, 12),
    (DifferenceKind.CODE_INACTIVATED, 2),
    (DifferenceKind.PREFERRED_TERM_CHANGED, 3),
    (DifferenceKind.CODE_REMOVED, 1),
)


class Editions(NamedTuple):
    """Two editions of a list, and what differs in truth: by code, the kinds of difference."""

    before: CodeList
    after: CodeList
    truth: dict[str, DifferenceKind]
    successors: dict[str, str]


def editions(size: int) -> Editions:
    """A list of `size` codes with periods of validity, and its next edition."""
    before = tuple(_code(number) for number in range(size))
    truth, successors, after = dict[str, DifferenceKind](), dict[str, str](), list[Code]()
    for number, code in enumerate(before):
        kind, changed = _changed(number, code)
        if kind:
            truth[code.notation] = kind
        if kind is DifferenceKind.CODE_REPLACED:
            new = _code(number, "N")
            successors[code.notation] = new.iri
            truth[new.notation] = DifferenceKind.CODE_ADDED
            after.append(new)
        if changed:
            after.append(changed)
    return Editions(_list(before), _list(reversed(after)), truth, successors)


def _changed(number: int, code: Code) -> tuple[DifferenceKind | None, Code | None]:
    """What becomes of a code: by its place among each 110, which runs through all of them."""
    kind = _fate(number * 7 % 110)
    ended = code.model_copy(update={"validity": code.validity.model_copy(update={"end": _END})})
    if kind is DifferenceKind.CODE_REPLACED:
        return kind, ended.model_copy(update={"is_replaced_by": (_code(number, "N").iri,)})
    if kind is DifferenceKind.CODE_INACTIVATED:
        return kind, ended
    if kind is DifferenceKind.PREFERRED_TERM_CHANGED:
        label = (LangString(text=code.pref_label[0].text + ", uspesifisert", lang="nb"), *code.pref_label[1:])
        return kind, code.model_copy(update={"pref_label": label})
    return kind, None if kind else code


def _fate(place: int) -> DifferenceKind | None:
    for kind, many in _FATES:
        if place < many:
            return kind
        place -= many
    return None


def _code(number: int, prefix: str = "C") -> Code:
    notation = f"{prefix}{number:05d}"
    texts = (("nb", f"Prosedyre nummer {number} på kar og nerver"), ("en", f"Procedure number {number}"))
    return Code(
        iri=f"{BASE}code/editions/{notation}",
        notation=notation,
        pref_label=tuple(LangString(text=text, lang=lang) for lang, text in texts),
        validity=Period(start=date(2000 + number % 20, 1, 1)),
    )


def _list(codes: "Iterator[Code] | tuple[Code, ...]") -> CodeList:
    title = (LangString(text="Utgaver", lang="nb"),)
    return CodeList(iri=LIST, identifier="editions", title=title, codes=tuple(codes))


def compiled(value: CodeList, folder: Path) -> Artefact:
    """A version of a list as a release has it."""
    written = write_canonical(write_object(value), folder)
    compile_text(written.path, written.digest, folder)
    return open_artefact(folder, written.digest)


def ours(size: str) -> dict[str, float]:
    """Compile both editions, then compare them and tell it; seconds of each on the clock, and of processor time."""
    folder = FOLDER / f"editions-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = editions(int(size))
    before, after = compiled(made.before, folder), compiled(made.after, folder)
    rulings = read_rulings()
    began, work = time.perf_counter(), time.process_time()
    found = compare(side_read(before), side_read(after), rulings)
    compared = time.perf_counter()
    told = paper(("1", "2"), found, Speaker("nb", rulings)).model_dump_json()
    whole, worked = time.perf_counter() - began, time.process_time() - work
    return {"compare": compared - began, "whole": whole, "work": worked, "many": len(found), "bytes": len(told)}


def main() -> None:
    """Compare editions of each size in a process of its own."""
    figures = []
    for size in SIZES:
        cost = run("diff", "ours", size)
        many = f"{cost.steps['many']:.0f} differences"
        figures += [
            Figure("diff, compared", size, cost.steps["compare"], "s", "", many),
            Figure(
                "diff, compared and told",
                size,
                cost.steps["whole"],
                "s",
                GOAL,
                f"{cost.steps['bytes'] / 1e6:.1f} MB of JSON",
            ),
            Figure("diff, processor", size, cost.steps["work"], "s", GOAL, ""),
            Figure("diff, memory with both made", size, cost.peak, "MiB", "", ""),
        ]
    tell("diff", figures)


if __name__ == "__main__":
    main()
