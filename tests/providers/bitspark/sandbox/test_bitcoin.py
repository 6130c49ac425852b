"""Check digits of Bitcoin addresses, against published ones."""

from __future__ import annotations

import pytest

from accounts.providers.bitspark.sandbox.bitcoin import is_address, new_address

RIGHT = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "1111111111111111111114oLvT2",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]
WRONG = [
    "",
    "1q2W3e4R5t6Y7u8I9o0P1q2W3e4R5t6Y7u",  # the document's, of "Create Deposit V2"
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",  # the test network's
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
    "bc1pw5dgrnzv",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_address(text: str) -> None:
    assert not is_address(text)


def test_a_new_address_is_right_and_its_own() -> None:
    made = {new_address() for _ in range(200)}
    assert len(made) == 200
    assert all(text.startswith("1") and is_address(text) for text in made)


def test_every_single_wrong_character_is_noticed() -> None:
    for text in (RIGHT[3], RIGHT[5]):
        for place in range(3, len(text)):
            swapped = "q" if text[place] != "q" else "p"
            assert not is_address(text[:place] + swapped + text[place + 1 :])
