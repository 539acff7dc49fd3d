"""Issues: what operations find wrong or worth knowing, each with an id, and its text by language, made here alone.

Ids and English texts are those of HL7's terminology ecosystem, by which validators know them. A language that lacks a
text is answered in English.
"""

from typing import Final, NamedTuple

from registry.terminology.message_texts import TEXTS

ERROR: Final = "error"
WARNING: Final = "warning"
INFORMATION: Final = "information"


class Kind(NamedTuple):
    """What an issue is, whatever it is about.

    `code` is FHIR's issue type, `detail` that of the tx-issue-type code system (empty for none), `told` whether the
    text is part of the message of a validation.
    """

    id: str
    severity: str
    code: str
    detail: str
    told: bool = True

    @property
    def is_known(self) -> bool:
        """Whether the id is one of HL7's, and so worth telling."""
        return self.id not in _OWN


class Issue(NamedTuple):
    """One finding, in English until it is said in another language.

    `location` is the FHIRPath of what it is about, empty where it is about the request as a whole. `message_id` and
    `values` are what the text is made of.
    """

    kind: Kind
    severity: str
    text: str
    location: str = ""
    message_id: str = ""
    values: tuple[object, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether it makes an answer false."""
        return self.severity == ERROR


def _kinds(*rows: tuple[str, str, str, str, bool]) -> dict[str, Kind]:
    return {row[0]: Kind(*row) for row in rows}


#: Every kind of issue, by its id.
KINDS: Final = _kinds(
    ("None_of_the_provided_codes_are_in_the_value_set_one", ERROR, "code-invalid", "not-in-vs", True),
    ("TX_GENERAL_CC_ERROR_MESSAGE", ERROR, "code-invalid", "not-in-vs", True),
    ("Unknown_Code_in_Version", ERROR, "code-invalid", "invalid-code", True),
    ("Unknown_Code_in", ERROR, "code-invalid", "invalid-code", True),
    ("UNKNOWN_CODE_IN_FRAGMENT", WARNING, "code-invalid", "invalid-code", False),
    ("UNKNOWN_CODESYSTEM", ERROR, "not-found", "not-found", True),
    ("UNKNOWN_CODESYSTEM_VERSION", ERROR, "not-found", "not-found", True),
    ("UNKNOWN_CODESYSTEM_VERSION_NONE", ERROR, "not-found", "not-found", True),
    ("UNKNOWN_CODESYSTEM_EXP", ERROR, "not-found", "not-found", True),
    ("UNKNOWN_CODESYSTEM_VERSION_EXP", ERROR, "not-found", "not-found", True),
    ("UNKNOWN_CODESYSTEM_VERSION_EXP_NONE", ERROR, "not-found", "not-found", True),
    ("UNABLE_TO_INFER_CODESYSTEM", ERROR, "not-found", "cannot-infer", True),
    ("Unable_to_resolve_system__value_set_has_multiple_matches", ERROR, "not-found", "cannot-infer", True),
    ("Unable_to_resolve_value_Set_", ERROR, "not-found", "not-found", True),
    ("VS_EXP_IMPORT_UNK", ERROR, "not-found", "not-found", True),
    ("VS_EXP_IMPORT_UNK_PINNED", ERROR, "not-found", "not-found", True),
    ("VALUESET_SUPPLEMENT_MISSING", ERROR, "not-found", "not-found", True),
    ("CODESYSTEM_CS_NO_SUPPLEMENT", ERROR, "invalid", "invalid-data", True),
    ("Terminology_TX_System_Relative", ERROR, "invalid", "invalid-data", True),
    ("Terminology_TX_System_ValueSet2", ERROR, "invalid", "invalid-data", True),
    ("SYSTEM_IS_NOT_THAT_ASKED", ERROR, "invalid", "invalid-data", True),
    ("Coding_has_no_system__cannot_validate", WARNING, "invalid", "invalid-data", True),
    ("Display_Name_for__should_be_one_of__instead_of", ERROR, "invalid", "invalid-display", True),
    ("Display_Name_WS_for__should_be_one_of__instead_of", ERROR, "invalid", "invalid-display", True),
    ("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK", INFORMATION, "invalid", "invalid-display", True),
    ("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR", ERROR, "invalid", "invalid-display", True),
    ("NO_VALID_DISPLAY_FOUND", ERROR, "invalid", "invalid-display", True),
    ("INACTIVE_DISPLAY_FOUND", WARNING, "invalid", "display-comment", False),
    ("INACTIVE_CONCEPT_FOUND", WARNING, "business-rule", "code-comment", True),
    ("DEPRECATED_CONCEPT_FOUND", WARNING, "business-rule", "code-comment", True),
    ("CONCEPT_DEPRECATED_IN_VALUESET", WARNING, "business-rule", "code-comment", False),
    ("STATUS_CODE_WARNING_CODE", ERROR, "business-rule", "code-rule", True),
    ("ABSTRACT_CODE_NOT_ALLOWED", ERROR, "business-rule", "code-rule", True),
    ("CODE_CASE_DIFFERENCE", INFORMATION, "business-rule", "code-rule", False),
    ("VALUESET_VALUE_MISMATCH", ERROR, "invalid", "vs-invalid", True),
    ("VALUESET_VALUE_MISMATCH_DEFAULT", WARNING, "invalid", "vs-invalid", False),
    ("VALUESET_VALUE_MISMATCH_CHANGED", ERROR, "invalid", "vs-invalid", True),
    ("VALUESET_VERSION_CHECK", ERROR, "exception", "version-error", True),
    ("MSG_DRAFT", INFORMATION, "business-rule", "status-check", False),
    ("MSG_EXPERIMENTAL", INFORMATION, "business-rule", "status-check", False),
    ("MSG_DEPRECATED", INFORMATION, "business-rule", "status-check", False),
    ("MSG_RETIRED", INFORMATION, "business-rule", "status-check", False),
    ("MSG_WITHDRAWN", INFORMATION, "business-rule", "status-check", False),
    ("UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE", ERROR, "invalid", "vs-invalid", True),
    ("FILTER_NOT_UNDERSTOOD", ERROR, "not-supported", "vs-invalid", True),
    ("INVALID_REGEX", ERROR, "invalid", "vs-invalid", True),
    ("FILTER_VALUE_UNKNOWN", ERROR, "invalid", "vs-invalid", True),
    ("VALUESET_NO_DEFINITION", ERROR, "invalid", "vs-invalid", True),
    ("VALUESET_INCLUDE_EMPTY", ERROR, "invalid", "vs-invalid", True),
    ("VALUESET_CIRCULAR_REFERENCE", ERROR, "processing", "vs-invalid", True),
    ("VALUESET_TOO_COSTLY", ERROR, "too-costly", "", True),
    ("VALUESET_TOO_DEEP", ERROR, "too-costly", "", True),
    ("NO_CODE_TO_VALIDATE", ERROR, "invalid", "", True),
    ("NO_CODE_TO_TRANSLATE", ERROR, "invalid", "", True),
    ("NO_SYSTEM_GIVEN", ERROR, "invalid", "", True),
    ("CODE_NOT_FOUND", ERROR, "not-found", "invalid-code", True),
    ("SUBSUMES_SYSTEMS_DIFFER", ERROR, "invalid", "", True),
    ("MAP_NOT_FOUND", ERROR, "not-found", "not-found", True),
    ("BAD_REQUEST", ERROR, "invalid", "", True),
)


#: Kinds that HL7's message files lack.
_OWN: Final = frozenset(
    (
        *("FILTER_NOT_UNDERSTOOD", "FILTER_VALUE_UNKNOWN", "VALUESET_NO_DEFINITION", "VALUESET_INCLUDE_EMPTY"),
        *(
            "VALUESET_TOO_DEEP",
            "NO_CODE_TO_VALIDATE",
            "NO_CODE_TO_TRANSLATE",
            "NO_SYSTEM_GIVEN",
            "CODE_NOT_FOUND",
            "SUBSUMES_SYSTEMS_DIFFER",
        ),
        *("MAP_NOT_FOUND", "BAD_REQUEST", "INVALID_REGEX", "SYSTEM_IS_NOT_THAT_ASKED"),
    )
)


def text(message_id: str, *values: object, lang: str = "en") -> str:
    """The text of an issue in a language, with its values in their places (`{0}`, `{1}` …)."""
    found = TEXTS.get(lang.partition("-")[0], TEXTS["en"])
    pattern = found.get(message_id) or TEXTS["en"][message_id]
    for place in range(len(values)):  # a value may itself look like a place
        pattern = pattern.replace(f"{{{place}}}", _MARK.format(place))
    for place, value in enumerate(values):
        pattern = pattern.replace(_MARK.format(place), str(value))
    return pattern


_MARK: Final = "\0{}\0"


def said_in(found: Issue, lang: str) -> Issue:
    """An issue in another language, where its text has been translated."""
    return found if lang == "en" else found._replace(text=text(found.message_id, *found.values, lang=lang))


def issue(message_id: str, *values: object, at: str = "", severity: str = "", said_by: str = "") -> Issue:
    """An issue. `severity` overrules that of its kind; `said_by` is the id of another text for the same kind."""
    kind = KINDS[message_id]
    by = said_by or message_id
    return Issue(kind, severity or kind.severity, text(by, *values), at, by, values)


class Refusal(Exception):
    """The operation cannot be done at all: FHIR's answer is an OperationOutcome with these issues and a 4xx status."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("; ".join(row.text for row in issues))
        self.issues = issues


def refuse(message_id: str, *values: object, at: str = "") -> Refusal:
    """A refusal with one issue."""
    return Refusal(issue(message_id, *values, at=at))
