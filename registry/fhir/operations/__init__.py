"""FHIR's terminology operations as JSON: parameters and resources of a request to values, answers back to JSON.

Entry: `registry.fhir.operations.service.Operations`.
"""
