"""Suggestions about the same matter are found by what they say, on both databases."""

from datetime import UTC, datetime

from bot.domain.suggestions.likeness import ALL, grams, pairs, telling, weights
from storage import likeness, sweep
from tests.suggestions import PAIRS, index, others

SHOWN = 5
OTHERS = 1_200


def _rows(tx):
    counts = tx.all("SELECT gram, suggestions FROM suggestion_gram_counts WHERE suggestions > 0 ORDER BY gram")
    return tx.all("SELECT gram, suggestion_id, weight FROM suggestion_grams ORDER BY 1, 2"), counts


async def test_nine_of_ten_are_among_the_first_five(db):
    await db.write(index, [filed for filed, _asked in PAIRS] + others(OTHERS))
    found = [await db.read(likeness.like, asked, SHOWN) for _filed, asked in PAIRS]
    missed = [PAIRS[n] for n, ids in enumerate(found) if n + 1 not in ids]
    assert len(PAIRS) >= 200
    assert 1 - len(missed) / len(PAIRS) >= 0.9, missed


async def test_what_is_added_one_by_one_is_what_is_indexed_at_once(db):
    texts = others(30)
    for number, text in enumerate(texts, 1):
        await db.write(likeness.add, number, text)
    one_by_one = await db.read(_rows)
    await db.write(lambda tx: (tx.run("DELETE FROM suggestion_grams"), tx.run("DELETE FROM suggestion_gram_counts")))
    await db.write(index, texts)
    assert await db.read(_rows) == one_by_one


async def test_what_is_taken_out_leaves_nothing(db):
    await db.write(likeness.add, 1, "食堂排队太久")
    before = await db.read(_rows)
    await db.write(likeness.add, 2, "食堂的汤太咸，太咸")
    await db.write(likeness.remove, 2, "食堂的汤太咸，太咸")
    assert await db.read(_rows) == before
    assert await db.read(likeness.like, "汤咸", SHOWN) == []


async def test_nothing_is_like_what_says_nothing(db):
    await db.write(likeness.add, 1, "食堂排队太久")
    assert await db.read(likeness.like, "？！……", SHOWN) == []


def test_blanks_width_and_case_do_not_matter():
    assert weights("ＯＡ系统 慢") == weights("oa系统\n慢")


def test_pairs_do_not_reach_over_punctuation():
    assert pairs("灯，路灯") == (ord("灯"), ord("路") << 21 | ord("灯"))


def test_the_rarest_tell_most_and_what_everybody_writes_is_left_out():
    rare, common = ord("闸"), ord("的")
    known = {ALL: 50_000, rare: 3, common: 45_000}
    assert list(telling("的闸", known)) == [rare]
    assert list(telling("的", known)) == [common]  # when there is nothing else
    assert list(grams("的闸")) == [common, rare, common << 21 | rare]


async def test_what_ends_by_itself_is_not_found_any_more(db):
    def file(tx):
        tx.run("INSERT INTO people (id, created_at) VALUES (1, 0)")
        tx.run("INSERT INTO campaigns (id, title, opens_at, organiser_id, created_at) VALUES (1, '', 0, 1, 0)")
        for id_, state in ((1, "closed"), (2, "working")):
            tx.run(
                "INSERT INTO suggestions (id, number, campaign_id, author_id, text, public, state, published, "
                "created_at, changed_at) VALUES (CAST(:id AS BIGINT), :number, 1, 1, :text, 1, :state, 'done', 0, 0)",
                id=id_,
                number=str(id_),
                text="食堂排队太久",
                state=state,
            )
            likeness.add(tx, id_, "食堂排队太久")

    await db.write(file)
    await db.write(sweep.sweep, datetime(2026, 11, 23, tzinfo=UTC))
    assert await db.read(likeness.like, "食堂", SHOWN) == [2]
    assert {suggestions for _gram, suggestions in (await db.read(_rows))[1]} == {1}
