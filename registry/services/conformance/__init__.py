"""Systems that vendors register, their conformance statements, and who conforms to what."""
