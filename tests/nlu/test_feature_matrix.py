from collections import Counter

import numpy as np
import pytest

from nlu.feature_matrix import feature_matrix, weighed_matrix
from nlu.lexical_model import weighed
from nlu.semantic_training import cached_vectors
from nlu.sentence_features import sentence_features

SAID = ["doe maar twee pakken melk", "doe maar melk", "melk graag en melk morgen", "wat kost melk", "nee", "xyzzy"]


def samples():
    return [sentence_features(text.split(), text.split()) for text in SAID]


def test_training_and_running_weigh_a_sentence_alike():
    counted = feature_matrix(samples(), least=2)
    idf, matrix = weighed_matrix(counted)
    for row, sample in enumerate(samples()):
        columns, values = weighed(sample, counted.vocabulary, idf)
        expected = np.zeros(len(counted.vocabulary))
        expected[columns] = values
        assert matrix[row].toarray()[0] == pytest.approx(expected, abs=1e-6), SAID[row]


def test_a_feature_of_fewer_samples_has_no_column():
    counted = feature_matrix(samples(), least=3)
    had = Counter(feature for sample in samples() for feature in sample)
    assert set(counted.vocabulary) == {feature for feature, count in had.items() if count >= 3}
    assert list(counted.vocabulary) == sorted(counted.vocabulary)
    assert counted.counts.shape == (len(SAID), len(counted.vocabulary))


class Encoder:
    """Its vectors tell their sentence; `name` is its meaning space."""

    dimension = 2

    def __init__(self, name="one", factor=1.0):
        self.name, self.factor = name, factor
        self.asked = []

    def encode(self, sentences):
        self.asked += sentences
        return np.array([[len(one) * self.factor, 1] for one in sentences], np.float32).reshape(-1, 2)


def test_only_what_changed_is_encoded_again(tmp_path):
    cache = tmp_path / "vectors.npz"
    first, second = Encoder(), Encoder()
    cached_vectors(first, ["ja", "nee", "stop"], cache)
    rows = cached_vectors(second, ["nee", "misschien", "stop"], cache)
    assert second.asked == ["misschien"]
    assert rows[:, 0].tolist() == [3, 9, 4]


def test_vectors_of_another_encoder_are_never_served(tmp_path):
    cache = tmp_path / "vectors.npz"
    cached_vectors(Encoder("one"), ["ja", "nee"], cache)
    rows = cached_vectors(Encoder("two", factor=2.0), ["ja", "nee"], cache)
    assert rows[:, 0].tolist() == [4, 6]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_damaged_cache_costs_time_and_nothing_else(tmp_path, content):
    cache = tmp_path / "vectors.npz"
    cache.write_bytes(content)
    encoder = Encoder()
    assert cached_vectors(encoder, ["ja"], cache)[:, 0].tolist() == [2]
    assert encoder.asked == ["ja"]
    assert cached_vectors(Encoder(), ["ja"], cache)[:, 0].tolist() == [2]
