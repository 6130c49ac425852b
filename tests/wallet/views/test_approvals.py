"""The inbox: what waits, who may decide, and what the second of two reads."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Actor, Connection, Role, Shop, User
from accounts.services import notes
from remittance.models import Transfer
from tests.factories.person import person
from tests.factories.transfer import order_of
from tests.pages import form_at
from tests.people import SignIn, actor_of
from tests.sandboxes import Sandbox
from wallet.models import Limit, MoneyCommand, State
from wallet.selectors.command_card import card_of
from wallet.services import limit_changes
from wallet.services.limit_changes import Place

pytestmark = pytest.mark.django_db
INBOX = "/approvals/"


@pytest.fixture
def waiting(open_counter: Connection, harbour: Shop, teller: Actor) -> Transfer:
    """An order of Alice's above her limit."""
    Limit.objects.create(
        shop=harbour, role=Role.TELLER, kind="transfer", currency="PHP", per_order=Decimal(1000)
    )
    transfer = order_of(open_counter, harbour, teller)
    assert transfer.state == State.PENDING_APPROVAL
    return transfer


@pytest.fixture
def proposed(harbour: Shop) -> Any:
    adam = actor_of(person("adam", "Adam Fong", harbour, Role.ADMIN), harbour)
    place = Place(harbour, Role.TELLER, "transfer", "USD")
    return limit_changes.propose(place, Decimal(500), Decimal(900), why="Safer", actor=adam)


def command_of(transfer: Transfer) -> MoneyCommand:
    return MoneyCommand.objects.get(pk=transfer.command_id)


def address(thing: Transfer | Any, act: str = "") -> str:
    public_id = command_of(thing).public_id if isinstance(thing, Transfer) else thing.public_id
    return f"/approvals/{public_id}/{act}/" if act else f"/approvals/{public_id}/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_inbox_says_what_waits_why_until_when_and_who_asked(
    client_of: SignIn, waiting: Transfer, susan: User
) -> None:
    page = text(client_of(susan).get(INBOX))

    for words in (
        "Send money",
        waiting.reference,
        "5000 PHP",
        "Juan Dela Cruz",
        "Alice Cheung",
        "Above 1000 PHP by one order.",
        "May wait until",
        "Approve or refuse",
    ):
        assert words in page


def test_the_oldest_stands_first(
    client_of: SignIn, waiting: Transfer, open_counter: Connection, harbour: Shop, teller: Actor, susan: User
) -> None:
    later = order_of(open_counter, harbour, teller, amount="6000")

    page = text(client_of(susan).get(INBOX))

    assert page.index(waiting.reference) < page.index(later.reference)


def test_ones_own_is_somebody_elses_to_decide(client_of: SignIn, waiting: Transfer, alice: User) -> None:
    page = text(client_of(alice).get(address(waiting)))

    assert "You asked for this; somebody else decides about it." in page
    assert "Take it back" in page
    assert "Approve and send it" not in page


def test_a_colleague_reads_that_their_role_does_not_decide(
    client_of: SignIn, waiting: Transfer, bob: User
) -> None:
    page = text(client_of(bob).get(address(waiting)))

    assert "Your role does not decide about this." in page
    assert "Take it back" not in page


def test_approving_sends_it_and_leads_back(
    client_of: SignIn, waiting: Transfer, susan: User, sandbox: Sandbox
) -> None:
    client = client_of(susan)
    form = form_at(client.get(address(waiting)), address(waiting, "approve"))

    answer = client.post(address(waiting, "approve"), form, follow=True)

    assert "Susan Ho" in text(answer)
    assert command_of(waiting).state == "accepted"
    assert len(sandbox.books()["transfers"]) == 1


def test_refusing_needs_a_reason_that_the_asker_reads(
    client_of: SignIn, waiting: Transfer, susan: User, alice: User
) -> None:
    client = client_of(susan)
    form = form_at(client.get(address(waiting)), address(waiting, "refuse"))

    assert client.post(address(waiting, "refuse"), form | {"reason": " "}).status_code == 422
    assert command_of(waiting).state == "pending_approval"
    client.post(address(waiting, "refuse"), form | {"reason": "No invoice <b>shown</b>"})

    page = text(client_of(alice).get(reverse("remittance:transfer", args=[waiting.public_id])))
    assert "No invoice &lt;b&gt;shown&lt;/b&gt;" in page
    assert "Susan Ho" in page
    assert "Send again" in page or command_of(waiting).state == "cancelled"


@pytest.mark.parametrize("act", ["approve", "refuse"])
def test_the_second_supervisor_reads_who_was_first_and_when(
    client_of: SignIn, waiting: Transfer, susan: User, harbour: Shop, act: str, sandbox: Sandbox
) -> None:
    simon = client_of(person("simon", "Simon Goh", harbour, Role.SUPERVISOR))
    form = form_at(simon.get(address(waiting)), address(waiting, "approve"))
    client_of(susan).post(address(waiting, "approve"), form)

    late = simon.post(address(waiting, act), form | {"reason": "No."})

    assert late.status_code == 409
    assert "Susan Ho decided about this order, " in text(late)
    assert "Approve and send it" not in text(late)
    assert len(sandbox.books()["transfers"]) == 1


def test_withdrawing_closes_it(client_of: SignIn, waiting: Transfer, alice: User) -> None:
    client = client_of(alice)
    form = form_at(client.get(address(waiting)), address(waiting, "withdraw"))

    client.post(address(waiting, "withdraw"), form)

    assert (command_of(waiting).state, command_of(waiting).outcome_code) == ("cancelled", "stopped")


@pytest.mark.parametrize(
    ("who", "act", "code"),
    [
        ("alice", "approve", 403),
        ("bob", "approve", 403),
        ("bob", "refuse", 403),
        ("carla", "approve", 403),
        ("ada", "refuse", 403),
        ("bob", "withdraw", 403),
        ("susan", "withdraw", 403),
    ],
)
def test_who_may_not_reads_why(
    client_of: SignIn, waiting: Transfer, request: Any, who: str, act: str, code: int
) -> None:
    client = client_of(request.getfixturevalue(who))

    answer = client.post(
        address(waiting, act), {"version": command_of(waiting).version, "reason": "No reason"}
    )

    assert answer.status_code == code
    assert command_of(waiting).state == "pending_approval"


@pytest.mark.parametrize("role", [Role.TELLER, Role.SUPERVISOR, Role.COMPLIANCE, Role.ADMIN])
def test_sec_3_another_shop_finds_none_of_it(
    client_of: SignIn, waiting: Transfer, proposed: Any, lantern: Shop, role: str
) -> None:
    stranger = client_of(person("stranger", "Strange R", lantern, role))

    for thing in (waiting, proposed):
        assert stranger.get(address(thing)).status_code == 404
        for act in ("approve", "refuse", "withdraw"):
            assert stranger.post(address(thing, act), {"version": 1, "reason": "x"}).status_code == 404
    page = text(stranger.get(INBOX))
    assert waiting.reference not in page
    assert proposed.title not in page
    command = command_of(waiting)
    for act in ("stop", "send-again"):
        answer = stranger.post(f"/commands/{command.public_id}/{act}/", {"version": command.version})
        assert answer.status_code in {403, 404}
    assert command_of(waiting).state == "pending_approval"


def test_the_list_asks_again_without_anything_to_type_in_it(
    client_of: SignIn, waiting: Transfer, susan: User
) -> None:
    part = text(client_of(susan).get(INBOX, HTTP_HX_REQUEST="true"))

    assert 'id="approvals-live"' in part
    assert "hx-get" in part
    assert "<input" not in part
    assert "<html" not in part


def test_the_page_of_one_watches_whether_it_was_decided(
    client_of: SignIn, waiting: Transfer, susan: User, alice: User
) -> None:
    client = client_of(susan)
    assert "hx-get" in text(client.get(address(waiting), HTTP_HX_REQUEST="true"))
    client_of(alice).post(address(waiting, "withdraw"), {"version": command_of(waiting).version})

    part = text(client.get(address(waiting), HTTP_HX_REQUEST="true"))

    assert "Stopped" in part
    assert "hx-get" not in part


def test_what_was_decided_stands_below(client_of: SignIn, waiting: Transfer, susan: User) -> None:
    client = client_of(susan)
    client.post(address(waiting, "refuse"), {"version": command_of(waiting).version, "reason": "Not today"})

    page = text(client.get(INBOX))

    assert "Nothing waits for a second person" in page
    assert "Not today" in page
    assert "Not approved" in page


@pytest.mark.parametrize(("who", "count"), [("alice", 0), ("bob", 0), ("susan", 1), ("carla", 1), ("ada", 0)])
def test_the_way_and_the_home_page_count_what_a_person_may_decide(
    client_of: SignIn, waiting: Transfer, proposed: Any, request: Any, harbour: Shop, who: str, count: int
) -> None:
    page = text(client_of(request.getfixturevalue(who), harbour).get("/"))

    assert ("1 order or change waits for you." in page) is bool(count)
    assert ('<span class="nav-count">1</span>' in page) is bool(count)


def test_ones_own_does_not_count(
    client_of: SignIn, open_counter: Connection, harbour: Shop, susan: User
) -> None:
    Limit.objects.create(
        shop=harbour, role=Role.SUPERVISOR, kind="transfer", currency="PHP", per_order=Decimal(1)
    )
    order_of(open_counter, harbour, actor_of(susan, harbour))

    assert "waits for you" not in text(client_of(susan).get("/"))


def test_a_change_is_accepted_by_compliance_and_holds(
    client_of: SignIn, proposed: Any, carla: User, susan: User
) -> None:
    assert client_of(susan).get(address(proposed)).status_code == 404, "none of a supervisor's business"
    client = client_of(carla)
    page = client.get(address(proposed))
    assert "no limit → 500 USD" in text(page)

    client.post(address(proposed, "approve"), form_at(page, address(proposed, "approve")))

    assert Limit.objects.get().per_order == 500


def test_whoever_proposed_a_change_withdraws_it(client_of: SignIn, proposed: Any) -> None:
    client = client_of(proposed.proposed_by)
    page = client.get(address(proposed))
    assert "Take it back" in text(page)
    assert "Accept the change" not in text(page)

    client.post(address(proposed, "withdraw"), form_at(page, address(proposed, "withdraw")))

    proposed.refresh_from_db()
    assert proposed.state == "withdrawn"


def test_a_change_carries_notes(client_of: SignIn, proposed: Any, carla: User, harbour: Shop) -> None:
    client = client_of(carla)

    client.post(reverse("accounts:note", args=["proposal", proposed.public_id]), {"text": "Asked the bank."})

    assert "Asked the bank." in text(client.get(address(proposed)))
    assert "proposal" in notes.nouns()


def test_the_card_says_where_an_order_stands(
    waiting: Transfer, alice: User, susan: User, harbour: Shop
) -> None:
    command = command_of(waiting)
    own, other = card_of(command, actor_of(alice, harbour)), card_of(command, actor_of(susan, harbour))

    assert card_of(None, actor_of(alice, harbour)) is None
    assert own is not None
    assert other is not None
    assert [act.name for act in own.acts] == ["withdraw"]
    assert [act.name for act in other.acts] == ["decide"]
    assert (own.because, own.asked_by, own.live) == ("Above 1000 PHP by one order.", "Alice Cheung", True)
    assert "somebody else decides" in str(own.own)


def test_stopping_from_the_card_leads_back_to_the_record(
    client_of: SignIn, waiting: Transfer, alice: User, bob: User
) -> None:
    command = command_of(waiting)
    path = f"/commands/{command.public_id}/stop/"

    client_of(bob).post(path, {"version": command.version})
    assert command_of(waiting).state == "pending_approval"
    answer = client_of(alice).post(path, {"version": command.version})

    assert answer.url == reverse("remittance:transfer", args=[waiting.public_id])
    assert command_of(waiting).state == "cancelled"
