"""A yes is proven, not guessed (rules P2, P3): nothing may be left over."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.confirmation import ConfirmationProof, Learned, learn_from, read_confirmation
from nlu.findings import DataFilesError
from nlu.words import clean, words_of

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def proofs() -> dict[str, ConfirmationProof]:
    return {language: read_confirmation(DATA / language / "confirmation.yml") for language in ("nl", "en")}


def words(text: str) -> list[str]:
    return [word.norm for word in words_of(clean(text))]


YES = {
    "nl": [
        "ja", "Ja, graag!", "doe maar", "is goed", "dat klopt helemaal", "prima hoor", "ja bestel ze maar",
        "akkoord, dank je wel", "eh ja hoor", "dat lijkt me een goed idee", "zeker weten",
        "oké, regel het maar", "ga je gang",
    ],
    "en": [
        "yes", "Yes, please!", "go ahead", "that's right", "sounds perfect to me", "yeah sure, thank you",
        "okay do it", "um yes, order it please", "that works for me", "absolutely", "I agree",
        "yes that is correct",
    ],
}  # fmt: skip
NO_YES = {
    "nl": [
        "", "ja maar hoeveel is het", "ja als het morgen komt", "ja?", "nee", "ja nee", "ja, of toch niet",
        "ja straks", "ja wacht even", "ja dat zei mijn man", "ja bestel er twee", "ja en doe er melk bij",
        "goed, maar niet die", "mag dat", "koop het nog eens", "ja bestel het opnieuw", "doe het nog maar een keer",
        "bestel ze weer", "koop die nogmaals", "opnieuw bestellen", "nog een keer kopen", "kan dat later",
        "klopt dat", "kan ik dat doen", "ja ik weet het niet", "niet goed",
        "nou ja", "dank je wel", "hoor", "oké, en", "ja voor vrijdag", "doe maar niet",
        "ja bestel de brandt koffie",
    ],
    "en": [
        "", "yes but how much is it", "yes if it comes tomorrow", "yes?", "no", "yes no", "yes or maybe not",
        "yes later", "yes wait", "my husband said yes", "yes order two", "yes and add milk",
        "fine but not that one", "is that right", "buy it again", "yes, order that again", "get them once more",
        "order it one more time please", "do it again", "can that be later",
        "can I do that", "should I", "yes I don't know", "not good",
        "thanks", "okay and", "yes for friday", "don't do it", "yeah right", "do we want that",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in YES.items() for text in texts])
def test_plain_yes_is_proven(proofs: dict[str, ConfirmationProof], language: str, text: str) -> None:
    assert proofs[language].prove(words(text)).proven


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in NO_YES.items() for text in texts]
)
def test_yes_with_more_is_not_proven(proofs: dict[str, ConfirmationProof], language: str, text: str) -> None:
    assert not proofs[language].prove(words(text)).proven


FOREIGN = {
    "nl": ["niet", "als", "morgen", "twee", "melk", "hoeveel", "wacht"],
    "en": ["but", "not", "if", "unless", "milk"],
}


@pytest.mark.parametrize(
    ("language", "foreign"), [(language, word) for language in FOREIGN for word in FOREIGN[language]]
)
def test_a_foreign_word_anywhere_breaks_the_proof(
    proofs: dict[str, ConfirmationProof], language: str, foreign: str
) -> None:
    for text in YES[language]:
        said = words(text)
        for at in range(len(said) + 1):
            changed = [*said[:at], foreign, *said[at:]]
            assert not proofs[language].prove(changed).proven, changed


def test_offered_product_may_be_echoed(proofs: dict[str, ConfirmationProof]) -> None:
    assert proofs["nl"].prove(["ja", "bestel", "de", "<product>", "maar"]).proven
    assert proofs["en"].prove(["yes", "order", "the", "<product>"]).proven


def test_leading_yes_is_counted(proofs: dict[str, ConfirmationProof]) -> None:
    proof = proofs["nl"].prove(words("ja graag en doe er ook melk bij"))
    assert not proof.proven
    assert proof.yes_words >= 2
    assert "melk" in proof.leftover


@pytest.mark.parametrize(("language", "text"), [("nl", "is het glutenvrij"), ("en", "is it gluten free")])
def test_what_is_no_yes_by_itself_begins_none(language: str, text: str, proofs: dict[str, ConfirmationProof]) -> None:
    assert proofs[language].prove(words(text)).yes_words == 0


@pytest.mark.parametrize(("language", "text"), [("nl", "ja, bestel maar weer"), ("en", "yes, go ahead again please")])
def test_again_beside_a_yes_that_asks_for_nothing_more_is_one(
    language: str, text: str, proofs: dict[str, ConfirmationProof]
) -> None:
    assert proofs[language].prove(words(text)).proven


def test_words_of_doubt_are_never_learned(proofs: dict[str, ConfirmationProof]) -> None:
    confirms = [words("ja in de roos"), words("ja wacht even"), words("ja hatseflats")]
    others = [words("nou wacht even hoor"), words("ja hatseflats")]
    learned = learn_from(proofs["nl"], confirms, others)
    assert ("in", "de", "roos") in learned.company
    assert ("wacht", "even") not in learned.company
    assert ("ja", "hatseflats") not in learned.sentences


def test_learned_sentence_is_a_yes() -> None:
    learned = Learned(sentences=frozenset({("komt", "voor", "elkaar")}))
    proof = read_confirmation(DATA / "nl" / "confirmation.yml", learned)
    assert proof.prove(["komt", "voor", "elkaar"]).proven
    assert not proof.prove(["komt", "voor", "elkaar", "morgen"]).proven


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "version: 1\nassent: [ja\n",
        "assent: ['{nope}']\ncompany: [hoor]\nnever: [nee]\n",
        "assent: []\n",
        "x: 1\n",
    ],
)
def test_broken_tables_are_findings(tmp_path: Path, content: str) -> None:
    path = tmp_path / "confirmation.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataFilesError):
        read_confirmation(path)


def test_long_utterances_take_bounded_time(proofs: dict[str, ConfirmationProof]) -> None:
    assert not proofs["nl"].prove(["ja"] * 500).proven


@pytest.mark.parametrize(
    ("language", "text", "proven"),
    [
        ("nl", "ja zo is het helemaal goed", True),
        ("nl", "laat maar komen hoor, ja", True),
        ("nl", "dat lijkt me een heel goed plan, doe maar", True),
        ("nl", "akkoord met de bestelling", True),
        ("nl", "top, dankjewel", False),
        ("nl", "ja laat maar", False),
        ("nl", "is het goed", False),
        ("en", "yes indeed, please go and buy it", True),
        ("en", "brilliant, much appreciated", False),
        ("en", "good job, that works", False),
        ("en", "yes, great, thanks", True),
    ],
)
def test_praise_and_thanks_are_no_yes_and_assent_takes_many_forms(
    language: str, text: str, proven: bool, proofs: dict[str, ConfirmationProof]
) -> None:
    assert proofs[language].prove([word.norm for word in words_of(clean(text))]).proven is proven


RESTATED = {
    ("nl", "payment"): ["ja, betaal de rekening", "ja, voldoe die rekening maar", "ja maak maar over", "ja, ik betaal"],
    ("nl", "proposal"): ["ja, bestel nieuwe", "ja, doe maar nieuwe", "bestel maar weer nieuwe", "ja, graag nieuwe"],
    ("en", "payment"): ["yes, pay the bill", "agreed, pay", "yes, settle it", "yes, that can be paid"],
    ("en", "proposal"): ["yes, order new ones", "yes please, get some new ones"],
}


@pytest.mark.parametrize(
    ("language", "asked", "text"), [(*which, text) for which, texts in RESTATED.items() for text in texts]
)
def test_what_restates_a_question_is_a_yes_to_that_question_only(
    language: str, asked: str, text: str, proofs: dict[str, ConfirmationProof]
) -> None:
    other = "payment" if asked == "proposal" else "proposal"
    assert proofs[language].prove(words(text), asked).proven
    assert not proofs[language].prove(words(text), other).proven
    assert not proofs[language].prove(words(text)).proven


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "ja, betaal de rekening van buurtsuper"),
        ("nl", "ja, betaal uit de portemonnee"),
        ("nl", "ja, betaal de rekening morgen"),
        ("nl", "ja, maak over een week over"),
        ("nl", "ja, ik betaal wel"),
        ("nl", "ja, bestel nieuwe koffie"),
        ("nl", "ja, bestel twee nieuwe"),
        ("nl", "ja, dat is beter dan niets"),
        ("nl", "ja, die is beter"),
        ("en", "yes, pay the other bill"),
        ("en", "yes, pay the bill from the wallet"),
        ("en", "yes, pay the bill tomorrow"),
        ("en", "yes, order two new ones"),
        ("en", "yes, order more"),
        ("en", "yes, that's better than nothing"),
        ("en", "yes, is everything in order"),
    ],
)
def test_another_bill_amount_or_product_is_left_over(
    language: str, text: str, proofs: dict[str, ConfirmationProof]
) -> None:
    for asked in (None, "payment", "proposal"):
        assert not proofs[language].prove(words(text), asked).proven
