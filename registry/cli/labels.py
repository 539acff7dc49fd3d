"""What stands before a row in the terminal, in the languages that it speaks."""

LABELS = {
    "level": {"nb": "omsorgsnivå", "nn": "omsorgsnivå", "en": "level of care"},
    "phase": {"nb": "fase", "nn": "fase", "en": "phase"},
    "trigger": {"nb": "utløses av", "nn": "blir utløyst av", "en": "triggered by"},
    "standard": {"nb": "standard", "nn": "standard", "en": "standard"},
    "model": {"nb": "innhold", "nn": "innhald", "en": "content"},
    "security": {"nb": "sikkerhet", "nn": "tryggleik", "en": "security"},
    "legal": {"nb": "rettslig grunnlag", "nn": "rettsleg grunnlag", "en": "legal basis"},
    "receipt": {"nb": "kvittering", "nn": "kvittering", "en": "receipt"},
    "evidence": {"nb": "belegg for retning", "nn": "belegg for retning", "en": "evidence of direction"},
    "broader": {"nb": "overordnet", "nn": "overordna", "en": "broader"},
    "related": {"nb": "beslektet", "nn": "i slekt med", "en": "related"},
    "new": {"nb": "ny i Omforent", "nn": "ny i Omforent", "en": "new in Omforent"},
    "public": {"nb": "med enkle ord", "nn": "med enkle ord", "en": "in plain words"},
    "subject": {"nb": "fagområde", "nn": "fagområde", "en": "subject field"},
    "uses": {"nb": "brukt i", "nn": "brukt i", "en": "used in"},
    "carried": {"nb": "med i utvekslinger", "nn": "med i utvekslingar", "en": "carried by exchanges"},
    "replaced": {"nb": "erstattet av", "nn": "erstatta av", "en": "replaced by"},
    "former": {"nb": "tidligere navn", "nn": "tidlegare namn", "en": "former name"},
    "alias": {"nb": "også", "nn": "òg", "en": "also"},
    "yes": {"nb": "ja", "nn": "ja", "en": "yes"},
    "no": {"nb": "nei", "nn": "nei", "en": "no"},
    "more": {"nb": "flere", "nn": "fleire", "en": "more"},
}


def labels(lang: str) -> dict[str, str]:
    """The labels in a language; English where the terminal does not speak it.

    >>> labels("nn")["broader"]
    'overordna'
    """
    return {name: words.get(lang, words["en"]) for name, words in LABELS.items()}
