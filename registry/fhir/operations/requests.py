"""Parameters to the requests of operations: what each means, by R4's and R5's names and HL7's terminology ecosystem."""

import re
from typing import Final, NamedTuple

from registry.errors import InvalidInput
from registry.fhir.operations.given_value_set import ReadValueSet
from registry.fhir.operations.parameters import Given, GivenParameters
from registry.terminology.coding import CodeableConcept, Coding, Typed, split_canonical
from registry.terminology.display import Languages, languages
from registry.terminology.message_texts import TEXTS
from registry.terminology.operations.requests import (
    ExpandRequest,
    LookupRequest,
    TranslateRequest,
    ValidateRequest,
)
from registry.terminology.operations.work import CHECK, DEFAULT, FORCE, Manner, VersionRule
from registry.terminology.value_set import ExpansionParameter, ValueSet

_SYSTEM_RULES: Final = {
    "system-version": DEFAULT,
    "default-system-version": DEFAULT,
    "check-system-version": CHECK,
    "force-system-version": FORCE,
}
_VALUE_SET_RULES: Final = {
    "default-valueset-version": DEFAULT,
    "check-valueset-version": CHECK,
    "force-valueset-version": FORCE,
}
#: What an expansion tells again of what it was asked, as it was given.
_ECHOED: Final = (
    *("activeOnly", "count", "date", "designation", "displayLanguage", "excludeNested", "excludeNotForUI"),
    *("excludePostCoordinated", "filter", "includeDefinition", "includeDesignations", "limitedExpansion", "offset"),
    *("property", "exclude-system", "useSupplement"),
)
_LANGUAGE: Final = "displayLanguage"
#: A language range with its weight (RFC 9110, 12.5.4).
_RANGE: Final = re.compile(r"\s*(\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)\s*(;\s*q\s*=\s*[01]?(\.\d{0,6})?\s*)?")
_LENIENT: Final = "lenient-display-validation"
#: Norwegian without saying which is bokmål.
_SAME: Final = {"no": "nb"}


class Spoken(NamedTuple):
    """The languages that an answer is in, and what told so where that is to be told again."""

    wanted: Languages | None
    echo: tuple[ExpansionParameter, ...]


def spoken(parameters: GivenParameters, value_set: ValueSet | None, header: str) -> Spoken:
    """The languages of an answer.

    By the parameter, else by what the value set wants its expansions made with, else by the request's header, else by
    the language of the value set.
    """
    given = parameters.one(_LANGUAGE)
    if given is not None and given.value is not None:
        return Spoken(_asked_for(parameters.text(_LANGUAGE)), ())
    chosen = (_wanted_by(value_set) if value_set else "") or header or (value_set.language if value_set else "")
    echo = (ExpansionParameter(_LANGUAGE, Typed("code", chosen)),) if languages(chosen) else ()
    return Spoken(languages(chosen) if chosen else None, echo)


def _asked_for(text: str) -> Languages | None:
    """The languages that the parameter names. Raises InvalidInput where it is no list of languages (BCP 47)."""
    if not all(_RANGE.fullmatch(part) for part in text.split(",") if part.strip()):
        rule = "language tags between commas, perhaps with ;q="
        raise InvalidInput(f"{_LANGUAGE}={text[:80]!r} is not {rule}.", field=_LANGUAGE, value=text[:80], rule=rule)
    return languages(text)


def _wanted_by(value_set: ValueSet) -> str:
    return next((row.value.text for row in value_set.expansion_parameters if row.name == _LANGUAGE), "")


def manner(
    parameters: GivenParameters, wanted: Languages | None, bound: int, value_set: ValueSet | None = None
) -> Manner:
    """What holds for all that an operation does; what the value set asks for counts where nothing else is said."""
    return Manner(
        tuple(_rules(parameters, value_set, _SYSTEM_RULES)),
        tuple(_rules(parameters, value_set, _VALUE_SET_RULES)),
        parameters.texts("useSupplement"),
        wanted,
        bool(_truth(parameters, value_set, "activeOnly")),
        parameters.texts("exclude-system"),
        bound,
        lang_of(wanted),
    )


def lang_of(wanted: Languages | None) -> str:
    """The language that issues are told in: the best liked of those that there are texts in."""
    tags = (tag.partition("-")[0] for tag in (wanted.preferred if wanted else ()))
    return next((_SAME.get(tag, tag) for tag in tags if _SAME.get(tag, tag) in TEXTS), "en")


def _rules(parameters: GivenParameters, value_set: ValueSet | None, names: dict[str, str]) -> list[VersionRule]:
    found = [_rule(row, names[row.name], row.value) for row in parameters if row.name in names]
    own = value_set.expansion_parameters if value_set else ()
    return [*found, *(_rule(row, names[row.name], row.value) for row in own if row.name in names)]


def _rule(row: Given | ExpansionParameter, mode: str, value: Typed | None) -> VersionRule:
    url, version = split_canonical(value.text if value else "")
    if not url or not version:
        rule = "a canonical with a version: url|version"
        raise InvalidInput(f"{row.name} is not {rule}.", field=row.name, rule=rule)
    return VersionRule(row.name, mode, url, version)


def _truth(parameters: GivenParameters, value_set: ValueSet | None, name: str) -> bool | None:
    given = parameters.truth(name)
    if given is not None or value_set is None:
        return given
    own = (row.value.text for row in value_set.expansion_parameters if row.name == name)
    found = next(own, None)
    return None if found is None else found == "true"


def expand_request(
    parameters: GivenParameters, value_set: ValueSet, echo: tuple[ExpansionParameter, ...]
) -> ExpandRequest:
    """What `$expand` is asked."""
    given = [ExpansionParameter(row.name, row.value) for row in parameters if row.name in _ECHOED and row.value]
    names = {row.name for row in given}
    own = [row for row in value_set.expansion_parameters if row.name in _ECHOED and row.name not in names]
    told = {*names, *(row.name for row in own)}
    return ExpandRequest(
        value_set,
        parameters.text("filter"),
        parameters.number("count"),
        parameters.number("offset") or 0,
        bool(_truth(parameters, value_set, "excludeNested")),
        bool(_truth(parameters, value_set, "excludeNotForUI")),
        bool(_truth(parameters, value_set, "includeDesignations")),
        (*parameters.texts("designation"), *_own(value_set, "designation")),
        bool(_truth(parameters, value_set, "includeDefinition")),
        _properties(parameters, value_set),
        (*given, *own, *(row for row in echo if row.name not in told)),
    )


def _properties(parameters: GivenParameters, value_set: ValueSet) -> tuple[str, ...]:
    """The properties asked for, else those that the definition wants (R5 compose.property)."""
    asked = (*parameters.texts("property"), *_own(value_set, "property"))
    return asked or (value_set.compose.properties if value_set.compose else ())


def _own(value_set: ValueSet, name: str) -> tuple[str, ...]:
    return tuple(row.value.text for row in value_set.expansion_parameters if row.name == name)


def validate_request(parameters: GivenParameters, system: str = "", version: str = "") -> ValidateRequest:
    """What `$validate-code` is asked; `system` and `version` are those of the code system that it is asked of."""
    coded = _coded(parameters, system, version)
    return ValidateRequest(
        coded.codings,
        coded.places,
        coded.is_concept,
        coded.is_bare,
        coded.concept,
        _infers(parameters),
        _is_lenient(parameters),
        bool(parameters.truth("valueset-membership-only")),
        parameters.truth("abstract"),
        system,
    )


def _infers(parameters: GivenParameters) -> bool:
    """Whether the system of a code is to be found; older validators say `implySystem`."""
    return bool(parameters.truth("inferSystem") or parameters.truth("implySystem"))


def _is_lenient(parameters: GivenParameters) -> bool:
    """Whether a wrong display is a warning; validators have said it in three ways."""
    said = parameters.truth("lenient-display-validation")
    if said is None:
        said = parameters.truth("displayWarning")
    return _LENIENT in parameters.texts("mode") if said is None else said


def _coded(parameters: GivenParameters, system: str, version: str) -> ValidateRequest:
    """The codings that are asked about, in whichever way they are given."""
    concept = parameters.concept("codeableConcept")
    if concept is not None:
        codings = tuple(_in_system(row, system, version) for row in concept[0].codings)
        places = tuple(f"CodeableConcept.coding[{place}]" for place in range(len(codings)))
        return ValidateRequest(codings, places, is_concept=True, concept=concept[1])
    coding = parameters.coding("coding")
    if coding is not None:
        return ValidateRequest((_in_system(coding, system, version),), ("Coding",))
    return _bare(parameters, system, version)


def _bare(parameters: GivenParameters, system: str, version: str) -> ValidateRequest:
    named = parameters.text("system") or system
    wanted = parameters.text("systemVersion") or version
    url, bar, said = named.partition("|")
    coding = Coding(url, parameters.text("code"), wanted or (said if bar else ""), parameters.text("display"))
    if not coding.code or not (coding.system or _infers(parameters)):
        return ValidateRequest((), (), is_bare=True)
    return ValidateRequest((coding,), ("",), is_bare=True)


def _in_system(coding: Coding, system: str, version: str) -> Coding:
    """A coding, of the code system that is asked where it says none itself."""
    if coding.system or not system:
        wanted = coding.version or (version if coding.system == system else "")
        return Coding(coding.system, coding.code, wanted, coding.display)
    return Coding(system, coding.code, coding.version or version, coding.display)


def lookup_request(parameters: GivenParameters, instance: str = "") -> LookupRequest:
    """What `$lookup` is asked; `instance` is the code system that it is asked of, where it is one."""
    coding = parameters.coding("coding")
    if coding is None:
        url, said = split_canonical(instance or parameters.text("system"))
        coding = Coding(url, parameters.text("code"), parameters.text("version") or said)
    if not coding.code:
        raise InvalidInput("No code was given.", field="code", rule="code with system, or coding")
    return LookupRequest(coding, parameters.texts("property"))


def subsumes_codings(parameters: GivenParameters, instance: str = "") -> tuple[Coding, Coding]:
    """The two concepts that `$subsumes` is asked about."""
    url, said = split_canonical(instance or parameters.text("system"))
    version = parameters.text("version") or said
    return _side(parameters, "A", url, version), _side(parameters, "B", url, version)


def _side(parameters: GivenParameters, side: str, system: str, version: str) -> Coding:
    coding = parameters.coding(f"coding{side}") or Coding(system, parameters.text(f"code{side}"), version)
    coding = Coding(coding.system or system, coding.code, coding.version or version)
    if not coding.code or not coding.system:
        rule = f"code{side} with system, or coding{side} with both"
        raise InvalidInput(f"code{side} is missing.", field=f"code{side}", rule=rule)
    return coding


def translate_request(parameters: GivenParameters, map_url: str = "", map_version: str = "") -> TranslateRequest:
    """What `$translate` is asked, in R4's or R5's words."""
    target = _concept(parameters, "targetCodeableConcept", "targetCoding", "targetCode", "targetSystem")
    source_names = ("sourceCodeableConcept", "sourceCoding", "sourceCode", "sourceSystem")
    source = _concept(parameters, *source_names) or _concept(parameters, "codeableConcept", "coding", "code", "system")
    reverse = bool(parameters.truth("reverse")) or (source is None and target is not None)
    concept = source or target or CodeableConcept(())
    url, version = split_canonical(map_url or parameters.text("url"))
    wanted = parameters.text("targetSystem", "targetsystem")
    return TranslateRequest(
        concept,
        reverse,
        wanted if source is not None and reverse else parameters.text("sourceSystem", "system"),
        "" if reverse else wanted,
        parameters.text("sourceScope", "source"),
        parameters.text("targetScope", "target"),
        url,
        map_version or version or parameters.text("conceptMapVersion"),
    )


def _concept(parameters: GivenParameters, whole: str, coding: str, code: str, system: str) -> CodeableConcept | None:
    found = parameters.concept(whole)
    if found is not None:
        return found[0]
    single = parameters.coding(coding)
    if single is not None:
        return CodeableConcept((single,))
    bare = parameters.text(code)
    version = parameters.text("version") if code == "code" else parameters.text("sourceVersion")
    return CodeableConcept((Coding(parameters.text(system), bare, version),)) if bare else None


def inline_value_set(read: object) -> ReadValueSet:
    """A resource that must be a value set."""
    if not isinstance(read, ReadValueSet):
        raise InvalidInput("valueSet is no ValueSet.", field="valueSet", rule="a ValueSet resource")
    return read
