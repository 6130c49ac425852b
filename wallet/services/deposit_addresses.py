"""Addresses and memos that others can pay us in to: read, kept, and made by a person's click alone."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Shop
from accounts.providers.bitspark.client import Bitspark, BitsparkError, Memo, NotSent, Page, raw_text
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import audit, connections
from accounts.services.errors import FieldProblem, ProviderDown, Refused
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room
from wallet.models import Account, DepositAddress, ListRead, MemoAccount
from wallet.selectors.addresses import ADDRESSES, COINS, MEMOS

from .list_reads import PAGE_SIZE, every, reading

Kind = DepositAddress.Kind


@in_provider_room()
def refresh(connection: Connection) -> None:
    """Read all addresses, coin by coin (a row names its coin by an id alone), and all memos.

    Raises:
        ProviderDown: no answer; the failure is kept beside the age of what is shown.
    """
    client = connections.client_for(connection)
    with reading(connection, ADDRESSES):
        for currency in COINS:
            read = partial(_page, client, code=_listed(connection, currency))
            keep(connection, Kind.ADDRESS, every(read)[0], currency)
        keep(connection, Kind.ADDRESS, every(partial(_page, client, code=""))[0], "")
    with reading(connection, MEMOS):
        memos, _all_of_them = every(lambda number: client.memos.page(number, PAGE_SIZE))
        keep(connection, Kind.MEMO, memos, "")


@in_provider_room()
def generate(connection: Connection, kind: str, *, currency: str = "", actor: Actor, shop: Shop) -> list[str]:
    """Make a new address in `currency`, or a new memo; what was made. Asked for once, never again by itself.

    Raises:
        Refused: `unknown-currency`; `too-many-unused`, Bitspark's limit, in its words and ours;
            `refused`, another refusal; `outcome-unknown` (409), nobody knows whether one was made.
        ProviderDown: nothing was asked.
    """
    client = connections.client_for(connection)
    if kind == Kind.ADDRESS and currency.upper() not in COINS:
        words = _("There are addresses for %s only.") % ", ".join(COINS)
        raise Refused(
            words, code="unknown-currency", fields={"currency": [FieldProblem("invalid_choice", words)]}
        )
    try:
        if kind == Kind.MEMO:
            made = client.memos.generate()
        else:
            made = client.addresses.generate(_listed(connection, currency))
    except NotSent as error:
        raise ProviderDown(why_not(error), code="provider-unavailable", retry_after=30) from error
    except RefusedThere as refusal:
        raise _said_no(refusal) from refusal
    except BitsparkError as error:
        _read_soon(connection)
        raise Refused(
            _("No clear answer came; one may have been made. Refresh the list before you ask for another."),
            code="outcome-unknown",
            status=409,
        ) from error
    with transaction.atomic():
        keep(connection, kind, made, currency.upper())
        audit.record(
            f"{kind}.generated",
            actor=actor,
            shop=shop,
            noun="connection",
            object_id=connection.public_id,
            currency=currency.upper() or None,
            codes=[memo.code for memo in made],
        )
    return [memo.id for memo in made]


def keep(connection: Connection, kind: str, told: Iterable[Memo], currency: str) -> None:
    """Keep what Bitspark said of addresses or memos; nothing is removed because it was not said."""
    now = timezone.now()
    for memo in told:
        named = memo.currency.code.upper() if memo.currency else currency
        columns = {
            "code": memo.code[:128],
            "is_used": memo.is_used,
            "currency_id_told": (memo.currency_id or "")[:128],
            "made_raw": memo.created_at.text[:40] if memo.created_at else "",
            "raw": raw_text(memo.raw),
            "read_at": now,
            **({"currency": named[:8]} if named else {}),
        }
        DepositAddress.objects.update_or_create(
            connection=connection,
            kind=kind,
            provider_id=memo.id,
            defaults=columns,
            create_defaults={**columns, "created_at": now},
        )


def name_memo_account(connection: Connection, name: str, *, actor: Actor) -> MemoAccount:
    """Say which account name this login's memos are written for.

    Raises:
        Refused: `name-missing`.
    """
    text = " ".join(name.split())
    if not text or len(text) > 120:
        words = _("Type the account name as Bitspark gave it, at most 120 characters.")
        raise Refused(words, code="name-missing", fields={"name": [FieldProblem("required", words)]})
    with transaction.atomic():
        named = MemoAccount.objects.create(connection=connection, name=text)
        audit.record(
            "connection.memo-account-named",
            actor=actor,
            shop=None,
            noun="connection",
            object_id=connection.public_id,
            name=text,
        )
    return named


def _page(client: Bitspark, number: int, *, code: str) -> Page[Memo]:
    return client.addresses.page(number, PAGE_SIZE, currency=code or None)


def _said_no(refusal: RefusedThere) -> Refused:
    said = " ".join(refusal.messages)
    if refusal.http_status == 422:
        words = _("Too many unused ones wait already. Use one of those, or ask Bitspark for more.")
        return Refused(
            f"{words} {_('Bitspark says: %s') % said}" if said else words,
            code="too-many-unused",
            provider_messages=refusal.messages,
        )
    return Refused(
        _("Bitspark refused it (%(status)s). %(said)s") % {"status": refusal.http_status, "said": said},
        code="refused",
        provider_messages=refusal.messages,
    )


def _read_soon(connection: Connection) -> None:
    """What is shown may lack one: say that it could not be read since."""
    ListRead.objects.filter(connection=connection, noun__in=(ADDRESSES, MEMOS)).update(
        failed_at=timezone.now(), failure=_("One may have been made since.")
    )


def _listed(connection: Connection, currency: str) -> str:
    """The code as the provider lists it."""
    account = Account.objects.filter(connection=connection, currency=currency.upper()).first()
    return account.listed if account else currency.lower()
