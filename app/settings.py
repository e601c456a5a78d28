"""Every setting of the app, typed, with its default and its environment variable.

A setting `draft_days` is read from `READINESS_DRAFT_DAYS`; the defaults run the app from a clone
on SQLite, with everything it writes under `var/`.
"""

import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(env_prefix="READINESS_", extra="ignore", frozen=True)

    data_dir: Path = Field(ROOT / "var", description="Where the app writes: database, key, fonts.")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in data_dir.")
    secret_key: str = Field("", description="Signs sessions and links; empty: kept in data_dir.")
    questionnaires: Path = Field(ROOT / "questionnaires", description="The content's folder.")
    questionnaire: str = Field("exporter-readiness", description="Which one new drafts use.")
    timezone: str = Field("Asia/Shanghai", description="Decides which day it is.")
    draft_days: int = Field(90, ge=1, le=3650, description="Days a draft lives after a change.")
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the server listens on.")
    web_workers: int = Field(2, ge=1, le=64, description="Web processes.")
    web_threads: int = Field(4, ge=1, le=64, description="Threads in each web process.")
    https: bool = Field(False, description="Set behind TLS: cookies are sent over https only.")
    proxies: int = Field(0, ge=0, le=5, description="Reverse proxies in front whose headers hold.")
    files_dir: Path | None = Field(
        None, description="Uploads and printed reports; empty: in data_dir. Shared by all machines."
    )
    fonts_dir: Path | None = Field(
        None, description="The report's fonts, once cut; empty: in data_dir."
    )
    job_workers: int = Field(2, ge=0, le=64, description="Worker processes that serve starts.")
    render_seconds: int = Field(60, ge=5, le=600, description="Longest time one PDF may take.")
    chunk_seconds: int = Field(
        600, ge=1, le=86_400, description="A worker silent for so long is held to be gone."
    )
    password_kib: int = Field(
        65_536, ge=32, description="Memory that hashing one password takes, in KiB."
    )
    public_url: str = Field("", description="Where people reach the app, for links in mails.")
    smtp_host: str = Field("", description="Mail server; empty: no mails are sent.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to it is protected."
    )
    smtp_user: str = Field("", description="Signs in at the mail server; empty: without.")
    smtp_password: str = Field("", description="For smtp_user.", repr=False)
    smtp_from: str = Field("readiness@localhost", description="Sender of the mails.")
    webhook_key: str = Field(
        "",
        description="Signs what is posted; empty: made from the secret key.",
    )
    webhook_private: bool = Field(
        False, description="Whether such requests may go to addresses of private networks."
    )
    signing_certificate: Path | None = Field(
        None, description="PKCS#12 file that signs each printed report; empty: none is signed."
    )
    signing_password: str = Field("", description="Opens that file.", repr=False)
    signing_password_file: Path | None = Field(
        None, description="Holds that password in its first line, instead of the variable."
    )
    timestamp_url: str = Field(
        "", description="Service that dates signatures (RFC 3161); empty: none is asked."
    )
    rate_limits: bool = Field(True, description="Switch off where a proxy limits requests.")

    @cached_property
    def url(self) -> str:
        """The database's URL."""
        if self.database_url:
            return self.database_url
        self.data_dir.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{self.data_dir / 'readiness.db'}"

    @cached_property
    def key(self) -> str:
        """The secret key: the one set, else one made at the first start and kept for the next."""
        if self.secret_key:
            return self.secret_key
        self.data_dir.mkdir(parents=True, exist_ok=True)
        path = self.data_dir / "secret_key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        return path.read_text().strip()

    @property
    def webhook_signing_key(self) -> str:
        """What signs requests to others: not the secret key, which stays here."""
        if self.webhook_key:
            return self.webhook_key
        return hmac.new(self.key.encode(), b"webhook", "sha256").hexdigest()

    @property
    def signing_passphrase(self) -> str:
        """What opens the signing certificate. Raises OSError where its file cannot be read."""
        if self.signing_password_file is None:
            return self.signing_password
        return self.signing_password_file.read_text("utf-8").partition("\n")[0].strip()

    @property
    def font_cache(self) -> Path:
        """Where the report's fonts are kept once cut."""
        return self.fonts_dir or self.data_dir / "fonts"

    @property
    def files(self) -> Path:
        """The folder of uploads and printed reports."""
        return self.files_dir or self.data_dir / "files"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The operator's time zone."""
        return ZoneInfo(self.timezone)
