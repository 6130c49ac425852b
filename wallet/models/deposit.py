"""Money on its way to our account at a provider, and the proofs that it was paid."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, MoneyField, PublicId, Shop

from .order import OrderRow


class Deposit(OrderRow):
    """One deposit: announced here, or read at the provider ("not made here", then without command).

    `amount` is what we announced, in major units of `account_currency`; the provider's own figure stands
    in `amount_told_raw`. Status, credentials and addresses are its own words, written only from its answers.
    Money moves in by whoever pays; nothing leaves our account.
    """

    account_currency = models.CharField(_("currency"), max_length=8)  # upper case; "" while not told
    amount = MoneyField(_("amount"), null=True)
    amount_told_raw = models.CharField(_("amount told"), max_length=64, blank=True)
    generate_new_address = models.BooleanField(null=True)  # as we asked; empty where nobody asked
    txid = models.CharField(_("txid"), max_length=128, blank=True)
    type_told = models.CharField(max_length=64, blank=True)
    status_code = models.CharField(_("status"), max_length=64, blank=True)  # "" is "not told"
    status_message = models.CharField(max_length=300, blank=True)
    status_changed_at = models.DateTimeField(null=True)
    deposit_credentials = models.JSONField(default=dict)
    bitcoin_address = models.CharField(max_length=128, blank=True)
    address = models.CharField(max_length=128, blank=True)
    remote_account_id = models.CharField(max_length=128, blank=True)
    calls_us = models.BooleanField(null=True)  # whether the callback URL told is one of ours; empty: not told
    anomaly = models.CharField(max_length=300, blank=True)
    folded_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="folded"
    )  # the row of ours that this one turned out to be
    next_poll_at = models.DateTimeField(null=True)
    poll_step = models.PositiveSmallIntegerField(default=0)
    first_absent_at = models.DateTimeField(null=True)  # first complete look that did not find it there

    class Meta:
        verbose_name = _("deposit")
        verbose_name_plural = _("deposits")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "provider_id"], condition=~Q(provider_id=""), name="uq_deposit_remote"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_deposit_shop"),
            models.Index(fields=["created_at", "id"], name="ix_deposit_newest"),
            models.Index(fields=["next_poll_at"], name="ix_deposit_poll"),
        ]

    @property
    def addresses_differ(self) -> bool:
        """Whether two addresses were told that are not one: pay to neither."""
        return bool(self.bitcoin_address and self.address) and self.bitcoin_address != self.address

    @property
    def pay_to(self) -> str:
        """The one address to send coins to; "" while none was told, or two that differ."""
        return "" if self.addresses_differ else self.bitcoin_address or self.address


class DepositProof(PublicId):
    """A file that shows that a deposit was paid, sent to the provider once.

    `sha256` is of the bytes as they were given: the same bytes again are the same proof. What is kept and
    sent is the cleaned file, `kept_as` in the folder of files.
    """

    class State(models.TextChoices):
        """What became of sending it; ours, a closed list."""

        STORED = "stored", _("Stored, not sent yet")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused by the provider")
        UNKNOWN = "unknown", _("May have been sent")

    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="proofs")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size"))  # bytes, as kept
    sha256 = models.CharField(max_length=64)
    kept_as = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.STORED)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    answer = models.JSONField(default=list)  # the provider's sentences, where it refused
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("proof of a deposit")
        verbose_name_plural = _("proofs of deposits")
        constraints = [
            models.UniqueConstraint(fields=["deposit", "sha256"], name="uq_proof_bytes"),
            models.CheckConstraint(
                condition=Q(state__in=["stored", "sent", "failed", "unknown"]), name="ck_proof_state"
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before", "id"], name="ix_proof_due")]

    def __str__(self) -> str:
        return f"{self.deposit} {self.name}"
