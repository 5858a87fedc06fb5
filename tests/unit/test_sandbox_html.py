"""The sandbox's HTML: what Telegram makes of it, and how it words what it cannot read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import escape, order, render, tidy, utf16
from bot.sandbox.html import parse
from bot.sandbox.wire import ApiError


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("你好", "你好", []),
        ("<b>a</b><strong>b</strong>", "ab", [{"type": "bold", "offset": 0, "length": 2}]),
        (
            "<i>a</i> <em>b</em>",
            "a b",
            [{"type": "italic", "offset": 0, "length": 1}, {"type": "italic", "offset": 2, "length": 1}],
        ),
        ("<u>a</u>", "a", [{"type": "underline", "offset": 0, "length": 1}]),
        ("<ins>a</ins>", "a", [{"type": "underline", "offset": 0, "length": 1}]),
        ("<s>a</s>", "a", [{"type": "strikethrough", "offset": 0, "length": 1}]),
        ("<del>a</del>", "a", [{"type": "strikethrough", "offset": 0, "length": 1}]),
        ("<strike>a</strike>", "a", [{"type": "strikethrough", "offset": 0, "length": 1}]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [{"type": "spoiler", "offset": 0, "length": 1}]),
        ('<span class="tg-spoiler">a</span>', "a", [{"type": "spoiler", "offset": 0, "length": 1}]),
        ("😀<B>讲堂</B>", "😀讲堂", [{"type": "bold", "offset": 2, "length": 2}]),
        ("<code>a</code>", "a", [{"type": "code", "offset": 0, "length": 1}]),
        ("<pre>a</pre>", "a", [{"type": "pre", "offset": 0, "length": 1}]),
        (
            '<pre><code class="language-python">a</code></pre>',
            "a",
            [{"type": "pre", "offset": 0, "length": 1, "language": "python"}],
        ),
        (
            '<code class="language-python"><pre>a</pre></code>',
            "a",
            [{"type": "pre", "offset": 0, "length": 1, "language": "python"}],
        ),
        ('<code class="language-python">a</code>', "a", [{"type": "code", "offset": 0, "length": 1}]),
        (
            '<a href="https://e.cn/?a=1&amp;b=2">x</a>',
            "x",
            [{"type": "text_link", "offset": 0, "length": 1, "url": "https://e.cn/?a=1&b=2"}],
        ),
        ("<a href=e.cn>x</a>", "x", [{"type": "text_link", "offset": 0, "length": 1, "url": "http://e.cn"}]),
        (
            "<a>https://e.cn</a>",
            "https://e.cn",
            [{"type": "text_link", "offset": 0, "length": 12, "url": "https://e.cn"}],
        ),
        ('<a href="nonsense">x</a>', "x", []),
        (
            '<a href="tg://user?id=7">x</a>',
            "x",
            [{"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 7}}],
        ),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            "👍",
            [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"}],
        ),
        ("<blockquote>a</blockquote>", "a", [{"type": "blockquote", "offset": 0, "length": 1}]),
        ("<blockquote expandable>a</blockquote>", "a", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
        (
            '<tg-time unix="1772433000" format="wDT">3月2日 14:30</tg-time>',
            "3月2日 14:30",
            [{"type": "date_time", "offset": 0, "length": 10, "unix_time": 1772433000, "date_time_format": "wDT"}],
        ),
        (
            '<tg-time unix="1772433000">x</tg-time>',
            "x",
            [{"type": "date_time", "offset": 0, "length": 1, "unix_time": 1772433000, "date_time_format": ""}],
        ),
        ("<b></b>", "", []),
        ("<b>a</>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("a &lt;b&gt; &amp; &quot; &#65; &#x4F60; &copy; & b", 'a <b> & " A 你 &copy; & b', []),
        ("&lt", "<", []),
    ],
)
def test_what_telegram_makes_of_it(source, text, entities):
    assert parse(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("你<b>好", 'Can\'t find end tag corresponding to start tag "b"'),
        ("你<x>好</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("你<b", "Unclosed start tag at byte offset 3"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("好</b>", "Unexpected end tag at byte offset 3"),
        ("<b>好</b", "Unclosed end tag at byte offset 6"),
        ("<b><i>好</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("<tg-time>x</tg-time>", "Invalid Unix time specified"),
        ('<tg-time unix="1" format="x">x</tg-time>', "Invalid date-time format specified"),
    ],
)
def test_how_telegram_words_what_it_cannot_read(source, error):
    with pytest.raises(ApiError) as refused:
        parse(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {error}"


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<b>a<i>b</i></b>", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b>a<b>b</b></b>", [("bold", 0, 2)]),
        ("<b>a<code>b</code>c</b>", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<code>a<b>b</b></code>", [("code", 0, 2)]),
        ("<i>a<b>b</b></i><b>c</b>", [("italic", 0, 2), ("bold", 1, 1), ("bold", 2, 1)]),
        (
            "<b><blockquote><code>a</code>b</blockquote>c</b>",
            [("blockquote", 0, 2), ("code", 0, 1), ("bold", 1, 1), ("bold", 2, 1)],
        ),
        ('<a href="https://e.cn">a<code>b</code></a>', [("text_link", 0, 2)]),
        ('<a href="https://e.cn"><b>a</b></a>', [("text_link", 0, 1), ("bold", 0, 1)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", [("blockquote", 0, 2)]),
        ("<blockquote><b>a</b></blockquote>", [("blockquote", 0, 1), ("bold", 0, 1)]),
    ],
)
def test_what_may_not_nest_is_taken_apart(source, kinds):
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in parse(source)[1]] == kinds


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8)
_TAGS = [
    "b",
    "i",
    "u",
    "s",
    "tg-spoiler",
    "code",
    "pre",
    "blockquote",
    "blockquote expandable",
    'a href="https://e.cn"',
]


@st.composite
def _nested(draw, depth=2):
    """Well-formed HTML, with the text that must come out of it."""
    source, text = "", ""
    for _ in range(draw(st.integers(0, 3))):
        piece = draw(_TEXT | st.just(""))
        if depth and draw(st.booleans()):
            inner, inner_text = draw(_nested(depth - 1))
            tag = draw(st.sampled_from(_TAGS))
            source += f"<{tag}>{inner}</{tag.split()[0]}>"
            text += inner_text
        source += escape(piece)
        text += piece
    return source, text


@given(_nested())
def test_any_nesting_gives_the_text_and_entities_inside_it(nested):
    source, expected = nested
    text, entities = parse(source)
    assert text == expected
    assert [e for e in entities if not 0 <= e["offset"] < e["offset"] + e["length"] <= utf16(text)] == []
    for outer in entities:
        for inner in entities:
            begin, end = inner["offset"], inner["offset"] + inner["length"]
            if outer["offset"] < begin < outer["offset"] + outer["length"]:
                assert end <= outer["offset"] + outer["length"]


@given(_nested())
def test_rendering_and_parsing_again_changes_nothing(nested):
    text, entities = parse(nested[0])
    assert parse(render(text, entities)) == (text, entities)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_escaped_text_comes_through_as_it_is(text):
    assert parse(escape(text)) == (text, [])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_length_is_counted_in_utf16(text):
    assert utf16(text) == len(text.encode("utf-16-le")) // 2


@given(st.text("<>/&;=\"' abisutg-:#x\n", max_size=40))
def test_any_rubbish_is_read_or_refused(source):
    try:
        text, entities = parse(source)
    except ApiError as refused:
        assert refused.code == 400  # noqa: PT017 - either outcome is fine, a crash is not
    else:
        assert entities == sorted(entities, key=order)
        assert utf16(text) <= utf16(source)


def test_touching_pieces_of_one_kind_are_one():
    bold = [{"type": "bold", "offset": 3, "length": 2}, {"type": "bold", "offset": 0, "length": 3}]
    assert tidy(bold) == [{"type": "bold", "offset": 0, "length": 5}]
