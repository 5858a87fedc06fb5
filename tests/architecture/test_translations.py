"""Every text has its Chinese, simplified and traditional, with the same places and the same HTML; none is left over."""

import re

import pytest

from bot.locale.__main__ import LANGUAGES, collect, load, messages, strings
from bot.texts import CATALOGUES

CODE = collect()
PLACE = re.compile(r"\{(\w*)[^}]*\}")
TAG = re.compile(r"</?\w+[^>]*>")


def _ids(message):
    return message.id if isinstance(message.id, tuple | list) else (message.id,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_hold_exactly_the_texts_of_the_code(language):
    on_disk = {path.stem for path in (CATALOGUES / language).glob("*.po")}
    assert on_disk == set(CODE)
    for stem, texts in CODE.items():
        assert {m.id for m in messages(load(language, stem))} == {m.id for m in messages(texts)}, stem


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", CODE)
def test_every_text_is_translated_with_its_places_and_tags(language, stem):
    for message in messages(load(language, stem)):
        source = _ids(message)[-1]
        for string in strings(message):
            assert string.strip(), message.id
            assert set(PLACE.findall(string)) == set(PLACE.findall(source)), message.id
            assert sorted(TAG.findall(string)) == sorted(TAG.findall(source)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_text_says_the_same_in_every_catalogue(language):
    said = {}
    for stem in CODE:
        for message in messages(load(language, stem)):
            for source in _ids(message):
                said.setdefault(source, {}).setdefault(strings(message), []).append(stem)
    # Catalogues are merged: of two, the last one wins, everywhere.
    assert {source: found for source, found in said.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", CODE)
def test_the_tone_is_that_of_a_good_colleague(language, stem):
    for message in messages(load(language, stem)):
        for string in strings(message):
            assert not re.search(r"您|！！|!!|亲爱的", string), string
            assert string.count("！") <= 1, string
