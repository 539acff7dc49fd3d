"""Hostile requests, made from a seed: real ones bent out of shape, and extremes of every bound."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any
from urllib.parse import quote

JSON = {"Content-Type": "application/fhir+json"}
GENDER = "http://hl7.org/fhir/administrative-gender"
SYSTEM = "http://example.org/hostile"
OPERATIONS = [
    *(f"CodeSystem/${name}" for name in ("lookup", "validate-code", "subsumes", "batch-validate-code")),
    *(f"ValueSet/${name}" for name in ("expand", "validate-code", "batch-validate-code")),
    *("ConceptMap/$translate", "$versions", "$batch-validate-code", "CodeSystem/x/$lookup", "ValueSet/x/$expand"),
]
READS = ["metadata", *(("CodeSystem", "ValueSet", "ConceptMap", "NamingSystem", "StructureDefinition"))]
NAMES = [
    *("url", "code", "system", "version", "display", "coding", "count", "offset", "filter", "valueSet", "property"),
    *("displayLanguage", "designation", "activeOnly", "inferSystem", "system-version", "useSupplement", "codeA"),
    *("codeB", "sourceCode", "reverse", "default-valueset-version", "exclude-system", "abstract", "_summary"),
    *("_elements", "_count", "_offset", "_format", "_pretty", "name", "title", "identifier", "status", "mode"),
]
ODD: list[Any] = [
    *(None, True, -1, 0, 1e308, 10**400, 2**63, float("nan"), float("inf"), "", " ", "\u0000", "\ud800", "\ufeff"),
    *(
        "x" * 70_000,
        [],
        {},
        [[]],
        [None],
        {"": None},
        "*",
        "|",
        f"{GENDER}|*",
        GENDER,
        "((a+)+)+$",
        "(" * 500,
        "[",
        "\\",
    ),
    *("en;q=0", "9" * 5000, "\u0663", "2026-13-45", "a" * 300, "../../etc/passwd", "%00", "http://[::1", "urn:oid:"),
]
WORDS = [str(one) for one in ODD if isinstance(one, str | int) and len(str(one)) < 2000]
HEADERS = [
    *("Accept", "Accept-Language", "Content-Type", "X-Cache-Id", "If-None-Match", "If-Modified-Since", "Prefer"),
    *("X-Too-Costly-Threshold", "X-Correlation-Id", "Range", "Host", "Content-Encoding", "Origin", "Cookie"),
]
MARKS = [
    "*",
    ";q=",
    "nb",
    ",",
    "q=nan",
    "\xff",
    'W/"',
    "application/fhir+json",
    "; fhirVersion=9",
    "-1",
    "9" * 300,
    "\t",
]


@dataclass(frozen=True)
class Request:
    """One request below the address of a server."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


def bent(chance: Random, given: Any, times: int) -> Any:
    """A copy in which some places are replaced, doubled, left out or moved."""
    made = deepcopy(given)
    for _ in range(times):
        _bend(chance, made)
    return made


def _bend(chance: Random, place: Any) -> None:
    while isinstance(place, dict | list) and place:
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.8:
            place = place[key]
            continue
        turn = chance.randrange(4)
        if turn == 0:
            del place[key]
        elif turn == 1 and isinstance(place, list):
            place.append(deepcopy(place[key]))
        elif turn == 2:
            place[key] = [deepcopy(place[key])] if chance.random() < 0.5 else {"a": deepcopy(place[key])}
        else:
            place[key] = deepcopy(chance.choice(ODD))
        return


def written(chance: Random, resource: Any) -> bytes:
    """The resource as JSON, sometimes with its bytes broken."""
    made = json.dumps(resource, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    turn = chance.randrange(14)
    at = chance.randrange(len(made) + 1)
    if turn == 0:
        return made[:at]
    if turn == 1:
        return made[:at] + chance.choice([b"\xff", b"\xc3", b"\x00", b"\xed\xa0\x80", b'"', b"{", b"NaN"]) + made[at:]
    if turn == 2:
        return chance.choice([b"\xef\xbb\xbf", b"\xff\xfe", b" " * 100]) + made
    return made


def posted(chance: Random, seeds: list[Any]) -> Request:
    resource = bent(chance, chance.choice(seeds), chance.randrange(1, 5))
    path = f"/fhir/{chance.choice(['r4', 'r5'])}/{chance.choice(OPERATIONS)}"
    return Request("POST", path, JSON if chance.random() < 0.9 else headers(chance), written(chance, resource))


def headers(chance: Random) -> dict[str, str]:
    names = chance.sample(HEADERS, chance.randrange(1, 4))
    return {name: "".join(chance.choices(MARKS, k=chance.randrange(1, 5))).strip() for name in names}


def asked(chance: Random, places: list[str], names: list[str]) -> Request:
    pairs = ((chance.choice(names), chance.choice(WORDS)) for _ in range(chance.randrange(5)))
    query = "&".join(f"{name}={quote(word.encode('utf-8', 'surrogatepass'))[:1500]}" for name, word in pairs)
    place = chance.choice(places)
    return Request("GET", f"{place}?{query}", headers(chance) if chance.random() < 0.3 else {})


def stream(chance: Random, seeds: list[Any], routes: list[tuple[str, list[str]]]) -> Iterator[Request]:
    """Requests without end: FHIR bodies and addresses, and the routes of the API with their parameters."""
    fhir = [f"/fhir/{edition}/{name}" for edition in ("r4", "r5") for name in (*OPERATIONS, *READS)]
    while True:
        turn = chance.random()
        if turn < 0.5:
            yield posted(chance, seeds)
        elif turn < 0.7:
            yield asked(chance, fhir, NAMES)
        else:
            route, names = chance.choice(routes)
            yield asked(chance, [route], names or NAMES)


def parameters(*rows: tuple[str, str, Any]) -> bytes:
    named = [{"name": name, kind: value} for name, kind, value in rows]
    return json.dumps({"resourceType": "Parameters", "parameter": named}).encode()


def system(concepts: list[Any], **more: Any) -> dict[str, Any]:
    kind = {"resourceType": "CodeSystem", "url": SYSTEM, "version": "1", "status": "active", "content": "complete"}
    return {**kind, "concept": concepts, **more}


def value_set(url: str, *include: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "ValueSet", "url": url, "status": "active", "compose": {"include": list(include)}}


def expansion(include: list[dict[str, Any]], *given: dict[str, Any]) -> bytes:
    rows = [("tx-resource", "resource", one) for one in given]
    return parameters(("valueSet", "resource", value_set(f"{SYSTEM}-set", *include)), *rows)


def _chain(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"code": f"c{depth}"}
    for at in range(depth):
        inner = {"code": f"c{depth - at - 1}", "concept": [inner]}
    return inner


def _cyclic() -> dict[str, Any]:
    def row(code: str, parent: str) -> dict[str, Any]:
        return {"code": code, "property": [{"code": "parent", "valueCode": parent}]}

    return system([row("a", "b"), row("b", "c"), row("c", "a"), row("a", "a")])


def _filtered(op: str, value: str, name: str = "concept") -> dict[str, Any]:
    return {"system": SYSTEM, "filter": [{"property": name, "op": op, "value": value}]}


@cache
def extremes() -> dict[str, bytes]:
    """Bodies of `$expand` at the edge of every bound, by name."""
    many = [{"code": f"c{at}", "display": f"{'a' * 40} {at}"} for at in range(80_000)]
    supplement = {**system([]), "content": "supplement", "supplements": SYSTEM}
    imports = [value_set(f"{SYSTEM}/{at}", {"valueSet": [f"{SYSTEM}/{(at + 1) % 50}"]}) for at in range(50)]
    tree = [value_set(f"{SYSTEM}/{at}", {"valueSet": [f"{SYSTEM}/{at + 1}"]}, {"valueSet": [f"{SYSTEM}/{at + 1}"]})
            for at in range(60)]  # fmt: skip
    return {
        "deep lists": b"[" * 100_000,
        "deep objects": b'{"a":' * 100_000,
        "deep parameter": b'{"resourceType":"Parameters","parameter":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "ten megabytes of one text": parameters(("url", "valueUri", "x" * 9_900_000)),
        "more than is read": b" " * 10_000_001,
        "duplicate keys": b'{"resourceType":"Parameters","parameter":[],"parameter":[{"name":"url","name":"url"}]}',
        "80,000 concepts by regex": expansion([_filtered("regex", "((a+)+)+ 7", "display")], system(many)),
        "80,000 concepts enumerated": expansion(
            [{"system": SYSTEM, "concept": [{"code": one["code"]} for one in many]}]
        ),
        "10,000 includes": expansion([_filtered("is-a", f"c{at}") for at in range(10_000)], system(many[:100])),
        "5,000 supplied resources": expansion(
            [{"system": SYSTEM}], *(system([{"code": str(at)}]) for at in range(5000))
        ),
        "500 levels": expansion([_filtered("is-a", "c0")], system([_chain(150)])),
        "cyclic parents": expansion([_filtered("is-a", "a")], _cyclic()),
        "cyclic parents, leaves": expansion([_filtered("descendent-leaf", "a")], _cyclic()),
        "circular imports": expansion([{"valueSet": [f"{SYSTEM}/0"]}], *imports),
        "imports that double": expansion([{"valueSet": [f"{SYSTEM}/0"]}], *tree),
        "supplement of itself": expansion([{"system": SYSTEM}], supplement),
        "duplicate codes": expansion([{"system": SYSTEM}], system([{"code": "a"}] * 20_000)),
        "hostile regex": expansion([_filtered("regex", "(x{1,999}){1,999}", "code")], system(many[:10])),
        "5,000 parameters": parameters(*(("property", "valueString", "x") for _ in range(5000))),
        "5,000 validations": parameters(*(("validation", "resource", {"resourceType": "Parameters"}),) * 5000),
    }
