"""The cryptography of anonymous feedback: what opens with what, and what does not open at all."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sealing import SealBrokenError, lock, new_pair, public_of, seal, unlock, unseal

TAG, SECRET, PEPPER = "7GK2", "0123456789ABCDEF", b"p" * 32


@pytest.fixture(scope="module")
def locked():
    return lock(TAG, SECRET, PEPPER)


def flipped(data, bit):
    place, mask = divmod(bit % (8 * len(data)), 8)
    return data[:place] + bytes([data[place] ^ 1 << mask]) + data[place + 1 :]


def test_the_receipt_opens_its_thread(locked):
    made, pair = locked
    assert unlock(TAG, SECRET, made, PEPPER) == pair.private
    assert (public_of(pair.private), made.public_key) == (pair.public, pair.public)


@pytest.mark.parametrize(
    ("secret", "pepper"), [("0123456789ABCDEG", PEPPER), ("", PEPPER), (SECRET, b"q" + PEPPER[1:]), (SECRET, b"")]
)
def test_another_secret_or_pepper_opens_nothing(locked, secret, pepper):
    assert unlock(TAG, secret, locked[0], pepper) is None


def test_a_receipt_of_nothing_opens_nothing():
    assert unlock(TAG, SECRET, None, PEPPER) is None


def test_a_lock_belongs_to_its_tag(locked):
    with pytest.raises(SealBrokenError):
        unlock("7GK3", SECRET, locked[0], PEPPER)


@pytest.mark.parametrize("bit", [0, 95, 96, 400])
def test_a_wrapped_key_that_was_changed_is_noticed(locked, bit):
    changed = dataclasses.replace(locked[0], wrapped_key=flipped(locked[0].wrapped_key, bit))
    with pytest.raises(SealBrokenError):
        unlock(TAG, SECRET, changed, PEPPER)


@pytest.mark.parametrize("field", ["salt", "verifier"])
def test_a_changed_salt_or_verifier_opens_nothing(locked, field):
    changed = dataclasses.replace(locked[0], **{field: flipped(getattr(locked[0], field), 7)})
    assert unlock(TAG, SECRET, changed, PEPPER) is None


def test_two_receipts_are_tried_at_once(locked):
    """More than one lane would hang here: see bot.sealing."""
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda _: unlock(TAG, SECRET, locked[0], PEPPER), range(6))
        assert list(found) == [locked[1].private] * 6


def test_two_threads_with_one_secret_share_nothing(locked):
    made, again = locked[0], lock(TAG, SECRET, PEPPER)[0]
    assert [name for name in made.__slots__ if getattr(made, name) == getattr(again, name)] == []


@given(st.text(max_size=3500))
@settings(max_examples=200)
def test_what_is_sealed_is_read_by_its_key_alone(text):
    pair, other = new_pair(), new_pair()
    sealed = seal(pair.public, text)
    assert unseal(pair.private, sealed) == text
    assert len(sealed) % 512 == 48
    with pytest.raises(SealBrokenError):
        unseal(other.private, sealed)


@given(st.text(max_size=100), st.integers(min_value=0))
def test_what_is_sealed_cannot_be_changed(text, bit):
    pair = new_pair()
    with pytest.raises(SealBrokenError):
        unseal(pair.private, flipped(seal(pair.public, text), bit))


@given(st.lists(st.text(max_size=170), min_size=2, max_size=2))
def test_short_texts_are_of_one_length(texts):
    pair = new_pair()
    assert {len(seal(pair.public, text)) for text in texts} == {48 + 512}


def test_the_same_text_never_looks_the_same():
    pair = new_pair()
    assert seal(pair.public, "食堂太咸") != seal(pair.public, "食堂太咸")
