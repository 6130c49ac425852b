"""What must hold before money is sent: looked at when it is priced, confirmed, and approved."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.money import plain
from accounts.services.errors import Conflict, Refused
from accounts.services.waiting import in_provider_room
from remittance.models import Quote, Recipient, Sender, Transfer
from wallet.models import MoneyCommand
from wallet.selectors.accounts import balance_words, held_in
from wallet.services import accounts

from . import quotes, repeats
from .people import holds, recipients, senders


def refuse_people(sender: Sender, recipient: Recipient | None, repeated: Transfer | None = None) -> None:
    """Refuse before anything is typed in vain: a hold, an expired document, an unsure recipient, a bad end.

    Raises:
        Refused: `on-hold`, `id-expired`, `recipient-unsure`, `word-first`.
    """
    holds.refuse_held(sender, recipient)
    senders.refuse_expired_id(sender, timezone.now())
    if recipient is not None:
        recipients.refuse_unsure(recipient)
    if repeated is not None:
        repeats.refuse_without_word(repeated)


def refuse_uncovered(quote: Quote, total: Decimal | None = None) -> None:
    """Too little on the account blocks; a balance not known does not, since Bitspark checks it too.

    `total`: what it costs by now, in the account's currency; the quote's own without it.

    Raises:
        Refused: `balance-too-low`, by the balance as it is read now.
    """
    needed = quote.total if total is None else total
    accounts.refresh_currency(quote.connection, quotes.as_listed(quote.connection, quote.account_currency))
    account = held_in(quote.connection, quote.account_currency)
    if account is None or not account.is_told or account.balance is None:
        return
    if account.balance < needed:
        raise Refused(
            _("Our %(currency)s account holds %(balance)s; this needs %(total)s.")
            % {
                "currency": quote.account_currency,
                "balance": balance_words(account),
                "total": plain(needed),
            },
            code="balance-too-low",
        )


def refuse_outdated(command: MoneyCommand) -> None:
    """Look again at an order that waits for a second person, just before it is approved and sent.

    Its people, its price and our balance may have changed since it was asked for. Two calls to Bitspark.

    Raises:
        Refused: `on-hold`, `id-expired`, `recipient-unsure`, `balance-too-low`, or the price is refused.
        Conflict: `quote-moved`, the price left the shop's tolerance.
        ProviderDown: the price cannot be had, or `busy`.
    """
    rows = Transfer.objects.select_related(
        "shop", "sender__shop", "recipient", "quote__destination__connection"
    )
    transfer = rows.get(command=command)
    if transfer.sender is not None:
        refuse_people(transfer.sender, transfer.recipient)
    quote = transfer.quote
    if quote is None:
        return
    with in_provider_room():
        total = quotes.ask(quotes.route_of(quote), quote.amount).total
        if quotes.left_tolerance(quote.total, total, command.shop):
            raise Conflict(
                _(
                    "The price moved from %(shown)s to %(now)s %(currency)s, more than the shop takes on "
                    "itself. Refuse it; it can be ordered anew at the new price."
                )
                % {"shown": plain(quote.total), "now": plain(total), "currency": quote.account_currency},
                code="quote-moved",
                shown=str(quote.public_id),
                total=plain(total),
            )
        refuse_uncovered(quote, total)
