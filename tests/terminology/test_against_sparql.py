"""The compiled index answers as SPARQL does over the same statements: on any graph, with circles and many parents."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, Store

from registry.domain import Concept, ConceptScheme, LangString, Period
from registry.namespaces import iri
from registry.rdf.canonical import write_canonical
from registry.rdf.objects import write_object
from registry.terminology.artefact import Artefact, open_artefact
from registry.terminology.compiling import write_artefact
from registry.terminology.hierarchy import MANY
from registry.terminology.protocol import MemberKind
from tests.terminology import content

BASE = "https://example.org/"
SCHEME = BASE + "concept-scheme/s"
PREFIXES = f"""
PREFIX skos: <{iri("skos:")}> PREFIX xkos: <{iri("xkos:")}> PREFIX skosno: <{iri("skosno:")}>
PREFIX euvoc: <{iri("euvoc:")}>
"""
#: One step up, whichever side states it.
UP = """(skos:broader|^skos:narrower|xkos:specializes|^xkos:generalizes|xkos:isPartOf|^xkos:hasPart
|(skosno:hasGenericConceptRelation/skosno:hasGenericConcept)
|^(skosno:hasGenericConceptRelation/skosno:hasSpecificConcept))"""
STATUSES = (None, iri("status:CURRENT"), iri("status:RETIRED"))
STATED = ("broader", "narrower", "specializes", "generalizes", "is_part_of", "has_part")

labels = st.lists(
    st.builds(LangString, text=st.text("abcæøå", min_size=1, max_size=3), lang=st.sampled_from(("nb", "nn", "en"))),
    max_size=2,
    unique=True,
).map(tuple)
steps = st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from((*STATED, "generic_relation")))


def name(number: int) -> str:
    return f"{BASE}concept/{number:03}"


def scheme(
    many: int, stated: list[tuple[int, int, str]], terms: list[tuple[LangString, ...]] = (), status: list[int] = ()
) -> ConceptScheme:
    concepts = []
    for number in range(many):
        said: dict[str, tuple] = {}
        for subject, value, field in stated:
            if subject == number:
                step = {"broader": (name(value),)} if field == "generic_relation" else name(value)
                said[field] = (
                    tuple(dict.fromkeys((*said.get(field, ()), step))) if field != "generic_relation" else (step,)
                )
        label = terms[number] if number < len(terms) else ()
        chosen = STATUSES[status[number]] if number < len(status) else None
        concepts.append(Concept(iri=name(number), in_scheme=(SCHEME,), pref_label=label, status=chosen, **said))
    return ConceptScheme(iri=SCHEME, title=(LangString(text="S", lang="nb"),), concepts=tuple(concepts))


class Both:
    """The same statements compiled, and in a store that is asked in SPARQL."""

    def __init__(self, value: ConceptScheme, folder: Path) -> None:
        triples = write_object(value)
        digest = write_canonical(triples, folder).digest
        write_artefact(value, digest, folder)
        self.compiled: Artefact = open_artefact(folder, digest)
        self._store = Store()
        self._store.extend(Quad(row.subject, row.predicate, row.object) for row in triples)

    def asked(self, pattern: str) -> list[tuple[str, ...]]:
        rows = self._store.query(f"{PREFIXES} SELECT DISTINCT * WHERE {{ {pattern} }}")
        names = [variable.value for variable in rows.variables]
        ordered = sorted(names, key=lambda variable: (variable != "x", variable))
        return sorted(tuple(row[variable].value for variable in ordered) for row in rows)

    def among(self, pattern: str) -> set[str]:
        """The concepts of the scheme that fit a pattern of ?x."""
        return {row[0] for row in self.asked(f"?x a skos:Concept . {pattern}")}

    def named(self, ordinals) -> set[str]:
        return {self.compiled.iri_at(at) for at in ordinals}


@settings(deadline=None)
@given(st.integers(1, 10), st.lists(steps, max_size=25))
def test_who_is_above_and_below_whom(many: int, stated: list[tuple[int, int, str]]) -> None:
    with TemporaryDirectory() as folder:
        both = Both(scheme(many, [step for step in stated if max(step[:2]) < many]), Path(folder))
        for number in range(many):
            this = name(number)
            below = both.among(f"?x {UP}+ <{this}>") - {this}
            above = both.among(f"<{this}> {UP}+ ?x") - {this}
            assert both.named(both.compiled.descendants(this)) == below
            assert both.named(both.compiled.ancestors(this)) == above
            assert {other for other in map(name, range(many)) if both.compiled.subsumes(this, other)} == below | {this}
            assert set(both.compiled.parents(this)) == both.among(f"<{this}> {UP} ?x") - {this}
            assert set(both.compiled.children(this)) == both.among(f"?x {UP} <{this}>") - {this}


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**30), st.integers(2, 4), st.booleans())
def test_large_hierarchies_with_ready_sets(seed: int, parents: int, circle: bool) -> None:
    many = 2 * MANY + seed % 50
    stated = [
        (at, (seed * (at + turn) * 7919 + turn) % at, "broader") for at in range(1, many) for turn in range(parents)
    ]
    if circle:
        stated.append((0, many // 2, "broader"))
    with TemporaryDirectory() as folder:
        both = Both(scheme(many, stated), Path(folder))
        for number in (0, 1, 2, 3, many // 2, many - 1):
            below = both.among(f"?x {UP}+ <{name(number)}>") - {name(number)}
            assert both.named(both.compiled.descendants(name(number))) == below
            subsumed = {other for other in map(name, range(many)) if both.compiled.subsumes(name(number), other)}
            assert subsumed == below | {name(number)}


@settings(deadline=None)
@given(st.lists(labels, min_size=1, max_size=8), st.lists(st.integers(0, 2), max_size=8))
def test_labels_status_and_counts(terms: list[tuple[LangString, ...]], status: list[int]) -> None:
    with TemporaryDirectory() as folder:
        both = Both(scheme(len(terms), [], terms, status), Path(folder))
        compiled = both.compiled
        assert compiled.count(MemberKind.CONCEPT) == len(both.among(""))
        told = sorted(
            (compiled.iri_at(at), row.text) for at in range(compiled.count()) for row in compiled.designations(at)
        )
        assert told == both.asked("?x skos:prefLabel ?label")
        for lang in ("nb", "nn", "en"):
            having = both.among(f'?x skos:prefLabel ?l FILTER(lang(?l) = "{lang}")')
            assert both.named(compiled.sets.with_value("language", lang)) == having
        for wanted in STATUSES[1:]:
            assert both.named(compiled.sets.with_value("status", wanted)) == both.among(f"?x euvoc:status <{wanted}>")
        assert both.named(compiled.sets.with_any("status")) == both.among("?x euvoc:status ?s")
        without = both.named(compiled.sets.everything - compiled.sets.with_any("status"))
        assert without == both.among("FILTER NOT EXISTS { ?x euvoc:status ?s }")


some_days = st.dates(date(1990, 1, 1), date(2050, 1, 1))
days = st.one_of(st.none(), some_days)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), days, days), min_size=1, max_size=6), some_days)
def test_what_is_inactive_on_a_day_is_what_a_code_says_of_itself(rows, day) -> None:
    codes = tuple(
        content.code(f"C{at}", "x").model_copy(
            update={"status": STATUSES[status], "validity": Period(start=start, end=end)}
        )
        for at, (status, start, end) in enumerate(rows)
    )
    with TemporaryDirectory() as folder:
        write_artefact(content.code_list(*codes), "ab" * 32, Path(folder))
        compiled = open_artefact(Path(folder), "ab" * 32)
        listed = compiled.members(kind=MemberKind.CODE)
        wanted = {at for at, code in enumerate(listed) if not code.is_active(day)}
        assert set(compiled.sets.inactive(day.isoformat())) == wanted


@pytest.mark.parametrize("many", [0, 1])
def test_a_scheme_with_next_to_nothing(many: int, tmp_path: Path) -> None:
    compiled = Both(scheme(many, []), tmp_path).compiled
    assert list(compiled.sets.everything) == list(range(many))
    assert len(compiled.of_kind(MemberKind.CONCEPT)) == many
    assert len(compiled.of_kind(MemberKind.CODE)) == 0
