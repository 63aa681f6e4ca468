"""Who wants the lowest cost hears what an offer saves; nobody else is held up by it."""

from __future__ import annotations

import pytest

from skill.dialogue.reply import Reply
from skill.domain.evidence import Comparison, Priced
from skill.domain.home import Control, Providers
from skill.domain.money import Money
from tests.building import home, order
from tests.household import Household, new_home


def savings(reply: Reply) -> list[object]:
    return [part.values["saving"] for part in reply.parts if part.key == "saves_over_next"]


@pytest.fixture
def household() -> Household:
    return Household(home=new_home(home(Control.ALGORITHM, Providers.MANY))).move_in()


def test_a_saver_hears_what_the_cheapest_saves(household: Household) -> None:
    """Three packs without caffeine are EUR 16, the third being free; as many beans are EUR 30."""
    assert savings(household.hear(order("decaf"), "bram").reply) == [Money(1400)]


def test_of_what_is_not_the_cheapest_nothing_is_said(household: Household) -> None:
    assert savings(household.hear(order("beans"), "bram").reply) == []


@pytest.mark.parametrize("who", ["anna", "saar", "unknown"])
def test_the_others_hear_nothing_of_it(who: str, household: Household) -> None:
    assert savings(household.hear(order("decaf"), who).reply) == []


def test_a_saving_is_for_as_much_and_rounded_down() -> None:
    own = Priced(Money(100), 3)
    assert Comparison(own, (own, Priced(Money(50), 1))).saving() == Money(50)
    assert Comparison(own, (own, Priced(Money(101), 2))).saving() == Money(51)
    assert Comparison(own, (own, Priced(Money(30), 1))).saving() is None, "it is not the cheapest"
    assert Comparison(own, (own,)).saving() is None, "there is nothing else"
