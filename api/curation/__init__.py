"""Curation under /api/v1: change sets, hearings, proposals, policies and the audit log; one module a subject."""

from typing import Final

from api.curation import change_sets, tables

ROUTES: Final = (*change_sets.ROUTES, *tables.ROUTES)
