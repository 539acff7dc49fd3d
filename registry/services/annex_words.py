"""The words of a procurement annex in bokmål, nynorsk and English: columns, answers and values of closed lists."""

from typing import Final

from registry.domain import Area, Obligation, Party, Value
from registry.errors import InvalidInput


class AnnexWords(Value):
    """The words of one language; `values` are those of obligations, parties and areas."""

    title: str
    header: tuple[str, ...]
    answers: tuple[str, ...]
    section: str
    both: str
    about: dict[str, str]
    values: dict[str, str]

    @property
    def answer_column(self) -> int:
        """The column that the supplier answers in, from 0: the one before the comment."""
        return len(self.header) - 2


_AREAS: Final = {
    "nb": "Identifikasjon,Signatur,Kryptering,Sertifikater,Kvittering,Logging,Transport,Innhold,Koder,Funksjon",
    "nn": "Identifikasjon,Signatur,Kryptering,Sertifikat,Kvittering,Logging,Transport,Innhald,Kodar,Funksjon",
    "en": "Identification,Signature,Encryption,Certificates,Receipt,Logging,Transport,Content,Coding,Function",
}
_OTHERS: Final = {
    "nb": ("skal", "bør", "kan", "den som sender", "den som mottar"),
    "nn": ("skal", "bør", "kan", "den som sender", "den som tek imot"),
    "en": ("shall", "should", "may", "the sender", "the receiver"),
}


def _values(lang: str) -> dict[str, str]:
    areas = zip(Area, _AREAS[lang].split(","), strict=True)
    return {**dict(zip((*Obligation, *Party), _OTHERS[lang], strict=True)), **dict(areas)}


_WORDS: Final = {
    "nb": AnnexWords(
        title="Kravbilag: minstekrav til journalsystemer",
        header=(
            *("Nr.", "Grad", "Tema", "Krav", "Begrunnelse", "Grunnlag", "Slik prøves det", "Stilles til"),
            *("Leverandørens svar", "Kommentar"),
        ),
        answers=("Ja", "Delvis", "Nei", "Ikke aktuelt"),
        section="avsnitt",
        both="begge parter",
        about={
            "release": "Utgivelse av Omforent",
            "exchange": "Utveksling",
            "role": "Rolle",
            "sets": "Kravsett og versjon",
            "count": "Antall krav",
            "licence": "Lisens",
            "fill": "Utfylling",
            "how": "Svar på hvert krav, og forklar i kommentaren der svaret ikke er ja.",
            "all": "alle",
        },
        values=_values("nb"),
    ),
    "nn": AnnexWords(
        title="Kravbilag: minstekrav til journalsystem",
        header=(
            *("Nr.", "Grad", "Tema", "Krav", "Grunngjeving", "Grunnlag", "Slik blir det prøvd", "Blir stilt til"),
            *("Svar frå leverandøren", "Kommentar"),
        ),
        answers=("Ja", "Delvis", "Nei", "Ikkje aktuelt"),
        section="avsnitt",
        both="begge partar",
        about={
            "release": "Utgjeving av Omforent",
            "exchange": "Utveksling",
            "role": "Rolle",
            "sets": "Kravsett og versjon",
            "count": "Talet på krav",
            "licence": "Lisens",
            "fill": "Utfylling",
            "how": "Svar på kvart krav, og forklar i kommentaren der svaret ikkje er ja.",
            "all": "alle",
        },
        values=_values("nn"),
    ),
    "en": AnnexWords(
        title="Annex of requirements: minimum requirements of record systems",
        header=(
            *("No.", "Obligation", "Area", "Requirement", "Rationale", "Basis", "How it is tested", "Demanded of"),
            *("Supplier's answer", "Comment"),
        ),
        answers=("Yes", "Partly", "No", "Not applicable"),
        section="section",
        both="both parties",
        about={
            "release": "Release of Omforent",
            "exchange": "Exchange",
            "role": "Role",
            "sets": "Requirement sets and versions",
            "count": "Number of requirements",
            "licence": "Licence",
            "fill": "How to fill in",
            "how": "Answer every requirement, and explain in the comment where the answer is not yes.",
            "all": "all",
        },
        values=_values("en"),
    ),
}


def annex_words(lang: str) -> AnnexWords:
    """The words of a language. InvalidInput for one that annexes are not written in."""
    if lang not in _WORDS:
        rule = f"one of {', '.join(_WORDS)}"
        raise InvalidInput(f"Annexes are not written in {lang!r}.", field="lang", value=lang, rule=rule)
    return _WORDS[lang]
