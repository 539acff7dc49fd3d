"""What people say in place of the words of classifications: sukkersyke for diabetes, kreft for ondartet svulst.

Such words stand in no source, so they are no labels: they only help to find (docs/search.md, Everyday words).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from registry.text.folding import fold

#: A phrase of a classification, and after the colon what people say instead. Written for Omforent; nothing is copied.
_SAID: Final = """
adhd: hyperkinetisk forstyrrelse
adhd: forstyrrelser av aktivitet og oppmerksomhet
angst, panikkanfall: panikklidelse
ansiktslammelse: facialisparese
astmaanfall: akutt alvorlig astma
atopisk eksem: atopisk dermatitt
barnemark, småmark: barneormsykdom
barnemark, småmark: barneorminfeksjon
beinskjørhet, benskjørhet, beinskjørheit: osteoporose
bihulebetennelse: sinusitt
blindtarmbetennelse, blindtarmsbetennelse: appendisitt
blodforgiftning, blodforgifting: sepsis
blodkreft: leukemi
blodpropp: trombose
blodpropp: emboli
blodpropp i lungen, blodpropp i lunga: lungeemboli
blærekatarr: cystitt
bukspyttkjertelbetennelse: pankreatitt
cp: cerebral parese
depresjon: depressiv lidelse
depresjon: depressiv episode
depresjon: depressive episoder
diabetes, sukkersyke, sukkersjuke: diabetes mellitus
drypp, tia: forbigående cerebral iskemi
drypp, tia: transitorisk cerebral iskemi
eksem: dermatitt
elveblest: urticaria
fallesyke: epilepsi
forstørret prostata: prostatahyperplasi
føling, lavt blodsukker: hypoglykemi
gallestein: gallesten
galleblærebetennelse: kolecystitt
graviditet: svangerskap
graviditetsdiabetes: svangerskapsdiabetes
graviditetsdiabetes, svangerskapsdiabetes: diabetes mellitus som oppstår under svangerskap
grå stær: katarakt
grønn stær: glaukom
halsbetennelse: tonsillitt
halsbetennelse: faryngitt
helvetesild: herpes zoster
hjernebetennelse: encefalitt
hjernehinnebetennelse: meningitt
hjerneslag, slag: hjerneinfarkt
hjerteflimmer, forkammerflimmer: atrieflimmer
hjertekrampe: angina pectoris
hjertekrampe: iskemisk hjertesykdom med angina
hjerteinfarkt: myokardinfarkt
høysnue, pollenallergi: allergisk rhinitt
høyt blodtrykk, høgt blodtrykk: hypertensjon
høyt blodtrykk, høgt blodtrykk: forhøyet blodtrykk
høyt stoffskifte, høgt stoffskifte: hypertyreose
kjønnsvorter: condylomata acuminata
klamydia: klamydiainfeksjon
kols: kronisk obstruktiv lungesykdom
kols: kronisk obstr. lungesykd.
korona, koronasmitte: covid-19
kreft: ondartet svulst
kusma: parotitt
lavt blodtrykk, lågt blodtrykk: hypotensjon
lavt stoffskifte, lågt stoffskifte: hypotyreose
leddbetennelse: artritt
leddgikt: revmatoid artritt
leddgikt: reumatoid artritt
leverbetennelse: hepatitt
lungebetennelse: pneumoni
lymfekreft: lymfom
magekatarr: gastritt
manisk depressiv: bipolar
meslinger: morbilli
ms: multippel sklerose
nyrebekkenbetennelse: pyelonefritt
nyrestein: nyresten
ocd, tvangstanker: tvangslidelse
omgangssyke, omgangssjuke: gastroenteritt
overgangsalder: klimakterium
overtråkk: forstuving
podagra: urinsyregikt
lungekreft: ondartet svulst bronkie lunge
lungekreft: ondartet svulst i bronkie
prostata: blærehalskjertel
prostatakreft: ondartet svulst i blærehalskjertel
tarmkreft: ondartet svulst i tykktarm
ptsd: posttraumatisk stresslidelse
rosen: erysipelas
røde hunder: rubella
skjelving: tremor
skjeling: strabisme
slag: hjerneslag
slitasjegikt: artrose
soppinfeksjon: candidainfeksjon
spontanabort: abort spontan
stein: sten
stivkrampe: tetanus
sukkersyke, sukkersjuke: diabetes
søvnløshet, søvnløyse: insomni
søvnvansker, søvnproblemer: søvnforstyrrelse
tung pust: dyspné
uttørring: dehydrering
vannkopper, vasskoppar: varicella
øresus: tinnitus
øyebetennelse, øyekatarr: konjunktivitt
brukket, brekt: brudd
åreknuter: varicer
"""
#: A cancer is called after where it sits: ondartet svulst i bryst, brystkreft.
_CANCER: Final = re.compile(r"\bondartet svulst (?:i )?(\w{3,})")
_CANCERS: Final = "kreft", "skreft"
_TRIPLE: Final = re.compile("kkk")  # eggstokk and kreft are eggstokkreft
_APART: Final = re.compile(r"[\s/,;()\[\]]+")


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """The phrases by their first word, longest first: the words of each, and what is said instead."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for line in _SAID.strip().splitlines():
        said, _, phrase = line.rpartition(": ")
        words = tuple(fold(phrase).split())
        found.setdefault(words[0], []).append((words, tuple(said.split(", "))))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


def everyday(label: str) -> tuple[str, ...]:
    """The label as people say it, once for each way; none where they say it as it stands.

    >>> everyday("Diabetes mellitus type 2 med koma")
    ('diabetes type 2 med koma', 'sukkersyke type 2 med koma', 'sukkersjuke type 2 med koma')
    >>> everyday("Ondartet svulst bryst (K)")
    ('kreft bryst k', 'brystkreft', 'brystskreft')
    """
    words = _APART.split(label.lower())
    return tuple(dict.fromkeys((*_instead(words), *_cancers(" ".join(words)))))


def _instead(words: list[str]) -> Iterator[str]:
    """The words with a phrase in them put otherwise; of phrases that begin alike the longest counts."""
    known, folded = _phrases(), [fold(word) for word in words]
    for at, word in enumerate(folded):
        for phrase, said in known.get(word, ()):
            if tuple(folded[at : at + len(phrase)]) == phrase:
                before, after = words[:at], words[at + len(phrase) :]
                yield from (" ".join([*before, one, *after]).strip() for one in said)
                break


def _cancers(words: str) -> Iterator[str]:
    found = _CANCER.search(words)
    if found:
        yield from (_TRIPLE.sub("kk", found.group(1) + ending) for ending in _CANCERS)
