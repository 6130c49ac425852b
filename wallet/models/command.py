"""A money command: one intention to move money, from the click to its outcome."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, Device, MoneyField, PublicId, Shop
from accounts.models.sealing import seal, unseal


class State(models.TextChoices):
    """Where a command stands. The words are ours and the list is closed."""

    DRAFT = "draft", _("Draft")
    PENDING_APPROVAL = "pending_approval", _("Waits for a second person")
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    ACCEPTED = "accepted", _("Accepted")
    SETTLED = "settled", _("Settled")
    FAILED_AFTER_ACCEPT = "failed_after_accept", _("Failed after it was accepted")
    REFUNDED = "refunded", _("Refunded to our balance")
    REJECTED = "rejected", _("Refused, nothing sent")
    CANCELLED = "cancelled", _("Not sent")
    UNKNOWN = "unknown", _("May have been sent")
    UNCONFIRMED = "unconfirmed", _("Looked for, not found")
    RELEASED = "released", _("Closed as not sent")


# Kinds that decide one remote object: never two open decisions on it.
DECISIONS = ("topup_approve", "topup_decline", "topup_cancel", "deposit_cancel")

IN_DOUBT = (State.SENDING, State.UNKNOWN, State.UNCONFIRMED)

# Every move a command may make; anything else is a defect and is refused.
MOVES: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.PENDING_APPROVAL, State.QUEUED, State.CANCELLED}),
    State.PENDING_APPROVAL: frozenset({State.QUEUED, State.CANCELLED}),
    # to UNKNOWN instead of CANCELLED when it was sent before and that try may have been heard
    State.QUEUED: frozenset({State.SENDING, State.CANCELLED, State.UNKNOWN}),
    # back to QUEUED, from UNKNOWN too, only with proof that nothing was written: no connection was ever
    # opened, or the sender woke up late and held back
    State.SENDING: frozenset({State.ACCEPTED, State.REJECTED, State.UNKNOWN, State.QUEUED, State.CANCELLED}),
    State.UNKNOWN: frozenset({State.ACCEPTED, State.REJECTED, State.UNCONFIRMED, State.QUEUED}),
    State.UNCONFIRMED: frozenset({State.ACCEPTED, State.RELEASED}),
    State.ACCEPTED: frozenset({State.SETTLED, State.FAILED_AFTER_ACCEPT, State.REFUNDED}),
    State.SETTLED: frozenset({State.FAILED_AFTER_ACCEPT, State.REFUNDED}),
    State.FAILED_AFTER_ACCEPT: frozenset({State.SETTLED, State.REFUNDED}),
    State.REFUNDED: frozenset(),
    State.REJECTED: frozenset(),
    State.CANCELLED: frozenset(),
    State.RELEASED: frozenset(),
}


class MoneyCommandQuerySet(models.QuerySet["MoneyCommand"]):
    """Commands that are ..."""

    def in_doubt(self) -> "MoneyCommandQuerySet":
        return self.filter(state__in=IN_DOUBT)

    def queued(self) -> "MoneyCommandQuerySet":
        return self.filter(state=State.QUEUED)

    def of_shops(self, shops: models.QuerySet[Shop]) -> "MoneyCommandQuerySet":
        return self.filter(shop__in=shops)


class MoneyCommand(PublicId):
    """One intention to move money. Durable before it is sent; sent at most once.

    `amount` is in major units of `currency`. `fence` grows with every claim, so that a process that
    wakes up late can no longer record. `version` grows with every change and is what a page shows
    and a decision must name. `twin_fp` is the fingerprint of what the provider's lists show.
    """

    reference = models.CharField(_("reference"), max_length=32, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="commands")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="commands")
    kind = models.CharField(_("kind"), max_length=32)
    idem_principal = models.CharField(max_length=80)
    idem_key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    params_sealed = models.TextField()
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=8)
    limit_class = models.CharField(max_length=32, blank=True)
    limit_amount = MoneyField(null=True, blank=True)  # what counts against limits, in `limit_currency`
    limit_currency = models.CharField(max_length=8, blank=True)
    twin_fp = models.CharField(max_length=64)
    lane = models.CharField(max_length=40, blank=True)
    subject_remote_id = models.CharField(max_length=128, blank=True)
    state = models.CharField(_("state"), max_length=24, choices=State.choices, default=State.QUEUED)
    version = models.PositiveIntegerField(default=1)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    not_sent_tries = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="commands"
    )
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, null=True, blank=True, related_name="commands"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why_waiting = models.CharField(max_length=200, blank=True)  # why a second person was needed
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    confirms_twin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    creates_remote = models.BooleanField(default=True)
    remote_type = models.CharField(max_length=32, blank=True)
    remote_id = models.CharField(max_length=128, blank=True)
    remote_status = models.CharField(max_length=64, blank=True)
    evidence = models.CharField(max_length=64, blank=True)  # what moved it into doubt or out of it
    outcome_code = models.CharField(max_length=64, blank=True)  # closed list, see selectors/outcomes.py
    refusal = models.JSONField(default=list)  # the provider's sentences
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    anomaly = models.CharField(max_length=300, blank=True)
    needs_person = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MoneyCommandQuerySet.as_manager()

    class Meta:
        verbose_name = _("money command")
        verbose_name_plural = _("money commands")
        constraints = [
            models.UniqueConstraint(fields=["shop", "idem_principal", "idem_key"], name="uq_intake"),
            models.UniqueConstraint(
                fields=["connection", "twin_fp"], condition=Q(state__in=IN_DOUBT), name="uq_twin"
            ),
            models.UniqueConstraint(
                fields=["connection", "lane"], condition=Q(state__in=IN_DOUBT) & ~Q(lane=""), name="uq_lane"
            ),
            models.UniqueConstraint(
                fields=["connection", "remote_type", "remote_id"],
                condition=~Q(remote_id="") & Q(creates_remote=True),
                name="uq_remote",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="uq_replaces"
            ),
            models.UniqueConstraint(
                fields=["connection", "subject_remote_id"],
                condition=Q(kind__in=DECISIONS)
                & ~Q(state__in=[State.REJECTED, State.CANCELLED, State.RELEASED]),
                name="uq_decision",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")),
                name="ck_maker_is_not_checker",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED) | ~Q(remote_id="") | ~Q(evidence=""),
                name="ck_accepted_has_proof",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="ck_command_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ck_command_amount"),
        ]
        indexes = [
            models.Index(fields=["state", "not_before", "id"], name="ix_command_due"),
            models.Index(fields=["connection", "twin_fp", "created_at"], name="ix_command_twin"),
            models.Index(fields=["shop", "created_at", "id"], name="ix_command_shop"),
            models.Index(fields=["idem_key"], name="ix_command_key"),
            models.Index(fields=["shop", "state", "created_at", "id"], name="ix_command_waiting"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def bound_to(self) -> str:
        return f"command:{self.public_id}:params"

    def seal_params(self, text: str) -> None:
        self.params_sealed = seal(text, self.bound_to)

    def params_text(self) -> str:
        return unseal(self.params_sealed, self.bound_to)

    @property
    def is_in_doubt(self) -> bool:
        return self.state in IN_DOUBT


class Attempt(models.Model):
    """One try to send a command. The row is complete before any byte leaves; its end is an UPDATE."""

    public_id = models.UUIDField(unique=True)
    command = models.ForeignKey(MoneyCommand, on_delete=models.PROTECT, related_name="attempts")
    n = models.PositiveSmallIntegerField()
    fence = models.PositiveIntegerField()
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="attempts")
    body_sha256 = models.CharField(max_length=64, blank=True)
    callback_url = models.CharField(max_length=500, blank=True)
    claimed_at = models.DateTimeField()
    deadline_s = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=24, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    response_sealed = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)
    sender_done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [models.UniqueConstraint(fields=["command", "n"], name="uq_attempt_number")]

    def __str__(self) -> str:
        return f"{self.command} #{self.n}"

    @property
    def bound_to(self) -> str:
        return f"attempt:{self.public_id}:response"

    def response_text(self) -> str:
        """What the provider answered, redacted when it was stored; "" when nothing came."""
        return unseal(self.response_sealed, self.bound_to) if self.response_sealed else ""


class DayNumber(models.Model):
    """The last number given out in a shop on a day, for our references."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="uq_day_number")]

    def __str__(self) -> str:
        return f"{self.shop} {self.day}"


def lawful(old: str, new: str) -> bool:
    """Whether a command may go from `old` to `new`."""
    return new in MOVES.get(old, frozenset[Any]())
