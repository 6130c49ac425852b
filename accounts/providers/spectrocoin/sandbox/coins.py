"""Coins' addresses: new ones that nobody holds the key of, and whether the check digits of one are right."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from functools import lru_cache

from Crypto.Hash import keccak

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BITCOIN_VERSIONS = (0x00, 0x05)
DASH_VERSIONS = (0x4C, 0x10)
XEM_NETWORKS = (0x68, 0x98)  # N..., T...


def is_address(currency: str, text: str) -> bool:
    return currency in _CHECKS and text.isascii() and _CHECKS[currency](text)


@lru_cache(maxsize=4096)
def address(currency: str, seed: bytes) -> str:
    """A well-formed address, always the same for the same seed."""
    body = hashlib.sha256(currency.encode() + b" " + seed).digest()[:20]
    if currency == "ETH":
        return _mixed_case(body.hex())
    if currency == "XEM":
        payload = bytes([XEM_NETWORKS[1]]) + body
        return base64.b32encode(payload + _keccak(payload)[:4]).decode()
    version = BITCOIN_VERSIONS[0] if currency == "BTC" else DASH_VERSIONS[0]
    return _to_base58(bytes([version]) + body)


def _keccak(data: bytes) -> bytes:
    """Keccak-256 as it was before SHA-3 was fixed."""
    return bytes(keccak.new(digest_bits=256, data=data).digest())


def _twice(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]


def _to_base58(payload: bytes) -> str:
    whole = payload + _twice(payload)
    number, text = int.from_bytes(whole), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + text


def _is_base58(text: str, versions: tuple[int, ...]) -> bool:
    """25 bytes: a version, 20 of a hash, 4 of a check."""
    if not 25 <= len(text) <= 36 or not set(text) <= set(BASE58):
        return False
    number = 0
    for char in text:
        number = number * 58 + BASE58.index(char)
    if number.bit_length() > 200:
        return False
    whole = number.to_bytes(25)
    zeros = len(whole) - len(whole.lstrip(b"\0"))
    ones = len(text) - len(text.lstrip("1"))
    return zeros == ones and whole[0] in versions and _twice(whole[:-4]) == whole[-4:]


def _is_bitcoin(text: str) -> bool:
    return _is_segwit(text) if text[:3].lower() == "bc1" else _is_base58(text, BITCOIN_VERSIONS)


def _is_segwit(text: str) -> bool:
    """BIP 173 (version 0) and BIP 350 (the later ones), of the main network."""
    if text not in (text.lower(), text.upper()) or not 14 <= len(text) <= 90:
        return False
    values = [BECH32.find(char) for char in text.lower()[3:]]
    if -1 in values or values[0] > 16:
        return False
    size, padding = divmod((len(values) - 7) * 5, 8)
    fits = size in (20, 32) if values[0] == 0 else 2 <= size <= 40
    loose = values[-7] & ((1 << padding) - 1) if padding < 5 else 1
    checked = _polymod([3, 3, 0, 2, 3, *values]) == (1 if values[0] == 0 else 0x2BC830A3)
    return fits and not loose and checked


def _polymod(values: list[int]) -> int:
    state = 1
    for value in values:
        high = state >> 25
        state = ((state & 0x1FFFFFF) << 5) ^ value
        for bit, mask in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if high >> bit & 1:
                state ^= mask
    return state


def _mixed_case(digits: str) -> str:
    """EIP-55: a letter is upper case where the digest's digit is 8 or more."""
    digest = _keccak(digits.encode()).hex()
    return "0x" + "".join(
        char.upper() if int(mark, 16) >= 8 else char for char, mark in zip(digits, digest, strict=False)
    )


def _is_ethereum(text: str) -> bool:
    """Forty hexadecimal digits; those in both cases carry their check in them."""
    digits = text[2:]
    if text[:2] != "0x" or len(digits) != 40 or not set(digits) <= set("0123456789abcdefABCDEF"):
        return False
    return digits in (digits.lower(), digits.upper()) or text == _mixed_case(digits.lower())


def _is_xem(text: str) -> bool:
    """Without hyphens, in upper case, as the document prints it."""
    try:
        whole = base64.b32decode(text)
    except binascii.Error:
        return False
    return len(whole) == 25 and whole[0] in XEM_NETWORKS and _keccak(whole[:21])[:4] == whole[21:]


_CHECKS: dict[str, Callable[[str], bool]] = {
    "BTC": _is_bitcoin,
    "DASH": lambda text: _is_base58(text, DASH_VERSIONS),
    "ETH": _is_ethereum,
    "XEM": _is_xem,
}
