"""Invitations: once, for seven days, until withdrawn."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection as database
from django.utils import timezone

from accounts.models import Invitation, Role, User
from accounts.selectors import access
from accounts.services import invitations
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.people import actor_of

STRONG = "correct horse battery 9"


@pytest.fixture
def invited(ada, harbour):
    """Dora is invited as a supervisor of HK1: the invitation and its token."""
    return invitations.invite(
        actor=actor_of(ada, None),
        name="Dora",
        role=Role.SUPERVISOR,
        shops=[harbour],
        email="dora@example.com",
    )


def accept(token, username="dora", password=STRONG):
    return invitations.accept(token, name="Dora Yip", username=username, password=password)


def test_a_link_makes_a_colleague_with_its_role(invited, harbour):
    dora = accept(invited[1])

    assert access.role_in(dora, harbour) == Role.SUPERVISOR
    assert access.role_in(dora, None) == ""
    assert (dora.name, dora.email, dora.is_staff) == ("Dora Yip", "dora@example.com", False)
    assert dora.check_password(STRONG)


def test_a_link_works_once(invited):
    accept(invited[1])

    with pytest.raises(Conflict):
        accept(invited[1], "dora2")


def test_a_link_is_worthless_after_seven_days(invited):
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert invitations.find(invited[1]) is None
        with pytest.raises(Conflict):
            accept(invited[1])


def test_a_withdrawn_link_is_worthless(invited, ada):
    invitations.withdraw(invited[0], actor=actor_of(ada, None))

    with pytest.raises(Conflict):
        accept(invited[1])
    with pytest.raises(Conflict):
        invitations.withdraw(invited[0], actor=actor_of(ada, None))


def test_only_a_hash_of_the_link_is_kept(invited):
    row = Invitation.objects.values().get()

    assert invited[1] not in str(row)
    assert len(row["token_hash"]) == 64


@pytest.mark.parametrize(("username", "code"), [("ada", "username-taken"), ("ADA", "username-taken")])
def test_a_refused_name_leaves_the_link_good(invited, username, code):
    with pytest.raises(Refused) as refusal:
        accept(invited[1], username)

    assert refusal.value.code == code
    assert accept(invited[1]).username == "dora"


def test_a_weak_password_leaves_the_link_good(invited):
    with pytest.raises(Refused) as refusal:
        accept(invited[1], password="password1234")

    assert "password" in refusal.value.fields
    assert invitations.find(invited[1]) is not None


def test_all_shops_is_head_offices_to_give(ada, alice, harbour):
    _, token = invitations.invite(
        actor=actor_of(ada, None), name="Hugo", role=Role.TELLER, shops=[], all_shops=True
    )
    assert access.role_in(accept(token, "hugo"), None) == Role.TELLER

    with pytest.raises(NotAllowed):
        invitations.invite(actor=actor_of(alice, harbour), name="X", role=Role.TELLER, shops=[harbour])
    with pytest.raises(Refused):
        invitations.invite(actor=actor_of(ada, None), name="X", role=Role.TELLER, shops=[])


def test_it_is_mailed_only_where_mail_is_real(invited, settings):
    settings.MAIL_IS_REAL = False
    assert not invitations.mail(invited[0], "https://desk.example/i")
    settings.MAIL_IS_REAL = True
    assert invitations.mail(invited[0], "https://desk.example/i")

    assert mail.outbox[0].to == ["dora@example.com"]
    assert "https://desk.example/i" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_link_at_once_one_becomes_a_colleague(invited):
    start, made = threading.Barrier(4), []

    def try_it(n):
        start.wait()
        try:
            made.append(accept(invited[1], f"dora{n}"))
        except Conflict:
            pass
        finally:
            database.close()

    threads = [threading.Thread(target=try_it, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 1
    assert User.objects.filter(username__startswith="dora").count() == 1
