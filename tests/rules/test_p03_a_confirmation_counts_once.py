"""P3: a confirmation counts once, for the open question only, from the person who was asked, for at most two minutes.
What was confirmed is what is ordered: a change of price, product, quantity or slot voids it and is asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from nlu.interpretation import MomentValue, QuantityValue
from skill.dialogue.act import Act
from skill.domain.authorization import Allowed, Consent, Usage, Verdict, authorize
from skill.domain.home import Control, Providers
from skill.domain.market import Market
from skill.domain.money import Money
from skill.domain.offer import Quote
from skill.domain.person import Speaker
from tests.building import (
    ANNA,
    BRAM,
    CATALOGUE,
    HOME,
    HOUR,
    MINUTE,
    NOW,
    PROPOSITIONS,
    SECOND,
    TERMS,
    YES,
    choose,
    codes,
    home,
    line,
    mandate,
    order,
    pin,
    quote,
    slot,
    voice_of,
)
from tests.household import Household, new_home, parts_said


def verdict(
    consent: Consent,
    *,
    ordered: Quote | None = None,
    by: Speaker = voice_of(ANNA),
    after: timedelta = timedelta(0),
) -> Verdict:
    """On ordering `ordered`, by default what was asked, so long after it was asked."""
    quoted = ordered or consent.quote
    return authorize(quoted, PROPOSITIONS["groceries"], HOME, [], Usage({}), by, consent, NOW + after, TERMS)


CONSENT = Consent(quote(), "anna", NOW)


@pytest.mark.parametrize("after", [0 * SECOND, SECOND, 119 * SECOND, TERMS.confirmation_lives])
def test_p3_a_yes_holds_up_to_two_minutes(after: timedelta) -> None:
    assert isinstance(verdict(CONSENT, after=after), Allowed)


@pytest.mark.parametrize("after", [TERMS.confirmation_lives + SECOND / 1000, 121 * SECOND, HOUR, -SECOND / 1000])
def test_p3_and_no_longer(after: timedelta) -> None:
    assert codes(verdict(CONSENT, after=after).reasons) == {("P3", "question_expired")}


def test_p3_the_yes_of_another_person_is_refused() -> None:
    assert codes(verdict(CONSENT, by=voice_of(BRAM)).reasons) == {("P3", "other_person_was_asked")}


ASKED = quote(1000, quantity=2)
OTHERWISE = {
    "a cent more": replace(ASKED, lines=(line(1001, quantity=2),)),
    "a cent less": replace(ASKED, lines=(line(999, quantity=2),)),
    "another product": replace(ASKED, lines=(line(1000, "decaf", 2),)),
    "one more": replace(ASKED, lines=(line(1000, quantity=3),)),
    "something beside it": replace(ASKED, lines=(*ASKED.lines, line(1, "milk_1l"))),
    "another slot": replace(ASKED, slot=slot(25)),
    "a dearer slot": replace(ASKED, slot=slot(24, fee=Money(1))),
    "another retailer": replace(ASKED, retailer="corner"),
    "no promotion": replace(ASKED, lines=(replace(ASKED.lines[0], promotion="gone"),)),
    "a deposit": replace(ASKED, lines=(replace(ASKED.lines[0], deposit=Money(10)),)),
}


@pytest.mark.parametrize("change", OTHERWISE)
def test_p3_a_yes_is_to_this_quote_and_no_other(change: str) -> None:
    found = verdict(Consent(ASKED, "anna", NOW), ordered=OTHERWISE[change])
    assert codes(found.reasons) == {("P3", "changed_since_asked")}
    assert not isinstance(found, Allowed)


def asked(product: str = "beans", number: int = 2, *, many: bool = False) -> Household:
    house = Household(home=new_home(home(Control.ALGORITHM, Providers.MANY if many else Providers.ONE))).move_in()
    assert house.hear(order(product, number)).reply.decided == "asked_confirmation"
    return house


def test_p3_a_yes_counts_once() -> None:
    house = asked()
    assert house.hear(YES).reply.decided == "placed"
    assert "nothing_open" in parts_said(house.hear(YES))
    assert "nothing_open" in parts_said(house.hear(YES, on="bedroom"))
    assert len(house.orders()) == 1


def test_p3_a_yes_on_another_device_answers_nothing() -> None:
    house = asked()
    assert "nothing_open" in parts_said(house.hear(YES, on="bedroom"))
    assert house.orders() == ()


@pytest.mark.parametrize("who", ["bram", "saar", "unknown", "child", "mute"])
def test_p3_only_the_person_who_was_asked_can_say_yes(who: str) -> None:
    house = asked()
    assert house.hear(YES, who).reply.decided == "refused"
    assert house.orders() == ()
    if who not in ("bram", "saar"):
        assert house.hear(YES).reply.decided == "held", "a stranger spoke in between: it is put again first (O1)"
    assert house.hear(YES).reply.decided == "placed", "her own question stays open"


def test_p3_after_two_minutes_the_yes_is_too_late() -> None:
    house = asked()
    house.clock.turn(2 * MINUTE + SECOND)
    assert "question_expired" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_p3_nothing_said_in_between_gives_a_yes_more_time() -> None:
    """Neither a doubt nor "say that again" nor "when?" puts the question anew."""
    house = asked()
    for act in (Act("hesitate"), Act("repeat"), Act("help"), Act("change_delivery"), Act("ask_price")):
        house.clock.turn(20 * SECOND)
        house.hear(act)
    house.clock.turn(21 * SECOND)
    assert "question_expired" in parts_said(house.hear(YES))
    assert house.orders() == ()


Change = Callable[[Household], None]


def _take_slots(house: Household) -> None:
    market = Market(CATALOGUE, house.retailers.outside(), house.home.timezone, house.home.street)
    house.retailers.slot_gone("grocer", next(market.slots("grocer", house.clock.now)).start)


CHANGES: dict[str, tuple[str, Change]] = {
    "the price": ("price_changed", lambda house: house.retailers.change_price("coffee_beans", Money(1001))),
    "the promotion": ("promotion_ended", lambda house: house.retailers.end_promotion("coffee_beans")),
    "the slot": ("slot_gone", _take_slots),
}


@pytest.mark.parametrize("change", CHANGES)
def test_p3_what_changed_in_between_is_named_and_asked_again(change: str) -> None:
    named, happens = CHANGES[change]
    house = asked("decaf", 3)
    happens(house)
    answer = house.hear(YES)
    assert answer.reply.decided == "asked_confirmation"
    assert {named, "shall_i_order"} <= parts_said(answer)
    assert house.orders() == ()
    assert house.hear(YES).reply.decided == "placed"


def test_p3_what_is_sold_out_is_not_ordered_and_nothing_in_its_place() -> None:
    house = asked()
    house.retailers.out_of_stock("coffee_beans")
    assert "no_longer_available" in parts_said(house.hear(YES))
    assert "nothing_open" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_p3_another_number_is_another_question() -> None:
    house = asked()
    answer = house.hear(Act("change_quantity", quantity=QuantityValue(Fraction(5))))
    assert answer.reply.decided == "asked_confirmation"
    assert house.orders() == ()
    house.hear(YES)
    assert [each.lines[0].quantity for each in house.orders()] == [5]


def test_p3_another_time_is_another_question() -> None:
    house = asked()
    wished = MomentValue(NOW + 48 * HOUR, NOW + 72 * HOUR)
    assert house.hear(Act("change_delivery", moment=wished)).reply.decided == "asked_confirmation"
    house.hear(YES)
    (placed,) = house.orders()
    assert placed.slot is not None
    assert wished.start <= placed.slot.start < wished.end


def test_p3_an_offer_of_a_moment_ago_is_ordered_at_todays_price_or_asked() -> None:
    """Inside a mandate too: who chose the one of eight euros did not choose it at nine."""
    house = Household().move_in(mandate())
    house.hear(Act("ask_alternatives", wanted=order("beans").wanted))
    house.retailers.change_price("coffee_beans", Money(2000))
    answer = house.hear(choose(1))
    assert answer.reply.decided == "asked_confirmation"
    assert "price_changed" in parts_said(answer)
    assert house.orders() == ()


@pytest.mark.parametrize("known", ["bram", "saar"])
def test_p3_one_known_voice_cannot_speak_for_another_with_a_pin(known: str) -> None:
    house = asked("blue_jeans", 4)
    assert house.hear(YES).reply.decided == "asked_step_up"
    assert "pin_wrong" in parts_said(house.hear(pin("1111"), known))
    assert house.orders() == ()
    assert house.hear(pin("1111")).reply.decided == "placed"


def test_p3_a_dearer_slot_of_a_placed_order_is_not_taken() -> None:
    """Moving a delivery never changes what was confirmed."""
    house = asked()
    house.hear(YES)
    (placed,) = house.orders()
    house.hear(Act("change_delivery", moment=MomentValue(NOW + 48 * HOUR, NOW + 72 * HOUR)))
    (moved,) = house.orders()
    assert moved.total == placed.total
    assert moved.slot != placed.slot


def test_p3_a_slot_that_nobody_was_told_of_is_no_change() -> None:
    """The proposal named none; the question that follows names the one that is free now."""
    house = Household().move_in()
    house.sense(50)
    assert house.hear(Act("read_notifications")).reply.decided == "proposed"
    seen = Market(CATALOGUE, house.retailers.outside(), house.home.timezone, house.home.street)
    house.retailers.slot_gone("grocer", next(iter(seen.slots("grocer", house.clock.now))).start)
    asked = house.hear(YES)
    assert asked.reply.decided == "asked_confirmation"
    assert "slot_gone" not in parts_said(asked)
