"""Every setting, with its default; each is an environment variable with the prefix `DEUTGO_`."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from deutgo.errors import BadSetting


class Settings(BaseSettings):
    """Read once at an edge and passed on; stages never read the environment."""

    model_config = SettingsConfigDict(env_prefix="DEUTGO_", frozen=True)

    home: Path = Field(default=Path.home() / ".deutgo", description="data folder")
    database_url: str | None = Field(default=None, description="PostgreSQL for teams; SQLite without it")
    workspace: str = Field(default="default", description="the workspace that commands act in")
    log_level: str = Field(default="INFO", description="least severe log line that is written")
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="how the public reaches the status page"
    )
    allow_private_addresses: bool = Field(
        default=False, description="let sources and channels reach loopback and private address ranges"
    )
    mastodon_url: str | None = Field(default=None, description="Mastodon server we publish to")
    mastodon_token: str | None = Field(default=None, description="its access token", repr=False)
    alert_webhook_url: str | None = Field(default=None, description="where alerts are sent", repr=False)
    alert_webhook_secret: str | None = Field(
        default=None, description="signs what is sent there; nothing is sent without it", repr=False
    )

    smtp_url: str | None = Field(
        default=None, description="mail server for alerts: smtp(s)://user:password@host:port", repr=False
    )
    mail_from: str | None = Field(default=None, description="whom the mails come from")

    @property
    def url(self) -> str:
        """The database URL in effect."""
        return self.database_url or f"sqlite:///{self.home / 'deutgo.db'}"


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Read the environment; a value that cannot be used raises `BadSetting` naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DEUTGO_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadSetting(name=name, reason=first["msg"]) from error
