"""What each registered object demands of changes to it: kept in the working store, decided by administrators."""

import json
from datetime import UTC, datetime

from registry.domain import Iri
from registry.domain.activity import Activity, ActivityKind
from registry.domain.party import Caller, Role
from registry.domain.policy import Policy
from registry.errors import Forbidden, Stale
from registry.rdf import curation
from registry.services.ledger import Ledger
from registry.store.protocol import Change, Store

_TYPE = "omf:Policy"


def _name(iri: Iri) -> Iri:
    return f"{iri}#policy"


def policy_of(store: Store, iri: Iri) -> Policy:
    """The policy of an object; one without demands where nothing has been decided."""
    found = dict(curation.contents(store.describe(_name(iri), curation.POLICIES), _TYPE))
    return Policy.model_validate_json(found[_name(iri)]) if found else Policy(object=iri)


def policies(store: Store) -> tuple[Policy, ...]:
    """All policies that have been decided, by object."""
    rows = sorted(curation.contents(store.triples(curation.POLICIES), _TYPE))
    return tuple(Policy.model_validate_json(content) for _, content in rows)


def decide(
    store: Store, ledger: Ledger, policy: Policy, reason: str, caller: Caller, *, expected: Policy | None = None
) -> Policy:
    """Let a policy hold from now on. Forbidden for anybody but an administrator; Stale where it is not `expected`."""
    by = caller.acting(Role.ADMINISTRATOR, (policy.object,))
    if by is None:
        raise Forbidden("To decide a policy takes the role administrator.", field="role", rule="administrator")
    name, seen = _name(policy.object), store.generation(curation.POLICIES)
    found = policy_of(store, policy.object)
    if expected is not None and found != expected:
        raise Stale(policy.object, "policy", policy.model_dump(mode="json"), found.model_dump(mode="json"))
    old, new = store.describe(name, curation.POLICIES), curation.kept(name, _TYPE, policy)
    activity = Activity(
        kind=ActivityKind.POLICY_DECIDED,
        at=datetime.now(UTC),
        agent=by,
        objects=(policy.object,),
        reason=reason,
        detail=json.dumps(policy.model_dump(mode="json"), ensure_ascii=False, sort_keys=True),
    )
    ledger.write(activity, Change(curation.POLICIES, old, new, seen))
    return policy
