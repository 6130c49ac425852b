"""A change that one person proposes and another must accept before it holds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .connection import Connection
from .identity import PublicId
from .shop import Shop


class Proposal(PublicId):
    """One proposed change, of a kind that some app registered (`accounts.services.proposals`).

    `shop` None: it concerns the whole operator, or the shops of `connection`. `subject_id` is the public id
    of the record it changes, which then shows that something waits. `change` is JSON, amounts as text.
    `outcome` tells what came of it where accepting it also had to be said to a provider.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Outcome(models.TextChoices):
        NONE = "", _("Nothing to be told to the provider")
        CALLING = "calling", _("Being told to the provider")
        DONE = "done", _("Done at the provider")
        FAILED = "failed", _("The provider refused it")
        UNKNOWN = "unknown", _("May have been done at the provider")

    kind = models.CharField(max_length=40)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True, related_name="proposals")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, null=True, related_name="proposals")
    subject_noun = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    change = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    outcome_words = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="ck_proposer_is_not_decider",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state="waiting") & Q(subject_id__isnull=False),
                name="uq_proposal_waiting",
            ),
        ]
        indexes = [models.Index(fields=["state", "proposed_at", "id"], name="ix_proposal_state")]

    def __str__(self) -> str:
        return self.title
