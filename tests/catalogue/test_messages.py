"""The catalogue's own words: all there in three languages, all used, and nynorsk that is nynorsk."""

import re
import tomllib

import pytest

from registry.catalogue.messages import load
from registry.domain import Area, ElementKind, Evidence, Kind, Obligation, Party, Strength
from registry.domain.conformance import AnswerKind, StatementState
from registry.services.artefacts import Form
from registry.services.structure.matrix import Reason, State
from registry.terminology.protocol import MemberKind

#: Groups whose keys are the values of a vocabulary, read by `say.term`.
VOCABULARIES = {
    "rule-area",
    "severity",
    "status",
    "language",
    "predicate",
    "relation",
    "theme",
    "report_figure",
    "report_section",
}
#: Groups whose keys are named without the group where they are used.
BY_NAME = {
    "accessibility",
    "area",
    "artefact",
    "around",
    "change",
    "count",
    "changed",
    "changes",
    "conformance_answer",
    "conformance_state",
    "coverage",
    "def",
    "door",
    "element_kind",
    "evidence",
    "fact",
    "format",
    "kind",
    "grade",
    "how",
    "matrix",
    "menu",
    "obligation",
    "party",
    "plural",
    "reason",
    "section",
    "state",
    "state_is",
    "step",
    "strength",
}
BOKMAL = re.compile(
    r"\b(ikke|hva|hvem|hvor|hvilke\w*|noen|noe|fra|kilde\w*|begrep\w*|utgivelse\w*|en|et|jeg|de|hver\w*|selv|mottaker\w*"
    r"|avsender\w*|koder|kodene|siden|navn|også|ennå|kun|bare|finnes|brukes|kobling\w*)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def words(root):
    data = tomllib.loads((root / "site" / "messages.toml").read_text("utf-8"))
    return {f"{group}.{key}": texts for group, rows in data.items() for key, texts in rows.items()}


@pytest.fixture(scope="module")
def program(root):
    files = [*(root / "registry/catalogue").rglob("*.py"), *(root / "site/templates").glob("*.html")]
    return "\n".join(path.read_text("utf-8") for path in files)


def test_every_sentence_is_there_in_three_languages(words):
    assert [key for key, texts in words.items() if set(texts) != {"nb", "nn", "en"} or not all(texts.values())] == []


def test_the_same_values_are_put_into_each_language(words):
    holes = {key: {frozenset(re.findall(r"{(\w+)}", text)) for text in texts.values()} for key, texts in words.items()}
    assert [key for key, found in holes.items() if len(found) > 1] == []


def test_every_sentence_is_used(words, program):
    enumerations = {*Evidence, *Strength, *ElementKind, *Kind, *MemberKind, *Area, *Obligation, *Party, *State, *Reason}
    enumerations |= {*StatementState, *AnswerKind, *Form}

    def is_used(key):
        group, name = key.split(".")
        by_name = group in BY_NAME and (f'"{name.removesuffix("-one")}"' in program or name in enumerations)
        return f'"{key}"' in program or by_name or group in VOCABULARIES

    assert [key for key in words if not is_used(key)] == []


def test_every_sentence_asked_for_exists(words, program):
    asked = set(re.findall(r'say\(\s*"([\w.-]+)"', program))
    asked |= {f"fact.{key}" for key in re.findall(r'\.fact\(\s*"(\w+)"', program)}
    asked |= {f"section.{key}" for key in re.findall(r'section\(\s*context, "(\w+)"', program)}
    assert asked - set(words) - {"fact.", "section."} == set()


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("evidence", Evidence),
        ("strength", Strength),
        ("element_kind", ElementKind),
        ("kind", Kind),
        ("plural", Kind),
        ("plural", MemberKind),
        ("area", Area),
        ("obligation", Obligation),
        ("party", Party),
        ("state", State),
        ("state_is", State),
        ("conformance_state", StatementState),
        ("conformance_answer", AnswerKind),
    ],
)
def test_every_value_has_a_word(words, group, values):
    assert [value for value in values if f"{group}.{value}" not in words] == []


def test_nynorsk_is_nynorsk(words):
    found = {key: BOKMAL.findall(texts["nn"]) for key, texts in words.items()}
    assert {key: hits for key, hits in found.items() if hits} == {}


def test_words_are_counted_in_their_number():
    say = load()["nb"]
    assert (say.count("codes", 1), say.count("codes", 2)) == ("1 kode", "2 koder")


def test_long_numbers_are_grouped_as_the_language_does():
    say = load()
    found = [say[lang].count("codes", 20_000) for lang in ("nb", "en")]
    assert found == ["20\N{NO-BREAK SPACE}000 koder", "20,000 codes"]
    assert say["nb"].count("codes", 9999) == "9999 koder"


def test_a_value_without_a_word_is_shown_as_it_is():
    assert load()["nn"].term("status", "UNHEARD_OF") == "UNHEARD_OF"


def test_every_theme_of_the_content_has_its_words(words, root):
    files = (root / "models" / "exchange").glob("*.ttl")
    themes = {theme for path in files for theme in re.findall(r'omf:theme "([^"]*)"', path.read_text("utf-8"))}
    keys = {"theme." + theme.replace("'", "").replace(" ", "-") for theme in themes}
    assert keys == {key for key in words if key.startswith("theme.")}
