"""Where withdrawals may go: proposed by one person, accepted by another, retired by either.

What is accepted is never changed; another account number is another proposal.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from stdnum import bic
from stdnum.exceptions import ValidationError as NotABic

from accounts.models import Actor, Permission, Proposal, Shop
from accounts.providers.bitspark.client import Unsendable, encoded_body
from accounts.services import audit, proposals
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from wallet.models import BankDetail
from wallet.selectors import bitcoin

NAME = "payout-detail"
NOUN = "bank-detail"
# As wide as their columns; the SWIFT code has its own form.
LONGEST = {"name": 140, "beneficiary_name": 140, "account_number": 64, "swift_code": 14, "address": 300}
Problems = dict[str, list[FieldProblem]]


class PayoutDetail(proposals.ChangeKind):
    """A new place for withdrawals. The change names it; what it is stands in its own row, never changed."""

    name: ClassVar[str] = NAME
    label = _lazy("A new place for withdrawals")
    needs: ClassVar[Permission] = Permission.PROPOSE_DETAILS
    accepts: ClassVar[Permission] = Permission.ACCEPT_DETAILS

    def facts(self, proposal: Proposal) -> list[tuple[str, str]]:
        detail = BankDetail.objects.get(public_id=proposal.change["detail"])
        return [
            (_("Our name for it"), detail.label),
            *facts_of(detail),
            (_("What follows"), _("Withdrawals may then go there; each still takes two people.")),
        ]

    def page(self, proposal: Proposal) -> tuple[str, tuple[Any, ...]]:
        return "wallet:bank-detail", (proposal.change["detail"],)

    def apply(self, proposal: Proposal, actor: Actor) -> None:
        rows = BankDetail.objects.filter(
            public_id=proposal.change["detail"], accepted_at=None, retired_at=None
        )
        if not rows.update(accepted_at=timezone.now(), accepted_by=actor.user, version=F("version") + 1):
            raise Conflict(_("This place was decided about already."), code="moved-on")


def facts_of(detail: BankDetail) -> list[tuple[str, str]]:
    """The place in words, whole: whoever accepts it or sends money there must see all of it."""
    if detail.kind == BankDetail.Kind.BITCOIN:
        return [(_("Bitcoin address"), detail.wallet_address)]
    return [
        (_("Bank"), detail.name),
        (_("Beneficiary"), detail.beneficiary_name),
        (_("Account number"), detail.account_number),
        (_("SWIFT code"), detail.swift_code),
        (_("Address of the bank"), detail.address),
    ]


def propose(
    kind: str, fields: Mapping[str, str], *, label: str, why: str = "", actor: Actor, shop: Shop
) -> BankDetail:
    """Put a place for withdrawals before a second person; it cannot be used until one accepts it.

    `fields`: `BankDetail.FIELDS` for a bank, `wallet_address` for a Bitcoin address.

    Raises:
        NotAllowed: the role does not propose it.
        Refused: `invalid`, by field; `known`, the shop has this very place already.
    """
    if not actor.may(Permission.PROPOSE_DETAILS) or actor.user is None:
        raise _not_allowed(Permission.PROPOSE_DETAILS)
    values = _checked(kind, fields, label)
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop.pk)  # two proposals of one place: the second is known
        _must_be_new(kind, values, shop)
        detail = BankDetail.objects.create(
            shop=shop, kind=kind, label=label.strip(), proposed_by=actor.user, **values
        )
        proposals.propose(
            NAME,
            title=_("A place for withdrawals: %s") % detail.label,
            change={"detail": str(detail.public_id)},
            actor=actor,
            shop=shop,
            subject=(NOUN, detail.public_id),
            why=why,
        )
    return detail


def retire(detail: BankDetail, *, version: int, actor: Actor) -> BankDetail:
    """Let nothing more go there, at once; one person is enough. `version` is the one that was shown.

    An order that waits for it can no longer be approved; one that has left is not stopped by it.

    Raises:
        NotAllowed: the role neither proposes nor accepts places.
        Conflict: `moved-on`, it changed meanwhile, was never accepted, or is retired already.
    """
    if not (actor.may(Permission.PROPOSE_DETAILS) or actor.may(Permission.ACCEPT_DETAILS)):
        raise _not_allowed(Permission.PROPOSE_DETAILS)
    with transaction.atomic():
        rows = BankDetail.objects.filter(pk=detail.pk, version=version, retired_at=None)
        if not rows.exclude(accepted_at=None).update(
            retired_at=timezone.now(), retired_by=actor.user, version=F("version") + 1
        ):
            raise Conflict(
                _("This place has changed meanwhile, or is no longer in use. Look at it again."),
                code="moved-on",
            )
        detail.refresh_from_db()
        audit.record(
            "bank-detail.retired",
            actor=actor,
            shop=detail.shop,
            noun=NOUN,
            object_id=detail.public_id,
            version=detail.version,
            label=detail.label,
        )
    return detail


def _checked(kind: str, fields: Mapping[str, str], label: str) -> dict[str, str]:
    problems: Problems = {}
    if not label.strip() or len(label.strip()) > 60:
        problems["label"] = [FieldProblem("required", _("Give it a name, of 60 characters at most."))]
    if kind == BankDetail.Kind.BANK:
        values = _bank(fields, problems)
    elif kind == BankDetail.Kind.BITCOIN:
        values = _bitcoin(fields, problems)
    else:
        raise Refused(_("A place is a bank account or a Bitcoin address."), code="invalid")
    if problems:
        raise Refused(_("Something in the form needs correcting."), code="invalid", fields=problems)
    return values


def _bank(fields: Mapping[str, str], problems: Problems) -> dict[str, str]:
    values = {name: " ".join(fields.get(name, "").split()) for name in BankDetail.FIELDS}
    values["swift_code"] = values["swift_code"].replace(" ", "").upper()
    for name, text in values.items():
        longest = LONGEST[name]
        if not text:
            problems[name] = [FieldProblem("required", _("Fill this in; the provider asks for all of it."))]
        elif len(text) > longest:
            problems[name] = [FieldProblem("too-long", _("At most %s characters.") % longest)]
        elif not _can_be_sent(text):
            problems[name] = [FieldProblem("unsendable", _("There is a sign in it that cannot be sent."))]
    try:
        if values["swift_code"]:
            values["swift_code"] = bic.validate(values["swift_code"])
    except NotABic:
        words = _("This is no SWIFT code (BIC): 8 or 11 letters and digits, such as HSBCHKHH.")
        problems["swift_code"] = [FieldProblem("bic", words)]
    return values


def _bitcoin(fields: Mapping[str, str], problems: Problems) -> dict[str, str]:
    address = fields.get("wallet_address", "").strip()
    if not bitcoin.is_address(address):
        words = _("This is no Bitcoin address: its check digits are wrong, or signs are missing.")
        problems["wallet_address"] = [FieldProblem("check-digits", words)]
    # bech32 is one address in capitals and in small letters, and the answer is compared with what was sent
    return {"wallet_address": address.lower() if address.lower().startswith("bc1") else address}


def _can_be_sent(text: str) -> bool:
    try:
        encoded_body({"text": text})
    except (Unsendable, TypeError):
        return False
    return text.isprintable()


def _must_be_new(kind: str, values: Mapping[str, str], shop: Shop) -> None:
    """Refuse a place that may be used already, or waits for its second person."""
    rows = BankDetail.objects.filter(shop=shop, kind=kind, retired_at=None, **values)
    waiting = Proposal.objects.filter(
        kind=NAME, state=Proposal.State.WAITING, subject_id__in=rows.values("public_id")
    )
    known = rows.exclude(accepted_at=None).first()
    if known is not None or waiting.exists():
        label = known.label if known else waiting[0].title
        raise Refused(_("The shop has this very place already: %s.") % label, code="known", status=409)


def _not_allowed(needs: Permission) -> NotAllowed:
    return NotAllowed(
        _("Your role does not decide where withdrawals go."), code="not-allowed", permission=needs.value
    )
