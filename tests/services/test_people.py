"""Names and contacts under random ids, and their erasure for good."""

import pytest

from registry.errors import NotFound, Unavailable
from registry.services.people import People, Person


def test_the_same_person_has_the_same_id_and_it_tells_nothing(tmp_path):
    people = People(tmp_path)
    one = people.id_of("https://issuer.example", "sub-1", "Kari Nordmann", "kari@example.org")
    assert People(tmp_path).id_of("https://issuer.example", "sub-1") == one
    assert people.id_of("https://issuer.example", "sub-2") != one
    assert people.get(one) == Person(id=one, name="Kari Nordmann", email="kari@example.org")
    assert "sub-1" not in one


def test_what_is_erased_is_gone_from_the_file(tmp_path):
    people = People(tmp_path)
    one = people.id_of("https://issuer.example", "sub-1", "Kari Nordmann", "kari@example.org")
    people.erase(one)
    assert people.get(one) == Person(id=one)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Nordmann" not in stored
    assert b"kari@" not in stored
    assert b"sub-1" not in stored
    assert people.id_of("https://issuer.example", "sub-1") != one


def test_nobody_is_not_found_and_a_broken_file_is_said(tmp_path):
    with pytest.raises(NotFound):
        People(tmp_path).erase("person/none")
    (tmp_path / "people.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(Unavailable):
        People(tmp_path).id_of("x", "y")
