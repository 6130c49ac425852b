"""What fields are called on the screen."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.services.errors import Words

GROUPS: dict[str, Words] = {
    "route": _("Where to"),
    "amount": _("How much"),
    "recipient": _("Recipient"),
    "sender": _("Sender"),
}

# Every form-data field of "Send Money" and "Create Recipient".
LABELS: dict[str, Words] = {
    "amount": _("Amount that arrives"),
    "province": _("Province"),
    "delivery_method": _("Paid out by"),
    "provider": _("Paid out at"),
    "recipient.first_name": _("First name"),
    "recipient.middle_name": _("Middle name"),
    "recipient.last_name": _("Last name"),
    "recipient.email": _("E-mail"),
    "recipient.phone_number": _("Phone number"),
    "recipient.alt_phone_number": _("Other phone number"),
    "recipient.address": _("Address"),
    "recipient.bank_branch": _("Bank branch"),
    "recipient.bank_branch_address": _("Address of the bank branch"),
    "recipient.beneficiary_name": _("Name on the account"),
    "recipient.bank_account_number": _("Account number"),
    "recipient.bank_account_type": _("Account type"),
    "recipient.cnic": _("CNIC (Pakistani identity card)"),
    "recipient.iban": _("IBAN"),
    "sender.first_name": _("First name"),
    "sender.middle_name": _("Middle name"),
    "sender.last_name": _("Last name"),
    "sender.id_number": _("Id number"),
    "sender.address": _("Address"),
    "sender.phone_number": _("Phone number"),
    "sender.alt_phone_number": _("Other phone number"),
}

LEVELS: dict[str, Words] = {
    "destinations": _("the destination"),
    "delivery_methods": _("the way of paying out"),
    "providers": _("the place that pays out"),
    "fields": _("the destination's list of fields"),
    "send_money": _("every transfer"),
}

KINDS: dict[str, Words] = {
    "required": _("must be filled in"),
    "decimal": _("a number"),
    "integer": _("a whole number"),
    "minvalue": _("not less than a given value"),
    "letters": _("letters only"),
    "phone": _("a phone number"),
    "email": _("an e-mail address"),
    "iban": _("an IBAN"),
}


def humanised(name: str) -> str:
    """`tax_number` as "Tax number", as Rails humanises it."""
    return name.rpartition(".")[2].replace("_", " ").strip().capitalize() or name


def label_of(name: str, currency: str = "") -> Words:
    """The label of a field within its group; the amount names its currency."""
    if name == "amount" and currency:
        return format_lazy("{label}, {currency}", label=LABELS["amount"], currency=currency)
    return LABELS.get(name) or humanised(name)


def full_label(name: str) -> Words:
    """The label of a field outside its group: "Recipient: First name"."""
    relation = name.partition(".")[0]
    if "." in name and relation in GROUPS:
        return format_lazy("{group}: {label}", group=GROUPS[relation], label=label_of(name))
    return label_of(name)
