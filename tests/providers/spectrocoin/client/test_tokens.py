"""Tokens as they are given, and what is none."""

import pytest

from accounts.providers.spectrocoin.client import OutcomeUnknown, RefreshExpired, Refused

from .calls import TOKENS
from .stubs import answer, refusing, told


def authenticated(**members):
    return answer(200, told("authenticated", **members))


@pytest.mark.parametrize("seconds", [300, "300", 300.0])
def test_the_life_is_a_number_or_its_digits(seconds, ask):
    assert ask(authenticated(expires_in=seconds), TOKENS["authenticate"]).expires_in == 300


def test_the_type_may_be_missing(ask):
    assert ask(authenticated(token_type=None), TOKENS["authenticate"]).token_type == ""


def test_the_scope_is_what_was_granted(ask):
    granted = ask(authenticated(scope="  user_account   send_currency "), TOKENS["authenticate"])
    assert granted.scope == {"user_account", "send_currency"}


@pytest.mark.parametrize(
    "members",
    [
        {"access_token": None},
        {"access_token": ""},
        {"access_token": "a b"},
        {"access_token": "a\r\nX: y"},
        {"access_token": "x" * 4097},
        {"refresh_token": None},
        {"refresh_token": True},
        {"expires_in": None},
        {"expires_in": 0},
        {"expires_in": 0.5},
        {"expires_in": -300},
        {"expires_in": "300 (seconds)"},
        {"expires_in": 10**12},
        {"scope": None},
        {"scope": ["user_account"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", TOKENS)
def test_half_a_pair_is_none(name, members, ask):
    with pytest.raises(OutcomeUnknown) as caught:
        ask(authenticated(**members), TOKENS[name])
    assert (caught.value.body, caught.value.__cause__) == ("", None)


def test_a_spent_refresh_token_says_authenticate(ask):
    with pytest.raises(RefreshExpired):
        ask(refusing(2003), TOKENS["refresh"])
    with pytest.raises(Refused) as caught:
        ask(refusing(2003, 2001), TOKENS["refresh"])
    assert type(caught.value) is Refused
