"""The invented money shops that nobody here has a login of, and where the logins' own ones stand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

UPLOADS = "https://bitspark-upload.example/uploads"

# What becomes of a top-up that is asked of such a shop, half a sandbox hour later; "asleep": nothing.
APPROVES, DECLINES, ASLEEP = "approved", "declined", ""
SHOP_TAKES = 30 * 60.0


@dataclass(frozen=True)
class MoneyShop:
    name: str
    address: str
    lat: float
    lng: float
    fees: dict[str, str]  # what it takes for a top-up, by currency; nothing in the others
    pictured: bool = True
    answer: str = APPROVES

    @property
    def id(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/money_shops/{self.name}"))

    @property
    def code(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/shop_codes/{self.name}"))

    @property
    def image_url(self) -> str | None:
        return f"{UPLOADS}/profile/image/{self.id}/shop.jpg" if self.pictured else None


MONEY_SHOPS = (
    MoneyShop(
        "Wan Chai Remit",
        "183 Queen's Rd E, Wan Chai, Hong Kong",
        22.2744158,
        114.1711181,
        {"hkd": "10", "usd": "1.1"},
    ),
    MoneyShop(
        "Chungking Cash Point",
        "36-44 Nathan Road, Tsim Sha Tsui, Hong Kong",
        22.2963501,
        114.1726934,
        {"hkd": "6", "php": "40"},
        False,
    ),
    MoneyShop(
        "Sheung Shui Exchange",
        "12 San Fung Avenue, Sheung Shui, Hong Kong",
        22.5012476,
        114.1279413,
        {"hkd": "8.5"},
        True,
        DECLINES,
    ),
    MoneyShop(
        "Little India Transfers",
        "48 Buffalo Road, Singapore 219795",
        1.3064275,
        103.8504916,
        {"sgd": "2", "inr": "90"},
    ),
    MoneyShop(
        "Sunrise Remit Cebu",
        "Colon Street, Cebu City 6000, Philippines",
        10.2965317,
        123.9007512,
        {"php": "50", "usd": "1"},
    ),
    MoneyShop(
        "Manila Bay Money",
        "1024 Roxas Boulevard, Ermita, Manila, Philippines",
        14.5794401,
        120.9785126,
        {"php": "45"},
        False,
    ),
    MoneyShop(
        "Saigon Money House",
        "86 Le Loi, District 1, Ho Chi Minh City, Vietnam",
        10.7731405,
        106.6999612,
        {"vnd": "20000", "usd": "0.9"},
    ),
    MoneyShop(
        "Jakarta Kirim",
        "Jl. Sabang 21, Jakarta 10340, Indonesia",
        -6.1867203,
        106.8242315,
        {"idr": "15000"},
        True,
        ASLEEP,
    ),
    MoneyShop("Thamel Forex", "Thamel Marg, Kathmandu 44600, Nepal", 27.7153108, 85.3107204, {"npr": "120"}),
    MoneyShop(
        "Karachi Hawk",
        "Zaibunnisa Street, Saddar, Karachi, Pakistan",
        24.8595711,
        67.0271243,
        {"pkr": "250"},
        False,
    ),
    MoneyShop(
        "Lagos Island Cash",
        "14 Broad Street, Lagos Island, Lagos, Nigeria",
        6.4530702,
        3.3958511,
        {"ngn": "1500", "usd": "2"},
    ),
    MoneyShop(
        "Accra Makola Money", "Kojo Thompson Road, Accra, Ghana", 5.5481604, -0.2067411, {"ghs": "12"}, False
    ),
    MoneyShop(
        "Shin-Okubo Money",
        "1-12 Hyakunincho, Shinjuku, Tokyo, Japan",
        35.7012503,
        139.7002908,
        {"jpy": "300"},
    ),
    MoneyShop(
        "Midtown Money",
        "350 5th Ave, New York, NY 10118, USA",
        40.7484401,
        -73.9856639,
        {"usd": "1.1", "eur": "1"},
    ),
)

# By the number of the login.
OWN_PLACES = ((22.3192885, 114.1694102), (1.3066012, 103.8517445))
