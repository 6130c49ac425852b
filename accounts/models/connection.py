"""A provider login: what we are at Bitspark or SpectroCoin."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .identity import PublicId
from .sealing import seal, unseal
from .shop import Shop


class Provider(models.TextChoices):
    BITSPARK = "bitspark", "Bitspark"
    SPECTROCOIN = "spectrocoin", "SpectroCoin"


class Connection(PublicId):
    """One login at a provider, serving one or more shops.

    The guards against sending twice hang on it, so the same key can never be entered twice.
    Key and secret are sealed; a page shows the last four characters of the key.
    """

    class Mode(models.TextChoices):
        TEST = "test", _("TEST")
        LIVE = "live", _("Live")

    provider = models.CharField(_("provider"), max_length=16, choices=Provider.choices)
    name = models.CharField(_("name"), max_length=80)
    mode = models.CharField(
        _("mode"),
        max_length=4,
        choices=Mode.choices,
        default=Mode.TEST,
        help_text=_("A login at a sandbox is a test login; every page and receipt says so."),
    )
    key_fingerprint = models.CharField(max_length=64, editable=False)
    key_tail = models.CharField(_("key ends with"), max_length=4, editable=False)
    key_sealed = models.TextField(editable=False)
    secret_sealed = models.TextField(editable=False)
    shops = models.ManyToManyField(Shop, through="ConnectionShop", related_name="connections")
    home_shop = models.ForeignKey(
        Shop,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("home shop"),
        help_text=_("Gets this login's top-ups, recipients and balances when it serves several shops."),
    )
    active_currency = models.CharField(_("active account"), max_length=8, blank=True)
    used_only_here = models.BooleanField(
        _("used only through this system"),
        default=False,
        help_text=_("Nobody sends with this login anywhere else."),
    )
    shop_code = models.CharField(
        _("shop code at Bitspark"),
        max_length=64,
        blank=True,
        help_text=_("From the QR code that Bitspark gave this shop; customers ask for top-ups with it."),
    )
    shop_remote_id = models.CharField(
        _("shop id at Bitspark"),
        max_length=128,
        blank=True,
        help_text=_("Where Bitspark told it: top-ups that name it are ours to decide."),
    )
    domestic_enabled = models.BooleanField(
        _("domestic transfers"),
        default=False,
        help_text=_("Bitspark agreed to domestic transfers with this login and gives their payment ids."),
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_why = models.CharField(max_length=300, blank=True)
    last_good_at = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=300, blank=True)
    last_callback_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        constraints = [
            models.UniqueConstraint(fields=["provider", "key_fingerprint"], name="uq_connection_key"),
        ]

    def __str__(self) -> str:
        return self.name

    def bound_to(self, column: str) -> str:
        return f"connection:{self.public_id}:{column}"

    def seal_login(self, key: str, secret: str) -> None:
        """Put a login into this row, sealed; `save` it afterwards."""
        self.key_sealed = seal(key, self.bound_to("key"))
        self.secret_sealed = seal(secret, self.bound_to("secret"))

    def login(self) -> tuple[str, str]:
        """The key and the secret in clear, for the one call that needs them."""
        return unseal(self.key_sealed, self.bound_to("key")), unseal(
            self.secret_sealed, self.bound_to("secret")
        )

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


class ConnectionShop(models.Model):
    """Which shops a login serves: at most one login per provider and shop."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="served")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="served_by")
    provider = models.CharField(max_length=16, choices=Provider.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "provider"], name="uq_login_per_shop_and_provider"),
            models.CheckConstraint(condition=Q(provider__in=Provider.values), name="ck_served_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.connection} · {self.shop}"
