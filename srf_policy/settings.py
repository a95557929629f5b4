"""The only reader of the environment. Every setting is described in docs/settings.md."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one process, from `SRF_*` variables.

    Relative folders are taken from the working folder. `secret_key` signs cookies and wraps the
    keys of names; where it is empty, `demo` and the tests make one and keep it in `key_dir`.
    """

    model_config = SettingsConfigDict(env_prefix="SRF_", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    key_dir: Path | None = None
    database_url: str = ""
    secret_key: str = Field(default="", repr=False)
    signing_key: str = Field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = Field(default="", repr=False)
    heads_to: str = Field(default="", repr=False)
    keep_exports_days: int = Field(default=30, ge=1)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: `SRF_DATABASE_URL`, else an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'srf.db'}"

    @property
    def keys(self) -> Path:
        """The folder of the keys, which never goes into ordinary backups."""
        return self.key_dir if self.key_dir is not None else self.data_dir / "keys"

    @property
    def exports(self) -> Path:
        """The folder of the files that people ask for."""
        return self.data_dir / "exports"

    @property
    def lock_file(self) -> Path:
        """The file whose lock lets one process write at a time on SQLite."""
        return self.data_dir / "write.lock"


def process_environment() -> dict[str, str]:
    """The environment as a program that is started here inherits it."""
    return dict(os.environ)
