"""Words: escaped and freed of what hides once, in the reader's language, and never longer than a message."""

from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Reader, When, _, clean, fitting, joined, lines, n_

CHINESE = Reader("zh_Hans", ZoneInfo("Asia/Shanghai"))
ENGLISH = Reader("en", ZoneInfo("Asia/Shanghai"))


def test_arguments_are_escaped_and_never_markup():
    words = lines(_("<b>{title}</b>", title="<i>&</i>"), "<u>")
    assert ENGLISH.html(words) == "<b>&lt;i&gt;&amp;&lt;/i&gt;</b>\n&lt;u&gt;"
    assert ENGLISH.plain(words) == "<i>&</i>\n<u>"


def test_a_text_within_a_text_is_put_into_the_same_language():
    words = _("Role: {role}", role=_("organiser"))
    assert (CHINESE.html(words), ENGLISH.html(words)) == ("角色：组织者", "Role: organiser")


def test_counting_follows_the_language():
    assert [ENGLISH.html(n_("{n} waiting", "{n} waiting", n)) for n in (1, 2)] == ["1 waiting", "2 waiting"]
    assert ENGLISH.html(n_("{n} minute", "{n} minutes", 1)) == "1 minute"
    assert CHINESE.html(n_("{n} minute", "{n} minutes", 2)) == "2 分钟"


def test_an_instant_carries_its_own_time_and_a_plain_text_in_the_workplaces():
    when = When(datetime(2026, 11, 26, 6, 30, tzinfo=UTC))
    assert CHINESE.html(when) == '<tg-time unix="1795674600" format="wDt">11月26日周四 14:30</tg-time>'
    assert ENGLISH.plain(when) == "Thu 26 Nov, 14:30"
    assert CHINESE.plain(When(when.instant, "short")) == "11-26 14:30"


@given(st.text())
def test_what_is_typed_loses_only_what_cannot_be_seen(text):
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set("\0\x1b\x7f\u00ad\u115f\u200b\u202e\u2066\u2800\u3164\ufeff\ud800\udfff\U000e0041")
    once.encode()


def test_what_is_made_of_several_characters_stays_whole():
    assert clean("👩\u200d👩\u200d👧 ☑\ufe0f é 中\u3000文") == "👩\u200d👩\u200d👧 ☑\ufe0f é 中\u3000文"


@given(st.lists(st.tuples(st.text(max_size=30), st.booleans()), max_size=40), st.integers(10, 200))
def test_what_is_too_long_is_cut_where_a_line_ends(parts, limit):
    words = lines(*(_("<b>{title}</b>", title=text) if bold else text for text, bold in parts))
    html = ENGLISH.html(words)
    shown = fitting(html, limit)
    assert len(unescape(shown.replace("<b>", "").replace("</b>", "")).encode("utf-16-le")) // 2 <= limit
    assert shown.count("<b>") == shown.count("</b>")
    if shown != html:
        *kept, end = shown.split("\n")
        assert (kept, end) == (html.split("\n")[: len(kept)], "…")


def test_what_fits_is_left_alone_and_tags_do_not_count():
    html = ENGLISH.html(joined([_("<b>{title}</b>", title="🎉" * 2048)]))
    assert fitting(html, 4096) == html
    assert fitting(html, 4095) == "…"


def test_a_tag_over_several_lines_is_not_torn():
    assert fitting("one\n<b>two\nthree</b>\nfour", 10) == "one\n…"


@pytest.mark.parametrize("reader", [CHINESE, ENGLISH])
def test_braces_in_arguments_are_only_braces(reader):
    assert reader.plain(_("<b>{title}</b>", title="{0} {title} %s")) == "{0} {title} %s"
