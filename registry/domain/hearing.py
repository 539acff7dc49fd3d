"""A hearing over a change set: who is asked until when, what each answers on each change, and the editor's replies."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from registry.domain.party import Party
from registry.domain.value import Iri, Value


class Stance(StrEnum):
    """What an organisation answers on one change."""

    AGREE = "agree"
    AGREE_WITH_REMARK = "agree-with-remark"
    DISAGREE = "disagree"
    COUNTER_PROPOSAL = "counter-proposal"


#: The stances that count as agreement.
FOR = (Stance.AGREE, Stance.AGREE_WITH_REMARK)


class Rule(Value):
    """When a change is agreed (*omforent*): at least `share` of those who answered agree, and `quorum` have answered.

    `share` is a part of 1; `veto` lists organisations whose disagreement alone keeps it from being agreed.
    """

    quorum: int = Field(1, ge=1)
    share: float = Field(1.0, ge=0.0, le=1.0)
    veto: tuple[Iri, ...] = ()


class Answer(Value):
    """One organisation's answer on one change (an operation's number), or on all of them (0).

    A remark, a disagreement and a counter-proposal have a `text`. `late` is set where it came after the deadline: it
    is kept and shown, and does not count. An organisation's newer answer takes the place of its older one.
    """

    number: int
    stance: Stance
    text: str = ""
    by: Party
    at: AwareDatetime
    late: bool = False


class Reply(Value):
    """The editor's reply to an organisation's remark on one change."""

    number: int
    organization: Iri
    text: str
    by: Party
    at: AwareDatetime


class Hearing(Value):
    """A hearing; `closed` is the time at which it was closed, None while it runs. `generation` is fit for an ETag."""

    iri: Iri
    change_set: Iri
    opened: AwareDatetime
    deadline: AwareDatetime
    invited: tuple[Iri, ...]
    rule: Rule = Rule()
    answers: tuple[Answer, ...] = ()
    replies: tuple[Reply, ...] = ()
    closed: AwareDatetime | None = None
    generation: int = 0

    def counted(self, number: int) -> dict[Iri, Answer]:
        """By organisation, the answer that counts on a change: in time, its newest, on that change before on all."""
        found: dict[Iri, Answer] = {}
        for wanted in (0, number):
            for answer in sorted(self.answers, key=lambda each: each.at):
                if answer.number == wanted and not answer.late:
                    found[answer.by.organization] = answer
        return found

    def agrees(self, number: int) -> bool:
        """Whether a change is agreed by the rule, from the answers that count so far."""
        counted = self.counted(number)
        for_it = [name for name, answer in counted.items() if answer.stance in FOR]
        if len(counted) < self.rule.quorum or any(name in counted and name not in for_it for name in self.rule.veto):
            return False
        return bool(counted) and len(for_it) >= self.rule.share * len(counted)
