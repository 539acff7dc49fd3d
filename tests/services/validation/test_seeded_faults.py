"""Faults sown into messages, one rule at a time: the rule must find them."""

from collections import Counter
from random import Random

import pytest

from registry.domain import InformationModel
from registry.services.example_files import ExampleFiles
from registry.services.validation.checking import Validator
from registry.services.validation.document import Asked
from registry.services.validation.rules import shipped_rules
from tests.services.validation.edition import TODAY
from tests.services.validation.seeds import SEEDS, message

#: Messages of every family: in the header and without it, with choices, specialisations and components.
MODELS = (
    "apprec-1.1",
    "dialogmelding-1.1",
    "epikrise-1.2",
    "henvisning-2.0",
    "henvisning-1.1",
    "innleggelsesrapport-1.6",
    "legeerklaering-2008-06-06",
    "m1-resept-2013-10-08",
    "svarrapport-1.4",
)
#: Rules that are sown in tests of their own: they need another form, an exchange, or a fault of the program.
ELSEWHERE = {"wrong-json", "wrong-exchange", "other-generation", "not-validated"}
_EACH = 3  # times that each seed is sown into each message


@pytest.fixture(scope="module")
def examples(validator: Validator) -> list[bytes]:
    schemas = validator.known.plans.schemas
    made = []
    for name in MODELS:
        schema = schemas.of(f"https://omforent.no/model/{name}")
        assert isinstance(schema.model, InformationModel)
        files = ExampleFiles(schemas, schema, TODAY)
        made.append(files.xml(next(each for each in files.made() if each.name == "good")))
    return made


def recall(validator: Validator, rule: str, messages: list[bytes], times: int) -> tuple[int, int]:
    """How many of the faults sown were found, and how many were sown."""
    found, sown, chance = 0, 0, Random(rule)
    for data in messages:
        for make in SEEDS[rule]:
            for _ in range(times):
                made = make(message(data, validator, chance))
                if made is not None:
                    sown += 1
                    found += any(each.rule == rule for each in validator.report("", made).findings)
    return found, sown


def test_every_rule_is_sown():
    assert SEEDS.keys() | ELSEWHERE == shipped_rules().keys()


def test_good_examples_have_no_errors(validator, examples):
    found = [each for data in examples for each in validator.report("", data).findings]
    assert [each for each in found if each.severity == "error"] == []


@pytest.mark.parametrize("rule", sorted(SEEDS))
def test_a_rule_finds_what_is_sown_into_examples(validator, examples, rule):
    found, sown = recall(validator, rule, examples, _EACH)
    assert sown > 0
    assert found >= 0.95 * sown


def test_faults_sown_into_real_messages_are_found(validator, shared):
    files = sorted((shared / "messages").rglob("*.xml"))
    messages = [path.read_bytes() for path in files]
    read = [data for data in messages if not _is_strange(validator, data)]
    counts = {rule: recall(validator, rule, read, 1) for rule in SEEDS}
    totals = Counter({"found": sum(row[0] for row in counts.values()), "sown": sum(row[1] for row in counts.values())})
    assert {rule: row for rule, row in counts.items() if row[0] < 0.95 * row[1]} == {}
    assert totals["found"] >= 0.95 * totals["sown"]


def _is_strange(validator: Validator, data: bytes) -> bool:
    """Whether a message, or a part of it, is of a namespace that no model describes yet."""
    return any(each.rule == "unknown-namespace" for each in validator.report("", data).findings)


def test_a_message_of_another_exchange_is_told(validator):
    schemas, named = validator.known.plans.schemas, validator.known.exchanges.named
    exchange = validator.reader.header(named("henvisning-nytilstand"))
    files = ExampleFiles(schemas, schemas.of("https://omforent.no/model/henvisning-2.0"), TODAY, exchange)
    referral = files.xml(next(each for each in files.made() if each.name == "good"))
    held = {
        name: {each.rule for each in validator.report("", referral, Asked(named(name))).findings}
        for name in ("henvisning-nytilstand", "epikrise", "henvisning")
    }
    assert "wrong-exchange" in held["epikrise"]
    assert "other-generation" in held["henvisning"]
    assert not held["henvisning-nytilstand"] & {"wrong-exchange", "other-generation"}
