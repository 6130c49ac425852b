"""The public face of the package, and what it must not know."""

import subprocess
import sys

from accounts.providers.spectrocoin import client

FOREIGN = """
import sys
import accounts.providers.spectrocoin.client
known = {name.partition(".")[0] for name in sys.modules}
foreign = {"django", "rest_framework", "config", "remittance", "wallet", "structlog", "werkzeug"}
assert not known & foreign, known
assert not [name for name in sys.modules if "sandbox" in name or "bitspark" in name]
"""


def test_the_client_brings_in_neither_django_nor_a_sandbox_nor_another_provider():
    run = subprocess.run([sys.executable, "-c", FOREIGN], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_everything_on_the_public_face_is_there():
    assert all(hasattr(client, name) for name in client.__all__)
    assert len(set(client.__all__)) == len(client.__all__)
