"""The settings tests run under: the desk's own, with an environment that is the same on every machine."""

import os

from cryptography.fernet import Fernet

os.environ.update(
    DEBUG="True",
    SECRET_KEY="tests-only-" + "0" * 40,
    FIELD_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
    CALLBACK_KEYS="tests-only-callback-key",
    PUBLIC_URL="",
    BITSPARK_URL="",
    BITSPARK_SIGNING_URL="",
    SPECTROCOIN_URL="",
    TRUSTED_PROXIES="",
    VIRUS_SCANNER="",
    EMAIL_URL="memorymail://",
    LOG_LEVEL="WARNING",
)
os.environ.setdefault("DATABASE_URL", "sqlite:///var/unused.sqlite3")

from config.settings import *  # noqa: F403 - the environment must stand first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; strength is tested elsewhere
WHITENOISE_AUTOREFRESH = True  # static files straight from where they lie: nothing is collected for tests
