"""The people at both ends: senders (ours) and recipients (mirrored from Bitspark)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, PublicId, Shop

# On PostgreSQL a prefix is looked up by an index only under this operator class, unless the database
# sorts by bytes; SQLite compares bytes anyway and passes over it.
PREFIX = ["varchar_pattern_ops"]
SHOP_AND_PREFIX = ["int8_ops", "varchar_pattern_ops"]


class Named(PublicId):
    """What senders and recipients share: legal names, and columns to find them by.

    `name_key` is "first last" and `last_key` "last first", both casefolded with accents removed;
    `phone_key` and `alt_phone_key` are the digits only. Services fill them; searches use their
    indexes by prefix.
    """

    first_name = models.CharField(_("first name"), max_length=120)
    middle_name = models.CharField(_("middle name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    phone_number = models.CharField(_("phone number"), max_length=40, blank=True)
    alt_phone_number = models.CharField(_("other phone number"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    name_key = models.CharField(max_length=250, blank=True, editable=False)
    last_key = models.CharField(max_length=250, blank=True, editable=False)
    phone_key = models.CharField(max_length=40, blank=True, editable=False)
    alt_phone_key = models.CharField(max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)


class Sender(Named):
    """A customer of the operator who sends money, kept by the shop that serves them."""

    class IdType(models.TextChoices):
        PASSPORT = "passport", _("Passport")
        ID_CARD = "id_card", _("Identity card")
        RESIDENCE = "residence", _("Residence permit")
        DRIVING = "driving", _("Driving licence")
        OTHER = "other", _("Other")

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="senders")
    id_number = models.CharField(_("id number"), max_length=60, blank=True)
    id_key = models.CharField(max_length=60, blank=True, editable=False)
    id_type = models.CharField(_("id type"), max_length=16, choices=IdType.choices, blank=True)
    id_country = models.CharField(_("id country"), max_length=3, blank=True)
    id_expires_on = models.DateField(_("id expires on"), null=True, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expired_id_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expired_id_agreed_on = models.DateField(null=True, blank=True)  # good for that business day

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_sender_shop"),
            models.Index(fields=["created_at", "id"], name="ix_sender_all"),
            models.Index(fields=["shop", "name_key"], opclasses=SHOP_AND_PREFIX, name="ix_sender_name"),
            models.Index(fields=["shop", "last_key"], opclasses=SHOP_AND_PREFIX, name="ix_sender_last"),
            models.Index(fields=["phone_key"], opclasses=PREFIX, name="ix_sender_phone"),
            models.Index(fields=["alt_phone_key"], opclasses=PREFIX, name="ix_sender_alt_phone"),
            models.Index(fields=["id_key"], opclasses=PREFIX, name="ix_sender_id"),
        ]


class Recipient(Named):
    """Who is paid. Mirrored from Bitspark's book, and made there from here.

    `shop` empty: not made here, head office's. `provider_id` is empty until Bitspark answered.
    Once it did, the columns hold Bitspark's own words. What we last asked of it, and may not know the
    outcome of, stands in `asked`: {"act": create, update or delete, "fields": {...}, "by": user's id,
    "was": the standing before}.
    """

    class Standing(models.TextChoices):
        ASKED = "asked", _("Being saved at Bitspark")
        UNKNOWN = "unknown", _("May have been saved at Bitspark")
        SAVED = "saved", _("Saved at Bitspark")
        REFUSED = "refused", _("Not saved")
        DELETED = "deleted", _("Deleted at Bitspark")
        ONCE = "once", _("Used once, not in Bitspark's book")

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="recipients")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, blank=True, related_name="recipients")
    provider_id = models.CharField(max_length=128, blank=True)
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.SAVED)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    bank_branch = models.CharField(_("bank branch"), max_length=160, blank=True)
    bank_branch_address = models.CharField(_("bank branch address"), max_length=300, blank=True)
    beneficiary_name = models.CharField(_("beneficiary name"), max_length=160, blank=True)
    bank_account_number = models.CharField(_("bank account number"), max_length=80, blank=True)
    bank_account_type = models.CharField(_("bank account type"), max_length=40, blank=True)
    cnic = models.CharField(_("CNIC"), max_length=40, blank=True)
    iban = models.CharField(_("IBAN"), max_length=60, blank=True)
    account_tail = models.CharField(max_length=8, blank=True, editable=False)  # last 4 of account or IBAN
    raw = models.JSONField(default=dict)
    last_seen_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    asked = models.JSONField(default=dict, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "provider_id"], condition=~Q(provider_id=""), name="uq_recipient"
            )
        ]
        indexes = [
            models.Index(fields=["shop", "created_at", "id"], name="ix_recipient_shop"),
            models.Index(fields=["created_at", "id"], name="ix_recipient_all"),
            models.Index(fields=["shop", "name_key"], opclasses=SHOP_AND_PREFIX, name="ix_recipient_name"),
            models.Index(fields=["shop", "last_key"], opclasses=SHOP_AND_PREFIX, name="ix_recipient_last"),
            models.Index(fields=["phone_key"], opclasses=PREFIX, name="ix_recipient_phone"),
            models.Index(fields=["alt_phone_key"], opclasses=PREFIX, name="ix_recipient_alt_phone"),
            models.Index(fields=["shop", "account_tail"], name="ix_recipient_account"),
            models.Index(
                fields=["asked_at"], condition=Q(standing__in=["asked", "unknown"]), name="ix_recipient_asked"
            ),
        ]


class SenderRecipient(models.Model):
    """Which sender used which recipient; a recipient is offered only under those who did."""

    sender = models.ForeignKey(Sender, on_delete=models.CASCADE, related_name="used")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="used_by")
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "recipient"], name="uq_sender_recipient")]

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}"


class Hold(PublicId):
    """No send for this sender or to this recipient until it is lifted."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, null=True, related_name="holds")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, null=True, related_name="holds")
    reason = models.CharField(_("reason"), max_length=500)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_reason = models.CharField(max_length=500, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(sender=None, recipient__isnull=False) | Q(sender__isnull=False, recipient=None),
                name="ck_hold_on_one",
            ),
            models.UniqueConstraint(fields=["sender"], condition=Q(lifted_at=None), name="uq_hold_sender"),
            models.UniqueConstraint(
                fields=["recipient"], condition=Q(lifted_at=None), name="uq_hold_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id}"  # never the reason: it is not for everybody
