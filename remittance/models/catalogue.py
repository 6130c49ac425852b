"""Where money can go and what each route asks for, mirrored from Bitspark."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, PublicId


class Currency(models.Model):
    """A currency Bitspark knows. `precision` is for display and input only."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="currencies")
    provider_id = models.CharField(max_length=128)
    code = models.CharField(_("code"), max_length=16)  # upper case; `raw` has it as listed
    name = models.CharField(_("name"), max_length=80)
    has_account = models.BooleanField(default=False)
    currency_type = models.CharField(max_length=32, blank=True)
    precision = models.PositiveSmallIntegerField(default=2)
    raw = models.JSONField(default=dict)
    last_seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "provider_id"], name="uq_currency"),
        ]
        indexes = [models.Index(fields=["connection", "code"], name="ix_currency_code")]

    def __str__(self) -> str:
        return self.code


class Destination(PublicId):
    """A country that money can be sent to, with its provinces, delivery methods and providers.

    `fields` (as listed) decides which of province, delivery method and provider are asked.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="destinations")
    provider_id = models.CharField(max_length=128)
    code = models.CharField(_("code"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(_("currency"), max_length=16)
    available = models.BooleanField(_("available"), default=True)
    fields = models.JSONField(default=list)
    provinces = models.JSONField(default=list)
    delivery_methods = models.JSONField(default=list)
    providers = models.JSONField(default=list)
    account_types = models.JSONField(default=list)
    told = models.BooleanField(default=True)  # False: the include with its details was missing
    raw = models.JSONField(default=dict)
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["connection", "provider_id"], name="uq_destination")]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One entry of Bitspark's validation rules, as it was told."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="rules")
    provider_id = models.CharField(max_length=128)
    object_type = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=40)
    code = models.CharField(max_length=80, blank=True)
    dependency_levels = models.JSONField(default=list)
    lower_levels = models.JSONField(default=list)
    fields_info = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("validation rule")
        verbose_name_plural = _("validation rules")
        constraints = [models.UniqueConstraint(fields=["connection", "provider_id"], name="uq_rule")]

    def __str__(self) -> str:
        return f"{self.level}/{self.code or '-'} {self.provider_id}"


class RuleKindAcceptance(models.Model):
    """A supervisor's word that a rule kind the desk does not know may be passed over for a field."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    value = models.CharField(max_length=200)  # what the rule said; another value asks again
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "field", "kind", "value"], name="uq_rule_kind_acceptance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.kind}"


class MirrorRead(models.Model):
    """When something was last read whole from a provider, and what went wrong since."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="mirror_reads")
    noun = models.CharField(max_length=32)  # destinations, rules, currencies, recipients, transfers, accounts
    good_at = models.DateTimeField(null=True)
    full_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    pages = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    complete = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "noun"], name="uq_mirror_read")]

    def __str__(self) -> str:
        return f"{self.connection} {self.noun}"
