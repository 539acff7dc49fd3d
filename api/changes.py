"""What changed, under /api/v1: the change paper of two editions, and the timeline of a thing."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.params import QueryParameter

from api.documented import answering
from api.finding import AnyName, meanings, resolutions
from api.representation import accept_json, deliver_json
from api.selection import Here, Reading, reading
from registry.errors import InvalidInput
from registry.services.change_paper import Paper
from registry.services.compatibility import read_rulings
from registry.services.differing import change_paper, names_in
from registry.services.editions import Editions
from registry.services.sentences import SPOKEN
from registry.services.timeline import Timeline
from registry.services.timeline import timeline as timeline_of

Requested = Request[Any, Any, Any]
_READING: Final = {"here": Provide(reading, sync_to_thread=False)}
_MOST, _USUAL = 50_000, 1_000  # changes told of an object
_NAMED: Final = (
    "a release (2026.1), the release in force on a day (2026-11-22), a version (7110@1.2.0, or an IRI before the @), "
    "or an object as it is now (7110)"
)
From = Annotated[
    str | None,
    QueryParameter(name="from", description=f"The earlier edition: {_NAMED}. Where not said, the one before `to`."),
]
To = Annotated[
    str | None, QueryParameter(description=f"The later edition: {_NAMED}. Where not said, the release that is read.")
]
Most = Annotated[
    int | None,
    QueryParameter(
        description=f"Most changes told of each object, at most {_MOST}, the gravest first; {_USUAL} where not said. "
        "`total` and `counts` count all."
    ),
]


@get(
    "/diff",
    dependencies=_READING,
    operation_id="diff",
    summary="Tell what differs between two editions",
    tags=["Versions and releases"],
    **answering(Paper, "The change paper."),
    sync_to_thread=True,
)
def diff(request: Requested, here: Here, before: From = None, to: To = None, limit: Most = None) -> Response[bytes]:
    """What changed between two releases, or two versions of one object: typed, graded and as sentences.

    Each change has its class (major, minor, patch, none) for senders and receivers by the table of compatibility, the
    reason, and the words that changed within a text. Sentences are in nb, nn or en.
    """
    accept_json(request)
    most = _within(limit)
    editions = Editions(here.library.releases, reader=here.reader)
    later = here.number if to is None else to

    def build() -> Paper:
        names = names_in(here.reader)
        return change_paper(editions, before, later, read_rulings(), told_in(here), names=names, limit=most)

    return deliver_json(request, here, build)


@get(
    "/timeline",
    dependencies=_READING,
    operation_id="timeline",
    summary="Tell the history of a thing",
    tags=["Versions and releases"],
    **answering(Timeline, "The versions in which it was new or changed, newest first."),
    sync_to_thread=True,
)
def timeline(request: Requested, here: Here, identifier: AnyName, limit: Most = None) -> Response[bytes]:
    """The versions of an object until the release that is read, or those in which a member changed, with what did."""
    accept_json(request)
    most = _within(limit)
    found = meanings(here, identifier)
    if not found:
        resolutions(here, identifier)

    def build() -> Timeline:
        names = names_in(here.reader)
        return timeline_of(here.reader, found[0], read_rulings(), told_in(here), names=names, limit=most)

    return deliver_json(request, here, build)


def told_in(here: Reading) -> str:
    """The first language asked for that differences are told in."""
    return next((tag for tag in here.languages if tag in SPOKEN), SPOKEN[0])


def _within(limit: int | None) -> int:
    wanted = _USUAL if limit is None else limit
    if not 1 <= wanted <= _MOST:
        rule = f"from 1 to {_MOST}"
        raise InvalidInput(f"The limit {wanted} is out of bounds: {rule}.", field="limit", value=str(wanted), rule=rule)
    return wanted


ROUTES: Final = (diff, timeline)
