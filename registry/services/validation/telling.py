"""Findings in words: the sentence of a rule with what was found, in nb, nn or en."""

from collections.abc import Callable, Sequence

from registry.domain import Iri, LangString, text
from registry.domain.finding import Finding
from registry.services.validation.rules import shipped_rules, word

#: The title of a thing; empty where it has none.
Titled = Callable[[Iri], Sequence[LangString]]


class Teller:
    """Tells findings in one language."""

    def __init__(self, lang: str, titled: Titled) -> None:
        self.lang = lang
        self._languages = (lang,)
        self._titled = titled

    def sentence(self, found: Finding) -> str:
        """What is wrong."""
        rule = shipped_rules()[found.rule]
        values = {
            "name": found.name,
            "found": found.found,
            "list": self.named(found.code_list),
            "number": "" if found.number is None else str(found.number),
        }
        return text(rule.say, self._languages).format(**values)

    def title(self, rule: str) -> str:
        """What a rule is called."""
        return text(shipped_rules()[rule].title, self._languages)

    def advice(self, found: Finding) -> tuple[str, ...]:
        """What is allowed, and the likely repair, each with its word before it."""
        told = []
        if found.allowed:
            told.append(f"{text(word('allowed'), self._languages)}: {', '.join(found.allowed)}")
        if found.repair:
            told.append(f"{text(word('repair'), self._languages)}: {found.repair}")
        return tuple(told)

    def named(self, iri: Iri | None) -> str:
        """A list by its number and title."""
        if iri is None:
            return ""
        return " ".join(filter(None, (iri.rpartition("/")[2], text(self._titled(iri), self._languages))))
