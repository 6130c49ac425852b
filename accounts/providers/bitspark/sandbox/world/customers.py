"""The mobile users who ask a shop for a top-up. They have no login here and no name at the provider's."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = (
    "Rosa Dela Cruz", "Imelda Ramos", "Siti Rahayu", "Budi Santoso", "Kumar Gurung", "Sunita Thapa",
    "Fatima Noor", "Bilal Hussain", "Thi Mai Nguyen", "Van Duc Tran", "Priya Nair", "Suresh Menon",
    "Chidi Okafor", "Ama Mensah", "Yuki Tanaka", "Ka Ming Chan", "Wing Yan Ho", "Mei Ling Goh",
)  # fmt: skip

# What they ask for, by the number of the login whose shop it is.
ASKED_OF: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("hkd", "300"), ("hkd", "500"), ("hkd", "1000"), ("hkd", "1500"), ("hkd", "2500"), ("hkd", "780.5"),
        ("usd", "50"), ("usd", "120"), ("usd", "200"), ("sgd", "80"),
    ),
    (
        ("sgd", "30"), ("sgd", "50"), ("sgd", "100"), ("sgd", "250"), ("sgd", "420.8"), ("sgd", "600"),
        ("usd", "40"), ("usd", "100"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class FirstTopUp:
    """One that a lively world begins with. Its money moved before the first day."""

    shop: int  # number of the login that was asked
    currency: str
    amount: str
    status: str
    hours_ago: float


FIRST_TOP_UPS = (
    FirstTopUp(0, "hkd", "1200", "approved", 76),
    FirstTopUp(1, "sgd", "150", "approved", 71.5),
    FirstTopUp(0, "usd", "90", "approved", 53),
    FirstTopUp(0, "hkd", "8000", "declined", 51.2),
    FirstTopUp(1, "usd", "500", "declined", 49),
    FirstTopUp(0, "sgd", "60", "canceled", 27),
    FirstTopUp(1, "sgd", "75", "canceled", 26.4),
    FirstTopUp(0, "hkd", "350", "approved", 24.1),
    FirstTopUp(1, "sgd", "220", "approved", 3.2),
    FirstTopUp(0, "hkd", "500", "pending", 1.4),
    FirstTopUp(1, "usd", "100", "pending", 1.1),  # more than that shop's account holds
    FirstTopUp(0, "usd", "150", "pending", 0.8),
    FirstTopUp(1, "sgd", "90", "pending", 0.6),
    FirstTopUp(0, "hkd", "2500", "pending", 0.4),
    FirstTopUp(0, "sgd", "200", "pending", 0.2),  # likewise
)

# What the logins asked of other shops: login, name of the shop, currency, amount, status, hours ago.
FIRST_OWNED = (
    (0, "Wan Chai Remit", "hkd", "5000", "approved", 30.0),
    (0, "Jakarta Kirim", "usd", "300", "pending", 2.5),
    (1, "Little India Transfers", "sgd", "1000", "approved", 44.0),
    (1, "Sheung Shui Exchange", "hkd", "900", "declined", 20.0),
)

# In a lively world: sandbox minutes between two of them, how many may wait at a shop, and how long
# nobody comes where that many do.
BETWEEN = (25, 90)
MOST_WAITING = 6
WHEN_FULL = 6 * 60
