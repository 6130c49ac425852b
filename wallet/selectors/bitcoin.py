"""Whether a text is a Bitcoin address of the main network: its form and its check digits.

Sources: base58check as Bitcoin has had it from the start; BIP 173 (bech32) and BIP 350 (bech32m). Nothing is
asked of anybody: that an address is well formed says nothing about who holds its key.
"""

from hashlib import sha256

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
VERSIONS = frozenset({0x00, 0x05})  # pay to a key's hash, pay to a script's hash
HUMAN_PART = "bc"
CONSTANTS = {1: "bech32", 0x2BC830A3: "bech32m"}
LONGEST = 90


def is_address(text: str) -> bool:
    """Whether `text` is one, check digits included; of the test network none is."""
    if not text.isascii() or len(text) > LONGEST:
        return False
    if text.lower().startswith(f"{HUMAN_PART}1"):
        return _is_segwit(text)
    return _is_base58(text)


def same(one: str, other: str) -> bool:
    """Whether both name one place; bech32 may be written in capitals, base58 tells them apart."""
    if one.lower().startswith(f"{HUMAN_PART}1"):
        return one.lower() == other.lower()
    return one == other


def _is_base58(text: str) -> bool:
    number = 0
    for sign in text:
        digit = BASE58.find(sign)
        if digit < 0:
            return False
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if zeros + len(body) != 25:
        return False
    whole = bytes(zeros) + body
    return whole[0] in VERSIONS and sha256(sha256(whole[:21]).digest()).digest()[:4] == whole[21:]


def _is_segwit(text: str) -> bool:
    if text != text.lower() and text != text.upper():
        return False
    human, _, data = text.lower().rpartition("1")
    values = [BECH32.find(sign) for sign in data]
    if human != HUMAN_PART or len(values) < 7 or min(values) < 0:
        return False
    spread = [ord(sign) >> 5 for sign in human] + [0] + [ord(sign) & 31 for sign in human]
    encoding = CONSTANTS.get(_polymod(spread + values), "")
    version, program = values[0], _octets(values[1:-6])
    if program is None or not 2 <= len(program) <= 40 or version > 16:
        return False
    if version == 0:
        return encoding == "bech32" and len(program) in {20, 32}
    return encoding == "bech32m"


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check


def _octets(groups: list[int]) -> bytes | None:
    """Five-bit groups as bytes; None when what is left over is not a padding of zeros."""
    number = 0
    for group in groups:
        number = number << 5 | group
    left = len(groups) * 5 % 8
    if left > 4 or number & ((1 << left) - 1):
        return None
    return (number >> left).to_bytes(len(groups) * 5 // 8, "big")
