"""Sets of requirements and the requirements in them."""

from pydantic import Field

from api.answers.basics import ManyTexts, Named, Paged, Registered, Sources, Texts
from registry.domain import Area, Iri, Obligation, Party


class Requirement(Named):
    """One requirement of a record system: what is demanded, why, on what basis, and how it is tested."""

    identifier: str
    title: Texts
    obligation: Obligation
    area: Area
    text: Texts
    rationale: ManyTexts = {}
    verification: ManyTexts = {}
    source: Sources = Field([], description="The basis: a section of a standard, or a text where none says it.")
    exchange: list[Iri] = Field([], description="Exchanges that it holds for; empty: all of its set.")
    party: list[Party] = Field([], description="The side that it is made of; empty: both.")
    role: list[Iri] = Field([], description="Roles that it is made of; empty: all on that side.")
    element: list[Iri] = []
    order: int = 0


class RequirementPage(Paged):
    """One page of the requirements of a set."""

    items: list[Requirement]


class RequirementSet(Registered):
    """Requirements that are versioned together, and the first page of them."""

    exchange: list[Iri] = Field([], description="Exchanges that the set holds for; empty: every exchange.")
    requirements: RequirementPage
