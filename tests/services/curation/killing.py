"""Edits, merges and releases in a child process that is killed at any instant, and a look at what is left.

Run by test_kill.py. The child says in a file of its own, synced, what was acknowledged to it; nothing else is trusted.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from registry.domain import CodeList
from registry.domain.change_set import State
from registry.domain.operation import AddMember, EditField
from registry.domain.party import Role
from registry.rdf import dcat
from registry.services import drafts, publication
from registry.services.auditing import LocalAudit
from registry.services.curation.change_sets import ChangeSets
from registry.services.ledger import Ledger
from registry.services.signing import UNATTENDED, Pen
from registry.store.embedded import EmbeddedStore
from registry.terminology.releases import Releases
from tests.services.curation.registry_of_one import LIST, caller, code, code_list
from tests.services.killing import forked
from tests.services.releasing import NOON, put
from tests.services.test_replaying import WORKFLOW
from tests.terminology import content

EDITOR, APPROVER = caller("1", Role.EDITOR), caller("2", Role.APPROVER)
#: Every so many-th merge is released.
_RELEASED_EVERY = 3


def begin(home: Path) -> None:
    """A list with one code, whose label counts the merges."""
    store = EmbeddedStore(home)
    put(store, [code_list(code("1", "0"))])
    store.close()


def count_of(store: EmbeddedStore) -> int:
    """How many merges the draft has in it."""
    value = drafts.value_of(store, LIST)
    assert isinstance(value, CodeList)
    numbers = {int(each.pref_label[0].text) for each in value.codes if each.notation == "1"}
    assert {each.notation for each in value.codes} == {"1", *(f"n{n}" for n in range(1, max(numbers) + 1))}
    return numbers.pop()


def work(home: Path, said: Path) -> None:
    """Change sets of two operations, each brought to be merged; releases now and then; until killed."""
    store = EmbeddedStore(home)
    publication.recover(store, home)
    ledger = Ledger(store)
    sets = ChangeSets(store, ledger, workflow=WORKFLOW)
    with said.open("ab", buffering=0) as file:
        while True:
            number = count_of(store)
            one_set(sets, number, partial(tell, file.fileno()))
            tell(file.fileno(), f"counted {number + 1}")
            if (number + 1) % _RELEASED_EVERY == 0:
                issue(store, ledger, home, number)
                tell(file.fileno(), f"released {len(dcat.released_numbers(store.triples(dcat.GRAPH)))}")


def one_set(sets: ChangeSets, number: int, say: Callable[[str], None]) -> None:
    before, after = ([{"text": str(n), "lang": "nb"}] for n in (number, number + 1))
    target = code("1", "").iri
    edit = EditField(object=LIST, target=target, field="pref_label", lang="nb", before=before, after=after)
    made = sets.open(f"{number + 1}", "fordi", EDITOR)
    say(f"opened {made.iri}")
    added = AddMember(object=LIST, kind="code", value=code(f"n{number + 1}", "ny"))
    sets.add(made.iri, [edit, added], EDITOR)
    say(f"filled {made.iri}")
    for state, who in ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER)):
        sets.transition(made.iri, state, "fordi", who)
        say(f"{state} {made.iri}")


def issue(store: EmbeddedStore, ledger: Ledger, home: Path, number: int) -> None:
    made = publication.release(
        store,
        home,
        issued=NOON + timedelta(minutes=number),
        agent=content.AGENT,
        check=lambda _: (),
        tables={},
        pen=Pen(ledger, UNATTENDED),
    )
    assert made is not None


def tell(file: int, sentence: str) -> None:
    os.write(file, f"{sentence}\n".encode())
    os.fsync(file)


def look(home: Path, said: Path) -> None:
    """After a restart: what was acknowledged, or seen before, is there; no half of a change set; the log is sound."""
    store = EmbeddedStore(home)
    publication.recover(store, home)
    ledger = Ledger(store)
    verdict = LocalAudit(store, home, ledger, lambda: Pen(ledger)).verify()
    assert verdict.sound, verdict.faults
    lines = [line.split(" ") for line in said.read_text().splitlines()] if said.exists() else []
    look_at_sets(ChangeSets(store, ledger), lines, count_of(store))
    released = max((int(what) for word, what in lines if word == "released"), default=0)
    known = dcat.released_numbers(store.triples(dcat.GRAPH))
    assert released <= len(known) <= released + 1
    assert {entry.number for entry in Releases(home).all()} == set(known)
    seen = f"released {len(known)}\ncounted {count_of(store)}\n"
    store.close()
    with said.open("a") as file:
        file.write(seen)  # what has been seen once must not go either


def look_at_sets(sets: ChangeSets, lines: list[list[str]], merged: int) -> None:
    acknowledged = {what: word for word, what in lines if word not in {"counted", "released"}}
    order = ["opened", "filled", State.REVIEW, State.APPROVED, State.MERGED]
    found = sets.queue(limit=100_000)
    assert set(acknowledged) <= {row.iri for row in found.items}
    assert sum(row.state is State.MERGED for row in found.items) == merged
    for row in found.items:
        whole = sets.get(row.iri)
        assert (row.state, row.operations) == (whole.state, len(whole.operations))
        assert len(whole.operations) in {0, 2}
        reached = order.index(whole.state) if whole.state in order else len(whole.operations) // 2
        assert reached >= order.index(acknowledged.get(row.iri, "opened")), (whole.state, acknowledged[row.iri])
    assert merged >= max((int(what) for word, what in lines if word == "counted"), default=0)


def started(task: Callable[[], None]) -> int:
    """Begin a task in a process of its own; gives the number of the process."""
    child = os.fork()
    if child == 0:
        try:
            task()
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    return child


def main(home: Path, times: int, seed: int) -> None:
    """So many children, each killed some time after its first acknowledgement."""
    chance, said = random.Random(seed), home.with_name(f"said-{home.name}")
    assert forked(partial(begin, home)) == 0
    for turn in range(times):
        size = said.stat().st_size if said.exists() else 0
        child = started(partial(work, home, said))
        while (said.stat().st_size if said.exists() else 0) == size:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.8))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert forked(partial(look, home, said)) == 0, f"after kill {turn}"
    lines = said.read_text().splitlines()
    many = {word: len({line for line in lines if line.startswith(word)}) for word in ("opened", "merged", "released")}
    sys.stdout.write(f"{times} kills; {sum(many.values())} acknowledgements: {many}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
