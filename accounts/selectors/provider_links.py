"""Links that a provider told: shown only where they lead to a host we know, and never followed by us."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings

LONGEST = 2000


def shown(url: str | None) -> str:
    """The link if people may be led there: https, a listed host by name, no user, no odd port; else "".

    The hosts are those of `PROVIDER_LINK_HOSTS`.
    """
    text = (url or "").strip()
    if not text or len(text) > LONGEST or any(ord(sign) <= 32 or sign == "\\" for sign in text):
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or "@" in parts.netloc or port not in {None, 443} or _is_number(host):
        return ""
    return text if host in settings.PROVIDER_LINK_HOSTS else ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.replace(".", "").isdigit() or host.startswith("0x")
    return True
