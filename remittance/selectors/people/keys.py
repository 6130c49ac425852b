"""How names and numbers are written to be found again: pure functions, the same for rows and for searches."""

import re
import unicodedata

# Letters that have no accent to take away, though people type them without it.
_PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "œ": "oe", "æ": "ae", "ı": "i", "þ": "th", "ħ": "h", "ŧ": "t"}
)
_DIACRITICS = re.compile("[\u0300-\u036f]")  # of Latin, Greek and Cyrillic; other scripts keep their marks
_SILENT = re.compile("['’‘ʼ`´]")  # O'Brien is found as obrien
_LONGEST = 250


def folded(text: str) -> str:
    """Text as searches compare it: case and accents gone, words parted by single spaces.

    >>> folded(" José  O'Brien-Łuk ")
    'jose obrien luk'
    """
    bare = _DIACRITICS.sub("", unicodedata.normalize("NFKD", text.replace("\x00", ""))).casefold()
    bare = _DIACRITICS.sub("", unicodedata.normalize("NFKD", bare)).translate(_PLAIN)
    bare = _SILENT.sub("", unicodedata.normalize("NFC", bare))
    return " ".join(re.sub(r"[\s\-‐-―.,]+", " ", bare).split())


def name_key(first: str, last: str) -> str:
    """ "first last", folded; `name_key(last, first)` is the other way to look."""
    return folded(f"{first} {last}")[:_LONGEST]


def digits(number: str) -> str:
    """The digits of a number, of any script, as ASCII digits: a phone's key."""
    return "".join(str(unicodedata.digit(one)) for one in number if one.isdecimal())[:40]


def id_key(number: str) -> str:
    """The letters and digits of an identity document's number, folded."""
    return "".join(one for one in folded(number) if one.isalnum())[:60]


def account_tail(account_number: str, iban: str) -> str:
    """The last four letters or digits of the account, else of the IBAN; "" when there is neither."""
    for number in (account_number, iban):
        if bare := id_key(number):
            return bare[-4:].upper()
    return ""
