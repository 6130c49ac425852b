"""The example answers that the document shows for sending money are read, to the last figure."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import MalformedReply, Refused

from .calls import F, asked
from .orders import ORDER


def test_destinations():
    (destination,), visit = asked("destinations", lambda b: b.catalogue.destinations())

    assert visit.target == "/bitspark/v1/static/destination_data?include=destination_info"
    assert "key" not in visit.headers
    assert "sign" not in visit.headers
    assert (destination.id, destination.code, destination.name) == (F, "destination_code", "Destination Name")
    assert (destination.currency_name, destination.available) == ("PHP", True)
    assert destination.fields == ("province", "provider", "validations", "delivery_method")
    assert destination.provinces[0].delivery_methods == ("delivery_method_code",)
    assert destination.delivery_methods[0].providers == ("provider_code_one",)
    assert destination.providers[0].name == "Provider Name"
    assert destination.account_types == ()
    assert destination.info_told
    assert destination.unread == ()


def test_currencies():
    (hkd, usd), visit = asked("currencies", lambda b: b.catalogue.currencies())

    assert visit.target == "/bitspark/v1/static/currencies"
    assert (hkd.code, hkd.name, hkd.account, hkd.currency_type, hkd.banknote) == (
        "hkd",
        "HKD",
        True,
        "banknote",
        True,
    )
    assert hkd.precision == 2
    assert hkd.bitspark_deposit_credentials["swift_code"] == "KOMBCZPP"
    assert usd.bitspark_deposit_credentials == {}


def test_validation_rules():
    (rule,), visit = asked(
        "validation_rules",
        lambda b: b.catalogue.validation_rules(
            destination=F, province="p", delivery_method="bank", provider="x&y"
        ),
    )

    assert visit.target == (
        f"/bitspark/v1/static/validation_rules?filter%5Bdestination%5D={F}&filter%5Bprovince%5D=p"
        "&filter%5Bdelivery_method%5D=bank&filter%5Bprovider%5D=x%26y"
    )
    assert (rule.id, rule.object_type, rule.level, rule.code) == ("1", "transfer", "level_code", "bank")
    assert rule.dependency_levels == ({"destinations": (F,)}, {"delivery_methods": ("delivery_method_code",)})
    assert rule.lower_levels == ("lower_level_code",)
    assert rule.field_rules[0].field == "field_name"
    assert rule.field_rules[0].data == {"required": True, "decimal": True, "integer": True, "minvalue": 100}
    assert rule.field_rules[1].data == {"letters": True, "phone": True, "email": True}
    assert rule.possible_fields == ("field_name", "relation.field_name")
    assert rule.required_fields == ("field_name",)
    assert rule.unread == ()


def test_account():
    account, visit = asked("account", lambda b: b.accounts.me("usd"))

    assert visit.target == "/bitspark/v1/accounts/me?account_currency=usd&include=currency"
    assert {"key", "sign"} <= set(visit.headers)
    assert (account.balance, account.balance_text) == (Decimal("0.0"), "0.0")
    assert (account.shop_commission, account.balance_threshold) == (Decimal(0), Decimal(0))
    assert account.currency.code == "usd"


def test_an_account_of_another_currency_than_asked_is_not_taken():
    with pytest.raises(MalformedReply, match="another currency"):
        asked("account", lambda b: b.accounts.me("hkd"))


def test_a_currency_without_an_account():
    with pytest.raises(Refused) as caught:
        asked("invalid_account_currency", lambda b: b.accounts.me("xyz"), status=400)
    assert caught.value.error_code == "bad_request"
    assert caught.value.messages == ["Invalid Account Currency"]


def test_a_wrong_signature():
    with pytest.raises(Refused) as caught:
        asked("unauthorized", lambda b: b.profile.me(), status=401)
    assert (caught.value.http_status, caught.value.error_code) == (401, "request_unauthorized")


def test_profile():
    profile, visit = asked("profile", lambda b: b.profile.me())

    assert visit.target == "/bitspark/v1/users/me?include=profile.identity_document,active_account.currency"
    assert profile.login == "your@email.example"
    assert (profile.company_name, profile.residence_country, profile.show_on_map) == (
        "Company One",
        "CHN",
        True,
    )
    assert (profile.identity_document.value, profile.identity_document.approved) == ("id_card", False)
    assert profile.active_account.currency.code == "hkd"
    assert profile.unread == ()
    assert "123456789" not in repr(profile)


def quote(bitspark, version, **choices):
    ask = bitspark.quotes.amount_to_pay_v4 if version == 4 else bitspark.quotes.amount_to_pay_v3
    return ask(account_currency="usd", amount=Decimal("11.11"), destination_id=F, **choices)


def test_amount_to_pay_v4():
    told, visit = asked(
        "amount_to_pay_v4", lambda b: quote(b, 4, delivery_method="d", provider="p", province="q")
    )

    assert visit.target == (
        "/bitspark/v4/calculations/amount_to_pay/calculate?account_currency=usd&transfer%5Bamount%5D=11.11"
        f"&transfer%5Bamount_to_send%5D=0&transfer%5Bdestination_id%5D={F}&transfer%5Bdelivery_method%5D=d"
        "&transfer%5Bprovider%5D=p&transfer%5Bprovince%5D=q"
    )
    assert told.version == 4
    assert told.total_amount_to_pay_in_user_currency == Decimal("1.0093448333521935")
    assert told.total_amount_to_pay_in_destination_currency == Decimal("1222.283297230666")
    assert told.transaction_fee_in_user_currency == Decimal("0.00004587243040934162")
    assert told.transaction_fee_in_destination_currency == Decimal("0.05555")
    assert told.payment_service_fee_in_destination_currency == Decimal("0.15073492500000008")
    assert told.payment_service_fee_in_user_currency == Decimal("0.00012447483991574854")
    assert told.destination_amount == Decimal("11.11")
    assert told.limits_info == "5 000 000 IDR per day"


def test_amount_to_pay_v3():
    told, visit = asked("amount_to_pay_v3", lambda b: quote(b, 3))

    assert visit.target == (
        "/bitspark/v3/calculations/amount_to_pay/calculate?account_currency=usd&transfer%5Bamount%5D=11.11"
        f"&transfer%5Bdestination_id%5D={F}"
    )
    assert (told.version, told.limits_info) == (3, None)
    assert told.total_amount_to_pay_in_user_currency == Decimal("1.0093194576974538")


def test_recipients():
    page, visit = asked("recipients", lambda b: b.recipients.list())

    assert visit.target == "/bitspark/v1/recipients?pagination%5Boffset%5D=1&pagination%5Blimit%5D=100"
    assert not page.paging_told
    (recipient,) = page.items
    assert (recipient.first_name, recipient.middle_name, recipient.last_name) == ("First", "mid", "Last")
    assert (recipient.alt_phone_number, recipient.bank_account_type, recipient.iban) == (None, None, None)
    assert recipient.bank_account_number == "111111111111"
    assert "111111111111" not in repr(recipient)


def test_one_recipient():
    recipient, visit = asked("recipient", lambda b: b.recipients.get(F))

    assert visit.target == f"/bitspark/v1/recipients/{F}"
    assert recipient.alt_phone_number == "+8622444455555"


def test_another_recipient_than_asked_is_not_taken():
    with pytest.raises(MalformedReply, match="another recipient"):
        asked("recipient", lambda b: b.recipients.get("eeeeeeee"))


def test_creating_a_recipient():
    recipient, visit = asked(
        "recipient_created",
        lambda b: b.recipients.create({"first_name": "First", "phone_number": "+86", "email": ""}),
        status=201,
    )

    assert (visit.method, visit.target) == ("POST", "/bitspark/v1/recipients")
    assert visit.headers["content-type"] == "application/x-www-form-urlencoded"
    assert visit.body == (
        b"data%5Battributes%5D%5Bfirst_name%5D=First&data%5Battributes%5D%5Bphone_number%5D=%2B86"
        b"&data%5Btype%5D=user_recipients"
    )
    assert recipient.id == F


def test_changing_a_recipient():
    recipient, visit = asked(
        "recipient_updated", lambda b: b.recipients.update(F, {"first_name": "First One1", "email": ""})
    )

    assert (visit.method, visit.target) == ("PUT", f"/bitspark/v1/recipients/{F}")
    assert b"data%5Battributes%5D%5Bemail%5D=&" in visit.body
    assert (recipient.first_name, recipient.bank_branch_address) == ("First One1", None)


def test_transfers():
    page, visit = asked("transfers_v2", lambda b: b.transfers.page(3, 50))

    assert visit.target == (
        "/bitspark/v2/transactions/remittances?include=transfer_recipient"
        "&pagination%5Boffset%5D=3&pagination%5Blimit%5D=50"
    )
    assert (page.number, page.size, page.paging_told) == (3, 50, False)
    (transfer,) = page.items
    assert (transfer.status.group, transfer.status.code, transfer.status.info) == (
        "Unknown",
        "unknown",
        "Unknown",
    )
    assert (transfer.amount, transfer.currency, transfer.account_currency) == (
        Decimal("11.11"),
        "VND",
        "USD",
    )
    assert (transfer.amount_to_send, transfer.exchange_rate) == (Decimal("0.0"), Decimal("1.0"))
    assert transfer.receipt_info.principal is None
    assert transfer.receipt_info.cable_charge == Decimal("28.0")
    assert transfer.receipt_info.landed_amount == Decimal("3000.0")
    assert transfer.tracking_number_possible is False
    assert (transfer.created_at.value, transfer.created_at.date_only) == (date(2018, 1, 1), True)
    assert transfer.recipient.bank_account_type == "current"
    assert transfer.unread == ()


def test_paging():
    page, _ = asked("pagination", lambda b: b.transfers.page(1))

    assert page.paging_told
    assert (page.total_count, page.total_pages, page.prev_page, page.next_page) == (100, 5, None, 2)
    assert page.items[0].status.code == ""
    assert page.items[0].unread == ("status",)


def test_the_first_version_of_the_history_is_read_too():
    page, _ = asked("transfers_v1", lambda b: b.transfers.page(1))

    assert page.items[0].status.code == "unknown"
    assert page.items[0].status.group is None
    assert page.items[0].exchange_rate == Decimal("22222.22222")
    assert page.items[0].created_at is None


def test_one_transfer():
    transfer, visit = asked("transfer", lambda b: b.transfers.get(F))

    assert visit.target == f"/bitspark/v1/transactions/remittances/{F}?include=transfer_recipient"
    assert transfer.status.code == "payment_commited_successfully"
    assert transfer.transaction_number == "TF-180315-668-X9YZ"
    assert transfer.created_at.value == datetime(2018, 3, 15, 14, 24, 26, 689000, tzinfo=UTC)
    assert transfer.tracking_number_possible is True
    assert transfer.recipient is None
    assert transfer.receipt_info.amount_due is None


def test_another_transfer_than_asked_is_not_taken():
    with pytest.raises(MalformedReply, match="another transfer"):
        asked("transfer", lambda b: b.transfers.get("eeeeeeee"))


def test_sending_money():
    transfer, visit = asked("transfer_sent", lambda b: b.transfers.send(ORDER))

    assert (visit.method, visit.target) == ("POST", "/bitspark/v1/transactions/send_money")
    assert transfer.id == F
    assert (transfer.amount, transfer.currency, transfer.exchange_rate) == (Decimal("1.0"), "IDR", None)
    assert transfer.callback_url == "example.com"
    assert transfer.recipient.phone_number == "+380938740945"
    assert transfer.differences == ()
    assert "example.com" not in repr(transfer)
