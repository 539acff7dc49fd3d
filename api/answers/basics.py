"""What all answers are made of: texts by language, sources, periods, names, versions, pages."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from registry.domain import Iri, Kind, LangString, text


def _one_each(value: Any) -> Any:
    """Language-tagged texts as a map from tag to text; the first of a language stands."""
    if not isinstance(value, tuple | list):
        return value
    found: dict[str, str] = {}
    for string in value:
        found.setdefault(string.lang, string.text)
    return found


def _all(value: Any) -> Any:
    """Language-tagged texts as a map from tag to all texts of that language."""
    if not isinstance(value, tuple | list):
        return value
    found: dict[str, list[str]] = {}
    for string in value:
        found.setdefault(string.lang, []).append(string.text)
    return found


def _cited(value: Any) -> Any:
    """Sources, each an IRI or a text."""
    if not isinstance(value, tuple | list):
        return value
    return [Source(iri=row) if isinstance(row, str) else Source(text=row.text, lang=row.lang) for row in value]


#: The fields that hold the name of a thing, whichever it has.
_NAMES = ("title", "pref_label", "name", "label")


def _languages(info: ValidationInfo) -> tuple[str, ...]:
    return tuple(info.context["languages"]) if info.context else ()


class Answered(BaseModel):
    """A value read from the domain's by the names of its fields."""

    model_config = ConfigDict(from_attributes=True)


class Text(Answered):
    """A text and its language (BCP 47)."""

    text: str
    lang: str


class Source(Answered):
    """What something rests on: an IRI (a standard's section has a fragment), or a text with its language."""

    iri: Iri | None = None
    text: str | None = None
    lang: str | None = None


class Statement(Answered):
    """A triple that no field holds, its terms as in N-Triples; an empty subject is the thing itself."""

    subject: str
    predicate: str
    object: str


#: One text a language: `{"nb": "epikrise", "en": "discharge summary"}`.
Texts = Annotated[dict[str, str], BeforeValidator(_one_each)]
#: Several texts a language: `{"nb": ["…", "…"]}`.
ManyTexts = Annotated[dict[str, list[str]], BeforeValidator(_all)]
Sources = Annotated[list[Source], BeforeValidator(_cited)]


class Period(Answered):
    """First and last day of validity, both included; null where it is open."""

    start: date | None = None
    end: date | None = None


class Identifier(Answered):
    """Another name of the same thing; `current` is false for a former name, kept so that old references resolve."""

    notation: str
    agency: str | None = None
    current: bool = True


class Displayed(Answered):
    """A thing with a name in several languages, of which `display` is one.

    The languages preferred are the `languages` of the context that it is validated with.
    """

    display: str = Field("", description="Name in the language asked for, else the nearest there is.")

    @model_validator(mode="after")
    def _display(self, info: ValidationInfo) -> Self:
        if not self.display:
            names: dict[str, str] = next((found for name in _NAMES if (found := getattr(self, name, None))), {})
            self.display = text((LangString(text=name, lang=lang) for lang, name in names.items()), _languages(info))
        return self


class Version(Displayed):
    """One immutable edition of one object, and the release that issued it."""

    object: Iri
    kind: Kind
    number: str = Field(description="Semantic version.", examples=["1.0.0"])
    digest: str = Field(description="SHA-256 of the content; docs/digest.md tells how to verify it.")
    title: Texts
    issued: AwareDatetime
    replaces: str | None = None
    release: str | None = Field(None, examples=["2026.1"])


class Named(Displayed):
    """A thing with an IRI."""

    iri: Iri
    extra: list[Statement] = Field([], description="Statements that no field holds.")


class Registered(Named):
    """What every versioned object says about itself."""

    kind: Kind
    identifier: str | None = None
    title: Texts = {}
    description: ManyTexts = {}
    publisher: Iri | None = None
    creator: list[Iri] = []
    contact_point: Iri | None = None
    license: Iri | None = None
    rights: ManyTexts = {}
    note: ManyTexts = {}
    status: Iri | None = None
    validity: Period = Period()
    source: Sources = []
    replaces: list[Iri] = []
    is_replaced_by: list[Iri] = []
    aliases: list[Identifier] = Field([], description="OIDs, FHIR canonicals, former addresses; all of them resolve.")
    created: date | None = None
    modified: date | None = None
    version: Version
    release: str = Field(description="The release that this was read from.", examples=["2026.1"])
    members: int = Field(0, description="How many codes, concepts, elements or other members it has.")
    labels: dict[str, str] = Field({}, description="Names of the things of the registry that are referred to.")


class Paged(Answered):
    """One page of a list."""

    items: list[Any]
    total: int = Field(description="How many there are in all.")
    next: str | None = Field(None, description="Address of the next page; null on the last.")


class RegisteredPage(Paged):
    """One page of registered objects, without their members."""

    items: list[Registered]
