"""Where others can pay us in: addresses for coins, and memos."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, PublicId


class DepositAddress(PublicId):
    """An address (BTC, ETH) or a memo (BTS, ZEPH) as the provider last told it."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("Address")
        MEMO = "memo", _("Memo")

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="deposit_addresses")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    provider_id = models.CharField(_("id at the provider"), max_length=128)
    code = models.CharField(_("address or memo"), max_length=128, blank=True)  # "" is "not told"
    is_used = models.BooleanField(_("used"), null=True)  # empty: not told
    currency = models.CharField(_("currency"), max_length=8, blank=True)  # "" for a memo, and while not told
    currency_id_told = models.CharField(max_length=128, blank=True)
    made_raw = models.CharField(max_length=40, blank=True)  # its time as told
    created_at = models.DateTimeField(_("first seen"))
    read_at = models.DateTimeField(null=True)  # when the provider's words above were true
    raw = models.TextField(blank=True)

    class Meta:
        verbose_name = _("address or memo")
        verbose_name_plural = _("addresses and memos")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "provider_id"], name="uq_deposit_address_remote"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "kind", "created_at", "id"], name="ix_deposit_address_list")
        ]

    def __str__(self) -> str:
        return self.code or self.provider_id


class MemoAccount(PublicId):
    """The account name that a memo of this login is written for, typed by a person: Bitspark names it
    nowhere, and without it nobody can pay to a memo. The newest row holds."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="memo_accounts")
    name = models.CharField(_("account name"), max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("account name for memos")
        verbose_name_plural = _("account names for memos")

    def __str__(self) -> str:
        return self.name
