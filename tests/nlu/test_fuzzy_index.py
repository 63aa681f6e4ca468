"""What is done fast for tens of thousands of names is what would be done slowly for one."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import phonetics
from nlu.fuzzy_index import _bigrams, _postings
from nlu.words import norms_of, words_of

NAMES = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzéßIJ 0123'’`-€%?"), max_size=20)


@given(NAMES)
def test_norms_are_those_of_the_words(name: str) -> None:
    assert norms_of(name) == tuple(word.norm for word in words_of(name))


@given(st.lists(st.text(st.sampled_from("abcé$^"), max_size=6), max_size=8))
def test_postings_are_the_keys_that_have_each_pair_of_letters_once_and_in_order(keys: list[str]) -> None:
    plain: dict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        for bigram in _bigrams(key):
            plain[bigram].append(position)
    assert {bigram: rows.tolist() for bigram, rows in _postings(keys).items()} == plain


@pytest.mark.parametrize("language", ["nl", "en"])
@given(key=st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=12))
def test_a_rule_is_passed_over_only_where_it_would_change_nothing(language: str, key: str) -> None:
    sounds = key
    for pattern, sound, _ in phonetics._RULES[language]:
        sounds = pattern.sub(sound, sounds)
    assert phonetics.phonetic_key(key, language) == phonetics._DOUBLE.sub(r"\1", sounds)
