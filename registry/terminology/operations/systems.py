"""What is wrong with the system of a coding, and which system a bare code may be of."""

import re
from typing import Final

from msgspec.structs import replace

from registry.terminology.coding import Coding
from registry.terminology.issues import Issue, issue
from registry.terminology.operations.membership import Membership, Places
from registry.terminology.operations.selection import with_imports
from registry.terminology.operations.work import Work, named
from registry.terminology.value_set import ValueSet

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


def system_faults(work: Work, coding: Coding, places: Places, *, is_bare: bool) -> tuple[list[Issue], tuple[str, ...]]:
    """What is wrong with the system itself, and the systems that are unknown; nothing where it can be looked up."""
    system = coding.system
    if not system:
        return [issue("Coding_has_no_system__cannot_validate", at=places.whole)], ()
    if work.versions(system):
        return [], ()
    supplements = work.sources.supplement_versions(system)
    if supplements:
        said = f"{system}|{supplements[0]}" if supplements[0] else system
        return [issue("CODESYSTEM_CS_NO_SUPPLEMENT", said, at=places.system)], ()
    if work.sources.value_set_versions(system):
        return [issue("Terminology_TX_System_ValueSet2", system, at=places.system)], ()
    if not _ABSOLUTE.match(system) and not is_bare:
        relative = issue("Terminology_TX_System_Relative", at=places.system)
        return [relative, work.unknown(system, coding.version, at=places.system)], (system,)
    return [], ()


def infer(work: Work, value_set: ValueSet, coding: Coding, places: Places) -> tuple[Coding | None, Issue]:
    """The coding with the one system in which the value set has its code; None where there is none, or several."""
    found = [
        row
        for system in _systems(work, value_set)
        if Membership(work).of(value_set, row := replace(coding, system=system), places).verdict
    ]
    said = issue("UNABLE_TO_INFER_CODESYSTEM", coding.code, named(value_set), at=places.code)
    if len(found) > 1:
        names = f"[{', '.join(row.system for row in found)}]"
        several = "Unable_to_resolve_system__value_set_has_multiple_matches"
        said = issue(several, coding.code, named(value_set), names, at=places.code)
    return (found[0] if len(found) == 1 else None), said


def _systems(work: Work, value_set: ValueSet) -> list[str]:
    """The code systems that a value set takes concepts from, itself or through what it imports."""
    systems: dict[str, None] = {}
    for row in with_imports(work, value_set):
        for include in row.compose.include if row.compose else ():
            if include.system:
                systems[work.sources.system(include.system)] = None
        systems |= {each.system: None for each in (row.expansion.contains if row.expansion else ()) if each.system}
    return list(systems)
