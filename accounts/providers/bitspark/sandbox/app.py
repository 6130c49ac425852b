"""Bitspark's sandbox: its paths, and the checks every call passes first."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug import Request, Response

from accounts.providers.bitspark.sandbox import (
    books,
    callbacks,
    catalogue,
    customers,
    deposits,
    exchanges,
    fees,
    forms,
    guesses,
    history,
    lives,
    memos,
    payment_lives,
    payments,
    personal,
    personal_changes,
    quotes,
    recipients,
    sending,
    shops,
    top_ups,
    transfers,
    uploads,
    withdrawals,
)
from accounts.providers.bitspark.sandbox.calls import Call
from accounts.providers.bitspark.sandbox.refusals import (
    NOT_JSON_API,
    SERVER_FAULT,
    Refusal,
    bad_request,
    not_found,
)
from accounts.providers.bitspark.sandbox.signing import is_signed
from accounts.providers.door.clock import Clock
from accounts.providers.door.provider import Arrival, ControlAct, OwnFault
from accounts.providers.door.store import Connection, Store

FORM = "application/x-www-form-urlencoded"
LARGEST_BODY = 1_000_000
LARGEST_UPLOAD = 12_000_000
READABLE = ("application/json", "application/vnd.api+json")

Endpoint = Callable[..., Response]

# Public: no Key in the document's example. Everything else is signed.
PUBLIC: dict[tuple[str, str], Endpoint] = {
    ("GET", r"/v1/static/destination_data"): catalogue.destination_data,
    ("GET", r"/v1/static/currencies"): catalogue.currencies,
    ("GET", r"/v1/static/validation_rules"): catalogue.validation_rules,
    ("GET", r"/v1/static/amount_to_pay"): quotes.v1,
    ("GET", r"/v3/exchanges/exchange_rate"): exchanges.exchange_rate,
    ("GET", r"/v1/money_shops"): shops.index,
    ("GET", r"/v1/money_shops/([^/]+)"): shops.show,
}
SIGNED: dict[tuple[str, str], Endpoint] = {
    ("GET", r"/v1/accounts/me"): personal.show_account,
    ("GET", r"/v1/users/me"): personal.show_profile,
    ("GET", r"/v2/static/amount_to_pay"): quotes.v2,
    ("GET", r"/v3/calculations/amount_to_pay/calculate"): quotes.v3,
    ("GET", r"/v4/calculations/amount_to_pay/calculate"): quotes.v4,
    ("GET", r"/v1/recipients"): recipients.index,
    ("POST", r"/v1/recipients"): recipients.create,
    ("GET", r"/v1/recipients/([^/]+)"): recipients.show,
    ("PUT", r"/v1/recipients/([^/]+)"): recipients.update,
    ("DELETE", r"/v1/recipients/([^/]+)"): recipients.delete,
    ("GET", r"/v1/transactions/remittances"): transfers.index_v1,
    ("GET", r"/v2/transactions/remittances"): transfers.index,
    ("GET", r"/v1/transactions/history"): history.index,
    ("GET", r"/v1/transactions/remittances/([^/]+)"): transfers.show,
    ("POST", r"/v1/transactions/send_money"): sending.send_money,
    ("POST", r"/v1/transactions/send_domestic_money"): sending.send_domestic_money,
    ("POST", r"/v2/payments/withdraw"): withdrawals.withdraw,
    ("GET", r"/v2/payments/pending_btc_deposits"): payments.pending_btc_deposits,
    ("GET", r"/v1/transactions/payments/([^/]+)"): payments.show,
    ("GET", r"/v2/payments/([^/]+)"): payments.show,
    ("POST", r"/v2/payments/deposit"): deposits.create_v2,
    ("POST", r"/v3/payments/deposit"): deposits.create_v3,
    ("PUT", r"/v2/payments/([^/]+)/upload"): payments.upload,
    ("PUT", r"/v2/payments/([^/]+)/cancel"): payments.cancel,
    ("POST", r"/v1/exchanges/exchange_currencies"): exchanges.exchange_currencies,
    ("PUT", r"/v1/accounts/([^/]+)"): personal_changes.update_account,
    ("POST", r"/v1/users"): personal_changes.update_profile,
    ("GET", r"/v1/fees"): fees.index,
    ("POST", r"/v1/fees"): fees.create,
    ("GET", r"/v1/fees/([^/]+)"): fees.show,
    ("GET", r"/(v[12])/top_ups"): top_ups.index,
    ("POST", r"/(v[12])/top_ups"): top_ups.create,
    ("GET", r"/(v[12])/top_ups/([^/]+)"): top_ups.show,
    ("PUT", r"/(v[12])/top_ups/([^/]+)/(approve|decline|cancel)"): top_ups.decision,
    ("GET", r"/v1/memos"): memos.memos,
    ("POST", r"/v1/memos"): memos.generate_memo,
    ("GET", r"/v1/deposit_addresses"): memos.addresses,
    ("POST", r"/v1/deposit_addresses"): memos.generate_address,
}


class Bitspark:
    """The provider the door mounts at /bitspark."""

    name = "bitspark"
    own_faults: Mapping[str, OwnFault] = {}

    def __init__(self, store: Store, clock: Clock, *, lively: bool = False) -> None:
        self._store = store
        self._clock = clock
        self._lively = lively  # customers come by themselves, from the first day on
        self._acts = books.Acts(clock)

    @property
    def acts(self) -> Mapping[str, ControlAct]:
        return self._acts.by_name

    def open(self, con: Connection) -> None:
        """At every start: the logins if there are none yet, and what a killed process left."""
        books.make_logins(con)
        if self._lively and customers.next_visit(con) is None:
            customers.come_alive(con, self._clock)
        callbacks.resume(con)

    def reset(self, con: Connection) -> None:
        books.begin_world(con)
        if self._lively:
            customers.come_alive(con, self._clock)

    def books(self, con: Connection) -> dict[str, Any]:
        return books.whole(con)

    def keys(self, con: Connection) -> list[dict[str, Any]]:
        return books.logins(con)

    def due(self, con: Connection) -> float | None:
        moment = con.execute(
            "SELECT MIN(due) FROM (SELECT MIN(due) AS due FROM transfer WHERE due IS NOT NULL"
            " UNION ALL SELECT MIN(due) FROM payment WHERE due IS NOT NULL"
            " UNION ALL SELECT MIN(due) FROM top_up WHERE due IS NOT NULL"
            " UNION ALL SELECT MIN(due) FROM callback WHERE due IS NOT NULL AND state = 'waiting')"
        ).fetchone()[0]
        moments = [one for one in (moment, customers.next_visit(con)) if one is not None]
        return min(moments, default=None)

    def happen(self, moment: float) -> None:
        with self._store.write() as con:
            rows = con.execute("SELECT * FROM transfer WHERE due <= ? ORDER BY due, seq", (moment,))
            for row in rows.fetchall():
                lives.next_step(con, self._clock, row)
            rows = con.execute("SELECT * FROM payment WHERE due <= ? ORDER BY due, seq", (moment,))
            for row in rows.fetchall():
                payment_lives.next_step(con, self._clock, row)
            customers.answer_due(con, self._clock, moment)
            customers.visit(con, self._clock, moment)
        callbacks.deliver_due(self._store, moment)

    def answer(self, arrival: Arrival) -> Response:
        try:
            return self._answer(arrival)
        except Refusal as refusal:
            return refusal.reply()
        except Exception:
            # A defect of the sandbox answers as the provider's own would, and is told on stderr.
            traceback.print_exc(file=sys.stderr)
            return Refusal(500, [SERVER_FAULT]).reply()

    def _answer(self, arrival: Arrival) -> Response:
        request = arrival.request
        if not _may_be_json(request):
            raise Refusal(406, [NOT_JSON_API])
        if "Secret" in request.headers:
            raise bad_request(guesses.KEY_GIVEN_AWAY)
        endpoint, parts, public = _find(request.method, arrival.path)
        form, body, files = _form(request)
        url = _url(arrival)
        by_url = request.mimetype == uploads.MULTIPART and guesses.MULTIPART_SIGNED_BY_URL_ALONE
        login = "" if public else self._login(request, url, {} if by_url else form)
        raw = {"method": request.method, "path": arrival.path, "form": form, "body": body}
        seen_url = url.partition(b"?")[0].decode("latin-1")
        call = Call(self._store, self._clock, login, request.args, form, arrival.number, seen_url, raw, files)
        return endpoint(call, *parts)

    def _login(self, request: Request, url: bytes, form: forms.Form) -> str:
        """Whose Key it is, if Sign is right for what came in; else the one 401 for every reason."""
        with self._store.read() as con:
            row = con.execute(
                "SELECT * FROM login WHERE key = ?", (request.headers.get("Key", ""),)
            ).fetchone()
        if row is None or not is_signed(request.headers.get("Sign", ""), row["secret"], url, form):
            raise Refusal(401, ["Unauthorized"])
        return str(row["id"])


def _find(method: str, path: str) -> tuple[Endpoint, tuple[str, ...], bool]:
    for table, public in ((PUBLIC, True), (SIGNED, False)):
        for (verb, pattern), endpoint in table.items():
            if verb == method and (match := re.fullmatch(pattern, path)):
                return endpoint, match.groups(), public
    raise not_found()


def _may_be_json(request: Request) -> bool:
    """An Accept that takes JSON or says nothing; anything else is the documented 406."""
    if not request.headers.get("Accept", "").strip():
        return True
    return any(request.accept_mimetypes.quality(kind) > 0 for kind in READABLE)


def _form(request: Request) -> tuple[forms.Form, str, Mapping[str, uploads.Upload]]:
    """The form of a write, parsed and as it came, and its files; a read's body is not looked at."""
    if request.method == "GET":
        return {}, "", {}
    multipart = request.mimetype == uploads.MULTIPART
    if (request.content_length or 0) > (LARGEST_UPLOAD if multipart else LARGEST_BODY):
        raise bad_request()
    try:
        if multipart:
            form, files = uploads.read(request)
            return form, "", files
        body = request.get_data(cache=False)
        if body and request.mimetype != FORM:
            raise bad_request()
        return forms.parse(body), body.decode("latin-1"), {}
    except forms.BadForm:
        raise bad_request() from None


def _url(arrival: Arrival) -> bytes:
    """The URL that was signed: as the client saw it, byte for byte, never rebuilt from its parts."""
    if arrival.base_url is not None:
        return arrival.base_url.rstrip("/").encode() + arrival.target
    request = arrival.request
    host: bytes = request.environ.get("HTTP_HOST", "").encode("latin-1")
    return request.scheme.encode() + b"://" + host + b"/" + Bitspark.name.encode() + arrival.target
