"""What goes over the wire: JSON whose numbers are exact, and a line that goes dead."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from decimal import Decimal
from typing import Any

from werkzeug import Response


def dumps(value: Any) -> str:
    """JSON text. A Decimal becomes a number in plain notation, never an exponent or a float."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{dumps(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(dumps(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def json_reply(value: Any, status: int = 200) -> Response:
    return Response(dumps(value), status, content_type="application/json; charset=utf-8")


def hang_up(environ: dict[str, Any]) -> None:
    """Close the connection under the answer; the client sees a dead line."""
    line: socket.socket = environ["werkzeug.socket"]
    with suppress(OSError):  # the client may have gone first
        line.shutdown(socket.SHUT_RDWR)
