"""What the environment decides, read once, typed, and loud when it is wrong.

Every variable the project reads is here and in `.env.example`; a test holds the two together.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

_env = environ.Env()


@dataclass(frozen=True)
class Environment:
    """The settings a deployment may choose; see `.env.example` for what each means."""

    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    trusted_proxies: list[str]
    database_url: str
    field_encryption_keys: list[str]
    callback_keys: list[str]
    public_url: str
    state_dir: Path
    bitspark_url: str
    bitspark_signing_url: str
    spectrocoin_url: str
    provider_link_hosts: list[str]
    sandbox_speed: float
    virus_scanner: str
    email_url: str
    log_level: str


def read_environment() -> Environment:
    """Read `.env` and the process environment; the process wins.

    Raises:
        ImproperlyConfigured: a secret is missing while DEBUG is off, or a value makes no sense.
    """
    environ.Env.read_env(BASE_DIR / ".env")
    debug = _env.bool("DEBUG", default=False)
    return Environment(
        debug=debug,
        secret_key=_secret("SECRET_KEY", debug),
        allowed_hosts=_env.list(
            "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if debug else []
        ),
        trusted_proxies=_env.list("TRUSTED_PROXIES", default=[]),
        database_url=_env.str("DATABASE_URL", default="")
        or f"sqlite:///{BASE_DIR / 'var' / 'remitdesk.sqlite3'}",
        field_encryption_keys=_secrets("FIELD_ENCRYPTION_KEYS", debug),
        callback_keys=_secrets("CALLBACK_KEYS", debug),
        public_url=_url("PUBLIC_URL"),
        state_dir=Path(_env.str("STATE_DIR", default="") or BASE_DIR / "var"),
        bitspark_url=_url("BITSPARK_URL"),
        bitspark_signing_url=_url("BITSPARK_SIGNING_URL", https=False),
        spectrocoin_url=_url("SPECTROCOIN_URL"),
        provider_link_hosts=_env.list("PROVIDER_LINK_HOSTS", default=[]) or _documented_link_hosts(debug),
        sandbox_speed=_positive("SANDBOX_SPEED", default=60.0),
        virus_scanner=_env.str("VIRUS_SCANNER", default=""),
        email_url=_env.str("EMAIL_URL", default="") or "consolemail://",
        log_level=_env.str("LOG_LEVEL", default="") or "INFO",
    )


def _documented_link_hosts(debug: bool) -> list[str]:
    """The one host of files that Bitspark's document shows, and beside it the sandbox's."""
    documented = ["bitspark-upload-staging.s3.amazonaws.com"]
    return [*documented, "bitspark-upload.example"] if debug else documented


def _secret(name: str, debug: bool) -> str:
    return _secrets(name, debug)[0]


def _secrets(name: str, debug: bool) -> list[str]:
    values: list[str] = [value for value in _env.list(name, default=[]) if value]
    if values:
        return values
    why = "`make run` writes one" if debug else "with DEBUG off nothing starts without it"
    raise ImproperlyConfigured(f"{name} is not set: put it into .env or the environment ({why}).")


def _url(name: str, https: bool = True) -> str:
    """A base URL without a trailing slash, or "" for none; https unless it is this machine."""
    value: str = _env.str(name, default="").rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be a full URL such as https://host, not {value!r}.")
    if https and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured(f"{name} must use https: plain http is for this machine only.")
    return value


def _positive(name: str, default: float) -> float:
    value: float = _env.float(name, default=default)
    if value < 0:
        raise ImproperlyConfigured(f"{name} must not be negative.")
    return value
