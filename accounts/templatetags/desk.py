"""How values are shown: amounts, moments, ages, icons, codes.

Display only. Every tag takes plain values, escapes them, and isolates their writing direction, so
that a name in Arabic beside an amount changes neither. Nothing here rounds, converts or asks; `balance`
alone leaves digits out, and shows that it does.
"""

import copy as copies
import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal, InvalidOperation, localcontext
from typing import Any
from zoneinfo import ZoneInfo

import segno
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import get_currency_precision
from django import template
from django.template import Context, Variable, VariableDoesNotExist
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()

NO_FIGURE = "–"
AGES = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
NOW = timedelta(seconds=5)
A_WEEK = timedelta(days=7)
TONE = re.compile(r"[^a-z-]")


def _locale() -> Locale:
    try:
        return Locale.parse(translation.get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def figure(value: Decimal | str | int, precision: int | None = None) -> str:
    """Write an amount with at least `precision` decimals, and every further digit it was given.

    `value` is in major units. Text that is no number comes back as it is: a provider's own word is
    shown, never guessed at.

    Raises:
        TypeError: for a float, which is not exact.
    """
    if isinstance(value, float):
        raise TypeError("A float is not an amount: give Decimal or text.")
    with localcontext(prec=120):
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            return str(value)
        if not number.is_finite():
            return str(value)
        given = format(number, "f").partition(".")[2].rstrip("0")
        decimals = max(len(given), precision or 0)
        locale = _locale()
        pattern = copies.copy(locale.decimal_formats[None])
        pattern.frac_prec = (decimals, decimals)
        return str(pattern.apply(number, locale, decimal_quantization=False))


@register.simple_tag
def amount(
    value: Decimal | str | int | None, currency: str | None = "", precision: int | None = None
) -> SafeString:
    """`{% amount transfer.amount "PHP" 2 %}`: figure and currency, never parted at a line's end.

    `precision` is the provider's; without it, a currency of ISO 4217 has its usual decimals.
    None and "" are "–": there is no figure yet. 0 is a figure.
    """
    if value is None or value == "":
        return format_html('<bdi class="amount is-none">{}</bdi>', NO_FIGURE)
    if precision is None and currency and currency in _locale().currencies:
        precision = get_currency_precision(currency)
    digits = figure(value, precision)
    if not currency:
        return format_html('<bdi class="amount"><span class="figure">{}</span></bdi>', digits)
    return format_html(
        '<bdi class="amount"><span class="figure">{}</span>\N{NO-BREAK SPACE}'
        '<span class="currency">{}</span></bdi>',
        digits,
        currency,
    )


@register.simple_tag
def balance(
    value: Decimal | str | int | None, currency: str | None = "", precision: int | None = None
) -> SafeString:
    """`{% balance account.balance_raw "HKD" 2 %}`: what we hold, to the decimals of its currency.

    Digits beyond them are left out, never rounded: three dots stand for them, and the title has every digit.
    For what we hold alone; what moves is always written out, with `amount`.
    """
    if precision is None and currency and currency in _locale().currencies:
        precision = get_currency_precision(currency)
    with localcontext(prec=120):
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            return amount(value, currency, precision)
        if precision is None or not number.is_finite():
            return amount(value, currency, precision)
        cut = number.quantize(Decimal(1).scaleb(-precision), rounding=ROUND_DOWN)
        if cut == number:
            return amount(value, currency, precision)
    digits = figure(cut, precision) + "\N{HORIZONTAL ELLIPSIS}"
    return format_html(
        '<bdi class="amount" title="{}"><span class="figure">{}</span>\N{NO-BREAK SPACE}'
        '<span class="currency">{}</span></bdi>',
        f"{figure(number)} {currency or ''}".strip(),
        digits,
        currency or "",
    )


def offset_of(moment: datetime) -> str:
    """The offset of an aware moment as people write it: UTC, UTC+8, UTC+5:30, UTC-3."""
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def _zone(context: Context) -> Any:
    try:
        return Variable("desk.shop.zone").resolve(context) or UTC
    except (VariableDoesNotExist, AttributeError):
        return UTC


def _moment(value: datetime | str | None) -> datetime | None:
    if isinstance(value, str):  # a day without a time is no moment
        moment = parse_datetime(value) if len(value) > len("2026-11-20") else None
    else:
        moment = value
    return timezone.make_aware(moment, UTC) if moment and timezone.is_naive(moment) else moment


def moment_words(moment: datetime, zone: Any, seconds: bool = False) -> str:
    """`20 Nov 2026 18:42 UTC+8`: a moment in `zone` with its offset."""
    local = moment.astimezone(zone)
    pattern = "d MMM y HH:mm:ss" if seconds else "d MMM y HH:mm"
    return f"{format_datetime(local, pattern, locale=_locale())} {offset_of(local)}"


@register.simple_tag(takes_context=True)
def when(
    context: Context, moment: datetime | str | None, seconds: bool = False, zone: Any = None
) -> SafeString:
    """`{% when transfer.created_at %}`: in the active shop's zone, or in `zone`, with its offset.

    None is "–". Text that is no moment is shown as it is.
    """
    if not moment:
        return format_html("{}", NO_FIGURE)
    at = _moment(moment)
    if at is None:
        return format_html("<bdi>{}</bdi>", moment)
    return format_html(
        '<time class="when" datetime="{}">{}</time>',
        at.astimezone(UTC).isoformat(timespec="seconds"),
        moment_words(at, zone or _zone(context), seconds),
    )


@register.simple_tag
def day(value: date | None) -> SafeString:
    """`{% day sender.birth_date %}`: a date stays the day it is, in every zone."""
    if not value:
        return format_html("{}", NO_FIGURE)
    return format_html(
        '<time class="when" datetime="{}">{}</time>',
        value.isoformat(),
        format_date(value, "d MMM y", locale=_locale()),
    )


def age_words(moment: datetime, now: datetime) -> str:
    """How long ago: "just now", "2 min. ago", "3 hr. ago"; whole units, never rounded up."""
    passed = now - moment
    if abs(passed) < NOW:
        return gettext("just now")
    total = int(abs(passed).total_seconds())
    unit, size = next((unit, size) for unit, size in AGES if total >= size)
    whole = timedelta(seconds=total // size * size)
    return format_timedelta(
        -whole if passed > timedelta() else whole,
        granularity=unit.removesuffix("s"),  # type: ignore[arg-type]  # one of Babel's literals
        threshold=1,
        add_direction=True,
        format="short",
        locale=_locale(),
    )


@register.simple_tag(takes_context=True)
def age(context: Context, moment: datetime | str | None) -> SafeString:
    """`{% age connection.last_good_at %}`: how long ago, kept right while the page stays open.

    The exact time is its title. Beyond a week it is the time itself; None is "never".
    """
    at = _moment(moment)
    if at is None:
        return format_html('<span class="age">{}</span>', gettext("never"))
    now, exact = timezone.now(), moment_words(at, _zone(context))
    iso = at.astimezone(UTC).isoformat(timespec="seconds")
    if abs(now - at) >= A_WEEK:
        return format_html('<time class="age" datetime="{}">{}</time>', iso, exact)
    return format_html(
        '<time class="age" datetime="{}" title="{}" data-age>{}</time>', iso, exact, age_words(at, now)
    )


@register.simple_tag(takes_context=True)
def zone_words(context: Context) -> str:
    """`Asia/Hong_Kong (UTC+8)`: the zone that this page's times are in."""
    zone = _zone(context)
    offset = offset_of(timezone.now().astimezone(zone))
    return f"{zone.key} ({offset})" if isinstance(zone, ZoneInfo) and zone.key != offset else offset


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "send" %}`: a picture from the sprite; decoration unless `label` gives it words."""
    href = f"{static('vendor/tabler-icons/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def copy(text: Any, what: str = "") -> SafeString:
    """`{% copy transfer.reference _("reference") %}`: a button that copies `text`.

    It needs JavaScript and is not shown without it; the text beside it can always be selected.
    """
    if text in {None, ""}:
        return SafeString("")
    label = gettext("Copy %(what)s") % {"what": what} if what else gettext("Copy")
    return format_html(
        '<button type="button" class="copy needs-js" data-copy="{}" aria-label="{}" title="{}">{}</button>',
        text,
        label,
        label,
        icon("copy"),
    )


@register.simple_tag
def qr(text: str) -> SafeString:
    """`{% qr transfer.reference %}`: a QR code, black on white in every theme; its size is the style's."""
    picture = segno.make(str(text), micro=False, error="m").svg_data_uri(
        border=2, dark="#000", light="#fff", omitsize=True
    )
    return format_html(
        '<img class="qr" src="{}" alt="{}">', picture, gettext("QR code: %(text)s") % {"text": text}
    )


@register.simple_tag
def status_pill(word: Any, tone: str = "secondary") -> SafeString:
    """`{% status_pill status.word status.tone %}`: a status by its word first, its colour second.

    `tone` is a colour of the theme (success, danger, warning, info, primary, secondary, or green, red,
    yellow, orange, blue, azure, purple, gray); an unknown one is grey.
    """
    return format_html(
        '<span class="status-pill tone-{}"><bdi>{}</bdi></span>', TONE.sub("", str(tone or "secondary")), word
    )


@register.simple_tag
def masked(text: Any, keep: int = 4) -> SafeString:
    """`{% masked sender.id_number %}`: its last characters; all hidden when there are not many more."""
    value = str(text or "")
    if not value:
        return format_html("{}", NO_FIGURE)
    tail = value[-keep:] if len(value) > keep else ""
    return format_html('<bdi class="masked">••••{}</bdi>', f"\N{NO-BREAK SPACE}{tail}" if tail else "")
