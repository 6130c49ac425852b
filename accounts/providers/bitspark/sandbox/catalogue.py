"""The public endpoints: destinations, currencies, validation rules."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox.calls import Call, included
from accounts.providers.bitspark.sandbox.rules import compatible, stored_rules
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.bitspark.sandbox.world.places import DESTINATIONS
from accounts.providers.door.wire import json_reply

FILTERS = {
    "filter[destination]": "destinations",
    "filter[province]": "provinces",
    "filter[delivery_method]": "delivery_methods",
    "filter[provider]": "providers",
}


def destination_data(call: Call) -> Response:
    """ "Available Destinations"."""
    answer: dict[str, Any] = {"data": [one.resource() for one in DESTINATIONS.values()]}
    if included(call, "destination_info"):
        answer["included"] = [one.info() for one in DESTINATIONS.values()]
    return json_reply(answer)


def currencies(call: Call) -> Response:
    """ "Available Currencies"."""
    return json_reply({"data": [currency.resource() for currency in CURRENCIES.values()]})


def validation_rules(call: Call) -> Response:
    """ "Validation Rules": those that no filter rules out; a rule with no such dependency stays."""
    route = {level: call.query[name] for name, level in FILTERS.items() if call.query.get(name)}
    with call.store.read() as con:
        rules = stored_rules(con)
    return json_reply({"data": [rule for rule in rules if compatible(rule, route)]})
