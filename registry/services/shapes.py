"""The application profile's own SHACL (`models/profile/shapes-*.ttl`): which shapes concern which kind of object."""

from functools import cache

from registry.domain import Kind
from registry.rdf.shacl import ShapesGraph
from registry.resources import folder

#: The catalogue is no registered object, so it has a name of its own here.
CATALOGUE = "catalogue"
_FILES = {
    Kind.CONCEPT_SCHEME: "concept-scheme",
    Kind.CODE_LIST: "code-list",
    Kind.INFORMATION_MODEL: "model",
    Kind.REQUIREMENT_SET: "requirement-set",
}


def profile_of(kind: Kind | None) -> str:
    """The name of the profile for a kind of object; empty where no standard has shapes for it."""
    return _FILES.get(kind, "") if kind else ""


@cache
def shapes(profile: str) -> ShapesGraph:
    """The compiled shapes of a profile: `concept-scheme`, `code-list`, `model`, `requirement-set` or `catalogue`."""
    return ShapesGraph((folder("models") / "profile" / f"shapes-{profile}.ttl").read_text("utf-8"))
