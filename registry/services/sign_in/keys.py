"""An issuer's public keys (JWKS): fetched when they are needed, again when an unknown one is named."""

import json
from collections.abc import Callable
from ipaddress import ip_address
from threading import Lock
from time import monotonic
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, build_opener

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from registry.errors import InvalidInput, NotSignedIn, Unavailable

#: Seconds after which keys are fetched again, and for which they are not, whatever is asked for.
_LIFE: Final = 3600.0
_REST: Final = 30.0
_PATIENCE: Final = 5.0
_LARGEST: Final = 1_000_000

Fetch = Callable[[str], bytes]


def fetch(address: str) -> bytes:
    """What is at an address, over HTTPS, or over HTTP from this host. Raises OSError and ValueError."""
    check_address(address)
    request = Request(address, headers={"Accept": "application/json"})  # noqa: S310 -- checked above
    with build_opener().open(request, timeout=_PATIENCE) as answer:
        check_address(answer.geturl())
        content: bytes = answer.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError(f"more than {_LARGEST} bytes")
    return content


def check_address(address: str) -> None:
    """Raise InvalidInput for an address that keys must not come from."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or "")):
        return
    rule = "an https address, or http on this host"
    raise InvalidInput(f"{address} is no address for keys: {rule}.", field="keys", value=address, rule=rule)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class IssuerKeys:
    """The keys of one issuer. They are fetched at most twice a minute, however many unknown keys tokens name."""

    def __init__(
        self, issuer: str, address: str = "", *, get: Fetch = fetch, clock: Callable[[], float] = monotonic
    ) -> None:
        self._issuer = issuer
        self._address = address
        self._fetch = get
        self._clock = clock
        self._lock = Lock()
        self._keys: KeySet | None = None
        self._at = float("-inf")

    def named(self, kid: str | None) -> Key:
        """The key of a name, or the only one there is. NotSignedIn for an unknown one, Unavailable without keys."""
        with self._lock:
            now = self._clock()
            if now - self._at >= _LIFE or (self._found(kid) is None and now - self._at >= _REST):
                self._renew(now)
            found = self._found(kid)
        if self._keys is None:
            message = f"The keys of {self._issuer} cannot be had now."
            raise Unavailable(message, field="issuer", value=self._issuer, rule="sign in again in a minute")
        if found is None:
            raise NotSignedIn("The token is signed by a key that its issuer does not have.", field="kid")
        return found

    def _found(self, kid: str | None) -> Key | None:
        keys = list(self._keys) if self._keys else []
        named = [each for each in keys if each.kid == kid] if kid else keys
        return named[0] if len(named) == 1 else None

    def _renew(self, now: float) -> None:
        """Fetch the keys; those that are known stay where the issuer cannot be reached."""
        self._at = now
        try:
            self._keys = KeySet.import_key_set(self._told(self._address or self._configured()))
        except (URLError, OSError, ValueError, KeyError, TypeError, AttributeError, JoseError, InvalidInput):
            return

    def _configured(self) -> str:
        """Where the issuer's OpenID configuration says that its keys are."""
        told = self._told(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if told["issuer"] != self._issuer:
            raise ValueError("the configuration is another issuer's")
        return str(told["jwks_uri"])

    def _told(self, address: str) -> Any:
        return json.loads(self._fetch(address))
