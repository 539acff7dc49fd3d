"""Asking the information structure: which exchange carries what, from where to where; docs/structure-questions.md."""
