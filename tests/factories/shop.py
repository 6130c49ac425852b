"""Shops that tests may make more of."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import Shop


class ShopFactory(DjangoModelFactory):
    """A shop in Hong Kong with HKD in its drawer."""

    class Meta:
        model = Shop

    code = factory.Sequence(lambda n: f"T{n:03d}")
    name = factory.Sequence(lambda n: f"Shop {n}")
    time_zone = "Asia/Hong_Kong"
    country = "HK"
    cash_currency = "HKD"
