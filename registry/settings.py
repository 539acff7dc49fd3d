"""Settings as one frozen object, read once from the environment (`OMFORENT_*`) and handed on from there."""

from enum import StrEnum
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

    @property
    def catalogue(self) -> Path:
        """Where the static catalogue is built."""
        return self.home / "catalogue"

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
