"""Differences as people read them: whole sentences in three languages, words marked inside texts, a paper of them."""

import string
import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import resources
from registry.domain import Concept, ConceptScheme, Definition, Kind, LangString, Period
from registry.domain.difference import Compatibility, Difference, DifferenceKind
from registry.domain.membership import MEMBER_CLASSES, OBJECT_CLASSES, MemberKind
from registry.errors import InvalidInput
from registry.services.change_paper import paper
from registry.services.comparison import compare, side_of
from registry.services.compatibility import read_rulings
from registry.services.sentences import SPOKEN, Called, Speaker
from registry.services.word_marks import Mark, marked, written
from tests.services.curation.registry_of_one import code, code_list, nb

RULINGS = read_rulings()
TABLE = tomllib.loads((resources.folder("models") / "profile" / "sentences.toml").read_text("utf-8"))
ENDED = Period(end=date(2026, 12, 31))
#: Fields that no difference is told by: members, and what other rows tell.
UNTOLD = {"iri", "has_property", "min_occurs", "max_occurs"} | {
    "codes", "collections", "concepts", "mappings", "elements", "phases", "levels", "roles", "organizations",
    "contact_points", "standards", "requirements",
}  # fmt: skip


def sentences(before, after, lang="nb", **names):
    say = Speaker(lang, RULINGS, lambda iri: names.get(iri.rpartition("/")[2]))
    return [say.sentence(row) for row in compare(side_of(before), side_of(after), RULINGS)]


def texts(before, after, lang="nb", **names):
    return [row.text for row in sentences(before, after, lang, **names)]


def test_every_row_of_the_table_is_in_three_languages():
    for name, table in TABLE.items():
        for key, row in table.items():
            assert set(row) == set(SPOKEN), (name, key)


def test_every_kind_field_and_thing_has_its_words_and_no_others_are_there():
    fields = {name for cls in (*OBJECT_CLASSES.values(), *MEMBER_CLASSES.values()) for name in cls.model_fields}
    assert set(TABLE["say"]) == set(DifferenceKind)
    assert set(TABLE["field"]) == fields - UNTOLD | {"label", "cardinality"}
    assert set(TABLE["kind"]) == {*Kind, *MemberKind}
    assert set(TABLE["class"]) == set(Compatibility)


@pytest.mark.parametrize("lang", SPOKEN)
@pytest.mark.parametrize("kind", DifferenceKind)
@pytest.mark.parametrize(
    ("before", "after"),
    [(None, ["ny"]), (["gammel"], None), (["a"], ["b"]), (None, None), ("en to tre fire", "en to tre fem")],
)
def test_every_difference_is_a_whole_sentence(kind, lang, before, after):
    row = Difference(
        kind=kind,
        object="x:o",
        object_kind=Kind.CODE_LIST,
        target="https://omforent.no/code/9/1",
        target_kind=MemberKind.CODE,
        field="definition",
        lang="nb",
        before=before,
        after=after,
        sender=Compatibility.MINOR,
        receiver=Compatibility.MINOR,
    )
    told = Speaker(lang, RULINGS).sentence(row)
    assert told.text[0].isupper()
    assert not set("{}\0") & set(told.text.replace("{+", "").replace("+}", ""))
    assert " 9/1" in told.text
    assert told.reason


def test_placeholders_of_the_table_are_known():
    known = {"thing", "Thing", "field", "Field", "in_language", "change", "before", "after", "until", "successors"}
    for kind, row in TABLE["say"].items():
        for words in row.values():
            assert {name for _, name, _, _ in string.Formatter().parse(words) if name} <= known, kind


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("nb", "Koden 1 «en» er erstattet etter 2026-12-31: bruk 2 «to»."),
        ("nn", "Koden 1 «en» er erstatta etter 2026-12-31: bruk 2 «to»."),
        ("en", "The code 1 «en» is replaced after 2026-12-31: use 2 «to»."),
    ],
)
def test_a_replaced_code_names_what_takes_its_place(lang, told):
    two = code("2", "to")
    before = code_list(code("1", "en"), two)
    after = code_list(code("1", "en", validity=ENDED, is_replaced_by=(two.iri,)), two)
    name = Called(label=two.pref_label, notation="2")
    assert texts(before, after, lang, **{"2": name}) == [told]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (code_list(), code_list(code("1", "en")), "Koden 1 «en» er lagt til."),
        (code_list(code("1", "en")), code_list(), "Koden 1 «en» er tatt bort."),
        (
            code_list(code("1", "en")),
            code_list(code("1", "én")),
            "Anbefalt term på bokmål for koden 1 «én» er endret fra «en» til «én».",
        ),
        (
            code_list(code("1", "en")),
            code_list(code("1", "en", validity=ENDED)),
            "Koden 1 «en» skal ikke velges lenger etter 2026-12-31; ingen kode overtar.",
        ),
    ],
)
def test_a_change_of_a_code_as_it_is_read(before, after, told):
    assert texts(before, after) == [told]


def _scheme(definition):
    given_ = Definition(value=LangString(text=definition, lang="nb"))
    return ConceptScheme(iri="x:s", concepts=(Concept(iri="x:c", pref_label=nb("epikrise"), definition=(given_,)),))


def test_words_are_marked_inside_a_definition():
    old, new = "kort notat om et opphold på sykehus", "notat om et opphold på et sykehus"
    (told,) = sentences(_scheme(old), _scheme(new))
    assert told.text == (
        "Definisjon på bokmål for begrepet «epikrise» er endret: [-kort-] notat om et opphold på {+et+} sykehus"
    )
    assert told.lead == "Definisjon på bokmål for begrepet «epikrise» er endret:"
    assert [(run.mark, run.text) for run in told.words][:2] == [
        (Mark.REMOVED, "kort"),
        (Mark.KEPT, "notat om et opphold på"),
    ]


def test_a_concept_is_not_called_by_its_iri():
    concept = Concept(iri="x:c", identifier="https://omforent.no/concept/sak", pref_label=nb("sak"))
    scheme = ConceptScheme(iri="x:s", concepts=(concept,))
    assert texts(ConceptScheme(iri="x:s"), scheme) == ["Begrepet «sak» er nytt."]


def test_a_definition_that_is_another_altogether_is_told_whole():
    (told,) = sentences(_scheme("en to tre fire"), _scheme("fem seks sju åtte"))
    assert told.words == ()
    assert told.text.endswith("er endret fra «en to tre fire» til «fem seks sju åtte».")


WORDS = st.lists(st.sampled_from("abcdefg"), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_marks_hold_both_texts(before, after):
    runs = marked(before, after)
    if runs:
        assert " ".join(run.text for run in runs if run.mark is not Mark.ADDED) == before
        assert " ".join(run.text for run in runs if run.mark is not Mark.REMOVED) == after
        assert all(run.text in written(runs) for run in runs)


def test_a_paper_tells_numbers_first_and_the_gravest_first():
    before = code_list(code("1", "en"), code("2", "to"))
    after = code_list(code("1", "en"), code("3", "tre"))
    rows = compare(side_of(before), side_of(after), RULINGS)
    made = paper(("gammel", "ny"), rows, Speaker("nb", RULINGS))
    assert made.summary == (
        "2 endringer i 1 objekt.",
        "Etter virkning: 1 brytende og 1 utvidende.",
        "Minste steg for versjonen: major.",
    )
    (only,) = made.objects
    assert [line.kind for line in only.lines] == [DifferenceKind.CODE_REMOVED, DifferenceKind.CODE_ADDED]
    assert (only.compatibility, only.total) == (Compatibility.MAJOR, 2)
    assert [len(each.lines) for each in paper(("a", "b"), rows, Speaker("nb", RULINGS), limit=1).objects] == [1]


def test_a_paper_of_nothing_says_so():
    made = paper(("a", "b"), (), Speaker("en", RULINGS))
    assert (made.summary, made.total, made.compatibility) == (("Nothing has changed.",), 0, Compatibility.NONE)


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(InvalidInput) as refused:
        Speaker("de", RULINGS)
    assert (refused.value.field, refused.value.value) == ("lang", "de")
