"""How values are shown, on plain values and without a database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.templatetags.desk import age_words, figure, offset_of

NBSP = "\N{NO-BREAK SPACE}"
AT = datetime(2026, 11, 20, 10, 42, 7, tzinfo=UTC)


@dataclass
class At:
    zone: ZoneInfo


def shown(source, **context):
    return engines["django"].from_string("{% load desk %}" + source).render(context)


def in_zone(name):
    return {"shop": At(ZoneInfo(name))}


@pytest.mark.parametrize(
    ("value", "precision", "words"),
    [
        (Decimal("1234567.5"), 2, "1,234,567.50"),
        ("100.00000000", 2, "100.00"),
        ("0.00000001", 8, "0.00000001"),
        ("87597.8195418990169122", 2, "87,597.8195418990169122"),
        (Decimal("1E+3"), 0, "1,000"),
        (0, 0, "0"),
        ("-5", 2, "-5.00"),
        (7, None, "7"),
        ("n/a", 2, "n/a"),
        ("NaN", 2, "NaN"),
    ],
)
def test_an_amount_has_its_decimals_and_loses_none_it_was_given(value, precision, words):
    assert figure(value, precision) == words


@given(st.decimals(allow_nan=False, allow_infinity=False, places=18, min_value=-(10**15), max_value=10**15))
def test_no_digit_of_an_amount_is_lost_or_made_up(value):
    assert Decimal(figure(value, 2).replace(",", "")) == value


def test_a_float_is_no_amount():
    with pytest.raises(TypeError):
        figure(0.1, 2)


def test_an_amount_stays_with_its_currency_and_apart_from_its_neighbours():
    html = shown('{% amount "12.5" "PHP" 2 %}')
    assert html.startswith("<bdi") and html.endswith("</bdi>")
    assert f'12.50</span>{NBSP}<span class="currency">PHP' in html


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [
        ("62.5", "PHP", "62.50"),
        ("1250", "JPY", "1,250"),
        ("0.75", "BTC", "0.75"),
        ("8.4005", "HKD", "8.4005"),
    ],
)
def test_without_a_precision_a_currency_has_its_usual_decimals(value, currency, words):
    assert f">{words}<" in shown("{% amount value currency %}", value=value, currency=currency)


@pytest.mark.parametrize(
    ("value", "currency", "precision", "words", "title"),
    [
        ("2001689.279006", "HKD", None, "2,001,689.27…", "2,001,689.279006 HKD"),
        ("71.999", "USD", 2, "71.99…", "71.999 USD"),
        ("-0.129", "USD", 2, "-0.12…", "-0.129 USD"),
        ("120.5", "SGD", None, "120.50", ""),
        ("0.75", "BTC", 8, "0.75000000", ""),
        ("0.123456789", "BTC", None, "0.123456789", ""),
    ],
)
def test_a_balance_stops_at_its_currencys_decimals_and_says_what_it_leaves_out(
    value, currency, precision, words, title
):
    found = shown(
        "{% balance value currency precision %}", value=value, currency=currency, precision=precision
    )
    assert f'<span class="figure">{words}</span>' in found
    assert (f'title="{title}"' in found) if title else ("title" not in found)


def test_no_balance_is_a_dash_and_an_unreadable_one_shows_itself():
    assert "–" in shown("{% balance value 'HKD' %}", value="")
    assert "plenty" in shown("{% balance value 'HKD' %}", value="plenty")


def test_no_figure_yet_is_a_dash_and_nought_is_a_figure():
    assert ">–<" in shown('{% amount None "PHP" 2 %}')
    assert ">–<" in shown('{% amount "" "PHP" 2 %}')
    assert ">0.00<" in shown('{% amount 0 "PHP" 2 %}')


def test_digits_are_grouped_as_the_language_does():
    with translation.override("de"):
        assert figure("1234567.5", 2) == "1.234.567,50"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Hong_Kong", "20 Nov 2026 18:42 UTC+8"),
        ("Asia/Kathmandu", "20 Nov 2026 16:27 UTC+5:45"),
        ("America/St_Johns", "20 Nov 2026 07:12 UTC-3:30"),
        ("UTC", "20 Nov 2026 10:42 UTC"),
    ],
)
def test_a_moment_is_shown_in_the_shops_zone_with_its_offset(zone, words):
    html = shown("{% when at %}", at=AT, desk=in_zone(zone))
    assert f'datetime="2026-11-20T10:42:07+00:00">{words}</time>' in html


def test_a_moment_without_a_shop_is_in_utc():
    assert "10:42 UTC<" in shown("{% when at %}", at=AT, desk={"shop": None})
    assert "10:42:07 UTC<" in shown("{% when at seconds=True %}", at=AT)


def test_a_moment_told_as_text_is_read_and_other_text_is_shown_as_it_is():
    assert "10:42 UTC<" in shown('{% when "2026-11-20T10:42:07Z" %}')
    assert shown("{% when at %}", at="soon <b>") == "<bdi>soon &lt;b&gt;</bdi>"
    assert shown("{% when None %}") == "–"


def test_a_date_is_never_converted():
    html = shown("{% day born %}", born=date(1990, 1, 1), desk=in_zone("Pacific/Honolulu"))
    assert '"1990-01-01">1 Jan 1990<' in html


def test_offsets_read_as_people_write_them():
    assert offset_of(AT.astimezone(ZoneInfo("Asia/Kolkata"))) == "UTC+5:30"
    assert offset_of(AT) == "UTC"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=2), "just now"),
        (timedelta(seconds=59), "59 sec. ago"),
        (timedelta(seconds=119), "1 min. ago"),
        (timedelta(minutes=119), "1 hr. ago"),
        (timedelta(hours=47), "1 day ago"),
        (timedelta(days=-2), "in 2 days"),
    ],
)
def test_an_age_is_told_in_whole_units_that_have_passed(passed, words):
    assert age_words(AT - passed, AT).replace(NBSP, " ") == words


def test_an_age_carries_the_exact_time_and_beyond_a_week_is_that_time():
    now = datetime.now(UTC)
    fresh = shown("{% age at %}", at=now - timedelta(minutes=3))
    assert "3 min. ago" in fresh and "data-age" in fresh and "UTC" in fresh
    assert "data-age" not in shown("{% age at %}", at=now - timedelta(days=8))
    assert "never" in shown("{% age None %}")


def test_the_footer_names_the_zone():
    assert shown("{% zone_words %}", desk=in_zone("Asia/Hong_Kong")) == "Asia/Hong_Kong (UTC+8)"
    assert shown("{% zone_words %}") == "UTC"


@pytest.mark.parametrize(
    ("text", "words"), [("1234567", f"••••{NBSP}4567"), ("1234", "••••"), ("", "–"), (None, "–")]
)
def test_a_masked_number_shows_at_most_its_end(text, words):
    assert words in shown("{% masked text %}", text=text)


@pytest.mark.parametrize(
    "source",
    [
        '{% amount evil "PHP" 2 %}',
        "{% amount 1 evil %}",
        "{% when evil %}",
        '{% status_pill evil "blue" %}',
        '{% status_pill "x" evil %}',
        "{% masked evil 99 %}",
        "{% copy evil evil %}",
        "{% icon evil evil %}",
        "{% qr evil %}",
    ],
)
def test_nothing_a_provider_says_becomes_markup(source):
    assert "<script" not in shown(source, evil='"><script>alert(1)</script>')


def test_a_status_has_its_word_and_an_odd_tone_becomes_a_plain_class():
    assert shown('{% status_pill "Paid out" "success" %}') == (
        '<span class="status-pill tone-success"><bdi>Paid out</bdi></span>'
    )
    assert 'tone-secondary"' in shown('{% status_pill "?" "" %}')


def test_a_copy_button_copies_the_text_and_says_what_it_is():
    html = shown('{% copy "HK1" "reference" %}')
    assert 'data-copy="HK1"' in html and 'aria-label="Copy reference"' in html and "needs-js" in html
    assert shown('{% copy "" %}') == ""


def test_a_qr_code_is_a_picture_with_words():
    html = shown('{% qr "HK1-261120-0042-K" %}')
    assert 'src="data:image/svg+xml' in html and 'alt="QR code: HK1-261120-0042-K"' in html
