import numpy as np
import pytest

from nlu.sentence_vectors import SentenceVectors, load_sentence_vectors


@pytest.fixture(scope="module")
def vectors() -> SentenceVectors:
    loaded = load_sentence_vectors()
    if loaded is None:
        pytest.skip("no encoder for this platform")
    return loaded


def test_rows_have_unit_length_and_keep_their_order(vectors):
    sentences = ["zet melk op het lijstje", "ja", "what did we spend this month"]
    together = vectors.encode(sentences)
    assert together.shape == (3, vectors.dimension)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-4)
    alone = np.vstack([vectors.encode([sentence]) for sentence in sentences])
    assert (together * alone).sum(axis=1) == pytest.approx(1, abs=1e-2)


def test_no_sentences_give_no_rows(vectors):
    assert vectors.encode([]).shape == (0, vectors.dimension)


def test_meaning_crosses_languages(vectors):
    dutch, english, other = vectors.encode(["waar blijft mijn bestelling", "where is my order", "good night"])
    assert dutch @ english > dutch @ other
