"""A3: recognition alone never authorises above the threshold; that takes a PIN or the platform's verification."""

from __future__ import annotations

import threading
from fractions import Fraction

import pytest

from nlu.interpretation import QuantityValue
from skill.dialogue.act import Act
from skill.domain.authorization import Allowed, Consent, NeedsStepUp, Usage, authorize
from skill.domain.money import Money
from skill.domain.person import Recognised, Speaker
from skill.records.sqlite import SqliteRecords
from skill.usecases.proving import LOCKED_FOR, MAX_WRONG
from tests.building import ANNA, DAY, HOME, MINUTE, NOW, PROPOSITIONS, SECOND, TERMS, YES, codes, order, pin, quote
from tests.household import Household, parts_said


@pytest.mark.parametrize(
    "cents", [TERMS.voice_limit.cents - 1, TERMS.voice_limit.cents, TERMS.voice_limit.cents + 1, 10**7]
)
@pytest.mark.parametrize("how", [Recognised.VOICE, Recognised.PIN, Recognised.PLATFORM])
def test_a3_from_the_threshold_on_a_voice_steps_up(cents: int, how: Recognised) -> None:
    dear = quote(cents)
    verdict = authorize(
        dear, PROPOSITIONS["groceries"], HOME, [], Usage({}), Speaker(ANNA, how), Consent(dear, "anna", NOW), NOW, TERMS
    )
    if how is Recognised.VOICE and cents >= TERMS.voice_limit.cents:
        assert isinstance(verdict, NeedsStepUp)
        assert codes(verdict.reasons) == {("A3", "above_voice_limit")}
    else:
        assert isinstance(verdict, Allowed)


def large(house: Household, who: str = "anna") -> None:
    """A yes to 160 euros of jeans, which waits for a PIN."""
    house.hear(order("blue_jeans", 4), who)
    assert house.hear(YES, who).reply.decided == "asked_step_up"


def test_a3_yes_and_the_right_pin_order() -> None:
    house = Household().move_in()
    large(house)
    assert house.hear(pin("1111")).reply.decided == "placed"
    assert [each.total for each in house.orders()] == [Money(16_000)]


@pytest.mark.parametrize("said", [pin("2222"), pin("0000"), pin(""), YES, Act("give_pin")], ids=lambda act: act.intent)
def test_a3_a_wrong_or_another_persons_pin_and_a_second_yes_do_not(said: Act) -> None:
    house = Household().move_in()
    large(house)
    assert house.hear(said).reply.decided == "asked_step_up"
    assert house.orders() == ()


def test_a3_a_pin_that_nobody_asked_for_does_nothing() -> None:
    house = Household().move_in()
    assert "no_pin_needed" in parts_said(house.hear(pin("1111")))
    house.hear(order())
    assert "no_pin_needed" in parts_said(house.hear(pin("1111")))
    assert house.orders() == ()


def test_a3_the_pin_too_has_two_minutes() -> None:
    house = Household().move_in()
    large(house)
    house.clock.turn(2 * MINUTE + SECOND)
    assert "no_pin_needed" in parts_said(house.hear(pin("1111")))
    assert house.orders() == ()


def test_a3_a_price_that_changed_before_the_pin_is_asked_again() -> None:
    house = Household().move_in()
    large(house)
    house.retailers.change_price("jeans", Money(4001))
    assert house.hear(pin("1111")).reply.decided == "asked_confirmation"
    assert house.orders() == ()


def test_a3_a_payment_from_the_threshold_on_takes_a_pin_too() -> None:
    house = Household().move_in()
    large(house)
    house.hear(pin("1111"))
    house.wait(20 * DAY)
    assert house.hear(Act("read_notifications")).reply.decided == "asked_payment"
    assert house.hear(YES).reply.decided == "asked_step_up"
    assert house.hear(pin("9999")).reply.decided == "asked_step_up"
    assert [each.approved_by for each in house.payments()] == [None]
    assert house.hear(pin("1111")).reply.decided == "changed"
    assert [each.status.value for each in house.payments()] == ["paid"]


def test_a3_the_fifth_wrong_pin_locks() -> None:
    house = Household().move_in()
    large(house)
    for _ in range(MAX_WRONG - 1):
        assert "pin_wrong" in parts_said(house.hear(pin("9999")))
    assert house.hear(pin("1111")).reply.decided == "placed", "after four it is still open"
    large(house)
    for _ in range(MAX_WRONG):
        house.hear(pin("9999"))
    assert "pin_wrong" in parts_said(house.hear(pin("1111"))), "after five the right one is refused as well"
    assert len(house.orders()) == 1


def test_a3_a_locked_pin_opens_after_its_time_and_not_before() -> None:
    house = Household().move_in()
    large(house)
    for _ in range(MAX_WRONG):
        house.hear(pin("9999"))
    house.clock.turn(LOCKED_FOR - SECOND)
    large(house)
    assert house.hear(pin("1111")).reply.decided == "asked_step_up"
    house.clock.turn(SECOND)
    assert house.hear(pin("1111")).reply.decided == "placed"


def test_a3_wrong_pins_count_over_all_devices_and_voices() -> None:
    house = Household().move_in()
    for number in range(MAX_WRONG):
        house.hear(order(), "unknown", on=f"device {number}")
        house.hear(pin("9999"), "unknown", on=f"device {number}")
    large(house)
    assert house.hear(pin("1111")).reply.decided == "asked_step_up"


def test_a3_guesses_side_by_side_are_no_more_than_guesses_in_a_row() -> None:
    """Twelve devices guess at once; the lock is looked at again where the count is kept."""
    house = Household(records=SqliteRecords(":memory:")).move_in()
    for number in range(12):
        house.hear(order(), "unknown", on=f"device {number}")
    answers: list[str] = []

    def guess(number: int) -> None:
        said = pin("1111") if number == 11 else pin("9999")
        answers.append(house.hear(said, "unknown", on=f"device {number}", request=f"guess {number}").reply.decided)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    guess(11)
    assert answers == ["asked_step_up"] * 12


def test_a3_what_is_changed_while_the_pin_is_asked_is_asked_again() -> None:
    house = Household().move_in()
    large(house)
    changed = house.hear(Act("change_quantity", quantity=QuantityValue(Fraction(3))))
    assert changed.reply.decided == "asked_confirmation"
    assert "no_pin_needed" in parts_said(house.hear(pin("1111")))
    assert house.orders() == ()


def test_a3_the_pin_is_asked_again_with_every_answer_in_between() -> None:
    house = Household().move_in()
    large(house)
    assert "say_pin" in parts_said(house.hear(Act("thanks")))
    assert house.hear(pin("1111")).reply.decided == "placed"
