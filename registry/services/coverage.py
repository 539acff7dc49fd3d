"""What in a release rests on what: sources of concepts, codes of lists, evidence of exchanges, state of the models."""

from collections import Counter
from collections.abc import Iterable, Mapping

from registry.domain import (
    CodeList,
    Concept,
    ConceptScheme,
    ElementKind,
    ElementProperty,
    Exchange,
    Gap,
    InformationModel,
    Iri,
    Kind,
    LangString,
    Pathway,
    Standard,
    Value,
)
from registry.namespaces import BASE, iri
from registry.terminology.protocol import ReleaseReader

#: What is counted where nothing is stated.
NOT_STATED = "not-stated"
_PUBLIC = iri("audience:public")
_STANDARD = BASE + "standard/"


class Count(Value):
    """How many of one thing: its IRI or word, its title where it has one, and the number."""

    name: str
    count: int
    title: tuple[LangString, ...] = ()


class ConceptCoverage(Value):
    """Concepts by scheme, by the relation of their definitions to the source, and by the standard that is cited.

    A concept counts once for each relation and standard that its definitions state. `from_standard` cite a standard of
    the register, `public_definitions` are the concepts with a definition for the public.
    """

    total: int
    by_scheme: tuple[Count, ...]
    by_basis: tuple[Count, ...]
    by_standard: tuple[Count, ...]
    from_standard: int
    terms_by_language: tuple[Count, ...]
    definitions_by_language: tuple[Count, ...]
    public_definitions: int


class CodeListCoverage(Value):
    """Code lists by where their codes are.

    `with_codes` ship with codes; `third_party` belong to others, and `imported_here` are those among them whose codes
    have been imported into this installation; `without_codes` are the lists that are not others' and have none.
    """

    total: int
    with_codes: int
    third_party: int
    imported_here: tuple[Iri, ...]
    without_codes: tuple[Iri, ...]
    codes: int
    codes_with_validity: int
    codes_with_status: int
    lists_with_source: int
    lists_with_rights: int


class ExchangeCoverage(Value):
    """Exchanges by the evidence for their direction, and by what they state; `hypotheses` are only inferred."""

    total: int
    by_evidence: tuple[Count, ...]
    hypotheses: tuple[Iri, ...]
    with_standard: int
    with_model: int
    with_security: int


class ModelCoverage(Value):
    """One information model: its elements, and how many have concept, description, and binding or a reason for none.

    `message` is true where an exchange carries it or it has a root; other models hold what messages share.
    """

    iri: Iri
    title: tuple[LangString, ...]
    message: bool
    elements: int
    with_concept: int
    with_description: int
    coded: int
    bound: int
    with_reason: int

    @property
    def open(self) -> int:
        """The coded elements with neither a binding nor a reason for having none."""
        return self.coded - self.bound - self.with_reason


class BindingCoverage(Value):
    """Bindings by strength and by evidence; a binding counts once for each kind of evidence."""

    total: int
    by_strength: tuple[Count, ...]
    by_evidence: tuple[Count, ...]


class GapCoverage(Value):
    """Phases in which no exchange is known from one level of care to another, or within one."""

    from_level: Iri | None
    to_level: Iri | None
    phases: tuple[Iri, ...]


class Coverage(Value):
    """The whole report. `elements_per_concept` is elements : different concepts that they are about (0: no concept)."""

    release: str
    concepts: ConceptCoverage
    code_lists: CodeListCoverage
    exchanges: ExchangeCoverage
    models: tuple[ModelCoverage, ...]
    bindings: BindingCoverage
    elements: int
    element_concepts: int
    elements_per_concept: float
    gaps: tuple[GapCoverage, ...]


def coverage(reader: ReleaseReader) -> Coverage:
    """The report on one release; reads every object of it, which takes time in proportion to the release's size."""
    exchanges = [value for value in _all(reader, Kind.EXCHANGE) if isinstance(value, Exchange)]
    models = [value for value in _all(reader, Kind.INFORMATION_MODEL) if isinstance(value, InformationModel)]
    carried = {name for exchange in exchanges for name in exchange.carries}
    elements = [row for model in models for row in _elements(model)]
    about = {row.subject for row in elements if row.subject}
    pathways = [value for value in _all(reader, Kind.PATHWAY) if isinstance(value, Pathway)]
    return Coverage(
        release=reader.release.number,
        concepts=_concepts(reader),
        code_lists=_code_lists([value for value in _all(reader, Kind.CODE_LIST) if isinstance(value, CodeList)]),
        exchanges=_exchanges(exchanges),
        models=tuple(_model(model, carried) for model in models),
        bindings=_bindings(elements),
        elements=len(elements),
        element_concepts=len(about),
        elements_per_concept=round(len(elements) / len(about), 2) if about else 0.0,
        gaps=tuple(_gap(gap) for pathway in pathways for gap in pathway.gaps),
    )


def _all(reader: ReleaseReader, kind: Kind) -> Iterable[object]:
    return (reader.object(version.object) for version in reader.versions(kind))


def _counts(names: Iterable[str], titles: Mapping[str, tuple[LangString, ...]] | None = None) -> tuple[Count, ...]:
    """How often each name comes, most first, then by name."""
    found = sorted(Counter(names).items(), key=lambda row: (-row[1], row[0]))
    return tuple(Count(name=name, count=count, title=(titles or {}).get(name, ())) for name, count in found)


def _local(name: Iri | None) -> str:
    return name.rpartition("#")[2].rpartition("/")[2] if name else NOT_STATED


# -- concepts -------------------------------------------------------------------------------------------------------


def _concepts(reader: ReleaseReader) -> ConceptCoverage:
    schemes = [value for value in _all(reader, Kind.CONCEPT_SCHEME) if isinstance(value, ConceptScheme)]
    concepts = [concept for scheme in schemes for concept in scheme.concepts]
    standards = [name for concept in concepts for name in _standards(concept)]
    cited = {row for concept in concepts if _standards(concept) for row in [concept.iri]}
    by_scheme = [scheme.iri for scheme in schemes for _ in scheme.concepts]
    defined = [{said.value.lang for said in concept.definition} for concept in concepts]
    terms = [{term.lang for term in concept.pref_label} for concept in concepts]
    return ConceptCoverage(
        total=len(concepts),
        by_scheme=_counts(by_scheme, {scheme.iri: scheme.title for scheme in schemes}),
        by_basis=_counts(name for concept in concepts for name in _basis(concept)),
        by_standard=_counts(standards, _titles(reader, standards)),
        from_standard=len(cited),
        terms_by_language=_counts(lang for langs in terms for lang in langs),
        definitions_by_language=_counts(lang for langs in defined for lang in langs),
        public_definitions=sum(any(said.audience == _PUBLIC for said in concept.definition) for concept in concepts),
    )


def _basis(concept: Concept) -> set[str]:
    return {_local(said.relationship_with_source) for said in concept.definition} or {NOT_STATED}


def _standards(concept: Concept) -> set[Iri]:
    """The standards that the definitions cite, whichever section."""
    cited = (row.partition("#")[0] for said in concept.definition for row in said.source if isinstance(row, str))
    return {name for name in cited if name.startswith(_STANDARD)}


def _titles(reader: ReleaseReader, names: Iterable[Iri]) -> dict[str, tuple[LangString, ...]]:
    """Number and title of the standards; of one that is not in the register, nothing."""
    found: dict[str, tuple[LangString, ...]] = {}
    for name in set(names):
        value = reader.member(name) if reader.resolve(name) else None
        if isinstance(value, Standard):
            found[name] = tuple(
                row.model_copy(update={"text": f"{value.identifier} {row.text}"}) for row in value.title
            )
    return found


# -- code lists and exchanges ---------------------------------------------------------------------------------------


def _code_lists(lists: list[CodeList]) -> CodeListCoverage:
    codes = [code for value in lists for code in value.codes]
    own = [value for value in lists if value.bundled]
    return CodeListCoverage(
        total=len(lists),
        with_codes=sum(bool(value.codes) for value in own),
        third_party=len(lists) - len(own),
        imported_here=tuple(value.iri for value in lists if value.codes and not value.bundled),
        without_codes=tuple(value.iri for value in own if not value.codes),
        codes=len(codes),
        codes_with_validity=sum(bool(code.validity.start or code.validity.end) for code in codes),
        codes_with_status=sum(code.status is not None for code in codes),
        lists_with_source=sum(bool(value.source) for value in lists),
        lists_with_rights=sum(bool(value.rights or value.license) for value in lists),
    )


def _exchanges(exchanges: list[Exchange]) -> ExchangeCoverage:
    evidence = [row.direction_evidence or NOT_STATED for row in exchanges]
    return ExchangeCoverage(
        total=len(exchanges),
        by_evidence=_counts(evidence),
        hypotheses=tuple(row.iri for row in exchanges if row.direction_evidence == "inferred"),
        with_standard=sum(bool(row.conforms_to) for row in exchanges),
        with_model=sum(bool(row.carries) for row in exchanges),
        with_security=sum(_states(row.security_requirement) for row in exchanges),
    )


#: What the content writes where no source states a thing (docs/rdf.md).
_UNSTATED = ("ikke oppgitt", "ikkje oppgitt", "not stated")


def _states(said: tuple[LangString, ...]) -> bool:
    return any(row.text.strip().lower() not in _UNSTATED for row in said)


# -- models ---------------------------------------------------------------------------------------------------------


def _elements(model: InformationModel) -> list[ElementProperty]:
    return [row for element in model.elements for row in element.has_property]


def _model(model: InformationModel, carried: set[Iri]) -> ModelCoverage:
    rows = _elements(model)
    coded = [row for row in rows if row.coded or row.bindings or row.has_value_from]
    bound = [row for row in coded if row.bindings or row.has_value_from]
    has_root = any(element.kind is ElementKind.ROOT_OBJECT_TYPE for element in model.elements)
    return ModelCoverage(
        iri=model.iri,
        title=model.title,
        message=model.iri in carried or has_root,
        elements=len(rows),
        with_concept=sum(row.subject is not None for row in rows),
        with_description=sum(bool(row.description) for row in rows),
        coded=len(coded),
        bound=len(bound),
        with_reason=sum(bool(row.unbound_reason) for row in coded if row not in bound),
    )


def _bindings(elements: Iterable[ElementProperty]) -> BindingCoverage:
    rows = [binding for element in elements for binding in element.bindings]
    return BindingCoverage(
        total=len(rows),
        by_strength=_counts(row.strength.value for row in rows),
        by_evidence=_counts(str(name) for row in rows for name in row.evidence or (NOT_STATED,)),
    )


def _gap(gap: Gap) -> GapCoverage:
    return GapCoverage(from_level=gap.from_level, to_level=gap.to_level, phases=gap.phase)
