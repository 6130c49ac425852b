"""What people read of the writes that move no money, at each error that the document lists.

tests/providers/bitspark/errors.toml lists them and says whether each refuses or leaves it in doubt. Money
commands have one place for this: tests/providers/bitspark/test_errors_on_the_wire.py and tests/faults.
"""

import tomllib
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from accounts.models import Proposal
from accounts.services import profiles, proposals
from accounts.services.errors import ServiceError
from remittance.models import Recipient
from remittance.services import fee_changes, mirror
from remittance.services.people import recipients
from tests.factories.sender import JUAN
from tests.people import actor_of
from wallet.models import Account
from wallet.services import account_terms, deposit_addresses

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parent.parent.parent / "providers" / "bitspark" / "errors.toml"
ERRORS = {(one["code"], one["error_code"]): one for one in tomllib.loads(TABLE.read_text())["error"]}
NO = "Not for you"
WISH = {"first_name": "Else", "last_name": "Where", "value": "passport"}
# How each of them says that nobody knows.
DOUBT = ("may have been", "No clear answer", "did not say", "unknown")


@pytest.fixture
def writes(open_counter, harbour, teller, ada, carla):
    """Each write, which returns the sentences it leaves where it raises none."""
    admin, second = actor_of(ada, None), actor_of(carla, harbour)
    mirror.refresh_fees(open_counter)
    mirror.refresh_balances(open_counter)
    profile = profiles.refresh(open_counter)
    usd = Account.objects.get(connection=open_counter, currency="USD")
    figures = iter(range(1, 1000))

    def told(proposal: Proposal) -> str:
        done = proposals.accept(proposal, version=proposal.version, actor=second)
        return f"{done.outcome} {done.outcome_words}"

    def terms() -> str:
        asked = {"shop_commission": None, "balance_threshold": Decimal(next(figures))}
        return told(account_terms.propose(usd, asked, actor=admin))

    def fee() -> str:
        return told(fee_changes.propose(open_counter, "USD", Decimal(next(figures)), actor=admin))

    def recipient() -> str:
        made = recipients.create(JUAN, public_id=uuid4(), connection=open_counter, shop=harbour, actor=teller)
        return f"{made.standing} {made.failure}"

    def pay_in(kind: str, currency: str) -> object:
        return deposit_addresses.generate(open_counter, kind, currency=currency, actor=teller, shop=harbour)

    return {
        "address": lambda: pay_in("address", "BTC"),
        "memo": lambda: pay_in("memo", ""),
        "profile": lambda: profiles.change(
            profile, WISH, current_password="x", actor=admin, seen=profile.version
        ),
        "recipient": recipient,
        "terms": terms,
        "fee": fee,
    }


@pytest.mark.parametrize("name", ["address", "memo", "profile", "recipient", "terms", "fee"])
def test_every_error_leaves_words(writes, sandbox, name):
    for (code, error_code), error in sorted(ERRORS.items()):
        sandbox.reset()
        planned = {"code": code, "error_code": error_code, "message": NO}
        sandbox.fault("status", times=0, **({"method": "POST"} if name == "fee" else {}), **planned)
        try:
            said = str(writes[name]())
        except ServiceError as refusal:
            beside = [one.provider_message for problems in refusal.fields.values() for one in problems]
            above = [one for name in ("provider_messages", "above") for one in refusal.detail.get(name, ())]
            said = " ".join([str(refusal), *above, *beside])
        in_doubt = any(words in said for words in DOUBT)
        assert in_doubt is not error["becomes"].endswith("refused"), (error_code, said)
        if not in_doubt:
            assert NO in said or str(code) in said, (error_code, said)
        assert len([one for one in sandbox.seen if one[0] != "GET"]) == 1, (error_code, said)
    assert not Recipient.objects.filter(standing=Recipient.Standing.SAVED).exists()
