"""What a vendor sends of systems and statements, and the rules that it must keep before anything is made of it."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from registry.domain import Iri, Value
from registry.domain.conformance import Answer, AnswerKind, Region
from registry.errors import InvalidInput
from registry.services.requirements import Demanded
from registry.text.personal_data import personal_data

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: A short text that is there.
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SystemSent(Value):
    """A system as its vendor describes it: the product, the company, what it is, and its address on the web."""

    product: Short
    vendor: Short
    description: str = Field("", max_length=2_000)
    homepage: str = Field("", max_length=500, pattern=r"^(https?://\S+)?$")
    regions: tuple[Region, ...] = Field((), max_length=len(Region))


class StatementSent(Value):
    """What a vendor states. `exchange` and `role` are names or IRIs; without `release` the current one is meant.

    `model` is the information model that is carried, by IRI; without it the first that the exchange carries.
    """

    system: Iri
    system_version: Short
    exchange: Short
    role: Short
    release: str | None = None
    model: Iri | None = None
    answers: tuple[Answer, ...] = Field((), max_length=2_000)


class StatementChange(Value):
    """What a vendor changes in a statement that is still a claim: all its answers, and the version of the system."""

    system_version: Short | None = None
    answers: tuple[Answer, ...] | None = Field(None, max_length=2_000)


def check_texts(texts: Mapping[str, str]) -> None:
    """Raise InvalidInput for a text with a control character, or with what looks like personal data: it is public."""
    for name, said in texts.items():
        if _CONTROL.search(said):
            raise InvalidInput(f"{name} has a control character.", field=name, rule="text, with line feeds and tabs")
        found = personal_data(said)
        if found:
            rule = "no personal data: systems and statements are public"
            raise InvalidInput(f"{name} seems to hold a {found[0]}.", field=name, rule=rule)


def check_answers(answers: Iterable[Answer], demands: Iterable[Demanded]) -> None:
    """Raise InvalidInput for an answer to what is not demanded, given twice, or that lacks its explanation."""
    known, seen = {row.requirement.iri for row in demands}, set[Iri]()
    for answer in answers:
        if answer.requirement not in known:
            rule = "a requirement that holds for the exchange and role in the release"
            raise InvalidInput(
                "The requirement does not hold here.", field="requirement", value=answer.requirement, rule=rule
            )
        if answer.requirement in seen:
            rule = "one answer a requirement"
            raise InvalidInput("It is answered twice.", field="requirement", value=answer.requirement, rule=rule)
        if answer.answer is not AnswerKind.YES and not answer.comment.strip():
            rule = "whatever is not a plain yes is explained"
            raise InvalidInput("The comment is missing.", field="comment", value=answer.requirement, rule=rule)
        check_texts({"comment": answer.comment})
        seen.add(answer.requirement)
