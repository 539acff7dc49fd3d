"""The issuer that comes along for development: tokens signed by a key in the data folder, taken on loopback alone."""

import json
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import time
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from registry.domain import Iri, Value
from registry.domain.party import Role
from registry.errors import Forbidden, InvalidInput, NotSignedIn, Unavailable
from registry.services.sign_in.claims import IRI
from registry.settings import Settings

#: What the embedded issuer calls itself.
ISSUER: Final = "urn:omforent:embedded"
ALGORITHM: Final = "ES256"
_FILE: Final = "token-key.json"
_LONGEST: Final = timedelta(days=7)


class Asked(Value):
    """What a token is wanted for: roles, for an organisation, perhaps for one object; a name, and for how long."""

    roles: tuple[Role, ...]
    organization: Iri
    scheme: Iri | None = None
    name: str = "developer"
    hours: float = 8.0


def is_trusted(settings: Settings) -> bool:
    """Whether tokens of the embedded issuer count: on loopback, with no proxy in front and no other issuer."""
    return settings.on_loopback and not settings.issuer and not settings.proxies


def issue(settings: Settings, asked: Asked) -> str:
    """A token; the key is made the first time. Forbidden where it would not be taken, InvalidInput for odd wishes."""
    if not is_trusted(settings):
        rule = "OMFORENT_HOST is loopback, OMFORENT_PROXIES is 0, and OMFORENT_ISSUER is empty"
        raise Forbidden("The embedded issuer is for development alone.", field="host", value=settings.host, rule=rule)
    if not 0 < asked.hours <= _LONGEST / timedelta(hours=1):
        rule = "more than 0 and at most 168 hours"
        raise InvalidInput("A token lasts for a while.", field="hours", value=str(asked.hours), rule=rule)
    _check_iris(asked)
    now = int(time())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": settings.audience,
        "sub": asked.name,
        "iat": now,
        "nbf": now,
        "exp": now + max(int(asked.hours * 3600), 1),
        settings.claim_name: asked.name,
        settings.claim_organization: asked.organization,
        settings.claim_roles: [f"{role}@{asked.scheme}" if asked.scheme else role.value for role in asked.roles],
    }
    key = _key(settings.home / _FILE, make=True)
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


def _check_iris(asked: Asked) -> None:
    """Raise InvalidInput for names that no token can be read by."""
    for field, value in (("org", asked.organization), ("scheme", asked.scheme)):
        if value is not None and not IRI.fullmatch(value):
            raise InvalidInput(f"{value!r} is no IRI.", field=field, value=value, rule="an absolute IRI")


def public_key(settings: Settings) -> ECKey:
    """The key that embedded tokens are held to. NotSignedIn where none are taken, or none has been issued."""
    path = settings.home / _FILE
    if not is_trusted(settings) or not path.is_file():
        raise NotSignedIn("The token's issuer is not trusted here.", field="iss", value=ISSUER)
    return _key(path, make=False)


def _key(path: Path, *, make: bool) -> ECKey:
    try:
        if make and not path.exists():
            with suppress(FileExistsError):
                _made(path)
        if path.stat().st_mode & 0o077:
            rule = "its owner alone can read it (chmod 600)"
            raise Unavailable(f"{path} is open to others: {rule}.", field="home", value=str(path), rule=rule)
        key = ECKey.import_key(json.loads(path.read_bytes()))
    except (OSError, ValueError, JoseError) as fault:
        message = f"The key {path} cannot be used: {fault}."
        raise Unavailable(message, field="home", value=str(path)) from fault
    key.ensure_kid()
    return key


def _made(path: Path) -> None:
    """A new key: whole and on disk before it has its name, and its owner's alone from its first byte."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    written = json.dumps(ECKey.generate_key("P-256").as_dict(private=True))
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 -- born with its mode
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    finally:
        part.unlink()
