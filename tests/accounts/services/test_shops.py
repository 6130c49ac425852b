"""Setting up shops."""

from decimal import Decimal

import pytest

from accounts.models import AuditChain, AuditEntry, Operator, Shop
from accounts.services import audit, shops
from accounts.services.errors import Refused
from tests.people import actor_of


def test_a_new_shop_has_a_chain_of_its_own(ada):
    shop = shops.create(actor=actor_of(ada, None), code="MN1", name="Manila", cash_currency="PHP")

    chain = AuditChain.objects.get(shop=shop)
    assert chain.entries.get().action == "shop.created"
    assert audit.verify(chain) is None


def test_a_code_belongs_to_one_shop(ada, harbour):
    with pytest.raises(Refused) as refusal:
        shops.create(actor=actor_of(ada, None), code="HK1", name="Other", cash_currency="HKD")

    assert "code" in refusal.value.fields
    assert Shop.objects.count() == 1


def test_a_change_says_what_was_and_what_is(ada, harbour):
    shops.change(harbour, actor=actor_of(ada, None), charge=Decimal("12.5"), name=harbour.name)
    shops.change(harbour, actor=actor_of(ada, None), charge=Decimal("12.50"))

    entry = AuditEntry.objects.get(action="shop.changed")
    assert entry.detail["charge"] == {"was": "0", "is": "12.5"}
    assert harbour.charge == Decimal("12.5")


@pytest.mark.parametrize("name", ["code", "public_id", "id", "created_at", "closed_at"])
def test_sec_6_what_is_no_setting_cannot_be_set(ada, harbour, name):
    with pytest.raises(TypeError):
        shops.change(harbour, actor=actor_of(ada, None), **{name: "x"})


def test_there_is_one_operator(ada):
    for name in ("First", "Second"):
        shops.name_operator(name, actor=actor_of(ada, None))

    assert Operator.objects.get().name == "Second"
