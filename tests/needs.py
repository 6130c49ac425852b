"""Say in one sentence what a test run lacks. Usage: python -m tests.needs postgres|browser"""

import os
import shutil
import sys


def postgres() -> str:
    import psycopg

    try:
        psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return f"make test-postgres needs PostgreSQL at TEST_POSTGRES_URL: {error}"
    return ""


def browser() -> str:
    if shutil.which("chromium"):
        return ""
    return "make test-browser needs Chromium: install Debian's package `chromium`."


if __name__ == "__main__":
    sys.exit({"postgres": postgres, "browser": browser}[sys.argv[1]]() or 0)
