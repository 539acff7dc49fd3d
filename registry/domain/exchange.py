"""The information structure around the messages: pathway, phases, care levels, actor roles and exchanges."""

import re
from typing import Final

from pydantic import field_validator

from registry.domain.language import LangString
from registry.domain.scheme import Evidence, RegisteredObject
from registry.domain.value import Iri, Node, Resource

_VERSION: Final = re.compile(r"-(\d[\d.-]*)\Z")


def _version(model: Iri) -> tuple[tuple[int, ...], Iri]:
    """The numbers at the end of a model's name, and the name where they do not tell."""
    found = _VERSION.search(model)
    return tuple(map(int, re.findall(r"\d+", found[1]))) if found else (), model


class CareLevel(Resource):
    """A level of care, or a party beside the levels that takes part (pharmacy, NAV, registers, patient)."""

    identifier: str
    title: tuple[LangString, ...]
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None
    order: int = 0


class Phase(Resource):
    """A phase of the pathway, in order."""

    identifier: str
    title: tuple[LangString, ...]
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None
    order: int = 0


class ActorRole(Resource):
    """A role that sends or receives, at one level."""

    identifier: str
    title: tuple[LangString, ...]
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None
    at_level: Iri


class Gap(Node):
    """Phases in which no exchange is known from one level to another, or within one level."""

    from_level: Iri | None = None
    to_level: Iri | None = None
    phase: tuple[Iri, ...] = ()


class Pathway(RegisteredObject):
    """The patient pathway: its phases, the levels of care, the roles at them, and where no exchange is known.

    `gaps` has at most one entry for each ordered pair of levels. Exchanges that take place in every phase, such as
    the receipt, fill no gap.
    """

    subject: Iri | None = None
    phases: tuple[Phase, ...] = ()
    levels: tuple[CareLevel, ...] = ()
    roles: tuple[ActorRole, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Exchange(RegisteredObject):
    """One message function in one direction: who sends what to whom, when, why and under which standard.

    `function_code` is a code of list 8279; `carries` are the information models (newest first); `legal_basis`
    and `security_requirement` are `not stated` where no source states them; `carrier` is the organisation
    whose network carries the message, where a source says so.
    """

    subject: Iri | None = None
    function_code: Iri | None = None
    sender: tuple[Iri, ...] = ()
    receiver: tuple[Iri, ...] = ()
    phase: tuple[Iri, ...] = ()
    trigger: tuple[LangString, ...] = ()
    legal_basis: tuple[LangString, ...] = ()
    security_requirement: tuple[LangString, ...] = ()
    receipt_expected: bool | None = None
    carrier: Iri | None = None
    conforms_to: tuple[Iri, ...] = ()
    carries: tuple[Iri, ...] = ()
    theme: tuple[str, ...] = ()

    @field_validator("carries")
    @classmethod
    def _newest_first(cls, carries: tuple[Iri, ...]) -> tuple[Iri, ...]:
        """In RDF there is no order to keep: the version at the end of a model's name tells it."""
        return tuple(sorted(carries, key=_version, reverse=True))

    direction_evidence: Evidence | None = None
