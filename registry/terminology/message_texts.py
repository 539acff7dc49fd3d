"""The texts of issues by language and id; `{0}`, `{1}` … stand for values. HL7's ids and English; Norwegian is ours."""

from typing import Final

_ENGLISH: Final = {
    "None_of_the_provided_codes_are_in_the_value_set_one": "The provided code '{0}' was not found in the value "
    "set '{1}'",
    "TX_GENERAL_CC_ERROR_MESSAGE": "No valid coding was found for the value set '{0}'",
    "Unknown_Code_in_Version": "Unknown code '{0}' in the CodeSystem '{1}' version '{2}'",
    "Unknown_Code_in": "Unknown code '{0}' in the CodeSystem '{1}'",
    "UNKNOWN_CODE_IN_FRAGMENT": "Unknown Code '{0}' in the CodeSystem '{1}' version '{2}' - note that the code system "
    "is labeled as a fragment, so the code may be valid in some other fragment",
    "UNKNOWN_CODESYSTEM": "A definition for CodeSystem '{0}' could not be found, so the code cannot be validated",
    "UNKNOWN_CODESYSTEM_VERSION": "A definition for CodeSystem '{0}' version '{1}' could not be found, so the code "
    "cannot be validated. Valid versions: {2}",
    "UNKNOWN_CODESYSTEM_VERSION_NONE": "A definition for CodeSystem '{0}' version '{1}' could not be found, so the "
    "code cannot be validated. No versions of this code system are known",
    "UNKNOWN_CODESYSTEM_EXP": "A definition for CodeSystem '{0}' could not be found, so the value set cannot be "
    "expanded",
    "UNKNOWN_CODESYSTEM_VERSION_EXP": "A definition for CodeSystem '{0}' version '{1}' could not be found, so the "
    "value set cannot be expanded. Valid versions: {2}",
    "UNKNOWN_CODESYSTEM_VERSION_EXP_NONE": "A definition for CodeSystem '{0}' version '{1}' could not be found, so "
    "the value set cannot be expanded. No versions of this code system are known",
    "UNABLE_TO_INFER_CODESYSTEM": "The System URI could not be determined for the code '{0}' in the ValueSet '{1}'",
    "Unable_to_resolve_system__value_set_has_multiple_matches": "The System URI could not be determined for the code "
    "'{0}' in the ValueSet '{1}': value set expansion has multiple matches: {2}",
    "Unable_to_resolve_value_Set_": "A definition for the value Set '{0}' could not be found",
    "VS_EXP_IMPORT_UNK": "Unable to find included value set '{0}'",
    "VS_EXP_IMPORT_UNK_PINNED": "Unable to find included value set '{0}' version '{1}'",
    "VALUESET_SUPPLEMENT_MISSING": "Required supplement not found: {0}",
    "VALUESET_SUPPLEMENTS_MISSING": "Required supplements not found: {0}",
    "CODESYSTEM_CS_NO_SUPPLEMENT": "CodeSystem {0} is a supplement, so can't be used as a value in Coding.system",
    "Terminology_TX_System_Relative": "Coding.system must be an absolute reference, not a local reference",
    "Terminology_TX_System_ValueSet2": "The Coding references a value set, not a code system ('{0}')",
    "SYSTEM_IS_NOT_THAT_ASKED": "The system '{0}' of the code is not the code system '{1}' that is asked",
    "Coding_has_no_system__cannot_validate": "Coding has no system. A code with no system has no defined meaning, and "
    "it cannot be validated. A system should be provided",
    "Display_Name_for__should_be_one_of__instead_of": "Wrong Display Name '{0}' for {1}#{2}. Valid display is {3} "
    "(for the language(s) '{4}')",
    "Display_Name_for__should_be_one_of__instead_of_other": "Wrong Display Name '{0}' for {1}#{2}. Valid display is "
    "one of {5} choices: {3} (for the language(s) '{4}')",
    "Display_Name_WS_for__should_be_one_of__instead_of": "Wrong whitespace in Display Name '{0}' for {1}#{2}. Valid "
    "display is {3} (for the language(s) '{4}')",
    "Display_Name_WS_for__should_be_one_of__instead_of_other": "Wrong whitespace in Display Name '{0}' for {1}#{2}. "
    "Valid display is one of {5} choices: {3} (for the language(s) '{4}')",
    "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK": "There are no valid display names found for the code {0}#{1} for "
    "language(s) '{2}'. The display is '{3}' which is a valid display for the default language",
    "NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR": "Wrong Display Name '{3}' for {0}#{1}. There are no valid display "
    "names found for language(s) '{2}'. Default display is '{4}'",
    "NO_VALID_DISPLAY_FOUND": "No valid display names were found for {0}#{1} in the language(s) '{2}', so the display "
    "'{3}' cannot be right",
    "INACTIVE_DISPLAY_FOUND": "'{0}' is no longer considered a correct display for code '{1}' (status = {2}). The "
    "correct display is one of {3}.",
    "INACTIVE_CONCEPT_FOUND": "The concept '{0}' has a status of {1} and its use should be reviewed",
    "DEPRECATED_CONCEPT_FOUND": "The concept '{0}' is deprecated and its use should be reviewed",
    "CONCEPT_DEPRECATED_IN_VALUESET": "The presence of the concept '{0}' in the system '{1}' in the value set {2} is "
    "marked with a status of {3} and its use should be reviewed",
    "STATUS_CODE_WARNING_CODE": "The concept '{0}' is valid but is not active",
    "ABSTRACT_CODE_NOT_ALLOWED": "Code '{0}#{1}' is abstract, and not allowed in this context",
    "CODE_CASE_DIFFERENCE": "The code '{0}' differs from the correct code '{1}' by case. Although the code system "
    "'{2}' is case insensitive, implementers are strongly encouraged to use the correct case anyway",
    "VALUESET_VALUE_MISMATCH": "The code system '{0}' version '{1}' in the ValueSet include is different to the one "
    "in the value ('{2}')",
    "VALUESET_VALUE_MISMATCH_DEFAULT": "The code system '{0}' version '{1}' for the versionless include in the "
    "ValueSet include is different to the one in the value ('{2}')",
    "VALUESET_VALUE_MISMATCH_CHANGED": "The code system '{0}' version '{1}' resulting from the version '{2}' in the "
    "ValueSet include is different to the one in the value ('{3}')",
    "VALUESET_VERSION_CHECK": "The version '{0}' is not allowed for system '{1}': required to be '{2}' by a "
    "version-check parameter",
    "MSG_DRAFT": "Reference to draft {0} {1}",
    "MSG_EXPERIMENTAL": "Reference to experimental {0} {1}",
    "MSG_DEPRECATED": "Reference to deprecated {0} {1}",
    "MSG_RETIRED": "Reference to retired {0} {1}",
    "MSG_WITHDRAWN": "Reference to withdrawn {0} {1}",
    "UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE": "The system {0} filter with property = {1}, op = {2} has no value",
    "FILTER_NOT_UNDERSTOOD": 'The filter "{0} {1} {2}" from the value set {3} was not understood in the context of {4}',
    "INVALID_REGEX": "The regular expression '{0}' of the value set {1} cannot be used: {2}",
    "FILTER_VALUE_UNKNOWN": "The code '{0}' that a filter of the value set {1} names was not found in {2}",
    "VALUESET_NO_DEFINITION": "The value set '{0}' has neither a definition (compose) nor an expansion",
    "VALUESET_INCLUDE_EMPTY": "The value set '{0}' includes nothing: an include has neither a system nor a value set",
    "VALUESET_CIRCULAR_REFERENCE": "Found a circularity pointing to {0} processing ValueSet with pathway [{1}]",
    "VALUESET_TOO_COSTLY": "The value set '{0}' expansion has too many codes to produce (>{1})",
    "VALUESET_TOO_DEEP": "The value set '{0}' imports others more than {1} deep",
    "NO_CODE_TO_VALIDATE": "Unable to find code to validate (looked for coding | codeableConcept | code+system | "
    "code+inferSystem in parameters",
    "NO_CODE_TO_TRANSLATE": "Unable to find code to translate (looked for code, coding or codeableConcept, of the "
    "source or of the target)",
    "NO_SYSTEM_GIVEN": "No code system was given (looked for {0})",
    "CODE_NOT_FOUND": "Unable to find code '{0}' in {1}",
    "SUBSUMES_SYSTEMS_DIFFER": "The codes are of different code systems: '{0}' and '{1}'",
    "MAP_NOT_FOUND": "A definition for the concept map '{0}' could not be found",
    "BAD_REQUEST": "{0}",
}

_BOKMAL: Final = {
    "None_of_the_provided_codes_are_in_the_value_set_one": "Koden «{0}» finnes ikke i verdisettet «{1}»",
    "TX_GENERAL_CC_ERROR_MESSAGE": "Ingen av kodene er gyldige i verdisettet «{0}»",
    "Unknown_Code_in_Version": "Koden «{0}» finnes ikke i kodeverket «{1}», versjon «{2}»",
    "Unknown_Code_in": "Koden «{0}» finnes ikke i kodeverket «{1}»",
    "UNKNOWN_CODESYSTEM": "Kodeverket «{0}» er ukjent, så koden kan ikke kontrolleres",
    "Unable_to_resolve_value_Set_": "Verdisettet «{0}» er ukjent",
    "INACTIVE_CONCEPT_FOUND": "Begrepet «{0}» har status {1}, og bruken bør vurderes på nytt",
    "DEPRECATED_CONCEPT_FOUND": "Begrepet «{0}» er på vei ut, og bruken bør vurderes på nytt",
    "STATUS_CODE_WARNING_CODE": "Begrepet «{0}» er gyldig, men ikke aktivt",
    "Display_Name_for__should_be_one_of__instead_of": "«{0}» er feil visningsnavn for {1}#{2}. Gyldig er {3} (for "
    "språk «{4}»)",
}

_NYNORSK: Final = {
    "None_of_the_provided_codes_are_in_the_value_set_one": "Koden «{0}» finst ikkje i verdisettet «{1}»",
    "TX_GENERAL_CC_ERROR_MESSAGE": "Ingen av kodane er gyldige i verdisettet «{0}»",
    "Unknown_Code_in_Version": "Koden «{0}» finst ikkje i kodeverket «{1}», versjon «{2}»",
    "Unknown_Code_in": "Koden «{0}» finst ikkje i kodeverket «{1}»",
    "UNKNOWN_CODESYSTEM": "Kodeverket «{0}» er ukjent, så koden kan ikkje kontrollerast",
    "Unable_to_resolve_value_Set_": "Verdisettet «{0}» er ukjent",
    "INACTIVE_CONCEPT_FOUND": "Omgrepet «{0}» har status {1}, og bruken bør vurderast på nytt",
    "DEPRECATED_CONCEPT_FOUND": "Omgrepet «{0}» er på veg ut, og bruken bør vurderast på nytt",
    "STATUS_CODE_WARNING_CODE": "Omgrepet «{0}» er gyldig, men ikkje aktivt",
    "Display_Name_for__should_be_one_of__instead_of": "«{0}» er feil visingsnamn for {1}#{2}. Gyldig er {3} (for "
    "språk «{4}»)",
}

#: Texts by language and id.
TEXTS: Final = {"en": _ENGLISH, "nb": _BOKMAL, "nn": _NYNORSK}
