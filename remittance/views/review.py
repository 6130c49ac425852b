"""The page before money moves."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render

from accounts.services.errors import ProviderDown, ServiceError
from accounts.views import errors
from remittance.forms.counter import CARRIED
from remittance.forms.transfer_form import TransferForm
from remittance.models import Quote
from remittance.selectors import price_blocks
from remittance.selectors.form_spec import full_label
from remittance.services import transfers
from remittance.views.counter import Counter, Serving


def draw_review(
    view: Counter,
    serving: Serving,
    form: TransferForm,
    quote: Quote,
    *,
    was: Quote | None = None,
    refusal: ServiceError | None = None,
) -> HttpResponse:
    """The page before money moves. Its key is fresh, or the same one while the same order is asked again."""
    typed = view.request.POST
    carried = {name: typed.get(name, "") for name in (*CARRIED, "budget", "domestic_payment_id")}
    context = {
        "serving": serving,
        "quote": quote,
        "blocks": price_blocks.of(transfers.terms_of(quote, quote), view.connection),
        "was": price_blocks.of(transfers.terms_of(was, was), view.connection) if was else None,
        "refusal": refusal,
        "twin": refusal.detail if refusal and "twin" in refusal.detail else None,
        "spec": form.spec,
        "summary": summary(form),
        "values": form.values | {"destination": str(quote.destination.public_id)},
        "carried": carried | {"account_currency": quote.account_currency},
        "fingerprint": form.spec.fingerprint if form.spec else "",
        "form_key": typed.get("form_key") or str(uuid.uuid4()),
        "can_confirm": refusal is None
        or isinstance(refusal, ProviderDown)
        or refusal.code in {"quote-moved", "possible-duplicate"},
        "account": next((one for one in view.accounts if one.currency == quote.account_currency), None),
    }
    status = refusal.status if refusal else 200
    response = render(view.request, "remittance/send_review.html", context, status=status)
    return errors.say_when(response, refusal)


def summary(form: TransferForm) -> list[tuple[str, str]]:
    """Every field as it will be sent but the amount, with its label; choices by their names."""
    spec = form.spec
    if spec is None:
        return []
    found = []
    for name, text in form.values.items():
        if name == "amount":
            continue  # it stands in the price, with its currency
        field = spec.by_name[name]
        named = next((option.name for option in field.choices or () if option.code == text), text)
        found.append((str(full_label(name)), named))
    return found
