"""Our logins at the providers: made, tested, rotated, paused; and the client that speaks as one."""

import hashlib
import os
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, ConnectionShop, Provider, Shop
from accounts.providers.bitspark.client import (
    Bitspark,
    BitsparkError,
    MalformedReply,
    Profile,
    Unavailable,
)
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import audit
from accounts.services.errors import Conflict, FieldProblem, ProviderDown, Refused
from accounts.services.waiting import in_provider_room

GOOD_NEWS_EVERY = timedelta(seconds=30)  # how often "it answered" is worth a write
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Finding:
    """What a test of a connection found; `words` say it to a person, and hold the provider's own as text."""

    ok: bool
    words: str


def client_for(connection: Connection) -> Bitspark:
    """The client that speaks as this login; one a process, so that reads share kept-alive connections.

    Raises:
        ProviderDown: no URL of the provider is set.
    """
    if not settings.BITSPARK_URL:
        raise ProviderDown(
            _("This desk does not know where Bitspark is: BITSPARK_URL is not set."), code="no-provider-url"
        )
    return _client(
        settings.BITSPARK_URL, settings.BITSPARK_SIGNING_URL, connection.pk, _sealed(connection), os.getpid()
    )


def serving(shop: Shop, provider: str = Provider.BITSPARK) -> Connection:
    """The login that serves this shop at a provider.

    Raises:
        Refused: `no-connection`.
    """
    found = Connection.objects.filter(served__shop=shop, served__provider=provider, retired_at=None).first()
    if found is None:
        raise Refused(
            _("%(shop)s has no connection to %(provider)s. An administrator adds one under Settings.")
            % {"shop": shop.name, "provider": Provider(provider).label},
            code="no-connection",
        )
    return found


def note_good(connection: Connection) -> None:
    """Remember that the provider answered this login; at most one write in 30 seconds."""
    now = timezone.now()
    stale = Q(last_good_at=None) | Q(last_good_at__lt=now - GOOD_NEWS_EVERY)
    if connection.last_failed_at and (
        connection.last_good_at is None or connection.last_failed_at >= connection.last_good_at
    ):
        stale = Q()
    if Connection.objects.filter(stale, pk=connection.pk).update(last_good_at=now):
        connection.last_good_at = now


def note_failure(connection: Connection, why: str) -> None:
    """Remember that the provider did not answer this login, and why, in words without secrets."""
    connection.last_failed_at, connection.last_failure = timezone.now(), why[:300]
    connection.save(update_fields=["last_failed_at", "last_failure"])


def create(
    *,
    actor: Actor,
    name: str,
    key: str,
    secret: str,
    shops: list[Shop],
    provider: str = Provider.BITSPARK,
    mode: str = Connection.Mode.LIVE,
    home_shop: Shop | None = None,
    used_only_here: bool = False,
) -> Connection:
    """Add a login. At a sandbox (a loopback URL) it is always a test login.

    Raises:
        Refused: `key-known`, the key stands in another connection; `shop-served`, a shop has one already;
            `key-unusable`, it cannot be sent; `home-shop`, the home shop is not among those served.
    """
    _must_be_usable(key, secret)
    _must_be_home(home_shop, shops)
    connection = Connection(
        provider=provider,
        name=name,
        mode=_mode(mode),
        home_shop=home_shop,
        used_only_here=used_only_here,
        key_fingerprint=fingerprint(provider, key),
        key_tail=key[-4:],
    )
    connection.seal_login(key, secret)
    with transaction.atomic():
        _save_with_key(connection)
        _serve(connection, shops)
        _record(
            "connection.created", connection, actor, shops=[shop.code for shop in shops], mode=connection.mode
        )
    return connection


def change(
    connection: Connection,
    *,
    actor: Actor,
    name: str,
    shops: list[Shop],
    mode: str,
    home_shop: Shop | None,
    used_only_here: bool,
    domestic_enabled: bool = False,
) -> Connection:
    """Change all of a login but its key. Raises as `create`."""
    _must_be_home(home_shop, shops)
    with transaction.atomic():
        connection.name, connection.mode = name, _mode(mode)
        connection.home_shop, connection.used_only_here = home_shop, used_only_here
        connection.domestic_enabled = domestic_enabled
        connection.save(update_fields=["name", "mode", "home_shop", "used_only_here", "domestic_enabled"])
        connection.served.exclude(shop__in=shops).delete()
        served = set(connection.served.values_list("shop_id", flat=True))
        _serve(connection, [shop for shop in shops if shop.pk not in served])
        _record(
            "connection.changed",
            connection,
            actor,
            shops=[shop.code for shop in shops],
            mode=connection.mode,
            domestic=connection.domestic_enabled,
        )
    return connection


def tell_shop(connection: Connection, *, actor: Actor, shop_code: str, shop_remote_id: str) -> Connection:
    """Keep the code and the id that our own shop has at Bitspark; no endpoint tells them.

    Raises:
        Refused: `shop-code`, it holds spaces or signs that cannot be seen.
    """
    said = {"shop_code": shop_code.strip(), "shop_remote_id": shop_remote_id.strip()}
    for name, text in said.items():
        if text and (not text.isprintable() or " " in text):
            words = _("One word, as the QR code says it.")
            raise Refused(words, code="shop-code", fields={name: [FieldProblem("invalid", words)]})
    with transaction.atomic():
        connection.shop_code, connection.shop_remote_id = said["shop_code"], said["shop_remote_id"]
        connection.save(update_fields=list(said))
        _record("connection.shop-told", connection, actor, **said)
    return connection


def rotate(connection: Connection, *, key: str, secret: str, actor: Actor) -> Connection:
    """Put a new key and secret in place of the old ones; the old ones are gone.

    Raises:
        Refused: `key-known` or `key-unusable`.
    """
    _must_be_usable(key, secret)
    with transaction.atomic():
        before = connection.key_tail
        connection.key_fingerprint = fingerprint(connection.provider, key)
        connection.key_tail = key[-4:]
        connection.seal_login(key, secret)
        _save_with_key(connection)
        _record("connection.key-rotated", connection, actor, old_tail=before, new_tail=connection.key_tail)
    return connection


def pause(connection: Connection, why: str, actor: Actor) -> None:
    """Send nothing through this login until a person resumes it; reads go on. Twice is once.

    Writes into the operator's chain: call it last in a transaction.
    """
    with transaction.atomic():
        changed = Connection.objects.filter(pk=connection.pk, paused_at=None).update(
            paused_at=timezone.now(), paused_why=why[:300]
        )
        if changed:
            _record("connection.paused", connection, actor, why=why)
    connection.refresh_from_db(fields=["paused_at", "paused_why"])


def resume(connection: Connection, actor: Actor) -> None:
    """Let money be sent through this login again. Twice is once."""
    with transaction.atomic():
        changed = Connection.objects.filter(pk=connection.pk).exclude(paused_at=None)
        if changed.update(paused_at=None, paused_why=""):
            _record("connection.resumed", connection, actor, was=connection.paused_why)
    connection.refresh_from_db(fields=["paused_at", "paused_why"])


def retire(connection: Connection, actor: Actor) -> None:
    """Use this login no more: it serves no shop, and its history stays.

    Raises:
        Conflict: `retired`, somebody retired it before.
    """
    with transaction.atomic():
        changed = Connection.objects.filter(pk=connection.pk, retired_at=None).update(
            retired_at=timezone.now()
        )
        if not changed:
            raise Conflict(_("This connection has been retired already."), code="retired")
        shops = list(connection.served.values_list("shop__code", flat=True))
        connection.served.all().delete()
        _record("connection.retired", connection, actor, served=shops)
    connection.refresh_from_db(fields=["retired_at"])


@in_provider_room()
def test(connection: Connection, actor: Actor) -> Finding:
    """Ask the provider who this login is, and say in words what came; moves nothing.

    Reads with no transaction open, then records. Its active account's currency is remembered.

    Raises:
        ProviderDown: no URL of the provider is set, or `busy`.
    """
    client = client_for(connection)
    try:
        profile = client.profile.me()
    except BitsparkError as error:
        result = Finding(False, _what_went_wrong(error))
    else:
        result = Finding(True, _who(profile))
        if profile.active_account:
            connection.active_currency = (_currency(profile) or connection.active_currency)[:8]
    with transaction.atomic():
        if result.ok:
            connection.last_good_at = timezone.now()
            connection.save(update_fields=["last_good_at", "active_currency"])
        else:
            note_failure(connection, result.words)
        _record("connection.tested", connection, actor, ok=result.ok, found=result.words)
    return result


def fingerprint(provider: str, key: str) -> str:
    """What tells one key from another without being it."""
    return hashlib.sha256(f"{provider}:{key}".encode()).hexdigest()


def at_sandbox() -> bool:
    """Whether the provider's URL leads to this machine."""
    return urlsplit(settings.BITSPARK_URL).hostname in LOOPBACK


def _mode(asked: str) -> str:
    return Connection.Mode.TEST if at_sandbox() else asked


def _must_be_usable(key: str, secret: str) -> None:
    """Refuse what could never be sent as a header, before it is kept."""
    for name, value in (("key", key), ("secret", secret)):
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise Refused(
                _("A key or secret is one word of plain letters and digits."),
                code="key-unusable",
                fields={name: [FieldProblem("invalid", _("One word of plain letters and digits."))]},
            )


def _must_be_home(home_shop: Shop | None, shops: list[Shop]) -> None:
    if home_shop is not None and home_shop not in shops:
        words = _("The home shop is one of the shops that this connection serves.")
        raise Refused(words, code="home-shop", fields={"home_shop": [FieldProblem("home-shop", words)]})


def _save_with_key(connection: Connection) -> None:
    try:
        with transaction.atomic():
            connection.save()
    except IntegrityError:
        words = _("This key stands in another connection already. One login is one connection.")
        raise Refused(words, code="key-known", fields={"key": [FieldProblem("key-known", words)]}) from None


def _serve(connection: Connection, shops: list[Shop]) -> None:
    try:
        with transaction.atomic():
            for shop in shops:
                ConnectionShop.objects.create(connection=connection, shop=shop, provider=connection.provider)
    except IntegrityError:
        words = _("One of these shops has another connection to this provider. A shop has one at each.")
        raise Refused(
            words, code="shop-served", fields={"shops": [FieldProblem("shop-served", words)]}
        ) from None


def _record(action: str, connection: Connection, actor: Actor, **detail: Any) -> None:
    audit.record(
        action,
        actor=actor,
        shop=None,
        noun="connection",
        object_id=connection.public_id,
        name=connection.name,
        **detail,
    )


def _who(profile: Profile) -> str:
    who = profile.company_name or profile.login or profile.id
    currency = _currency(profile)
    if currency:
        return _("It works. Bitspark knows this login as %(who)s; its active account is %(currency)s.") % {
            "who": who,
            "currency": currency.upper(),
        }
    return _("It works. Bitspark knows this login as %(who)s.") % {"who": who}


def _currency(profile: Profile) -> str:
    account = profile.active_account
    return account.currency.code if account and account.currency else ""


def _what_went_wrong(error: BitsparkError) -> str:
    match error:
        case RefusedThere(http_status=401):
            return _("Bitspark does not accept this key and secret (401).")
        case RefusedThere():
            return _("Bitspark refused to say who this login is (%(status)s).") % {
                "status": error.http_status
            }
        case Unavailable(http_status=None):
            return _("Bitspark did not answer.")
        case Unavailable():
            return _("Bitspark is not available now (%(status)s).") % {"status": error.http_status}
        case MalformedReply():
            return _("Bitspark answered with something its documents do not describe.")
    return _("The test failed: %(what)s.") % {"what": type(error).__name__}


def _sealed(connection: Connection) -> tuple[str, str, str]:
    return str(connection.public_id), connection.key_sealed, connection.secret_sealed


@lru_cache(maxsize=64)
def _client(url: str, signing_url: str, pk: int, sealed: tuple[str, str, str], pid: int) -> Bitspark:
    """Kept by what is sealed: a rotated key makes a new client, and the cache's own key is no secret."""
    connection = Connection(pk=pk, public_id=sealed[0], key_sealed=sealed[1], secret_sealed=sealed[2])
    key, secret = connection.login()
    return Bitspark(url, key, secret, signing_base_url=signing_url or None)
