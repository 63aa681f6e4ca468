"""A value is right when it is the value that was said: a border drawn elsewhere does not make it another."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from nlu.evaluation.entity_figures import EntityFigures, EntityJudge, entity_figures, read_judge
from nlu.evaluation.hearing import Found, Outcome
from nlu.evaluation.utterances import Spoken, Utterance
from nlu.interpretation import EnumValue, MoneyValue, NameValue, ProductValue, QuantityValue


@pytest.fixture(scope="module")
def judge(data_dir: Path) -> EntityJudge:
    return read_judge(data_dir, {})


def _heard(text: str, intent: str, spoken: tuple[Spoken, ...], found: tuple[Found, ...]) -> Outcome:
    utterance = Utterance(text, "nl", (intent,), entities=spoken, annotated=True)
    return Outcome(utterance, intent, 1.0, "exact", found, 1.0, None, False)


def _spoken(text: str, name: str, words: str, value: str | None = None) -> Spoken:
    return Spoken(name, text.index(words), text.index(words) + len(words), value)


def _one(outcome: Outcome, judge: EntityJudge | None) -> EntityFigures:
    (figures,) = entity_figures([outcome], judge)
    return figures


def test_words_are_exact_touched_or_invented_without_a_judge() -> None:
    spoken = (Spoken("quantity", 0, 4), Spoken("money", 10, 20))
    heard = (Found("quantity", 0, 4), Found("money", 10, 14), Found("ordinal", 5, 8))
    figures = entity_figures([_heard("twee voor tien euro", "stop", spoken, heard)])
    found = {each.name: (each.exact.part, each.valued.part, each.touched.part, each.invented) for each in figures}
    assert found == {"quantity": (1, 1, 1, 0), "money": (0, 0, 1, 0), "ordinal": (0, 0, 0, 1)}


@pytest.mark.parametrize(
    ("text", "words", "found", "right"),
    [
        ("bestel bij de groenmarkt", "de groenmarkt", Found("retailer", 14, 24, NameValue("groenmarkt")), True),
        ("bestel bij de groenmarkt", "de groenmarkt", Found("retailer", 14, 24, NameValue("buurtsuper")), False),
        ("limiet veertig euro", "veertig euro", Found("money", 7, 19, MoneyValue(4000)), True),
        ("limiet veertig euro", "veertig euro", Found("money", 7, 19, MoneyValue(1400)), False),
        ("limiet tot veertig euro", "tot veertig euro", Found("money", 11, 23, MoneyValue(4000)), False),
        ("doe een pak of twee", "een pak of twee", Found("quantity", 4, 19, QuantityValue(Fraction(2), "pack")), True),
        ("doe een pak of twee", "een pak of twee", Found("quantity", 4, 11, QuantityValue(Fraction(1), "pack")), False),
        ("een krat bier", "bier", Found("product", 4, 13, ProductValue("beer", ())), True),
        ("een krat bier", "bier", Found("product", 4, 13, ProductValue("wine", ())), False),
    ],
)
def test_a_value_is_what_its_words_mean(judge: EntityJudge, text: str, words: str, found: Found, right: bool) -> None:
    figures = _one(_heard(text, "order_product", (_spoken(text, found.name, words),), (found,)), judge)
    assert (figures.valued.part, figures.known.part, figures.known.whole) == (right, right, 1)


def test_what_the_annotation_says_outweighs_its_words(judge: EntityJudge) -> None:
    text = "hoeveel aan het huis"
    spoken = (_spoken(text, "category", "het huis", "household"),)
    found = Found("category", 12, 20, EnumValue("household"))
    assert _one(_heard(text, "ask_spending", spoken, (found,)), judge).valued.part == 1


def test_what_no_catalogue_knows_is_compared_by_its_words(judge: EntityJudge) -> None:
    text = "bestel een trampoline"
    spoken = (_spoken(text, "product", "trampoline"),)
    whole = Found("product", 11, 21, ProductValue(None, ()))
    figures = _one(_heard(text, "order_product", spoken, (whole,)), judge)
    assert (figures.valued.part, figures.known.whole) == (1, 0)
    part = Found("product", 7, 21, ProductValue(None, ()))
    assert _one(_heard(text, "order_product", spoken, (part,)), judge).valued.part == 0


def test_only_what_the_intent_may_carry_can_be_invented(judge: EntityJudge) -> None:
    tomorrow = (Found("moment", 0, 6),)
    assert _one(_heard("morgen thee", "order_product", (), tomorrow), judge).invented == 1
    figures = _one(_heard("morgen weer praten", "goodbye", (), tomorrow), judge)
    assert (figures.invented, figures.unjudged) == (0, 1)
