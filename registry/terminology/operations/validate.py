"""`$validate-code`: codings judged against a value set or a code system, with everything that is to be said of them."""

from typing import NamedTuple

from msgspec.structs import replace

from registry.terminology.coding import Coding, Opaque, canonical
from registry.terminology.concept_facts import EXTENSIONS, status_extension
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.display import choose
from registry.terminology.issues import INFORMATION, Issue, issue, refuse, said_in
from registry.terminology.operations.displays import judge
from registry.terminology.operations.imports import refuse_circles
from registry.terminology.operations.membership import Finding, Membership, Places, unknown_code
from registry.terminology.operations.requests import ValidateRequest
from registry.terminology.operations.systems import infer, system_faults
from registry.terminology.operations.work import Work, named
from registry.terminology.value_set import ConceptReference, ValueSet

_DEPRECATED_HERE = f"{EXTENSIONS}valueset-deprecated"


class Validation(NamedTuple):
    """The answer: texts are empty, and truths None, where nothing is told. `message` is what the issues say in one."""

    result: bool
    code: str = ""
    system: str = ""
    version: str = ""
    display: str = ""
    normalized: str = ""
    inactive: bool = False
    status: str = ""
    concept: Opaque | None = None
    issues: tuple[Issue, ...] = ()
    message: str = ""
    unknown_systems: tuple[str, ...] = ()
    caused_by: tuple[str, ...] = ()


class _Judged(NamedTuple):
    coding: Coding
    finding: Finding
    issues: tuple[Issue, ...]
    unknown_systems: tuple[str, ...] = ()


def validate_in_value_set(work: Work, value_set: ValueSet, request: ValidateRequest) -> Validation:
    """Whether codings are in a value set: the first good one wins. Refused where the value set cannot be understood."""
    if not request.codings:
        raise refuse("NO_CODE_TO_VALIDATE")
    refuse_circles(work, value_set)
    work.need(value_set.supplements)
    rows = tuple(zip(request.codings, map(Places.of, request.places), strict=True))
    judged = [_in_value_set(work, value_set, request, coding, places) for coding, places in rows]
    overall = _overall(value_set, request, judged)
    return _answer(work, request, judged, overall)


def _overall(value_set: ValueSet, request: ValidateRequest, judged: list[_Judged]) -> list[Issue]:
    """Of a CodeableConcept of which no coding is in: that none is, unless it could not be told."""
    if request.is_concept and all(row.finding.verdict is False for row in judged):
        return [issue("TX_GENERAL_CC_ERROR_MESSAGE", named(value_set))]
    return []


def _in_value_set(work: Work, value_set: ValueSet, request: ValidateRequest, coding: Coding, places: Places) -> _Judged:
    if not coding.system and request.infers:
        inferred, said = infer(work, value_set, coding, places)
        if inferred is None:
            return _Judged(coding, Finding(verdict=False), (_not_in(value_set, request, coding, places), said))
        coding = inferred
    coding = replace(coding, system=work.sources.system(coding.system))
    finding = _if_concrete(request, coding, Membership(work).of(value_set, coding, places), places)
    issues = list(finding.issues)
    unknown: tuple[str, ...] = ()
    if finding.verdict is False:
        issues.append(_not_in(value_set, request, coding, places))
        if not request.membership_only and finding.ordinal is None and finding.system is None:
            finding, more, unknown = _outside(work, coding, places, request, finding)
            issues += more
    if request.membership_only:
        issues = [row for row in issues if row.kind.id not in ("Unknown_Code_in_Version", "Unknown_Code_in")]
    issues += _of_concept(work, request, coding, finding, places)
    issues += _of_reference(value_set, coding, finding, places)
    return _Judged(coding, finding, tuple(issues), unknown)


def _if_concrete(request: ValidateRequest, coding: Coding, finding: Finding, places: Places) -> Finding:
    """An abstract concept is out where the request wants concrete ones alone."""
    index, ordinal = finding.system, finding.ordinal
    if request.abstract is not False or not finding.verdict or index is None or ordinal is None:
        return finding
    if ordinal not in index.abstract:
        return finding
    said = issue("ABSTRACT_CODE_NOT_ALLOWED", coding.system, coding.code, at=places.code)
    return finding._replace(verdict=False, issues=(*finding.issues, said))


def _not_in(value_set: ValueSet, request: ValidateRequest, coding: Coding, places: Places) -> Issue:
    shown = f" ('{coding.display}')" if coding.display else ""
    code = f"{canonical(coding.system, coding.version)}#{coding.code}{shown}"
    said = issue("None_of_the_provided_codes_are_in_the_value_set_one", code, named(value_set), at=places.code)
    if not request.is_concept:
        return said
    kind = said.kind._replace(detail="this-code-not-in-vs", told=False)
    return said._replace(kind=kind, severity=INFORMATION)


def _outside(
    work: Work, coding: Coding, places: Places, request: ValidateRequest, finding: Finding
) -> tuple[Finding, list[Issue], tuple[str, ...]]:
    """A code that the value set has nothing to do with: whether its own code system has it."""
    faults, unknown = system_faults(work, coding, places, is_bare=request.is_bare)
    if faults:
        return finding, faults, unknown
    picked = work.picked(coding.system, coding.version or work.ruled(coding.system, "").version)
    index = None if picked is None else work.index(coding.system, picked)
    if index is None:
        unknown = () if work.versions(coding.system) else (coding.system,)
        caused = () if unknown else (canonical(coding.system, coding.version),)
        said = work.unknown(coding.system, coding.version, at=places.system)
        return finding._replace(caused_by=caused), [said], unknown
    ordinal = index.ordinal(coding.code)
    said_of_code = [unknown_code(index, coding.code, places)] if ordinal is None else []
    return finding._replace(system=index, ordinal=ordinal), said_of_code, ()


def validate_in_code_system(work: Work, request: ValidateRequest) -> Validation:
    """Whether codings are codes of their systems."""
    if not request.codings:
        raise refuse("NO_CODE_TO_VALIDATE")
    work.need(())
    rows = tuple(zip(request.codings, map(Places.of, request.places), strict=True))
    judged = [_in_code_system(work, request, coding, places) for coding, places in rows]
    return _answer(work, request, judged, [])


def _in_code_system(work: Work, request: ValidateRequest, coding: Coding, places: Places) -> _Judged:
    coding = replace(coding, system=work.sources.system(coding.system))
    if request.system and coding.system and coding.system != work.sources.system(request.system):
        said = issue("SYSTEM_IS_NOT_THAT_ASKED", coding.system, request.system, at=places.system)
        return _Judged(coding, Finding(verdict=False), (said,))
    faults, unknown = system_faults(work, coding, places, is_bare=request.is_bare)
    if faults:
        return _Judged(coding, Finding(verdict=False), tuple(faults), unknown)
    ruled = work.ruled(coding.system, coding.version)
    picked = work.picked(coding.system, ruled.version)
    index = None if picked is None else work.index(coding.system, picked)
    if index is None:
        said = work.unknown(coding.system, ruled.version, at=places.system)
        missing = (canonical(coding.system, ruled.version),)
        is_known = bool(work.versions(coding.system))
        finding = Finding(verdict=False, caused_by=missing if is_known else ())
        return _Judged(coding, finding, (said,), () if is_known else (coding.system,))
    work.uses(index, None, ruled)
    return _of_code(work, request, coding, places, index)


def _of_code(work: Work, request: ValidateRequest, coding: Coding, places: Places, index: CodeSystemIndex) -> _Judged:
    ordinal = index.ordinal(coding.code)
    barred = work.checked(index, places.version)
    issues = [barred] if barred else []
    if ordinal is None:
        said = unknown_code(index, coding.code, places)
        finding = Finding(not said.is_error, index)
        return _Judged(coding, finding, (*issues, said))
    is_in = not (work.manner.active_only and ordinal in index.inactive)
    if not is_in:
        issues.append(issue("STATUS_CODE_WARNING_CODE", coding.code, at=places.code))
    finding = _if_concrete(request, coding, Finding(is_in, index, ordinal), places)
    return _Judged(coding, finding, (*issues, *finding.issues, *_of_concept(work, request, coding, finding, places)))


def _of_concept(work: Work, request: ValidateRequest, coding: Coding, finding: Finding, places: Places) -> list[Issue]:
    """What is to be said of a concept that was found: its display, case, standing, and whether it may be chosen."""
    index, ordinal = finding.system, finding.ordinal
    if index is None or ordinal is None or (request.membership_only and finding.verdict is not True):
        return []
    issues: list[Issue | None] = []
    if coding.display and not request.membership_only:
        wanted, lenient = work.manner.languages, request.lenient_display
        issues.append(judge(index, ordinal, coding, finding.reference, wanted, at=places.display, lenient=lenient))
    issues.append(_case(index, ordinal, coding, places))
    if (
        finding.verdict is not False
        or any(row.kind.id == "STATUS_CODE_WARNING_CODE" for row in finding.issues)
        or (work.manner.active_only)
    ):
        issues.append(_standing(index, ordinal, coding, places))
    return [row for row in issues if row is not None]


def _case(index: CodeSystemIndex, ordinal: int, coding: Coding, places: Places) -> Issue | None:
    right = index.code_at(ordinal)
    if right == coding.code:
        return None
    return issue("CODE_CASE_DIFFERENCE", coding.code, right, index.header.canonical, at=places.code)


def _standing(index: CodeSystemIndex, ordinal: int, coding: Coding, places: Places) -> Issue | None:
    status = index.status_at(ordinal)
    if ordinal in index.inactive:
        told = f"{status} and inactive" if status not in ("", "inactive") else "inactive"
        return issue("INACTIVE_CONCEPT_FOUND", coding.code, told, at=places.whole)
    if status == "deprecated":
        return issue("DEPRECATED_CONCEPT_FOUND", coding.code, at=places.whole)
    return None


def _of_reference(value_set: ValueSet, coding: Coding, finding: Finding, places: Places) -> list[Issue]:
    said = finding.reference
    if finding.verdict is not True or said is None or not _is_deprecated(said):
        return []
    told = (coding.code, coding.system, named(value_set), "deprecated")
    return [issue("CONCEPT_DEPRECATED_IN_VALUESET", *told, at=places.code)]


def _is_deprecated(said: ConceptReference) -> bool:
    marked = any(row.url == _DEPRECATED_HERE and row.value and row.value.text == "true" for row in said.extensions)
    return marked or status_extension(said.extensions) in ("deprecated", "withdrawn")


def _answer(work: Work, request: ValidateRequest, judged: list[_Judged], overall: list[Issue]) -> Validation:
    chosen = next((row for row in judged if row.finding.verdict), None)
    result = chosen is not None and not any(each.is_error for row in judged for each in row.issues)
    issues = [*overall, *(each for row in judged for each in row.issues), *work.used.issues()]
    issues = [said_in(row, work.manner.lang) for row in dict.fromkeys(issues)]
    shown = chosen or judged[0]
    named_too = chosen is not None or not request.is_concept
    answer = _told(work, shown, named_too=named_too)
    return answer._replace(
        result=result,
        concept=request.concept,
        issues=tuple(issues),
        message="; ".join(dict.fromkeys(row.text for row in issues if row.kind.told)),
        unknown_systems=tuple(dict.fromkeys(name for row in judged for name in row.unknown_systems)),
        caused_by=tuple(dict.fromkeys(name for row in judged for name in row.finding.caused_by)),
    )


def _told(work: Work, shown: _Judged, *, named_too: bool) -> Validation:
    """What is told of the coding that the answer is about."""
    if not named_too:
        return Validation(result=False)
    coding, finding = shown.coding, shown.finding
    index, ordinal = finding.system, finding.ordinal
    told = Validation(False, coding.code, coding.system)
    if index is None:
        return told
    told = told._replace(version=index.header.version)
    if ordinal is None:
        return told
    right, status = index.code_at(ordinal), index.status_at(ordinal)
    terms = index.designations_at(ordinal)
    display = choose(index.display_at(ordinal), index.header.language, terms, work.manner.languages)
    return told._replace(
        display=display.text or index.display_at(ordinal),
        normalized="" if right == coding.code else right,
        inactive=ordinal in index.inactive,
        status="" if status in ("active", "inactive") else status,
    )
