"""Differences as sentences in nb, nn and en, by the words of models/profile/sentences.toml; nothing about grouping."""

import tomllib
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from registry import resources
from registry.domain import LANGUAGES, Iri, LangString, Value, text
from registry.domain.difference import Compatibility, Difference, DifferenceKind
from registry.errors import InvalidInput
from registry.services.compatibility import Rulings
from registry.services.word_marks import Run, marked, written

#: The languages that differences are told in.
SPOKEN: Final = ("nb", "nn", "en")
#: What shows where a sentence has words that are marked, until they are put there.
_HERE: Final = "\0"


class Called(Value):
    """What a thing is called, and its code where it has one."""

    label: tuple[LangString, ...] = ()
    notation: str | None = None


#: What an IRI is called; None where nothing is known of it.
Namer = Callable[[Iri], Called | None]
Words = Mapping[str, Mapping[str, Mapping[str, str]]]


def nameless(_: Iri) -> None:
    """Know no names."""


class Sentence(Value):
    """A difference as a sentence, and why it has its class.

    `words` tells the words of a text that was kept, removed and added, where the change is within a text; in
    `text` they stand as `[-removed-]` and `{+added+}`, after `lead`.
    """

    text: str
    lead: str
    words: tuple[Run, ...] = ()
    reason: str


@cache
def read_words() -> Words:
    """The shipped table."""
    return tomllib.loads((resources.folder("models") / "profile" / "sentences.toml").read_text("utf-8"))


def spoken(lang: str) -> str:
    """A language that differences are told in; InvalidInput."""
    if lang not in SPOKEN:
        rule = f"one of {', '.join(SPOKEN)}"
        raise InvalidInput(f"Differences are not told in {lang!r}.", field="lang", value=lang, rule=rule)
    return lang


class Speaker:
    """Tells differences in one language."""

    def __init__(self, lang: str, rulings: Rulings, called: Namer = nameless) -> None:
        self.lang = spoken(lang)
        self._languages = (lang, *LANGUAGES)
        self._rulings = rulings
        self._called = cache(called)
        self._words = read_words()

    @property
    def terms(self) -> Container[str]:
        """The values of closed lists that have words of their own."""
        return self._words["value"]

    def word(self, table: str, key: str, **filled: object) -> str:
        """A word or phrase of the table, filled in."""
        row = self._words[table].get(key)
        return row[self.lang].format(**filled) if row else key

    def sentence(self, difference: Difference) -> Sentence:
        """One difference as a sentence."""
        telling = _Telling(self, difference)
        lead = telling.lead()
        shown = written(telling.runs)
        return Sentence(
            text=lead.replace(_HERE, shown),
            lead=lead.replace(_HERE, "").rstrip(),
            words=telling.runs if _HERE in lead else (),
            reason=self._reason(difference.kind),
        )

    @cached_property
    def _reasons(self) -> dict[DifferenceKind, str]:
        return {kind: self.text(ruling.reason) for kind, ruling in self._rulings.items()}

    def _reason(self, kind: DifferenceKind) -> str:
        return self._reasons[kind]

    def class_name(self, compatibility: Compatibility) -> str:
        """What a class is called."""
        return self.word("class", compatibility)

    def text(self, strings: Iterable[LangString]) -> str:
        """A text in the language, or in the nearest there is."""
        return text(strings, self._languages)

    def named(self, iri: Iri) -> str:
        """A thing by its code and name, or what is readable of its IRI."""
        found = self._called(iri)
        return self.name(found.label, found.notation, iri) if found else _short(iri)

    def name(self, label: Iterable[LangString], notation: str | None, iri: Iri) -> str:
        """A thing by its code (unless that is an IRI) and name; what is readable of its IRI where it has neither."""
        shown = self.text(label)
        code = "" if notation is None or "://" in notation else notation
        return " ".join(filter(None, (code, f"«{shown}»" if shown else ""))) or _short(iri)

    def listed(self, items: Iterable[str]) -> str:
        """Several things, with `and` before the last."""
        *most, last = items
        return f"{', '.join(most)} {self.word('word', 'and')} {last}" if most else last


def _short(iri: Iri) -> str:
    """The readable end of an IRI: its last two segments, or what is no IRI as it is."""
    return "/".join(iri.rstrip("/").split("/")[-2:]) if "://" in iri else iri


@dataclass(frozen=True)
class _Telling:
    """One difference being told."""

    say: Speaker
    told: Difference

    def lead(self) -> str:
        """The sentence, with a mark where the words of a text come."""
        thing, field = self._thing(), self.say.word("field", self.told.field) if self.told.field else ""
        return self.say.word(
            "say",
            self.told.kind,
            thing=thing,
            Thing=_capital(thing),
            field=field,
            Field=_capital(field),
            in_language=self._in_language(),
            change=self._change(),
            before=self._value(self.told.before),
            after=self._value(self.told.after),
            until=self._until(),
            successors=self._successors(),
        )

    def _thing(self) -> str:
        told = self.told
        content = told.after if isinstance(told.after, dict) else told.before
        if isinstance(content, dict) and not told.label and isinstance(content.get("predicate"), str):
            ends = {end: self.say.named(str(content.get(end))) for end in ("subject", "object")}
            name = self.say.word("word", "arrow", **ends)
        else:
            name = self.say.name(told.label, told.notation, told.target)
        return f"{self.say.word('kind', told.target_kind)} {name}"

    def _in_language(self) -> str:
        if not self.told.lang:
            return ""
        return self.say.word("word", "in_language", name=self.say.word("language", self.told.lang))

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The words of a text that changed."""
        before, after = _only_text(self.told.before), _only_text(self.told.after)
        return marked(before, after) if before and after and self.told.lang else ()

    def _change(self) -> str:
        if self.runs:
            return self.say.word("word", "marked") + _HERE
        key = "gained" if self.told.before is None else "lost" if self.told.after is None else "change"
        return self.say.word("word", key, before=self._value(self.told.before), after=self._value(self.told.after))

    def _until(self) -> str:
        state = self.told.after if isinstance(self.told.after, dict) else {}
        validity = state.get("validity")
        end = validity.get("end") if isinstance(validity, dict) else None
        return self.say.word("word", "until", day=end) if end else ""

    def _successors(self) -> str:
        if not self.told.replaced_by:
            return ""
        names = self.say.listed([self.say.named(each) for each in self.told.replaced_by])
        return self.say.word("word", "successors", names=names)

    def _value(self, value: Any) -> str:
        return _Spelled(self.say).value(value)


@dataclass(frozen=True)
class _Spelled:
    """Values of the JSON of a class, for people."""

    say: Speaker

    def value(self, value: Any) -> str:
        """Any value."""
        if value is None or value == []:
            return self.say.word("word", "nothing")
        if isinstance(value, bool):
            return self.say.word("word", "yes" if value else "no")
        if isinstance(value, list):
            return self.say.listed([self.value(each) for each in value])
        return self._row(value) if isinstance(value, dict) else self._text(str(value))

    def _text(self, value: str) -> str:
        is_name = value.startswith(("http://", "https://", "urn:")) and " " not in value
        if is_name:
            return self.say.named(value)
        if value in self.say.terms:
            return self.say.word("value", value)
        return value if value.replace(".", "").replace("-", "").isdigit() else f"«{value}»"

    def _row(self, row: Mapping[str, Any]) -> str:
        if "value_set" in row:
            return f"{self.say.named(row['value_set'])} ({self.say.word('word', row['strength'])})"
        if row.keys() <= {"start", "end"}:
            rows = (("start", "from_day"), ("end", "to_day"))
            return " ".join(self.say.word("word", key, day=row[name]) for name, key in rows if row.get(name))
        if "text" in row:
            return f"«{row['text']}»"
        label = next((row[name] for name in ("pref_label", "title", "name", "label") if row.get(name)), ())
        if label:
            shown = [LangString(**each) for each in label]
            return self.say.name(shown, row.get("notation"), str(row.get("iri", "")))
        return self.say.listed([self.value(each) for each in row.values()] or [""])


def _only_text(value: Any) -> str:
    """The text of a value that is one text, else nothing."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
