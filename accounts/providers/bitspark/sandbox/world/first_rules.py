"""The validation rules on the first day, at all three levels, in the document's own form.

The seven kinds: required decimal integer minvalue letters phone email. A few fields are
required by `required_fields` alone, as the document allows.
"""

from __future__ import annotations

from typing import Any

from accounts.providers.bitspark.sandbox.world.places import DESTINATIONS

Data = dict[str, Any]
Fields = dict[str, Data]

NEEDED: Data = {"required": True}
NAME: Data = {"required": True, "letters": True}
PHONE: Data = {"required": True, "phone": True}
EMAIL: Data = {"required": True, "email": True}
DIGITS: Data = {"required": True, "integer": True}

_SENDER: Fields = {"sender.first_name": NAME, "sender.last_name": NAME}
_KNOWN_SENDER: Fields = {
    **_SENDER, "sender.id_number": NEEDED, "sender.address": NEEDED, "sender.phone_number": PHONE,
}  # fmt: skip
_BANK: Fields = {"recipient.bank_account_number": NEEDED, "recipient.beneficiary_name": NAME}
_PICKUP: Fields = {"recipient.phone_number": PHONE}

# Asked everywhere: dependency_levels is empty.
EVERYWHERE: Fields = {
    "amount": {"required": True, "decimal": True},
    "recipient.first_name": NAME,
    "recipient.middle_name": {"letters": True},
    "recipient.last_name": NAME,
    "recipient.email": {"email": True},
    "recipient.alt_phone_number": {"phone": True},
    "sender.first_name": {"letters": True},
    "sender.middle_name": {"letters": True},
    "sender.last_name": {"letters": True},
    "sender.phone_number": {"phone": True},
    "sender.alt_phone_number": {"phone": True},
}
POSSIBLE_EVERYWHERE = ("recipient.phone_number", "recipient.address", "sender.id_number", "sender.address")


def _whole(least: int) -> Data:
    return {"required": True, "decimal": True, "integer": True, "minvalue": least}


def _from(least: int) -> Data:
    return {"required": True, "decimal": True, "minvalue": least}


BY_DESTINATION: dict[str, Fields] = {
    "philippines": {"amount": _from(100), "province": NEEDED, "recipient.phone_number": PHONE},
    "indonesia": {"amount": _whole(50000), **_SENDER},
    "vietnam": {"amount": _whole(200000), "province": NEEDED, "recipient.phone_number": PHONE},
    "pakistan": {"amount": _from(500), "province": NEEDED, **_KNOWN_SENDER},
    "india": {"amount": _from(100), **_KNOWN_SENDER, "recipient.address": NEEDED},
    "nigeria": {"amount": _from(1000), **_SENDER, "sender.phone_number": PHONE},
    "ghana": {"amount": {"required": True, "decimal": True}, "recipient.phone_number": PHONE},
    "japan": {"amount": _whole(1000), **_KNOWN_SENDER},
    "south_korea": {"amount": {"required": True, "decimal": True, "integer": True}},
    "nepal": {"amount": _from(200), "province": NEEDED, **_SENDER},
}

BY_METHOD: dict[tuple[str, ...], dict[str, Fields]] = {
    ("philippines", "indonesia", "vietnam", "south_korea", "ghana", "nepal"): {"bank": _BANK},
    ("pakistan",): {
        "bank": {**_BANK, "recipient.iban": NEEDED},
        "pickup": {**_PICKUP, "recipient.cnic": NEEDED, "recipient.address": NEEDED},
        "mobile_wallet": {**_PICKUP, "recipient.cnic": NEEDED},
    },
    ("india",): {
        "bank": {**_BANK, "recipient.bank_branch": NEEDED, "recipient.bank_account_type": NEEDED},
        "mobile_wallet": _PICKUP,
    },
    ("nigeria",): {
        "bank": {**_BANK, "recipient.bank_account_type": NEEDED, "recipient.email": EMAIL},
        "pickup": {**_PICKUP, "recipient.address": NEEDED},
    },
    ("japan",): {
        "bank": {**_BANK, "recipient.bank_branch": NEEDED, "recipient.bank_account_type": NEEDED},
    },
    ("philippines", "indonesia", "vietnam", "nepal"): {"pickup": _PICKUP},
    ("philippines", "indonesia", "ghana", "south_korea"): {"mobile_wallet": _PICKUP},
}

BY_PROVIDER: dict[tuple[str, str], dict[tuple[str, ...], Fields]] = {
    ("philippines", "bank"): {
        ("bdo_unibank", "bpi"): {"recipient.bank_account_number": DIGITS, "amount": _from(500)},
        ("landbank",): {"recipient.bank_branch": NEEDED},
    },
    ("philippines", "pickup"): {
        ("cebuana_lhuillier", "mlhuillier"): {**_SENDER, "sender.phone_number": PHONE},
    },
    ("indonesia", "bank"): {("bca", "mandiri"): {"recipient.bank_account_number": DIGITS}},
    ("indonesia", "pickup"): {("pos_indonesia",): {"recipient.address": NEEDED}},
    ("vietnam", "pickup"): {("dong_a",): {"recipient.address": NEEDED, "amount": _whole(500000)}},
    ("pakistan", "mobile_wallet"): {("easypaisa",): {"recipient.cnic": DIGITS}},
    ("pakistan", "pickup"): {("nbp_branches",): {"amount": _from(2000)}},
    ("nigeria", "bank"): {("gtbank",): {"recipient.bank_account_number": DIGITS}},
    ("india", "mobile_wallet"): {("paytm",): {"recipient.email": EMAIL}},
    ("south_korea", "bank"): {("kookmin",): {"sender.first_name": NAME, "sender.last_name": NAME}},
}


def first_rules() -> list[dict[str, Any]]:
    """All rule objects, numbered from "1" as the document's example is."""
    bodies = [
        _rule("destinations", "", [], ["delivery_methods"], fields=EVERYWHERE, possible=POSSIBLE_EVERYWHERE)
    ]
    for code, fields in BY_DESTINATION.items():
        where = [{"destinations": [DESTINATIONS[code].id]}]
        bodies.append(_rule("destinations", "", where, ["delivery_methods"], fields=fields))
    for codes, methods in BY_METHOD.items():
        ids = [DESTINATIONS[code].id for code in codes]
        for method, fields in methods.items():
            where = [{"destinations": ids}, {"delivery_methods": [method]}]
            bodies.append(_rule("delivery_methods", method, where, ["providers"], fields=fields))
    for (code, method), groups in BY_PROVIDER.items():
        for providers, fields in groups.items():
            where = [
                {"destinations": [DESTINATIONS[code].id]},
                {"delivery_methods": [method]},
                {"providers": list(providers)},
            ]
            bodies.append(_rule("providers", method, where, [], fields=fields))
    return [{"id": str(n), "type": "fields_data", "attributes": body} for n, body in enumerate(bodies, 1)]


def _rule(
    level: str,
    code: str,
    where: list[dict[str, list[str]]],
    lower: list[str],
    *,
    fields: Fields,
    possible: tuple[str, ...] = (),
) -> dict[str, Any]:
    plain = [name for name, data in fields.items() if data == NEEDED]  # some stand in required_fields only
    stated = [{"field": name, "data": data} for name, data in fields.items() if name not in plain[1:]]
    return {
        "object_type": "transfer",
        "level": level,
        "code": code,
        "dependency_levels": where,
        "lower_levels": lower,
        "fields_info": {
            "validation_rules": stated,
            "possible_fields": [*fields, *possible],
            "required_fields": [name for name, data in fields.items() if data.get("required")],
        },
    }
