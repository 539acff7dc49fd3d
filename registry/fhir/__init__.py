"""FHIR JSON to values and back; the only place with FHIR's key names."""
