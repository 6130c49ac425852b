"""A shop: where people stand at a counter."""

import zoneinfo
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .identity import PublicId
from .money import MoneyField


class Shop(PublicId):
    """A counter of the operator, with its own clock, cash and charge."""

    code = models.CharField(
        _("code"),
        max_length=6,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Z][A-Z0-9]{1,5}$", _("Two to six capital letters or digits, a letter first.")
            )
        ],
        help_text=_("Stands at the start of every reference, such as HK1. It cannot be changed later."),
    )
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))],
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Two letters, such as HK: phone numbers of senders are read as numbers of this country."),
    )
    cash_currency = models.CharField(_("cash currency"), max_length=8)
    charge = MoneyField(
        _("own charge"),
        default=Decimal(0),
        help_text=_("Added to what the customer pays, in the cash currency."),
    )
    tolerance_percent = models.DecimalField(
        _("tolerance, percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("0.50"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(10))],
        help_text=_("A price that moves by less between review and confirm is the shop's own loss or gain."),
    )
    other_charges_percent = models.DecimalField(
        _("other charges at most, percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("5.00"),
        help_text=_("A quote with a larger unexplained rest is refused."),
    )
    send_within_seconds = models.PositiveIntegerField(
        _("send within, seconds"),
        default=120,
        validators=[MinValueValidator(30), MaxValueValidator(900)],
        help_text=_("A confirmed transfer that could not leave by then is cancelled, not sent."),
    )
    single_name = models.CharField(
        _("last name of people with one name"),
        max_length=20,
        blank=True,
        help_text=_("What is sent as last name when a person has only one; empty repeats the name."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)
