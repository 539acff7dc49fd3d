"""Curation under /api/v1: change sets, hearings, proposals, policies, conformance, audit log; a module a subject."""

from typing import Final

from api.curation import (
    audit,
    bulk,
    change_sets,
    hearings,
    matrix,
    papers,
    policies,
    proposals,
    statements,
    systems,
    tables,
)

ROUTES: Final = (
    *change_sets.ROUTES,
    *bulk.ROUTES,
    *papers.ROUTES,
    *hearings.ROUTES,
    *proposals.ROUTES,
    *policies.ROUTES,
    *audit.ROUTES,
    *tables.ROUTES,
    *systems.ROUTES,
    *statements.ROUTES,
    *matrix.ROUTES,
)
