"""Curation under /api/v1: change sets, hearings, proposals, policies and the audit log; one module a subject."""

from typing import Final

from api.curation import audit, bulk, change_sets, hearings, papers, policies, proposals, tables

ROUTES: Final = (
    *change_sets.ROUTES,
    *bulk.ROUTES,
    *papers.ROUTES,
    *hearings.ROUTES,
    *proposals.ROUTES,
    *policies.ROUTES,
    *audit.ROUTES,
    *tables.ROUTES,
)
