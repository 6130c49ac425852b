"""Demo books: senders, recipients and a few transfers, made through the desk's own services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Membership, Provider, Role, Shop
from accounts.services import connections, demo, profiles
from accounts.services.errors import ServiceError
from remittance.models import Destination, Sender, Transfer
from remittance.selectors.form_spec import Choice, clean, spec_for

from . import mirror, quotes, transfers
from .people import recipients, senders

ELSEWHERE = 2  # transfers that did not come through this desk


@dataclass(frozen=True)
class _Sale:
    """One order of the demo books. `ends`: a status the sandbox puts it into at once; "" lets it walk."""

    sender: Mapping[str, str]
    recipient: Mapping[str, str]
    destination: str
    amount: str
    method: str
    provider: str = ""
    province: str = ""
    ends: str = ""
    saved: bool = field(default=False)  # the recipient is saved in Bitspark's book


def _person(first: str, last: str, phone: str, id_number: str, address: str) -> dict[str, str]:
    return {
        "first_name": first,
        "last_name": last,
        "phone_number": phone,
        "id_number": id_number,
        "address": address,
        "id_type": Sender.IdType.ID_CARD,
    }


def _payee(first: str, last: str, phone: str, **more: str) -> dict[str, str]:
    return {"first_name": first, "last_name": last, "phone_number": phone, **more}


_GRACE = _person("Grace", "Villanueva", "+85291234567", "A1234563", "12 Nathan Road, Kowloon")
_RICKY = _person("Ricky", "Wibowo", "+85298765432", "K7654321", "88 Jaffe Road, Wan Chai")
_FATIMA = _person("Fatima", "Siddiqui", "+85261112233", "R2233445", "3 Tung Choi Street, Mong Kok")
_ANAND = _person("Anand", "Krishnan", "+6591234567", "S1234567D", "45 Serangoon Road, Singapore")
_THUY = _person("Thuy", "Nguyen", "+6598765432", "G7654321K", "7 Lavender Street, Singapore")

BOOKS: dict[str, tuple[_Sale, ...]] = {
    "HK1": (
        _Sale(
            _GRACE,
            _payee("Maria", "Villanueva", "+639171234567", address="14 Osmena Street, Cebu City"),
            "Philippines",
            "15000",
            "pickup",
            "cebuana_lhuillier",
            "cebu",
            ends="proved",
        ),
        _Sale(
            _GRACE,
            _payee(
                "Jose",
                "Villanueva",
                "+639181112222",
                address="9 Ayala Avenue, Makati",
                bank_account_number="001234567890",
                beneficiary_name="Jose Villanueva",
                bank_branch="Makati Main",
            ),
            "Philippines",
            "8500",
            "bank",
            "bdo_unibank",
            "metro_manila",
            saved=True,
        ),
        _Sale(
            _RICKY,
            _payee(
                "Sari",
                "Wibowo",
                "+628121234567",
                address="2 Jalan Thamrin, Jakarta",
                bank_account_number="8760123456",
                beneficiary_name="Sari Wibowo",
                bank_branch="Jakarta Pusat",
            ),
            "Indonesia",
            "3500000",
            "bank",
            "bca",
            saved=True,
        ),
        _Sale(
            _FATIMA,
            _payee(
                "Ahmed", "Siddiqui", "+923001234567", address="5 Mall Road, Lahore", cnic="35202-1234567-1"
            ),
            "Pakistan",
            "30000",
            "pickup",
            "hbl_express",
            "punjab",
            ends="declined",
        ),
    ),
    "SG1": (
        _Sale(
            _ANAND,
            _payee(
                "Lakshmi",
                "Krishnan",
                "+919812345678",
                address="21 Anna Salai, Chennai",
                bank_account_number="30211234567",
                bank_account_type="saving",
                beneficiary_name="Lakshmi Krishnan",
                bank_branch="Chennai Main",
            ),
            "India",
            "42000",
            "bank",
            "sbi",
            ends="confirmed",
            saved=True,
        ),
        _Sale(
            _THUY,
            _payee("Lan", "Nguyen", "+84912345678", address="8 Trang Tien, Ha Noi"),
            "Vietnam",
            "9000000",
            "pickup",
            "dong_a",
            "ha_noi",
        ),
    ),
}


def load(say: demo.Say) -> None:
    """Fill the books of the demo shops that have none; a shop that has is left as it is."""
    if not connections.at_sandbox():
        return
    for code, sales in BOOKS.items():
        shop = Shop.objects.filter(code=code).first()
        served = Connection.objects.filter(served__shop=shop, provider=Provider.BITSPARK).first()
        if shop is None or served is None or Transfer.objects.filter(shop=shop).exists():
            continue
        try:
            say(_fill(shop, served, sales))
        except ServiceError as refusal:
            say(_("%(shop)s's demo books are not filled: %(why)s") % {"shop": shop, "why": refusal.message})


def _fill(shop: Shop, connection: Connection, sales: tuple[_Sale, ...]) -> str:
    mirror.refresh_catalogue(connection)
    mirror.refresh_balances(connection)
    mirror.refresh_money_shops(connection)
    profiles.refresh(connection)
    teller = Membership.objects.select_related("user").filter(shop=shop, role=Role.TELLER).first()
    if teller is None:
        return _("%(shop)s has no teller, so nobody could have sent anything.") % {"shop": shop}
    actor = Actor(user=teller.user, role=Role.TELLER, shop=shop)
    known: dict[str, Sender] = {}
    for sale in sales:
        _sell(sale, known, shop, connection, actor)
    _door("transfers", login=connection.login()[0], count=ELSEWHERE)
    mirror.refresh_transfers(connection, full=True)
    mirror.refresh_recipients(connection)
    return _("%(shop)s has %(count)s demo transfers.") % {"shop": shop, "count": len(sales)}


def _sell(sale: _Sale, known: dict[str, Sender], shop: Shop, connection: Connection, actor: Actor) -> None:
    name = sale.sender["first_name"]
    if name not in known:
        known[name] = senders.create(sale.sender, shop=shop, actor=actor)
    destination = Destination.objects.get(connection=connection, name=sale.destination)
    choice = Choice(sale.province, sale.method, sale.provider)
    route = quotes.Route(
        destination=destination,
        delivery_method=sale.method,
        provider=sale.provider,
        province=sale.province,
        account_currency=shop.cash_currency,
    )
    quote = quotes.price(route, Decimal(sale.amount), shop=shop, actor=actor)
    book = None
    if sale.saved:
        book = recipients.create(
            sale.recipient, public_id=uuid4(), connection=connection, shop=shop, actor=actor
        )
    order = transfers.Order(quote, _values(sale, connection, destination, choice), known[name], book)
    confirmed = transfers.confirm(order, key=str(uuid4()), actor=actor, shop=shop)
    if sale.ends and confirmed.transfer.provider_id:
        _door("status", id=confirmed.transfer.provider_id, code=sale.ends)


def _values(sale: _Sale, connection: Connection, destination: Destination, choice: Choice) -> dict[str, str]:
    """What the form asks for, out of what is known of the two people."""
    spec = spec_for(connection, destination, choice)
    typed = {
        "amount": sale.amount,
        "province": sale.province,
        "delivery_method": sale.method,
        "provider": sale.provider,
        **{f"sender.{name}": text for name, text in sale.sender.items()},
        **{f"recipient.{name}": text for name, text in sale.recipient.items()},
    }
    return clean(spec, {name: text for name, text in typed.items() if name in spec.by_name})


def _door(act: str, **asked: Any) -> None:
    """Tell the sandbox's control door something; what it does not take is left."""
    parts = urlsplit(settings.BITSPARK_URL)
    url = urlunsplit((parts.scheme, parts.netloc, f"/_control/{act}", "", ""))
    requests.post(url, json=asked, timeout=10)
