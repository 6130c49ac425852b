"""Where withdrawals may go: a bank account or a Bitcoin address that two people agreed to."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import PublicId, Shop


class BankDetailQuerySet(models.QuerySet["BankDetail"]):
    """Details that are ..."""

    def usable(self) -> "BankDetailQuerySet":
        return self.filter(accepted_at__isnull=False, retired_at=None)

    def of_shops(self, shops: QuerySet[Shop]) -> "BankDetailQuerySet":
        return self.filter(shop__in=shops)


class BankDetail(PublicId):
    """One place that a shop's withdrawals may go to, once somebody else than its proposer accepted it.

    A row is never changed but by accepting and retiring it, once each, and never deleted: another account
    number is another row. The names of the bank's fields are the provider's own (`bank_detail`).
    """

    class Kind(models.TextChoices):
        """What it is."""

        BANK = "bank", _("Bank account")
        BITCOIN = "bitcoin", _("Bitcoin address")

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="bank_details")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    label = models.CharField(_("our name for it"), max_length=60)
    name = models.CharField(_("bank"), max_length=140, blank=True)
    beneficiary_name = models.CharField(_("beneficiary"), max_length=140, blank=True)
    account_number = models.CharField(_("account number"), max_length=64, blank=True)
    swift_code = models.CharField(_("SWIFT code"), max_length=11, blank=True)
    address = models.CharField(_("address of the bank"), max_length=300, blank=True)
    wallet_address = models.CharField(_("Bitcoin address"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True)

    FIELDS: ClassVar[tuple[str, ...]] = (
        *("name", "beneficiary_name", "account_number", "swift_code", "address"),
    )

    objects = BankDetailQuerySet.as_manager()

    class Meta:
        verbose_name = _("place for withdrawals")
        verbose_name_plural = _("places for withdrawals")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("proposed_by")),
                name="ck_detail_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(accepted_by__isnull=False), name="ck_detail_accepted_by"
            ),
            models.CheckConstraint(
                condition=(Q(kind="bank", wallet_address="") & ~Q(account_number=""))
                | (Q(kind="bitcoin", account_number="") & ~Q(wallet_address="")),
                name="ck_detail_is_one_place",
            ),
        ]
        indexes = [models.Index(fields=["shop", "created_at", "id"], name="ix_detail_shop")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_usable(self) -> bool:
        """Whether a withdrawal may go there now."""
        return self.accepted_at is not None and self.retired_at is None

    @property
    def number(self) -> str:
        """What the money is sent to: the account number or the address, whole."""
        return self.account_number or self.wallet_address

    @property
    def as_sent(self) -> dict[str, str] | None:
        """The provider's `bank_detail`, None for a Bitcoin address."""
        if self.kind != self.Kind.BANK:
            return None
        return {name: str(getattr(self, name)) for name in self.FIELDS}
