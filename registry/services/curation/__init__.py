"""Curation: change sets, hearings and proposals, each kept with its audit entry in one write."""
