"""What a token's claims say: who somebody is for the issuer, for which organisation, and in which roles."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from registry.domain import Iri, Value
from registry.domain.party import Grant, Role
from registry.errors import NotSignedIn
from registry.settings import Settings

#: An absolute IRI.
IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_NUMBER: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ROLES: Final = frozenset(Role)
_LONGEST: Final = 254
_MOST_GRANTS: Final = 500


class Told(Value):
    """What a token says of its bearer. `subject` is what the issuer calls a person, or a system that acts alone."""

    subject: str
    organization: Iri
    grants: tuple[Grant, ...]
    name: str | None = None
    email: str | None = None


def told_by(claims: Mapping[str, Any], settings: Settings) -> Told:
    """The bearer by a token's claims, named as the settings say. NotSignedIn where one is missing or no good.

    Roles that are not ours are left out: a token may be meant for several services.
    """
    organization = _organization(claims.get(settings.claim_organization), settings)
    given = _rows(claims.get(settings.claim_roles))[:_MOST_GRANTS]
    grants = dict.fromkeys(grant for row in given for grant in _grants(row, organization, settings))
    return Told(
        subject=_subject(claims),
        organization=organization,
        grants=tuple(grants),
        name=_text(claims.get(settings.claim_name)),
        email=_text(claims.get(settings.claim_email)),
    )


def _subject(claims: Mapping[str, Any]) -> str:
    """The person, else the client that acts in its own name."""
    for name in ("sub", "client_id", "azp"):
        found = _text(claims.get(name))
        if found:
            return found
    raise NotSignedIn("The token does not say who it is for.", field="sub", rule="a token has sub or client_id")


def _organization(value: Any, settings: Settings) -> Iri:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return settings.organization.replace("{}", value)
    if isinstance(value, str) and IRI.fullmatch(value):
        return value
    rule = f"an IRI or a number in {settings.claim_organization}"
    raise NotSignedIn("The token does not say which organisation.", field=settings.claim_organization, rule=rule)


def _rows(value: Any) -> list[Any]:
    if isinstance(value, str):
        return value.split()
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else []


def _grants(row: Any, organization: Iri, settings: Settings) -> Iterator[Grant]:
    """The role in one entry of the claim: `editor`, `editor@https://…`, or {role, organization, scheme}."""
    if isinstance(row, str):
        name, _, limit = row.partition("@")
        row = {"role": name, "scheme": limit or None}
    if not isinstance(row, dict) or not isinstance(row.get("role"), str) or row["role"] not in _ROLES:
        return
    scheme = row.get("scheme")
    if scheme is not None and not (isinstance(scheme, str) and IRI.fullmatch(scheme)):
        return  # a limit that cannot be read must not widen the role
    own = row.get("organization")
    where = organization if own is None else _organization(own, settings)
    yield Grant(role=Role(row["role"]), organization=where, scheme=scheme)


def _text(value: Any) -> str | None:
    return value.strip()[:_LONGEST] if isinstance(value, str) and value.strip() else None
