"""What a registered object demands of changes to it and of its next version; decided by its administrators."""

from registry.domain.hearing import Rule
from registry.domain.value import Iri, Value


class Policy(Value):
    """The demands of one registered object, on top of the workflow that all share.

    `other_organization`: the approver is of another organisation than every author. `hearing`: nothing is approved
    without a hearing that ended in agreement by `rule`. The rest is demanded of a version before it is released:
    terms and definitions in `languages`, a source for every definition, and that the object has been looked through
    within `review_months` (None: no such demand).
    """

    object: Iri
    other_organization: bool = False
    hearing: bool = False
    rule: Rule = Rule()
    languages: tuple[str, ...] = ()
    sources: bool = False
    review_months: int | None = None
