"""Answers of operations as FHIR JSON, R4 and R5."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

import msgspec
from msgspec import Raw

from registry.fhir.edition import Edition
from registry.terminology.coding import Coding, ConceptProperty, Designation, Extension, Opaque, Typed
from registry.terminology.issues import Issue
from registry.terminology.operations.expand import ExpansionAnswer, Node
from registry.terminology.operations.lookup import Described, Lookup
from registry.terminology.operations.translate import Match, Translation
from registry.terminology.operations.validate import Validation
from registry.terminology.value_set import ExpansionParameter, ValueSet

Json = dict[str, Any]

_ISSUE_TYPES: Final = "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type"
_EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
_MESSAGE_ID: Final = f"{_EXTENSIONS}operationoutcome-message-id"
_UNCLOSED: Final = f"{_EXTENSIONS}valueset-unclosed"
#: R5's elements in a resource of R4.
_R5: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-"
_R4_PROPERTY: Final = f"{_R5}ValueSet.expansion.property"
_R4_CONTAINED: Final = f"{_R5}ValueSet.expansion.contains.property"
_URI_KINDS: Final = frozenset(("canonical", "url", "uri"))
#: How R4 says the same as R5's relationships: how the target stands to the source.
_EQUIVALENCES: Final = {
    "related-to": "relatedto",
    "equivalent": "equivalent",
    "source-is-narrower-than-target": "wider",
    "source-is-broader-than-target": "narrower",
    "not-related-to": "disjoint",
}

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(resource: Json) -> bytes:
    """A resource as it goes over the wire; decimals keep their digits."""
    return _encoder.encode(resource)


def pretty(resource: Json) -> bytes:
    """The same laid out for people."""
    return msgspec.json.format(encode(resource), indent=2)


def _valued(typed: Typed, key: str = "value") -> Json:
    kind, value = typed
    written: Any = value
    if isinstance(value, Coding):
        written = coding(value)
    elif isinstance(value, Opaque):
        if kind == "extension":
            return {"extension": Raw(value.json)}
        written = Raw(value.json)
    elif isinstance(value, Decimal):
        written = value if value.is_finite() else str(value)
    return {f"{key}{kind[0].upper()}{kind[1:]}": written}


def coding(value: Coding) -> Json:
    """A Coding, without what is empty."""
    rows = (("system", value.system), ("version", value.version), ("code", value.code), ("display", value.display))
    return {name: text for name, text in rows if text}


def _text(name: str, kind: str, value: str) -> Json:
    return {"name": name, f"value{kind}": value}


def _extensions(rows: Iterable[Extension]) -> list[Json]:
    return [{"url": row.url, **(_valued(row.value) if row.value else {})} for row in rows]


def parameters(rows: Iterable[Json]) -> Json:
    """A Parameters resource."""
    return {"resourceType": "Parameters", "parameter": list(rows)}


def outcome(issues: Iterable[Issue], *, with_location: bool = True) -> Json:
    """An OperationOutcome; `with_location` tells where an issue is by R4's deprecated element too."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(row, with_location) for row in issues]}


def _issue(row: Issue, with_location: bool) -> Json:
    details: Json = {"text": row.text}
    if row.kind.detail:
        details = {"coding": [{"system": _ISSUE_TYPES, "code": row.kind.detail}], **details}
    found: Json = {"severity": row.severity, "code": row.kind.code, "details": details}
    if row.kind.is_known:
        found = {"extension": [{"url": _MESSAGE_ID, "valueString": row.kind.id}], **found}
    if row.location:
        found |= {"location": [row.location]} if with_location else {}
        found["expression"] = [row.location]
    return found


def validation(answer: Validation, *, with_location: bool = True) -> Json:
    """The answer of `$validate-code`."""
    return parameters(_validation(answer, with_location))


def _validation(answer: Validation, with_location: bool) -> Iterator[Json]:
    yield {"name": "result", "valueBoolean": answer.result}
    texts = (
        ("code", "Code", answer.code),
        ("system", "Uri", answer.system),
        ("version", "String", answer.version),
        ("display", "String", answer.display),
        ("normalized-code", "Code", answer.normalized),
        ("status", "Code", answer.status),
        ("message", "String", answer.message),
    )
    yield from (_text(name, kind, value) for name, kind, value in texts if value)
    if answer.inactive:
        yield {"name": "inactive", "valueBoolean": True}
    if answer.concept is not None:
        yield {"name": "codeableConcept", "valueCodeableConcept": Raw(answer.concept.json)}
    yield from (_text("x-unknown-system", "Canonical", name) for name in answer.unknown_systems)
    yield from (_text("x-caused-by-unknown-system", "Canonical", name) for name in answer.caused_by)
    if answer.issues:
        yield {"name": "issues", "resource": outcome(answer.issues, with_location=with_location)}


def lookup(answer: Lookup) -> Json:
    """The answer of `$lookup`."""
    return parameters(_lookup(answer))


def _lookup(answer: Lookup) -> Iterator[Json]:
    header = answer.header
    texts = (
        ("name", "String", header.name or header.title or header.url),
        ("code", "Code", answer.code),
        ("system", "Uri", header.url),
        ("version", "String", header.version),
        ("display", "String", answer.display),
        ("definition", "String", answer.definition),
    )
    yield from (_text(name, kind, value) for name, kind, value in texts if value)
    yield {"name": "abstract", "valueBoolean": answer.abstract}
    yield from ({"name": "designation", "part": list(_designation_parts(row))} for row in answer.designations)
    yield from ({"name": "property", "part": list(_property_parts(row))} for row in answer.properties)


def _designation_parts(row: Designation) -> Iterator[Json]:
    if row.language:
        yield _text("language", "Code", row.language)
    if row.use is not None:
        yield {"name": "use", "valueCoding": coding(row.use)}
    yield _text("value", "String", row.value)


def _property_parts(row: Described) -> Iterator[Json]:
    yield _text("code", "Code", row.property.code)
    if row.description:
        yield _text("description", "String", row.description)
    yield {"name": "value", **_valued(row.property.value)}


def translation(answer: Translation, edition: Edition) -> Json:
    """The answer of `$translate`."""
    rows: list[Json] = [{"name": "result", "valueBoolean": answer.result}]
    if answer.message:
        rows.append(_text("message", "String", answer.message))
    rows += ({"name": "match", "part": list(_match_parts(row, edition))} for row in answer.matches)
    return parameters(rows)


def _match_parts(row: Match, edition: Edition) -> Iterator[Json]:
    if edition is Edition.R4:
        yield _text("equivalence", "Code", _EQUIVALENCES.get(row.relationship, "relatedto"))
    else:
        yield _text("relationship", "Code", row.relationship)
    yield {"name": "concept", "valueCoding": coding(row.concept)}
    if row.source is not None:
        yield {"name": "source", "valueCoding": coding(row.source)}
    if row.origin:
        yield _text("originMap", "Canonical", row.origin)
    if row.comment:
        yield _text("comment", "String", row.comment)
    for name, rows in (("property", row.properties), ("product", row.product), ("dependsOn", row.depends_on)):
        key = "uri" if name == "property" else "attribute"
        yield from (
            {"name": name, "part": [_text(key, "Uri", code), {"name": "value", **_valued(value)}]}
            for code, value in rows
        )


def expansion(answer: ExpansionAnswer, value_set: ValueSet, edition: Edition, moment: str, offset: int | None) -> Json:
    """The answer of `$expand`: the value set that it is of, and its expansion as of `moment` (FHIR dateTime)."""
    found: Json = {"identifier": f"urn:uuid:{uuid4()}", "timestamp": moment, "total": answer.total}
    if offset is not None:
        found["offset"] = offset
    extension = [row for url in answer.partial for row in _unclosed(url)]
    properties = [{"code": code, **({"uri": uri} if uri else {})} for code, uri in answer.properties]
    if edition is Edition.R4:
        extension += [_as_extension(_R4_PROPERTY, row) for row in properties]
    elif properties:
        found["property"] = properties
    if extension:
        found = {"extension": extension, **found}
    rows = [*map(_echo, answer.parameters), *(_text(name, "Uri", value) for name, value in answer.used)]
    if rows:
        found["parameter"] = rows
    if answer.nodes:
        found["contains"] = [_node(row, edition) for row in answer.nodes]
    return {"resourceType": "ValueSet", **_head(value_set), "expansion": found}


def _head(value_set: ValueSet) -> Json:
    """What an expansion tells again of the value set that it is of."""
    texts = (
        ("id", value_set.id),
        ("language", value_set.language),
        ("url", value_set.url),
        ("version", value_set.version),
        ("name", value_set.name),
        ("title", value_set.title),
    )
    found: Json = {name: text for name, text in texts if text}
    found["status"] = value_set.status or "active"
    if value_set.experimental is not None:
        found["experimental"] = value_set.experimental
    return found


def _unclosed(url: str) -> tuple[Json, Json]:
    reason = f"This extension is based on a fragment of the code system {url}"
    return {"url": _UNCLOSED, "valueBoolean": True}, {"url": f"{_UNCLOSED}-reason", "valueString": reason}


def _as_extension(url: str, declared: Json) -> Json:
    kinds = (("code", "valueCode"), ("uri", "valueUri"))
    return {"url": url, "extension": [{"url": key, kind: declared[key]} for key, kind in kinds if key in declared]}


def _echo(row: ExpansionParameter) -> Json:
    kind = "uri" if row.value.kind in _URI_KINDS else row.value.kind
    return {"name": row.name, **_valued(Typed(kind, row.value.value))}


def _node(node: Node, edition: Edition) -> Json:
    concept = node.concept
    found: Json = {}
    if _is_plain(node):
        return {"system": concept.system, "code": concept.code, "display": concept.display}
    extension = _extensions(concept.extensions)
    if edition is Edition.R4:
        extension += [_property_extension(row) for row in concept.properties]
    if extension:
        found["extension"] = extension
    texts = (("system", concept.system), ("version", concept.version))
    found |= {name: text for name, text in texts if text}
    found |= {name: True for name, holds in (("abstract", concept.abstract), ("inactive", concept.inactive)) if holds}
    found["code"] = concept.code
    if concept.display:
        found["display"] = concept.display
    if concept.designations:
        found["designation"] = [_designation(row) for row in concept.designations]
    if concept.properties and edition is not Edition.R4:
        found["property"] = [{"code": row.code, **_valued(row.value)} for row in concept.properties]
    if node.children:
        found["contains"] = [_node(row, edition) for row in node.children]
    return found


def _is_plain(node: Node) -> bool:
    """Whether there is nothing to tell but what the concept is and how it is called: of nearly all."""
    system, version, code, display, *rest = node.concept
    return bool(system and code and display) and not (version or node.children or any(rest))


def _property_extension(row: ConceptProperty) -> Json:
    return {
        "url": _R4_CONTAINED,
        "extension": [{"url": "code", "valueCode": row.code}, {"url": "value", **_valued(row.value)}],
    }


def _designation(row: Designation) -> Json:
    found: Json = {"extension": _extensions(row.extensions)} if row.extensions else {}
    if row.language:
        found["language"] = row.language
    if row.use is not None:
        found["use"] = coding(row.use)
    return {**found, "value": row.value}
