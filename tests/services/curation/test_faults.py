"""Many at once, and a full disk: nothing lost, each conflict told, a clear error, the last good state there."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from registry.domain.change_set import State
from registry.domain.operation import EditField
from registry.domain.party import Role
from registry.errors import Conflict, Stale
from registry.rdf.objects import write_object
from registry.services import drafts
from registry.services.curation.change_sets import ChangeSets
from registry.services.ledger import Ledger
from registry.services.replaying import replay
from registry.services.workspace import open_store
from registry.settings import Settings
from registry.store.embedded import EmbeddedStore
from registry.store.memory import MemoryStore
from registry.store.protocol import Replace
from tests.services.curation.registry_of_one import LIST, caller, code, code_list
from tests.services.test_replaying import WORKFLOW, state

EDITOR = caller("1", Role.EDITOR)
APPROVER = caller("2", Role.APPROVER)
STEPS = ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER), (State.MERGED, APPROVER))
CLIENTS, OBJECTS = 50, 200


def numbered(number: int, count: int = 0):
    """One of the lists, with a label that counts the edits that were merged."""
    base = code_list(code("1", str(count)))
    return base.model_copy(update={"iri": f"{LIST}{number:03}"})


def counted(store, name: str) -> int:
    return int(drafts.value_of(store, name).codes[0].pref_label[0].text)


def edit_once(store, sets: ChangeSets, name: str) -> bool:
    """Count one up in an object, from what is there to what is merged; False where the change was refused as stale."""
    count = counted(store, name)
    before, after = ([{"text": str(n), "lang": "nb"}] for n in (count, count + 1))
    target = code("1", "").iri
    edit = EditField(object=name, target=target, field="pref_label", lang="nb", before=before, after=after)
    made = sets.open("Opp", "fordi", EDITOR)
    try:
        sets.add(made.iri, [edit], EDITOR)
        for state, who in STEPS:
            sets.transition(made.iri, state, "fordi", who)
    except Conflict as fault:
        assert isinstance(fault, Stale) is (fault.rule == "an edit builds on what is there")
        return False
    return True


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("edits", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_fifty_clients_on_two_hundred_objects_lose_no_update(tmp_path: Path, edits: int) -> None:
    store = EmbeddedStore(tmp_path / "home")
    names = [numbered(n).iri for n in range(OBJECTS)]
    start = [Replace(drafts.graph_of(name), write_object(numbered(n))) for n, name in enumerate(names)]
    store.apply(*start)
    ledger = Ledger(store)
    sets = ChangeSets(store, ledger, workflow=WORKFLOW)

    def client(number: int) -> list[tuple[str, bool]]:
        chance = Random(number)
        # half of the edits are where others are too
        chosen = [chance.choice(names if (turn + number) % 2 else names[:5]) for turn in range(edits)]
        return [(name, edit_once(store, sets, name)) for name in chosen]

    with ThreadPoolExecutor(CLIENTS) as clients:
        done = [row for rows in clients.map(client, range(CLIENTS)) for row in rows]
    kept = {name: sum(name == other and merged for other, merged in done) for name in names}
    assert {name: counted(store, name) for name in names} == kept
    assert 0 < sum(kept.values()) < len(done) == CLIENTS * edits
    assert ledger.verify().sound
    again = MemoryStore()
    again.apply(*(Replace(row.graph, write_object(numbered(n))) for n, row in enumerate(start)))
    replay(ledger.replay(), again)
    assert state(again) == state(store)
    store.close()


#: Imports until the disk is full, and says each that was acknowledged.
FILLING = """
import resource, sys
from pathlib import Path
from registry.errors import Unavailable
from registry.services.workspace import open_store
from registry.settings import Settings

text = '''@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://omforent.no/concept-scheme/{0}> a skos:ConceptScheme ; skos:note "{1}" .'''
with open_store(Settings(home=Path(sys.argv[1]))) as workspace:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        for number in range(1000):
            workspace.import_file(text.format(number, "x" * 20_000).encode(), f"{number}.ttl")
            print(number, flush=True)
    except Unavailable as fault:
        print(fault.message)
"""


def test_a_full_disk_is_told_and_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FILLING, str(tmp_path / "home")], capture_output=True, text=True, check=False
    )
    *acknowledged, told = ran.stdout.splitlines()
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"home cannot be used: .*(File too large|No space)", told)
    with open_store(Settings(home=tmp_path / "home")) as workspace:
        expected = {f"https://omforent.no/concept-scheme/{number}" for number in acknowledged}
        # the write that failed is there as a whole or not at all
        last = {f"https://omforent.no/concept-scheme/{len(acknowledged)}"}
        assert len(expected) > 3
        assert set(workspace.objects()) - last == expected
        assert workspace.audit.verify().sound
        assert workspace.audit.verify().entries == len(workspace.objects())
        workspace.discard(expected.pop())
