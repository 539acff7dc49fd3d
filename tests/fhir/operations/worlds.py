"""Random code systems and value sets as FHIR JSON, and operations asked of them without HTTP."""

import json
from typing import Any

from hypothesis import strategies as st

from registry.fhir.edition import Edition
from registry.fhir.operations.parameters import of_body
from registry.fhir.operations.service import Answered, Asked, Operations
from registry.fhir.operations.writing import encode
from registry.terminology.layered import NothingStored

Json = dict[str, Any]

URL = "http://example.org/CodeSystem/{}"
CODES = [f"c{number}" for number in range(12)]
WORDS = ["heart", "lung", "left", "right", "acute", "Åre"]
OPERATIONS = {edition: Operations(edition) for edition in Edition}
PROPERTIES = [
    {"code": "kind", "type": "code", "uri": "http://example.org/kind"},
    {"code": "odd", "type": "boolean"},
    {"code": "status", "type": "code", "uri": "http://hl7.org/fhir/concept-properties#status"},
    {"code": "notSelectable", "type": "boolean", "uri": "http://hl7.org/fhir/concept-properties#notSelectable"},
    {"code": "parent", "type": "code", "uri": "http://hl7.org/fhir/concept-properties#parent"},
]


def ask(kind: str, name: str, *parameters: Json, edition: Edition = Edition.R5, **more: Any) -> Answered:
    """An operation, asked with a Parameters resource."""
    body = json.dumps({"resourceType": "Parameters", "parameter": list(parameters)}).encode()
    return OPERATIONS[edition].perform(Asked(kind, name, of_body(body), **more), NothingStored())


def told(answer: Answered) -> Json:
    """The answer as whoever asked reads it."""
    found: Json = json.loads(encode(answer.resource))
    return found


def value(answer: Answered, name: str) -> Any:
    """The value of a parameter of the answer; None where it is not there."""
    rows = [row for row in told(answer).get("parameter", []) if row["name"] == name]
    return next((value for row in rows for key, value in row.items() if key.startswith("value")), None)


def given(resource: Json, name: str = "tx-resource") -> Json:
    return {"name": name, "resource": resource}


def url(name: str) -> Json:
    return {"name": "url", "valueUri": name}


def coding(system: str, code: str, **more: str) -> Json:
    return {"name": "coding", "valueCoding": {"system": system, "code": code, **more}}


def listed(expansion: Json) -> list[tuple[str, str, str]]:
    """System, version and code of everything in an expansion, in its order."""
    found: list[tuple[str, str, str]] = []
    waiting = expansion["expansion"].get("contains", [])[::-1]
    while waiting:
        row = waiting.pop()
        found.append((row["system"], row.get("version", ""), row["code"]))
        waiting.extend(reversed(row.get("contains", [])))
    return found


def _concept(code: str, place: int) -> st.SearchStrategy[Json]:
    properties = st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["a", "b"]).map(lambda said: {"code": "kind", "valueCode": said}),
            "odd": st.booleans().map(lambda said: {"code": "odd", "valueBoolean": said}),
            "status": st.sampled_from(["active", "retired", "deprecated"]).map(
                lambda said: {"code": "status", "valueCode": said}
            ),
            "notSelectable": st.booleans().map(lambda said: {"code": "notSelectable", "valueBoolean": said}),
            "parent": st.sampled_from(CODES[: place or 1]).map(lambda said: {"code": "parent", "valueCode": said}),
        },
    ).map(lambda rows: list(rows.values()))
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
    return st.builds(
        lambda rows, display, term: {
            "code": code,
            "display": display,
            **({"property": rows} if rows else {}),
            **({"designation": [{"language": "nb", "value": term}]} if term else {}),
        },
        properties,
        words,
        st.none() | words,
    )


@st.composite
def code_systems(draw: st.DrawFn, name: str = "one", version: str = "1.0.0") -> Json:
    """A code system whose concepts stand in one another, and have further parents that come before them."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1, max_size=9))
    tops: list[Json] = []
    made: list[Json] = []
    for code in sorted(codes, key=CODES.index):
        concept = draw(_concept(code, CODES.index(code)))
        under = draw(st.sampled_from([None, *made]))
        (tops if under is None else under.setdefault("concept", [])).append(concept)
        made.append(concept)
    return {
        "resourceType": "CodeSystem",
        "url": URL.format(name),
        "version": version,
        "status": "active",
        "language": "en",
        "caseSensitive": draw(st.booleans()),
        "content": "complete",
        "property": PROPERTIES,
        "concept": tops,
    }


def codes_in(system: Json) -> list[str]:
    found: list[str] = []
    waiting = list(system["concept"])
    while waiting:
        row = waiting.pop()
        found.append(row["code"])
        waiting.extend(row.get("concept", []))
    return found


def filters_of(system: Json) -> st.SearchStrategy[Json]:
    named = st.sampled_from(codes_in(system))
    hierarchical = st.sampled_from(["is-a", "descendent-of", "is-not-a", "generalizes", "child-of", "descendent-leaf"])
    properties = st.sampled_from(["kind", "http://example.org/kind", "odd", "status", "notSelectable", "inactive"])
    values = st.sampled_from(["a", "b", "true", "false", "retired", "a,b", "TRUE"])
    return st.one_of(
        st.builds(lambda op, value: _filter("concept", op, value), hierarchical, named),
        st.builds(_filter, properties, st.sampled_from(["=", "in", "not-in"]), values),
        st.builds(_filter, properties, st.just("exists"), st.sampled_from(["true", "false"])),
        st.builds(
            _filter,
            st.sampled_from(["code", "display", "kind", "designation"]),
            st.just("regex"),
            st.sampled_from(["c[0-3]", ".*heart.*", "a|b", "[^ ]+", ""]).filter(bool),
        ),
        st.builds(_filter, st.sampled_from(["parent", "child"]), st.just("="), named),
        st.builds(_filter, st.sampled_from(["display", "code"]), st.sampled_from(["=", "in"]), named),
    )


def _filter(name: str, op: str, text: str) -> Json:
    return {"property": name, "op": op, "value": text}


@st.composite
def includes(draw: st.DrawFn, systems: list[Json], imports: list[str]) -> Json:
    """An include, or exclude: of a system whole, by codes or by filters, perhaps within other value sets."""
    names = draw(st.lists(st.sampled_from(imports), unique=True, max_size=2)) if imports else []
    if names and draw(st.booleans()):
        return {"valueSet": names}
    system = draw(st.sampled_from(systems))
    made: Json = {"system": system["url"]}
    if draw(st.booleans()):
        made["version"] = draw(st.sampled_from([system["version"], "1.x", "*"]))
    how = draw(st.sampled_from(["all", "concept", "filter"]))
    if how == "concept":
        made["concept"] = [{"code": code} for code in draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=4))]
    if how == "filter":
        made["filter"] = draw(st.lists(filters_of(system), min_size=1, max_size=2))
    return {**made, **({"valueSet": names} if names else {})}


@st.composite
def worlds(draw: st.DrawFn, *, several: bool = False) -> tuple[list[Json], list[Json]]:
    """Code systems, and value sets of which the later import the earlier."""
    systems = [draw(code_systems()), draw(code_systems("two"))]
    if several:
        systems.append(draw(code_systems("one", "1.1.0")))
    value_sets: list[Json] = []
    for number in range(draw(st.integers(1, 3))):
        imports = [row["url"] for row in value_sets]
        rows = includes(systems, imports)
        compose: Json = {"include": draw(st.lists(rows, min_size=1, max_size=3))}
        if draw(st.booleans()):
            compose["exclude"] = draw(st.lists(rows, min_size=1, max_size=2))
        if draw(st.booleans()):
            compose["inactive"] = draw(st.booleans())
        name = f"http://example.org/ValueSet/{number}"
        value_sets.append({"resourceType": "ValueSet", "url": name, "status": "active", "compose": compose})
    return systems, value_sets
