"""Released content as FHIR resources: which there are, what they are called, how they are found and written."""
