"""FHIR's terminology operations as functions over values: expand, lookup, validate_code, subsumes, translate.

Each takes a `Work` (sources, and how to read them) and a request, and gives an answer; what cannot be done at all is a
`registry.terminology.issues.Refusal`. Nothing here knows JSON or HTTP.
"""
