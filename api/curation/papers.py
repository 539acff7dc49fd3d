"""What an approver reads of a change set under /api/v1/change-sets: its change paper, and what it affects."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.params import PathParameter, QueryParameter

from api.curation.exchange import READING, Office, answer, iri_of
from api.documented import curating
from api.selection import Lib
from registry.errors import NotFound
from registry.services.change_paper import Paper
from registry.services.change_paper import paper as paper_of
from registry.services.differing import names_in, with_own
from registry.services.impact import Impact
from registry.services.impact import impact as impact_of
from registry.services.sentences import Speaker
from registry.terminology.protocol import ReleaseReader

Requested = Request[Any, Any, Any]
Identifier = Annotated[str, PathParameter(description="The last part of the change set's IRI.")]
Told = Annotated[str, QueryParameter(description="Language of the sentences: nb, nn or en.")]

_TAGS: Final = ["Change sets"]
_SET: Final = "/change-sets/{identifier:str}"


def _released(library: Lib) -> ReleaseReader | None:
    try:
        return library.releases.current()
    except NotFound:
        return None


@get(
    _SET + "/paper",
    dependencies=READING,
    operation_id="read_change_paper",
    summary="Read the change paper of a change set",
    tags=_TAGS,
    **curating(Paper, "What changes, as sentences with class and reason."),
    sync_to_thread=True,
)
def paper(
    request: Requested, office: Office, library: Lib, identifier: Identifier, lang: Told = "nb"
) -> Response[bytes]:
    """What it changes in the drafts, in sentences, gravest first, with the words that change within texts."""
    name = iri_of("change-set", identifier)
    rows = office.sets.differences(name)
    say = Speaker(lang, office.sets.rulings, with_own(rows, names_in(_released(library))))
    return answer(request, paper_of(("drafts", name), rows, say))


@get(
    _SET + "/impact",
    dependencies=READING,
    operation_id="list_impact",
    summary="Tell what a change set affects",
    tags=_TAGS,
    **curating(Impact, "Everything in the current release that it touches, with the class."),
    sync_to_thread=True,
)
def impact(
    request: Requested, office: Office, library: Lib, identifier: Identifier, lang: Told = "nb"
) -> Response[bytes]:
    """Lists, bindings, elements, exchanges, mappings and aliases that its changes reach, through models as well."""
    reader = _released(library)
    if reader is None:
        raise NotFound("Nothing has been released yet.", field="release")
    rows = office.sets.differences(iri_of("change-set", identifier))
    say = Speaker(lang, office.sets.rulings, with_own(rows, names_in(reader)))
    return answer(request, impact_of(rows, reader, say))


ROUTES: Final = (paper, impact)
