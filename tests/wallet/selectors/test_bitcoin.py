"""The check digits of Bitcoin addresses, by the vectors of BIP 173 and BIP 350."""

import pytest

from wallet.selectors.bitcoin import is_address, same

GOOD = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "1111111111111111111114oLvT2",  # a hash of zeros
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]
BAD = [
    "",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNaa",
    "0A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "1q2W3e4R5t6Y7u8I9o0P",
    "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",  # the test network's
    "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc",
    "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2",
    "bc1rw5uspcuh",
    "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
    "bc1gmk9yu",
    # BIP 350: version 0 with bech32m, later versions with bech32, and other faults
    "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",  # both cases
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 ",
    "bc1ｑw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "1" * 5000,
]


@pytest.mark.parametrize("text", GOOD)
def test_an_address_with_right_check_digits_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_none(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", [text for text in GOOD if len(text) > 30])
def test_each_single_wrong_sign_is_noticed(text: str) -> None:
    for place in range(4, len(text)):
        sign = "2" if text[place] != "2" else "3"
        assert not is_address(text[:place] + sign + text[place + 1 :])


def test_capitals_matter_in_base58_alone() -> None:
    assert same("BC1SW50QGDZ25J", "bc1sw50qgdz25j")
    assert not same("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1bvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")
