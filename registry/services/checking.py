"""Looks for flaws in content: runs the data checks and the profile's shapes, and gives findings; changes nothing."""

from collections.abc import Iterable, Iterator

from registry.domain import Iri, Kind, LangString, Value
from registry.errors import InvalidInput
from registry.rdf.objects import recognise
from registry.rdf.query import Dataset, Triples
from registry.rdf.shacl import Violation
from registry.services import drafts
from registry.services.checks import Check, Scope, Severity, shipped_checks
from registry.services.shapes import CATALOGUE, profile_of, shapes
from registry.store.protocol import Store

_ORDER = tuple(Severity)
_WEIGHT = {"Violation": Severity.ERROR, "Warning": Severity.WARNING}
#: What a finding of a shape is filed under: `shacl-` and the name of the profile.
SHACL = "shacl-"


class Finding(Value):
    """One flaw: which check found it, about what, and its title by language.

    `subject` is empty where nothing named is to blame; `value` is what is wrong, `detail` whatever else the check
    tells (the other concepts, the property, the language). An error blocks a release; nothing blocks an import.
    """

    check: str
    severity: Severity
    subject: Iri
    title: tuple[LangString, ...]
    value: str = ""
    detail: str = ""


def check_graph(triples: Triples, kind: Kind | None = None) -> tuple[Finding, ...]:
    """The findings about one object, by itself; worst first, then by check and subject.

    Without `kind` it is recognised. A graph that holds no registered object, or several, is put to every check
    that needs no other graph, and to no shapes.
    """
    triples = list(triples)
    kind = kind or _recognised(triples)
    data = Dataset(triples)
    found = list(_asked(data, (row for row in shipped_checks() if row.scope is Scope.GRAPH and row.concerns(kind))))
    profile = profile_of(kind)
    return _sorted([*found, *(_shaped(data, triples, profile, found) if profile else ())])


def check_release(graphs: Iterable[Triples]) -> tuple[Finding, ...]:
    """The findings about a whole set of objects, one graph an object: each by itself, and what crosses them."""
    every = [list(triples) for triples in graphs]
    found = [finding for triples in every for finding in check_graph(triples)]
    return _sorted([*found, *check_union(every)])


def check_union(graphs: Iterable[Triples]) -> tuple[Finding, ...]:
    """What crosses the objects of a set, and no more: references, replacements, names and terms used twice."""
    crossing = (row for row in shipped_checks() if row.scope is Scope.RELEASE)
    return _sorted(_asked(Dataset(*graphs), crossing))


def check_drafts(store: Store, iri: Iri | None = None) -> tuple[Finding, ...]:
    """The findings about one draft by itself, or about all of them as the release they would make.

    Raises NotFound where `iri` has no draft.
    """
    if iri is not None:
        return check_graph(drafts.triples_of(store, iri))
    return check_release(drafts.triples_of(store, each) for each in drafts.iris(store))


def check_catalogue(triples: Triples) -> tuple[Finding, ...]:
    """What the shapes of the catalogue (DCAT-AP-NO) say about a catalogue's graph."""
    triples = list(triples)
    return _sorted(_shaped(Dataset(triples), triples, CATALOGUE, ()))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that block a release."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def _recognised(triples: Triples) -> Kind | None:
    try:
        return recognise(triples)[0]
    except InvalidInput:
        return None


def _asked(data: Dataset, checks: Iterable[Check]) -> Iterator[Finding]:
    for row in checks:
        for subject, value, detail in data.rows(row.query):
            yield Finding(
                check=row.id, severity=row.severity, subject=subject, title=row.title, value=value, detail=detail
            )


def _shaped(data: Dataset, triples: Triples, profile: str, told: Iterable[Finding]) -> Iterator[Finding]:
    """What the shapes find, without what a data check has told about the same subject."""
    known = {(finding.check, finding.subject) for finding in told}
    for violation in shapes(profile).validate(triples):
        subject = data.owner(violation.focus)
        if (violation.check, subject) not in known:
            yield _of_shape(violation, profile, subject)


def _of_shape(violation: Violation, profile: str, subject: Iri) -> Finding:
    return Finding(
        check=SHACL + profile,
        severity=_WEIGHT.get(violation.severity, Severity.INFO),
        subject=subject,
        title=violation.messages,
        value=violation.value,
        detail=" ".join(filter(None, (violation.path, violation.component))),
    )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    def order(finding: Finding) -> tuple[int, str, str, str, str, str]:
        first = finding.title[0].text if finding.title else ""
        weight = _ORDER.index(finding.severity)
        return weight, finding.check, first, finding.subject, finding.value, finding.detail

    return tuple(sorted(dict.fromkeys(findings), key=order))
