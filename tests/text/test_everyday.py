"""What people say in place of the words of classifications."""

import pytest

from registry.text.everyday import everyday
from registry.text.folding import fold


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Diabetes type 2", "sukkersyke type 2"),
        ("Svangerskapsdiabetes", "graviditetsdiabetes"),
        ("Atrieflimmer/flutter", "hjerteflimmer flutter"),
        ("Kronisk obstruktiv lungesykdom", "kols"),
        ("Ondartet svulst i eggstokk", "eggstokkreft"),
        ("Ondartet svulst i blærehalskjertel", "prostatakreft"),
        ("Essensiell (primær) hypertensjon", "essensiell primær høyt blodtrykk"),
    ],
)
def test_a_label_as_people_say_it(label, said):
    assert said in everyday(label)


def test_what_people_say_as_it_stands_is_left_alone():
    assert everyday("Hodepine") == ()
    assert everyday("") == ()


def test_only_whole_words_count():
    assert everyday("Stensykdom i galleveier") == ()


@pytest.mark.parametrize("label", ["Diabetes mellitus type 2", "Brudd lårben/lårhals", "Ondartet svulst hud"])
def test_every_way_to_say_it_comes_once_and_is_another(label):
    found = everyday(label)
    assert len(set(found)) == len(found) > 0
    assert fold(label) not in {fold(said) for said in found}
