"""Phone numbers as people type them, and as Bitspark wants them: digits after a plus."""

import re
import unicodedata
from functools import cache

import phonenumbers
import pycountry

# [guess] The document's examples are +123456789012 and +8611444455555; E.164 allows 15 digits.
WRITTEN = re.compile(r"\+[1-9][0-9]{6,14}")
_TYPED = re.compile(r"\+?[0-9 ()./\-]+")
_SEPARATORS = re.compile(r"[ ()./\-]")


@cache
def region_of(country_name: str, currency: str = "") -> str:
    """Two letters of a destination's country, by its name, else by its currency (KRW is of KR); or ""."""
    try:
        return str(pycountry.countries.lookup(country_name).alpha_2)
    except LookupError:
        region = currency[:2].upper()
        return region if region in phonenumbers.SUPPORTED_REGIONS else ""


def completed(text: str, region: str) -> str:
    """A number with its country code, as "+639171234567"; what cannot be completed, as it was typed.

    Separators go, `00` and national numbers are completed for `region`. Whether such a number
    exists is no question here.
    """
    typed = "".join(str(unicodedata.digit(char, char)) for char in text)
    if not _TYPED.fullmatch(typed):
        return text
    if typed.startswith("+"):
        return "+" + _SEPARATORS.sub("", typed[1:])
    try:
        number = phonenumbers.parse(typed, region or None)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def looks_real(written: str) -> bool:
    """Whether libphonenumber knows a number range that `written` falls into."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(written))
    except phonenumbers.NumberParseException:
        return False
