"""The desk as docs/operations.md runs it: DEBUG off, every secret set, static files collected."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "CALLBACK_KEYS")
# Collected into a place of its own, then served as gunicorn would serve it.
VISIT = """
import json, sys
import config.settings as settings
settings.STATIC_ROOT = sys.argv[1] + "/static"
import django
django.setup()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
for name in ("migrate", "createcachetable"):
    call_command(name, verbosity=0)
from django.test import Client
from accounts.models import User
client = Client(enforce_csrf_checks=True, raise_request_exception=False)
told = {}
def visit(name, path, method="get", host="desk.example.com", **more):
    answer = getattr(client, method)(path, secure=True, headers={"Host": host}, **more)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told[name] = [answer.status_code, body.decode(errors="replace")]
    return answer
visit("sign-in", "/accounts/login/")
visit("docs", "/api/v1/docs/")
visit("404", "/nothing/")
visit("400", "/livez", host="elsewhere.example")
visit("csrf", "/accounts/login/", "post")
person = User.objects.create(username="nobody")
client.force_login(person)
visit("403", "/settings/")
visit("admin", "/admin/")
from unittest import mock
with mock.patch("remittance.views.follow_ups.Home.dispatch", side_effect=RuntimeError("the cellar floods")):
    visit("500", "/")
print(json.dumps(told))
"""


def production(place: Path) -> dict[str, str]:
    """An environment as docs/operations.md asks for; nothing of this machine's own .env is left in it."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error::RuntimeWarning",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "False",
        "SECRET_KEY": "vLx3pYq0cWm7Zt1nRb5sKd9gHf2jTa8uEo4iXw6QyMzNcVrBlD",
        "FIELD_ENCRYPTION_KEYS": "ZmFrZS1rZXktZm9yLXRlc3RzLW9ubHktMDEyMzQ1Njc=",
        "CALLBACK_KEYS": "a-key-for-callbacks-in-tests",
        "ALLOWED_HOSTS": "desk.example.com",
        "TRUSTED_PROXIES": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{place}/desk.sqlite3",
        "STATE_DIR": str(place),
        "PUBLIC_URL": "https://desk.example.com",
        "BITSPARK_URL": "https://bitspark.example.com",
        "BITSPARK_SIGNING_URL": "",
        "SPECTROCOIN_URL": "",
        "EMAIL_URL": "smtp://localhost:25",
        "LOG_LEVEL": "INFO",
    }


def run(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_sec_22_the_deployment_check_finds_nothing(tmp_path):
    done = run(production(tmp_path), "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_stops_the_start_and_says_which(tmp_path, name):
    done = run(production(tmp_path) | {name: ""}, "manage.py", "check")

    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


def test_the_example_copied_as_it_stands_keeps_every_default(tmp_path):
    """docs/operations.md says to copy it: a line left empty means what its comment says."""
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))
    filled = production(tmp_path)
    needed = {name: filled[name] for name in (*SECRETS, "ALLOWED_HOSTS")}
    show = (
        "from config import settings as s; print(s.DEBUG, s.DATABASES['default']['NAME'], s.STATE_DIR, "
        "s.DEFAULT_FROM_EMAIL, s.MAIL_IS_REAL, sep='|')"
    )
    done = run(filled | example | needed, "-c", show)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().split("|") == [
        "False",
        str(ROOT / "var/remitdesk.sqlite3"),
        str(ROOT / "var"),
        "Remitdesk <desk@localhost>",
        "False",
    ]


def test_no_host_is_answered_unless_it_is_named(tmp_path):
    done = run(
        production(tmp_path) | {"ALLOWED_HOSTS": ""},
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
    )

    assert done.returncode != 0
    assert "ALLOWED_HOSTS" in done.stderr


def test_pages_and_error_pages_stand_on_collected_files(tmp_path):
    """Every file a page names is there under its hashed name; no error page tells of the inside."""
    done = run(production(tmp_path), "-c", VISIT, str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])

    codes = {name: code for name, (code, _) in told.items()}
    refusals = {"404": 404, "400": 400, "csrf": 403, "403": 403, "500": 500}
    assert codes == refusals | {"sign-in": 200, "docs": 200, "admin": 302}
    for name, (_, body) in told.items():
        named = re.findall(r'(?:src|href)="/static/([^"#?]+)', body)
        assert named or name == "admin", name
        for file in named:
            assert re.search(r"\.[0-9a-f]{12}\.", file), f"{name}: {file} has no hash"
            assert (tmp_path / "static" / file).exists(), f"{name}: {file}"
        assert "Traceback" not in body
        assert "the cellar floods" not in body
