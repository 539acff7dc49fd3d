"""Whether a display is right for a concept: by language, whatever its case, and by what has been withdrawn."""

from typing import Final, NamedTuple

from registry.terminology.coding import Coding
from registry.terminology.concept_facts import status_extension
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.display import Languages, is_display
from registry.terminology.issues import WARNING, Issue, issue
from registry.terminology.operations.work import listed
from registry.terminology.value_set import ConceptReference

_NO_LANGUAGE: Final = "--"
_GONE: Final = frozenset(("deprecated", "withdrawn", "retired"))


class Term(NamedTuple):
    """A name of a concept: its text, its language (empty for none), and whether it is still right."""

    text: str
    language: str
    is_current: bool


def terms(index: CodeSystemIndex, ordinal: int, said: ConceptReference | None) -> list[Term]:
    """The names of a concept, the display of the code system first."""
    own = [Term(text, index.header.language, True) for text in (index.display_at(ordinal),) if text]
    if said is not None and said.display:
        own.append(Term(said.display, "", True))
    rows = [*index.designations_at(ordinal), *(said.designations if said else ())]
    named = (
        Term(row.value, row.language, status_extension(row.extensions) not in _GONE) for row in rows if is_display(row)
    )
    return list(dict.fromkeys((*own, *named)))


def judge(
    index: CodeSystemIndex,
    ordinal: int,
    coding: Coding,
    said: ConceptReference | None,
    wanted: Languages | None,
    *,
    at: str,
    lenient: bool,
) -> Issue | None:
    """What is to be said of the display of a coding; None where it is right."""
    known = terms(index, ordinal, said)
    current = [row for row in known if row.is_current]
    fitting = [row for row in current if wanted is None or _is_wanted(row, wanted)]
    if _is_among(coding.display, fitting) or not known:
        return None
    gone = next((row for row in known if not row.is_current and _folded(row.text) == _folded(coding.display)), None)
    if gone is not None:
        quoted = ", ".join(f'"{row.text}"' for row in current[:1])
        return issue("INACTIVE_DISPLAY_FOUND", coding.display, coding.code, "deprecated", quoted, at=at)
    severity = WARNING if lenient else ""
    if wanted is not None and not fitting:
        return _none_for_language(index, coding, current, wanted, at=at, severity=severity)
    return _wrong(coding, fitting, wanted, at, severity)


def _is_wanted(term: Term, wanted: Languages) -> bool:
    return not term.language or wanted.rank(term.language) is not None


def _folded(text: str) -> str:
    return text.casefold()


def _is_among(display: str, rows: list[Term]) -> bool:
    return any(_folded(row.text) == _folded(display) for row in rows)


def _none_for_language(
    index: CodeSystemIndex, coding: Coding, current: list[Term], wanted: Languages, *, at: str, severity: str
) -> Issue:
    default = [row for row in current if row.language == index.header.language]
    known = (coding.system, coding.code, wanted.text, coding.display)
    if _is_among(coding.display, default):
        return issue("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK", *known, at=at)
    shown = current[0].text if current else ""
    return issue("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR", *known, shown, at=at, severity=severity)


def _wrong(coding: Coding, fitting: list[Term], wanted: Languages | None, at: str, severity: str) -> Issue:
    squeezed = _folded(" ".join(coding.display.split()))
    only_blanks = any(_folded(" ".join(row.text.split())) == squeezed for row in fitting)
    kind = "Display_Name_WS_for__should_be_one_of__instead_of" if only_blanks else _WRONG
    choices = list(
        dict.fromkeys(f"'{row.text}' ({row.language})" if row.language else f"'{row.text}'" for row in fitting)
    )
    asked = wanted.text if wanted else _NO_LANGUAGE
    said = (coding.display, coding.system, coding.code, listed(choices), asked, len(choices))
    said_by = f"{kind}_other" if len(choices) > 1 else ""
    return issue(kind, *said, at=at, severity=severity, said_by=said_by)


_WRONG: Final = "Display_Name_for__should_be_one_of__instead_of"
