"""Bitcoin addresses: new ones, and whether the check digits of one are right."""

from __future__ import annotations

import hashlib
import secrets

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VERSIONS = (0x00, 0x05)  # to a key, to a script; the main network alone


def new_address() -> str:
    """A well-formed address that nobody holds the key of."""
    return _base58(b"\x00" + secrets.token_bytes(20))


def is_address(text: str) -> bool:
    """Base58Check (1..., 3...) or Bech32 and Bech32m (bc1...), of the main network."""
    if text.lower().startswith("bc1"):
        return _is_bech32(text)
    body = _from_base58(text)
    return len(body) == 25 and body[0] in _VERSIONS and _check(body[:-4]) == body[-4:]


def _check(body: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4]


def _base58(body: bytes) -> str:
    whole = body + _check(body)
    number, text = int.from_bytes(whole), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return "1" * (len(whole) - len(whole.lstrip(b"\x00"))) + text


def _from_base58(text: str) -> bytes:
    """The bytes, empty if it is no Base58 of a plausible length."""
    if not 25 <= len(text) <= 36 or any(char not in _BASE58 for char in text):
        return b""
    number = 0
    for char in text:
        number = number * 58 + _BASE58.index(char)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\x00" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def _is_bech32(text: str) -> bool:
    """BIP 173 and BIP 350: one case, 6 check symbols, a program of the length its version asks for."""
    if text not in (text.lower(), text.upper()) or not 14 <= len(text) <= 74:
        return False
    symbols = [_BECH32.find(char) for char in text.lower()[3:]]
    if -1 in symbols:
        return False
    version, bits = symbols[0], (len(symbols) - 7) * 5
    length, rest = divmod(bits, 8)
    right = length in (20, 32) if version == 0 else 2 <= length <= 40
    constant = 1 if version == 0 else 0x2BC830A3
    return version <= 16 and right and rest < 5 and _polymod([3, 3, 0, 2, 3, *symbols]) == constant


def _polymod(values: list[int]) -> int:
    sums = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate(sums):
            check ^= part if top >> bit & 1 else 0
    return check
