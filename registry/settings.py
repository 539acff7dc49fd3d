"""Settings as one frozen object, read once from the environment (`OMFORENT_*`) and handed on from there."""

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from registry.errors import InvalidInput


class Role(StrEnum):
    """What a serving process does."""

    ALL = "all"
    READER = "reader"


class Settings(BaseSettings):
    """All that an operator can set. Each field is listed, with its meaning, by `omforent settings`."""

    model_config = SettingsConfigDict(env_prefix="OMFORENT_", frozen=True)

    home: Path = Field(Path("var"), description="Folder that holds all data: stores, versions, releases, catalogue.")
    host: str = Field("127.0.0.1", description="Address that the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the server listens on.")
    role: Role = Field(
        Role.ALL,
        description="all: one process that loads, releases, builds, writes and serves; reader: serves what is released "
        "and built, and writes nothing.",
    )
    workers: int = Field(1, ge=1, le=256, description="Processes that serve; more than one for readers only.")
    publisher: str = Field(
        "https://omforent.no/organization/omforent",
        description="IRI of the organisation that issues releases from this installation.",
    )
    max_body_bytes: int = Field(10_000_000, gt=0, description="Largest request body that is read, in bytes.")
    max_page: int = Field(1000, gt=0, description="Most items that one page of an API list may hold.")

    sparql_processes: int = Field(
        2,
        ge=0,
        le=64,
        description="Queries that /sparql answers at once, each in a process of its own; 0: none at all.",
    )
    sparql_seconds: float = Field(10, gt=0, le=600, description="Seconds that a query may take before it is stopped.")
    sparql_rows: int = Field(
        10_000, gt=0, le=1_000_000, description="Most rows or triples that a query is answered with."
    )
    sparql_memory: int = Field(
        1_500_000_000, ge=1_000_000_000, description="Most bytes of address space that one of these processes may have."
    )

    writer: str = Field("", description="Address of the process that writes; readers tell it to those who want to.")
    proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="Proxies in front of the server: who sends is taken that many from the end of X-Forwarded-For.",
    )
    issuer: str = Field(
        "", description="Issuer of the tokens that people and systems sign in with (OpenID Connect); empty: none."
    )
    audience: str = Field("omforent", description="What a token must be meant for (its claim aud).")
    keys: str = Field(
        "", description="Address of the issuer's keys (JWKS); empty: as the issuer's OpenID configuration says."
    )
    clock_skew: int = Field(60, ge=0, le=600, description="Seconds that the issuer's clock and ours may differ.")
    claim_organization: str = Field(
        "organization", description="Claim with the organisation that somebody acts for: an IRI, or its number."
    )
    claim_roles: str = Field(
        "roles", description="Claim with roles: editor, editor@IRI for one object, or objects with role and scheme."
    )
    claim_name: str = Field("name", description="Claim with a person's name.")
    claim_email: str = Field("email", description="Claim with a person's e-mail address.")
    organization: str = Field(
        "https://omforent.no/organization/{}", description="IRI of an organisation that a token tells by its number."
    )

    @property
    def catalogue(self) -> Path:
        """Where the static catalogue is built."""
        return self.home / "catalogue"

    @property
    def on_loopback(self) -> bool:
        """Whether the server can be reached from this host alone."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @classmethod
    def read(cls, **given: object) -> "Settings":
        """The settings of the environment, with what was `given` before it. Raises InvalidInput."""
        try:
            return cls(**given)  # type: ignore[arg-type]
        except ValidationError as fault:
            row = fault.errors()[0]
            name = f"OMFORENT_{str(row['loc'][0]).upper()}"
            message = f"{name}={row['input']} cannot be used: {row['msg']}."
            raise InvalidInput(message, field=name, value=str(row["input"]), rule=row["msg"]) from fault
