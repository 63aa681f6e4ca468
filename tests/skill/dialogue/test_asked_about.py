"""A question is about a product that the catalogue knows, where the sentence names one."""

from __future__ import annotations

from nlu.interpretation import ProductValue
from skill.dialogue.act import Act, Wanted
from tests.household import Household


def test_a_word_that_is_no_product_hides_none() -> None:
    household = Household()
    good_evening = Wanted("good evening", ProductValue(None, ()))
    beans = Wanted("coffee beans", ProductValue("coffee_beans", ("coffee_beans_one",)))
    alone = household.hear(Act("ask_price", wanted=(beans,)))
    greeted = household.hear(Act("ask_price", wanted=(good_evening, beans)))
    told = [{part.key for part in answer.reply.parts} - {"automated_assistant"} for answer in (alone, greeted)]
    assert told == [{"price_is"}, {"price_is"}]
