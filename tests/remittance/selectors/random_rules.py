"""Random destinations, rule sets and inputs, drawn from one seeded source."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from remittance.selectors.form_spec import ROUTE, Choice, Spec, Told

METHODS = ("bank", "pickup", "wallet")
PROVIDERS = ("bdo", "bpi", "cebuana", "gcash")
PROVINCES = ("cebu", "davao", "iloilo")
TEXT_FIELDS = (
    "recipient.first_name",
    "recipient.last_name",
    "recipient.phone_number",
    "recipient.email",
    "recipient.bank_account_number",
    "recipient.bank_account_type",
    "recipient.iban",
    "recipient.cnic",
    "recipient.tax_number",
    "sender.first_name",
    "sender.phone_number",
    "sender.id_number",
)
FIELDS = ("amount", "province", "provider", *TEXT_FIELDS)
SWITCHES = ("required", "decimal", "integer", "letters", "phone", "email")
NATURAL = {
    "amount": ("decimal", "integer"),
    "first_name": ("letters",),
    "last_name": ("letters",),
    "phone_number": ("phone",),
    "email": ("email",),
    "bank_account_number": ("integer",),
}
LEAST = (0, 1, 100, 500, "250", "0.5", 2.5, -3, 10**9)


@dataclass
class Place:
    provider_id: str = "ffffffff-ffff-ffff-ffffffffffff"
    code: str = "philippines"
    name: str = "Philippines"
    currency: str = "PHP"
    fields: Any = ("province", "provider", "validations", "delivery_method")
    provinces: Any = field(default_factory=list)
    delivery_methods: Any = field(default_factory=list)
    providers: Any = field(default_factory=list)
    account_types: Any = field(default_factory=list)
    told: bool = True


def place(rng: Random) -> Place:
    methods = rng.sample(METHODS, rng.randint(0, 3))
    providers = rng.sample(PROVIDERS, rng.randint(0, 4))
    asked = [*rng.sample(ROUTE, rng.randint(0, 3)), "validations"]
    return Place(
        name=rng.choice(("Philippines", "Japan", "Vietnam", "Atlantis")),
        fields=asked,
        provinces=[
            {"code": code, "name": code.title(), "delivery_methods": rng.sample(METHODS, rng.randint(1, 3))}
            for code in rng.sample(PROVINCES, rng.randint(0, 3))
        ],
        delivery_methods=[
            {"code": code, "name": code.title(), "providers": rng.sample(PROVIDERS, rng.randint(0, 4))}
            for code in methods
        ],
        providers=[{"code": code, "name": code.upper()} for code in providers],
        account_types=rng.choice(([], [{"name": "Current", "code": "current"}], ["saving", "giro"])),
        told=rng.random() > 0.02,
    )


def rules(rng: Random, where: Place) -> list[Told]:
    return [_rule(rng, where, str(number)) for number in range(rng.choice((0, *[1, 2, 3, 4, 5] * 3)))]


def _rule(rng: Random, where: Place, number: str) -> Told:
    level = rng.choice(("destinations", "delivery_methods", "providers"))
    entries: list[Any] = []
    if rng.random() < 0.6:
        entries.append({"destinations": rng.sample([where.provider_id, "other", "third"], 2)})
    if level != "destinations" and rng.random() < 0.7:
        entries.append({"delivery_methods": rng.sample(METHODS, rng.randint(1, 2))})
    if level == "providers" and rng.random() < 0.7:
        entries.append({"providers": rng.sample(PROVIDERS, 2)})
    if rng.random() < 0.01:
        entries.append({"moons": ["full"]})
    names = rng.sample(FIELDS, rng.randint(1, 4))
    return Told(
        provider_id=number,
        object_type="transfer",
        level=level,
        code=rng.choice(("", "", rng.choice(METHODS))) if level != "destinations" else "",
        dependency_levels=entries,
        fields_info={
            "validation_rules": [{"field": name, "data": _data(rng, name)} for name in names],
            "possible_fields": rng.sample(FIELDS, rng.randint(0, 3)),
            "required_fields": [name for name in names if rng.random() < 0.2],
        },
    )


def _data(rng: Random, name: str) -> dict[str, Any]:
    fitting = ["required", *NATURAL.get(name.rpartition(".")[2], ())]
    drawn = fitting if rng.random() < 0.9 else SWITCHES
    kinds = {
        kind: rng.choice((True, True, False)) for kind in rng.sample(drawn, rng.randint(0, 2) % len(drawn))
    }
    if rng.random() < (0.6 if name == "amount" else 0.05):
        kinds["minvalue"] = rng.choice(LEAST)  # type: ignore[assignment]
    if rng.random() < 0.01:
        kinds["luhn"] = True
    return kinds


def choice(rng: Random, where: Place) -> Choice:
    """Mostly what the destination offers, sometimes nothing, sometimes nonsense."""

    def one(listed: list[dict[str, Any]]) -> str:
        codes = [each["code"] for each in listed] or ["unlisted"]
        return rng.choice(codes if rng.random() < 0.85 else ("", "nonsense"))

    return Choice(one(where.provinces), one(where.delivery_methods), one(where.providers))


GOOD = {
    "decimal": ("100", "500.5", "2500.25", "1000000000000", "0.5"),
    "integer": ("100", "2500", "1000000000000", "0"),
    "letters": ("Maria", "Jose Rizal", "Nguyễn Văn A", "मारिया", "O'Brien", "Anne-Marie", "محمد علي"),
    "phone": ("+639171234567", "0917 123 4567", "+63 (917) 123-4567", "٠٩١٧١٢٣٤٥٦٧"),
    "email": ("a@b.co", "maría@example.com"),
    "iban": ("PK36SCBL0000001123456702", "pk36 scbl 0000 0011 2345 6702", "GB82 WEST 1234 5698 7654 32"),
}
ODD: tuple[Any, ...] = (
    "", " ", "\t", "~", "a~b", "x" * 400, " padded ", "two  spaces", "line\nbreak", "nul\x00", "\ud800",
    "-5", "+5", "1e5", "1,000", "1.", ".5", "007", "100.000", "100.123456789", "99999999999999", "١٢٣",
    "a@b", "a b@c.de", "@", "-", "'", "R2D2", "\u0301", "\u200d", "+0639171234567", "+123", "12345",
    "1-800-FLOWERS", "PK36SCBL0000001123456703", "ZZ", "bank", "bdo", "cebu", "saving", None,
    5, 1.5, True, [], {},
)  # fmt: skip


def values(rng: Random, spec: Spec) -> dict[str, Any]:
    """An input for the form: mostly what it wants, with a few faults."""
    faults = rng.choice((0, 0, 0, 0, 1, 1, 2, 6))
    typed: dict[str, Any] = {}
    for one in spec.fields:
        if one.redraws:
            typed[one.name] = one.chosen
        elif one.choices:
            typed[one.name] = rng.choice(one.choices).code
        elif one.name == "amount":
            typed[one.name] = rng.choice(("100", "2500", "700000.0", "5000000", "12.50", "1000000000000"))
        elif one.required or rng.random() < 0.6:
            typed[one.name] = rng.choice(GOOD[one.kinds[-1]] if one.kinds else GOOD["letters"])
    for name in rng.sample([one.name for one in spec.fields], min(faults, len(spec.fields))):
        if rng.random() < 0.2:
            typed.pop(name, None)
        else:
            typed[name] = rng.choice(ODD)
    if rng.random() < 0.1:
        typed["recipient.nobody_asked"] = rng.choice(ODD)
    return typed
