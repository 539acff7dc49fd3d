"""Bearer tokens (JWT) held to issuer, audience, time and signature, and made into callers."""

from collections.abc import Callable
from time import time
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from registry.domain.party import Caller
from registry.errors import NotSignedIn
from registry.services.people import People
from registry.services.sign_in import embedded
from registry.services.sign_in.claims import Told, told_by
from registry.services.sign_in.keys import Fetch, IssuerKeys, fetch
from registry.settings import Settings

#: The signatures that are taken: public keys only, so that no key of ours can be turned against us.
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
_TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_LONGEST: Final = 16_384  # characters of a token
_SMALLEST_RSA: Final = 2048  # bits


class _Registry(JWSRegistry):
    max_header_length = 4096


class SignIn:
    """Makes callers of tokens, by the settings of this installation."""

    def __init__(
        self,
        settings: Settings,
        people: People,
        *,
        get: Fetch = fetch,
        clock: Callable[[], float] = time,
    ) -> None:
        self._settings = settings
        self._people = people
        self._clock = clock
        self._keys = IssuerKeys(settings.issuer, settings.keys, get=get)
        self._registry = _Registry(algorithms=list(ALGORITHMS), strict_check_header=False)

    def caller(self, token: str) -> Caller:
        """Who comes with a token. NotSignedIn says why it is not taken; Unavailable where keys cannot be had."""
        issuer, told = self.told(token)
        person = self._people.id_of(issuer, told.subject, told.name, told.email)
        return Caller(person=person, organization=told.organization, grants=told.grants)

    def told(self, token: str) -> tuple[str, Told]:
        """The issuer of a token, and what it says once it has been held to everything."""
        if len(token) > _LONGEST or not token.isascii():
            raise NotSignedIn("The token is no token.", field="token", rule=f"at most {_LONGEST} characters")
        try:
            claims, trusted = self._read(token)
            self._check(claims, trusted)
        except ExpiredTokenError:
            raise NotSignedIn("The token has expired.", field="exp", rule="sign in again") from None
        except JoseError as fault:
            raise NotSignedIn(f"The token is not taken: {_why(fault)}.", field="token", rule=fault.error) from None
        except (ValueError, TypeError, KeyError, RecursionError):
            raise NotSignedIn("The token cannot be read.", field="token", rule="a signed JWT") from None
        return trusted, told_by(claims, self._settings)

    def _read(self, token: str) -> tuple[dict[str, Any], str]:
        """The claims of a token whose signature holds, and the issuer whose key it was held to."""
        said = jws.extract_compact(token.encode(), registry=self._registry)
        header = said.protected
        if header.get("alg") not in ALGORITHMS:
            rule = f"signed by one of {', '.join(ALGORITHMS)}"
            raise NotSignedIn("The token's signature is of a kind that is not taken.", field="alg", rule=rule)
        if str(header.get("typ", "JWT")).lower() not in _TYPES or "b64" in header:
            raise NotSignedIn("The token is of a kind that is not taken.", field="typ", rule="JWT or at+jwt")
        key, issuer = self._key(header.get("kid"))
        claims = jwt.decode(token, key, algorithms=list(ALGORITHMS), registry=self._registry).claims
        return claims, issuer

    def _key(self, kid: Any) -> tuple[Key, str]:
        """The key to hold a token to. The issuer that it names tells which keys to look among, nothing more."""
        name = kid if isinstance(kid, str) else None
        own = embedded.public_key(self._settings) if not self._settings.issuer else None
        if own is not None:
            if name != own.kid:
                raise NotSignedIn("The token is signed by a key that is not known here.", field="kid")
            return own, embedded.ISSUER
        key = self._keys.named(name)
        if key.key_type == "RSA" and int(getattr(key, "raw_value").key_size) < _SMALLEST_RSA:  # noqa: B009
            raise NotSignedIn("The token is signed by a key that is too short.", field="kid", rule="RSA of 2048 bits")
        return key, self._settings.issuer

    def _check(self, claims: dict[str, Any], issuer: str) -> None:
        """Raise where issuer, audience or time do not hold, with the clock skew that is allowed."""
        JWTClaimsRegistry(
            now=int(self._clock()),
            leeway=self._settings.clock_skew,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._settings.audience},
            exp={"essential": True},
        ).validate(claims)


def _why(fault: JoseError) -> str:
    claim = getattr(fault, "claim", None)
    return f"its claim {claim} does not hold" if isinstance(claim, str) else fault.error.replace("_", " ")
