"""Requirements of record systems that take part in exchanges: what is demanded, on what grounds, how it is tested."""

from enum import StrEnum

from registry.domain.language import LangString
from registry.domain.scheme import RegisteredObject
from registry.domain.value import Iri, Resource


class Obligation(StrEnum):
    """How binding a requirement is, the strictest first (local names in omf:)."""

    SHALL = "shall"
    SHOULD = "should"
    MAY = "may"

    @property
    def rank(self) -> int:
        """Sorts obligations, the strictest first.

        >>> Obligation.SHALL.rank < Obligation.MAY.rank
        True
        """
        return tuple(Obligation).index(self)


class Party(StrEnum):
    """The side of an exchange that a requirement is made of (local names in omf:)."""

    SENDER = "sending-party"
    RECEIVER = "receiving-party"


class Area(StrEnum):
    """What a requirement is about (local names in omf:); the order is that of a procurement annex.

    The first six are what a counterpart may expect of security; the others are about what a record system can do.
    """

    IDENTIFICATION = "area-identification"
    SIGNATURE = "area-signature"
    ENCRYPTION = "area-encryption"
    PKI = "area-pki"
    RECEIPT = "area-receipt"
    LOGGING = "area-logging"
    TRANSPORT = "area-transport"
    CONTENT = "area-content"
    CODING = "area-coding"
    FUNCTION = "area-function"


class Requirement(Resource):
    """One requirement: its number, what is demanded (`text`), why, on what basis, and how it is tested.

    Empty `exchange`: all exchanges of its set; empty `party`: both sides; empty `role`: any role on those sides.
    `source` is the basis: a section of a standard (`<standard>#4.2`), or a text where no standard says it.
    `element` are the elements that it is about, of whichever model the exchange carries.
    """

    identifier: str
    title: tuple[LangString, ...]
    obligation: Obligation
    area: Area
    text: tuple[LangString, ...]
    rationale: tuple[LangString, ...] = ()
    verification: tuple[LangString, ...] = ()
    source: tuple[Iri | LangString, ...] = ()
    exchange: tuple[Iri, ...] = ()
    party: tuple[Party, ...] = ()
    role: tuple[Iri, ...] = ()
    element: tuple[Iri, ...] = ()
    order: int = 0


class RequirementSet(RegisteredObject):
    """Requirements that are agreed on and versioned together; empty `exchange`: they hold for every exchange."""

    exchange: tuple[Iri, ...] = ()
    requirements: tuple[Requirement, ...] = ()
