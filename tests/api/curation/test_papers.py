"""What an approver reads: the change paper of a set, and everything in the release that it affects."""

from datetime import UTC, datetime

from litestar.testing import TestClient

from api.app import create
from registry.domain.operation import EditField
from registry.services import publication
from registry.services.curation.office import Curation
from registry.services.sign_in.embedded import Asked, issue
from registry.settings import Settings
from registry.terminology.releases import Releases
from tests.services.curation.registry_of_one import LIST, NORTH, caller, code, code_list, store_with

RENAME = EditField(
    object=LIST,
    target="https://omforent.no/code/1/1",
    field="pref_label",
    lang="nb",
    before=[{"text": "en", "lang": "nb"}],
    after=[{"text": "én", "lang": "nb"}],
)


def test_the_paper_tells_what_changes_and_the_impact_what_is_touched(tmp_path):
    settings = Settings(home=tmp_path)
    app = create(settings, Releases(tmp_path))
    store = store_with(code_list(code("1", "en"), code("2", "to")))
    office = Curation.over(store, settings)
    app.state.curation = office
    editor = caller("1", "editor")
    made = office.sets.open("Aksent", "fordi", editor)
    office.sets.add(made.iri, [RENAME], editor)
    token = issue(settings, Asked(roles=("reader",), organization=NORTH, name="leser"))
    headers, address = {"Authorization": f"Bearer {token}"}, f"/api/v1/change-sets/{made.iri.rpartition('/')[2]}"
    with TestClient(app) as web:
        assert web.get(f"{address}/impact", headers=headers).status_code == 404
        issued = datetime(2026, 11, 22, tzinfo=UTC)
        publication.release(store, tmp_path, issued=issued, agent=NORTH, check=lambda _: ())
        paper = web.get(f"{address}/paper?lang=nn", headers=headers).json()
        impact = web.get(f"{address}/impact?lang=en", headers=headers).json()
        assert web.get(f"{address}/paper?lang=xx", headers=headers).status_code == 400
    assert (paper["compatibility"], paper["lang"]) == ("major", "nn")
    assert (impact["compatibility"], impact["release"]) == ("major", "2026.1")
    assert LIST in {row["iri"] for row in impact["effects"]}
