"""Every write is in the audit log, and a log that was cut off, altered or forged is found out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.domain.activity import Activity, ActivityKind
from registry.domain.party import Role
from registry.errors import NotFound
from registry.namespaces import BASE
from registry.rdf import audit
from registry.rdf.prov import GRAPH
from registry.services import publication
from registry.services.auditing import Listed
from registry.services.ledger import Asked, Ledger
from registry.services.people import People
from registry.services.signing import UNATTENDED, Pen, operator_pen
from registry.services.workspace import Workspace, open_store, open_workspace
from registry.settings import Settings
from registry.store import control
from registry.store.embedded import EmbeddedStore
from registry.store.protocol import Change
from tests.services.releasing import NOON

SCHEME = BASE + "concept-scheme/a"
ORGANIZATION = BASE + "organization/omforent"
TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://omforent.no/concept-scheme/a> a skos:ConceptScheme ; <http://purl.org/dc/terms/title> "{title}"@nb .
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var")


@pytest.fixture(params=["here", "in another process's hands"])
def workspace(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Workspace]:
    with open_store(settings) as local:
        if request.param == "here":
            yield local
            return
        with control.serve(settings.home, local.handlers()), open_workspace(settings) as remote:
            yield remote


def put(workspace: Workspace, title: str = "En") -> None:
    workspace.import_file(TURTLE.format(title=title).encode(), "a.ttl")


def publish(settings: Settings) -> None:
    """A release as the operator makes it, without the data checks, which the little scheme would not pass."""
    store = EmbeddedStore(settings.home)
    pen = operator_pen(Ledger(store), settings.home, ORGANIZATION).acting(Role.PUBLISHER)
    assert publication.release(store, settings.home, issued=NOON, agent=ORGANIZATION, pen=pen, check=lambda _: ())
    store.close()


@pytest.fixture
def released(settings: Settings) -> Settings:
    """A data folder with two releases, each after an import."""
    for title in ("En", "To"):
        with open_store(settings) as workspace:
            put(workspace, title)
        publish(settings)
    return settings


def listed(workspace: Workspace, **asked: object) -> tuple[Listed, ...]:
    return workspace.audit.find(Asked.model_validate(asked)).items


def test_every_write_by_the_operator_is_entered_with_who_and_what(workspace: Workspace) -> None:
    put(workspace)
    workspace.discard(SCHEME)
    rows = listed(workspace)
    assert [row.entry.activity.kind for row in rows] == [ActivityKind.DISCARD, ActivityKind.IMPORT]
    assert {row.entry.activity.objects for row in rows} == {(SCHEME,)}
    assert {row.entry.activity.agent.organization for row in rows} == {ORGANIZATION}
    assert len({row.entry.activity.agent.person for row in rows}) == 1
    assert '"sha256"' in rows[1].entry.activity.detail
    assert workspace.audit.verify().sound


def test_shipped_content_is_entered_with_its_marks_in_one_write(settings: Settings) -> None:
    with open_store(settings) as workspace:
        assert workspace.load_shipped().put
        assert workspace.load_shipped().put == ()
        assert workspace.ledger.verify().entries == 1


def test_a_release_is_entered_by_its_organization_and_the_version_that_it_made(released: Settings) -> None:
    with open_store(released) as workspace:
        found = workspace.audit.find(Asked(kind=ActivityKind.RELEASE)).items
        assert workspace.audit.verify().sound
    assert [row.entry.sequence for row in found] == [4, 2]
    assert found[0].entry.activity.generated == (BASE + "release/2026.2", SCHEME + "?version=1.0.1")
    assert found[0].entry.activity.agent.role is Role.PUBLISHER


def test_nothing_that_is_published_names_a_person(released: Settings) -> None:
    with open_store(released) as workspace:
        person = workspace.audit.find(Asked()).items[0].entry.activity.agent.person
    for folder in ("releases", "objects", "release-store"):
        for path in (released.home / folder).rglob("*"):
            assert not path.is_file() or person.encode() not in path.read_bytes()


def cut(settings: Settings, keep: int) -> None:
    """Take away all entries but the first ones, as somebody would who knows the store."""
    store = EmbeddedStore(settings.home)
    ledger = Ledger(store)
    entries = list(ledger.replay())
    gone = [triple for entry in entries[keep:] for triple in audit.statements(entry)]
    removed = (*gone, audit.last_mark(entries[-1]))
    store.apply(Change(GRAPH, removed, (audit.last_mark(entries[keep - 1]),)))
    assert ledger.verify().sound
    store.close()


def faults(settings: Settings) -> str:
    with open_store(settings) as workspace:
        return "\n".join(workspace.audit.verify().faults)


def test_a_log_that_was_cut_off_is_found_by_what_releases_remember(released: Settings) -> None:
    cut(released, 2)
    assert faults(released).splitlines() == [
        "entry 3 is missing: release 2026.2 was made after it",
        "release 2026.2 has no entry",
    ]


def test_a_log_whose_end_was_written_anew_is_found(released: Settings) -> None:
    cut(released, 2)
    store = EmbeddedStore(released.home)
    for number in range(3):
        Ledger(store).write(Activity(kind=ActivityKind.IMPORT, at=NOON, agent=UNATTENDED, reason=str(number)))
    store.close()
    assert "entry 3 is not the one that release 2026.2 was made after" in faults(released)


def test_a_release_without_what_it_remembers_is_found(released: Settings) -> None:
    (released.home / "releases/2026.2/audit.json").unlink()
    assert faults(released) == "release 2026.2 has no readable audit.json"


def test_releases_from_before_there_was_a_log_are_no_fault(released: Settings) -> None:
    cut(released, 1)
    (released.home / "releases/2026.1/audit.json").unlink()
    (released.home / "releases/2026.2/audit.json").unlink()
    assert faults(released) == ""


def test_a_person_is_forgotten_and_the_chain_stays_valid(workspace: Workspace, settings: Settings) -> None:
    put(workspace)
    person = listed(workspace)[0].entry.activity.agent.person
    name = People(settings.home).get(person).name
    other = People(settings.home).id_of("issuer", "9", "Kari Nordmann", "kari@example.org")
    assert workspace.audit.erase("kari@example.org").id == other
    assert workspace.audit.erase(person).name is None
    assert {row.name for row in listed(workspace, person=person)} == {None}
    assert workspace.audit.verify().sound
    assert [row.entry.activity.detail for row in listed(workspace, kind="person-erased")] == [
        f'{{"person":"{person}"}}',
        f'{{"person":"{other}"}}',
    ]
    texts = [path.read_bytes() for path in settings.home.rglob("*") if path.is_file()]
    assert not any(b"kari@example.org" in text for text in texts)
    assert name is None or listed(workspace, kind="person-erased")[0].name == name


@pytest.mark.parametrize("nobody", ["person/00", "Ola"])
def test_nobody_cannot_be_forgotten(workspace: Workspace, nobody: str) -> None:
    with pytest.raises(NotFound):
        workspace.audit.erase(nobody)
    assert workspace.audit.verify().entries == 0


def test_no_service_writes_past_the_log(root: Path) -> None:
    """The ledger is the one place in the services and the interfaces that calls a store's `apply`."""
    found = {
        path.relative_to(root).as_posix()
        for folder in ("registry/services", "registry/cli", "api")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "apply" and "store" in ast.unparse(node.value)
    }
    assert found == {"registry/services/ledger.py"}


def test_who_uses_the_services_from_a_program_is_in_the_log_too(settings: Settings) -> None:
    store = EmbeddedStore(settings.home)
    entry = Pen.unattended(store).write(ActivityKind.IMPORT, (SCHEME,), reason="test")
    assert Ledger(store).entry(entry.sequence).activity.agent == UNATTENDED
    store.close()
