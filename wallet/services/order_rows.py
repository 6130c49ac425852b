"""What every kind does alike with the row that people know its command by."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor
from accounts.models.money import scaled
from accounts.services.errors import Refused
from wallet.models import MoneyCommand

from .kinds import Params

Row = TypeVar("Row", bound=Model)


def columns(command: MoneyCommand, actor: Actor) -> dict[str, Any]:
    """What each such row holds of its command from the intake on."""
    return {
        "shop": command.shop,
        "connection": command.connection,
        "command": command,
        "reference": command.reference,
        "state": command.state,
        "maker": actor.user,
        "created_at": command.created_at,
    }


def follow(rows: QuerySet[Row], command: MoneyCommand) -> Row:
    """Bring the command's row to its state; its version grows."""
    mine = rows.filter(command=command)
    mine.update(state=command.state, version=F("version") + 1, updated_at=timezone.now())
    return mine.get()


def by_command(rows: QuerySet[Row], commands: Sequence[MoneyCommand]) -> dict[int, Any]:
    """The rows of these commands by the command's primary key; one query."""
    return {row.command_id: row for row in rows.filter(command__in=commands)}  # type: ignore[attr-defined]  # each has one


def amount_of(params: Params) -> Decimal:
    """The amount, exactly as it was typed.

    Raises:
        Refused: no amount, not above zero, or more decimals than we can keep.
    """
    try:
        amount = Decimal(str(params["amount"]))
        scaled(amount)
    except (InvalidOperation, ValidationError) as error:
        raise Refused(_("This is not an amount that can be sent."), code="amount") from error
    if amount <= 0:
        raise Refused(_("An amount is more than zero."), code="amount")
    return amount
