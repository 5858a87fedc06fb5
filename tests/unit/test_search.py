"""How texts are compared when something is looked for."""

import pytest

from bot.domain.search import fold, likeness, pairs, pattern, terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ＡＩ 讲堂", "ai 讲堂"), ("  Straße\n\t２０２６ ", "strasse 2026"), ("①", "1"), ("", "")],
)
def test_width_case_and_blanks_do_not_matter(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("金融 讲堂", ("金融", "讲堂")),
        ("金融，讲堂、金融", ("金融", "讲堂")),
        ("　金融　", ("金融",)),
        ("100%_\\", ("100%_\\",)),
        (" ,，| ", ()),
    ],
)
def test_words_are_told_apart_by_blanks_and_commas(text, found):
    assert terms(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("金融讲堂", ("金融", "融讲", "讲堂")),
        ("金融 AI", ("金融", "ai")),
        ("党", ("党",)),
        ("党党党", ("党党",)),
        ("！？", ()),
    ],
)
def test_a_run_falls_into_overlapping_pairs(text, found):
    assert pairs(text) == found


@pytest.mark.parametrize(
    ("one", "other", "how_much"),
    [
        ("金融投资", "金融投资专题讲座", 1.0),
        ("金融投资", "金融风险", 1 / 3),
        ("金融投资", "应急管理", 0.0),
        ("金融投资", "！", 0.0),
    ],
)
def test_likeness_is_the_share_of_pairs_that_both_have(one, other, how_much):
    assert likeness(one, other) == likeness(other, one) == how_much


def test_signs_that_like_gives_a_meaning_stand_for_themselves():
    assert pattern("100%_a\\b") == r"%100\%\_a\\b%"
