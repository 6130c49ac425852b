"""Redirects that stay here."""

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def is_here(request: HttpRequest, url: str) -> bool:
    """Whether a URL from a request leads to a page of this very host, however a browser reads it."""
    return bool(url) and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def or_home(request: HttpRequest, url: str) -> str:
    """The URL if it leads to a page of this host, else the home page."""
    return url if is_here(request, url) else resolve_url("home")
