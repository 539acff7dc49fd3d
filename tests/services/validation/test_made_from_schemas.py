"""Structure against the published XML schemas: messages made from the schemas alone, and our own examples.

What a schema accepts must be accepted, and what it refuses, refused, for every namespace that a model describes.
"""

from collections import Counter
from copy import deepcopy
from datetime import date
from random import Random

import pytest
from lxml import etree

from bench.published_schemas import Schemas
from registry.domain.instance import local
from registry.services.example_files import ExampleFiles
from tests.services.validation.test_against_schemas import _change, _is_known, refused
from tests.services.validation.xsd_instances import Maker

_HOW = ("least", "most", "any", "any")
_DAY = date(2026, 11, 28)
#: Of these the published files are not whole: they name elements of files that were not published.
_NOT_WHOLE = {"m1-resept-2008-10-09", "m1-resept-2008-12-12", "m30-fest-2008-10-09", "m30-fest-2008-12-12"}
_NOT_WHOLE |= {"utlevering-2008-10-09", "utlevering-2008-12-12"}
#: The schema demands a signature, and an example that is invented has none.
_SIGNED = {"lom-0.91"}
#: What only a key or a uniqueness of a schema refuses, or a wildcard that takes no more than what is declared.
_BEYOND = ("identity-constraint", "key-sequence", "strict wildcard")


@pytest.fixture(scope="module")
def schemas(shared, tmp_path_factory) -> Schemas:
    return Schemas(shared / "schemas", tmp_path_factory.mktemp("schemas"))


@pytest.fixture(scope="module")
def made(schemas, validator) -> list[etree._Element]:
    """Messages of every namespace: the least that there may be, the most, and what chance wants."""
    maker, found = Maker(schemas.paths), []
    plans = validator.known.plans
    for space, models in plans.namespaces.items():
        names = {row.name for iri in models for row in plans.model(iri).schema.roots}
        for name in (each for each in maker.roots(space) if each in names):
            for number, how in enumerate(_HOW):
                chance = Random(f"{space} {name} {number}")
                try:
                    root = maker.make(space, name, chance, how)
                except KeyError:  # of a file that was not published
                    continue
                found.append(_reread(root))
    return found


def _reread(root: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(root, encoding="UTF-8"))


def _why(schemas, root: etree._Element) -> str | None:
    """Why a schema refuses a message; empty where it accepts it, None where there is no schema."""
    schema = schemas.of(root)
    if schema is None:
        return None
    return "" if schema.validate(root) else " ".join(each.message for each in schema.error_log)


def test_what_is_made_is_accepted_and_refused_alike(validator, schemas, made):
    counts, spaces, differing = Counter(), set(), []
    for root in made:
        why = _why(schemas, root)
        if why is None or any(word in why for word in _BEYOND):
            continue
        found = refused(validator, root)
        counts[not why] += 1
        spaces.add(etree.QName(root).namespace)
        if bool(why) is not bool(found):
            differing.append((root.tag, why[:200], found[:3]))
    assert differing == []
    assert counts[True] >= 600
    assert len(spaces) >= 155


def test_what_is_made_and_changed_is_accepted_and_refused_alike(validator, schemas, made):
    counts, differing = Counter(), []
    for number, root in enumerate(made):
        chance, changed = Random(number), deepcopy(root)
        if len(root) == 0 or sum(1 for _ in root.iter()) > 300:
            continue
        what = _change(changed, chance)
        why = _why(schemas, _reread(changed)) if what and not _is_known(what) else None
        if why is None or any(word in why for word in _BEYOND):
            continue
        found = refused(validator, changed)
        counts[not why] += 1
        if bool(why) is not bool(found):
            differing.append((root.tag, what[0], local(what[1].tag), why[:200], found[:3]))
    assert differing == []
    assert counts[False] >= 250


def test_good_examples_are_accepted_by_the_schemas_and_the_validator(validator, schemas):
    plans, count, wrong = validator.known.plans, 0, []
    for iri in dict.fromkeys(iri for models in plans.namespaces.values() for iri in models):
        schema, name = plans.model(iri).schema, iri.rpartition("/")[2]
        if not schema.roots or name in _NOT_WHOLE | _SIGNED:
            continue
        files = ExampleFiles(plans.schemas, schema, _DAY)
        good = next((each for each in files.made() if not each.rule), None)
        if good is None:
            continue
        data = files.xml(good)
        errors = [each.rule for each in validator.report("", data).findings if each.severity == "error"]
        count += 1
        if errors or _why(schemas, etree.fromstring(data)):
            wrong.append((name, errors, _why(schemas, etree.fromstring(data))))
    assert wrong == []
    assert count >= 150
