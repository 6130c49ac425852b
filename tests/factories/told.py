"""Rows as Bitspark told them: one of its history, one of its fees."""

from django.utils import timezone

from accounts.models import Connection, Shop
from remittance.models import Fee
from wallet.models import HistoryRow


def moved(connection: Connection, shop: Shop | None, remote_id: str = "moved", **told: object) -> HistoryRow:
    """A deposit of 40 USD that the history tells of."""
    now = timezone.now()
    columns = {
        "remote_type": "mobile_payments", "payment_type": "BankDeposit", "amount_raw": "40",
        "currency": "USD", "status_code": "pending", "counter_status": "pending",
        "created_told": now.isoformat(),
        "created_at": now, "first_seen_at": now, "changed_at": now,
    }  # fmt: skip
    return HistoryRow.objects.create(connection=connection, shop=shop, remote_id=remote_id, **columns | told)


def fee_of(connection: Connection, provider_id: str = "fee", **told: object) -> Fee:
    """Ten dollars on every top-up."""
    columns = {
        "type_told": "fees_top_ups", "model": "TopUp", "fee_type": "static", "amount_raw": "10",
        "lower_raw": "0.0", "upper_raw": "1000.0", "active": True, "is_global": False, "currency": "USD",
        "last_seen_at": timezone.now(),
    }  # fmt: skip
    return Fee.objects.create(connection=connection, provider_id=provider_id, **columns | told)
