"""P2, P5, P7, A3: a preference is no permission. What is told changes what is offered, never what may be bought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.dialogue.act import Act
from skill.domain.home import Control, LinkedAccount, Providers
from skill.domain.mandate import Allows, Mandate
from skill.domain.money import Money
from skill.domain.person import Recognised
from skill.domain.preference import About
from tests.building import DAY, HOME, MINUTE, NO, SECOND, YES, home, mandate, order, pin, wish
from tests.household import Household, new_home, parts_said

STRANGERS = ("kim", "unknown", "mute")
"""A child, a voice that we do not know, and one whose voice may not be recognised."""

WORDS = (
    "show", "forget", "avoid", "ask_less", "ask_more", "ask_normal", "quiet", "not_quiet", "large", "small",
    "direct_debit", "payment_request", "wallet", "instant_transfer", "pay_later", "delivery",
)  # fmt: skip


def told(*words: str, **facts: object) -> Act:
    return Act("set_preference", preferences=words, **facts)  # type: ignore[arg-type]


def abouts(house: Household) -> list[tuple[str, str, str]]:
    return [(each.person, each.about.value, each.value) for each in house.preferences()]


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("word", WORDS)
def test_p7_a_stranger_tells_shows_and_forgets_nothing(who: str, word: str) -> None:
    house = Household().move_in(mandate())
    house.hear(told(brand="roast"))
    before = (house.preferences(), house.mandates())
    answer = house.hear(told(word, brand="roast"), who)
    house.hear(YES, who)
    house.hear(pin("9999"), who)
    assert (house.preferences(), house.mandates()) == before
    assert not {key for key in parts_said(answer) if key.startswith("preference")}


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(("anna", "bram"))), max_size=6))
def test_p2_no_words_about_preferences_buy_or_let_buy(spoken: list[tuple[str, str]]) -> None:
    """Whatever two adults tell, a mandate is as it was or on hold, and an order still takes its yes."""
    theirs = mandate(limit_per_order=Money(500))
    house = Household().move_in(theirs)
    for word, who in spoken:
        house.hear(told(word, brand="roast"), who)
        house.hear(YES, who)
    assert [replace(each, paused=False) for each in house.mandates()] == [theirs]
    assert (house.orders(), house.payments()) == ((), ())
    assert house.hear(order("beans", 1)).reply.decided in ("asked_confirmation", "offered_choice")
    assert house.orders() == ()


def test_p2_asking_less_makes_no_sensor_buy() -> None:
    house = Household().move_in()
    house.hear(told("ask_less"))
    assert house.sense(70).decided == "notified"
    assert house.orders() == ()


def test_p9_asking_less_is_no_yes_to_a_payment_of_a_safety_profile() -> None:
    house = Household().move_in()
    house.hear(told("ask_less"), "saar")
    house.hear(order("beans", 1), "saar")
    house.hear(YES, "saar")
    house.wait(10 * DAY)
    assert [each.approved_by for each in house.payments()] in ([], [None])


def test_p5_asking_more_pauses_ones_own_mandates_and_nobody_elses() -> None:
    bram = mandate(id="bram-groceries", grantor="bram")
    house = Household().move_in(mandate(), bram)
    assert house.hear(order("beans", 1)).reply.decided == "placed"
    assert "ask_more_and_paused" in parts_said(house.hear(told("ask_more")))
    assert {each.grantor: each.paused for each in house.mandates()} == {"anna": True, "bram": False}
    assert house.hear(order("beans", 1)).reply.decided != "placed"


@pytest.mark.parametrize("word", ["ask_less", "ask_normal", "forget"])
def test_p5_what_asking_more_paused_stays_so(word: str) -> None:
    house = Household().move_in(mandate())
    house.hear(told("ask_more"))
    house.hear(told(*((word, "ask_more") if word == "forget" else (word,))))
    assert [each.paused for each in house.mandates()] == [True]
    assert house.hear(order("beans", 1)).reply.decided != "placed"


def test_asking_less_shows_one_suggestion_and_asking_more_several() -> None:
    house = Household(home=new_home(home(Control.CONSUMER, Providers.MANY))).move_in()
    coffee = Act("order_product", wanted=(replace(wish("beans"), product=replace(wish("beans").product, named=0)),))
    assert house.hear(coffee).reply.decided == "offered_choice"
    house.hear(told("ask_less"))
    assert house.hear(coffee).reply.decided == "asked_confirmation", "one suggestion, and still its yes"
    house.hear(told("ask_less"), "bram")
    house.hear(told("ask_more"))
    assert house.hear(coffee).reply.decided == "offered_choice"


def test_a3_what_a_retailer_collects_takes_a_pin() -> None:
    house = Household().move_in()
    assert house.hear(told("direct_debit")).reply.decided == "asked_confirmation"
    assert house.hear(YES).reply.decided == "asked_step_up"
    assert abouts(house) == []
    house.hear(pin("2222"))
    assert abouts(house) == [], "somebody else's PIN"
    assert house.hear(pin("1111")).reply.decided == "changed"
    assert abouts(house) == [("anna", "payment", "direct_debit")]


def test_a3_who_proved_themselves_on_a_page_needs_no_second_proof() -> None:
    house = Household().move_in()
    house.hear(told("wallet"), recognised=Recognised.PIN)
    assert house.hear(YES, recognised=Recognised.PIN).reply.decided == "changed"


def test_what_a_person_sends_each_time_takes_no_pin_and_is_only_theirs() -> None:
    house = Household().move_in()
    house.hear(told("instant_transfer"))
    assert house.hear(YES).reply.decided == "changed"
    for who in ("anna", "bram"):
        house.hear(order("beans", 1), who)
        house.hear(YES, who)
    house.wait(10 * DAY)
    assert {each.person: each.kind for each in house.payments()} == {
        "anna": "instant_transfer",
        "bram": "payment_request",
    }


def test_a3_forgetting_how_one_pays_lets_nobody_collect_again_on_a_voice() -> None:
    house = Household().move_in()
    house.hear(told("instant_transfer"))
    house.hear(YES)
    assert "payment_stays" in parts_said(house.hear(told("forget", "instant_transfer")))
    assert abouts(house) == [("anna", "payment", "instant_transfer")]
    house.hear(told("forget", "instant_transfer"), recognised=Recognised.PIN)
    assert abouts(house) == []


@pytest.mark.parametrize("who", ["bram", "kim", "unknown"])
def test_p3_a_way_to_pay_takes_the_yes_of_who_asked_for_it(who: str) -> None:
    house = Household().move_in()
    house.hear(told("instant_transfer"))
    house.hear(YES, who)
    assert abouts(house) == []


def test_p3_nor_a_late_yes_nor_a_second_one() -> None:
    house = Household().move_in()
    house.hear(told("instant_transfer"))
    house.clock.turn(2 * MINUTE + SECOND)
    assert "question_expired" in parts_said(house.hear(YES))
    assert abouts(house) == []
    assert "nothing_open" in parts_said(house.hear(YES))


def test_a_way_that_is_not_there_is_said_and_asks_nothing() -> None:
    unsigned = LinkedAccount("anna", "Anna", HOME.accounts[0].iban, date(2026, 1, 1), strongly=True)
    house = Household(home=new_home(replace(HOME, accounts=(unsigned,)))).move_in()
    assert "pay_needs_debit_mandate" in parts_said(house.hear(told("direct_debit")))
    assert "pay_not_taken" in parts_said(house.hear(told("pay_later")))
    assert "retailer_not_linked" in parts_said(house.hear(told("wallet", retailer="corner")))
    house.hear(YES)
    assert abouts(house) == []


# What we notice somebody choose.


@pytest.fixture
def chooser() -> Household:
    """Bram, who wants it cheap, and took the dear roast twice."""
    house = Household(home=new_home(home(Control.CONSUMER, Providers.MANY))).move_in()
    for _ in range(2):
        buy(house)
    return house


def buy(house: Household, who: str = "bram") -> set[str]:
    house.hear(Act("order_product", wanted=(wish("beans", 1),), retailer="grocer"), who)
    said = parts_said(house.hear(YES, who))
    house.wait(3 * DAY)
    return said


def test_a_habit_is_a_question_and_nothing_before_its_yes(chooser: Household) -> None:
    chooser.hear(Act("order_product", wanted=(wish("beans", 1),), retailer="grocer"), "bram")
    answer = chooser.hear(YES, "bram")
    assert answer.reply.decided == "placed"
    assert "shall_i_remember_brand" in parts_said(answer)
    assert [each.about for each in chooser.preferences()] == [About.SUGGESTED]
    chooser.hear(YES, "anna")
    chooser.hear(YES, "kim")
    chooser.hear(YES, "unknown")
    assert [each.about for each in chooser.preferences()] == [About.SUGGESTED]
    orders = len(chooser.orders())
    assert chooser.hear(YES, "bram").reply.decided == "held", "it was not what was said last (O1)"
    chooser.hear(YES, "bram")
    assert ("bram", "brand", "roast") in abouts(chooser)
    assert len(chooser.orders()) == orders, "that yes bought nothing"


@pytest.mark.parametrize("answer", [NO, Act("thanks"), None])
def test_whatever_the_answer_it_is_not_asked_again_for_months(chooser: Household, answer: Act | None) -> None:
    chooser.hear(Act("order_product", wanted=(wish("beans", 1),), retailer="grocer"), "bram")
    chooser.hear(YES, "bram")
    if answer is not None:
        chooser.hear(answer, "bram")
    chooser.wait(3 * DAY)
    assert "shall_i_remember_brand" not in buy(chooser)
    chooser.clock.turn(timedelta(days=95))
    assert "shall_i_remember_brand" not in buy(chooser)
    assert "brand" not in {about for _, about, _ in abouts(chooser)}
    chooser.clock.turn(timedelta(days=95))
    assert "shall_i_remember_brand" in buy(chooser), "after half a year, once more"


def test_who_wants_to_be_asked_less_is_not_asked_that(chooser: Household) -> None:
    chooser.hear(told("ask_less"), "bram")
    assert "shall_i_remember_brand" not in buy(chooser)


def test_an_order_inside_a_mandate_asks_nothing() -> None:
    house = Household(home=new_home(home(Control.ALGORITHM, Providers.MANY)))
    house.move_in(mandate(grantor="bram", allows=frozenset(Allows), limit_per_order=Money(9000)))
    for _ in range(4):
        house.hear(Act("order_product", wanted=(wish("beans", 1),), retailer="grocer"), "bram")
        house.wait(3 * DAY)
    assert len(house.orders()) == 4
    assert house.preferences() == ()


def test_forgetting_erases_what_we_noted_of_it_as_well(chooser: Household) -> None:
    buy(chooser)
    chooser.hear(told(brand="roast"), "bram")
    chooser.hear(told("forget", brand="roast"), "bram")
    assert chooser.preferences() == ()


def test_nobody_forgets_what_is_another_adults(chooser: Household) -> None:
    chooser.hear(told(brand="roast"), "bram")
    chooser.hear(told("forget", "show"), "anna")
    assert ("bram", "brand", "roast") in abouts(chooser)


def test_a_mandate_stays_whose_it_is() -> None:
    theirs: Mandate = mandate()
    house = Household().move_in(theirs)
    house.hear(told("ask_more"), "bram")
    assert house.mandates() == (theirs,)
