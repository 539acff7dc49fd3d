"""Queries from outside over the release store, each in a process that can be stopped; docs/sparql.md."""
