"""No sequence of turns, speakers, clocks and worlds buys without permission: generated conversations over the real use
cases, judged from what was said and heard by a judge who never asks the product (P1-P12, A2, A3, O1).

The judge is judged as well: he lets what is allowed pass, and objects to each rule that is broken on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from nlu.interpretation import MoneyValue
from skill.dialogue import amendment, mandates, offering, open_question, placing, policy, talking
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmMandate, OpenQuestion
from skill.dialogue.step import say
from skill.domain import authorization
from skill.domain.approval import ApprovalRules
from skill.domain.authorization import Allowed, Reason
from skill.domain.home import Control, Providers
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.pantry import PantryState
from skill.records.home_records import SqlHomeRecords
from skill.usecases import proving
from tests.building import ANNA, BRAM, DAY, KIM, MINUTE, MUTE, NO, SAAR, SECOND, TERMS, YES, mandate, order, pin, wish
from tests.rules.generated_household import AnyHousehold

EXAMPLES, STEPS = 250, 40
Script = Callable[[AnyHousehold], None]


class Patch(Protocol):
    """What breaks a rule: pytest's, or one that leaves everything as it is."""

    def setattr(self, target: object, name: str, value: object) -> None: ...
    def setitem(self, dic: Any, name: str, value: object) -> None: ...


@pytest.mark.slow
def test_no_sequence_of_turns_buys_without_permission(capsys: pytest.CaptureFixture[str]) -> None:
    reached: Counter[str] = Counter()

    class Counted(AnyHousehold):
        def teardown(self) -> None:
            reached.update(self.judge.reached if hasattr(self, "judge") else {})
            super().teardown()

    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking so long a conversation takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
    with capsys.disabled():
        print(f"\n  generated conversations: {', '.join(f'{what} {times}' for what, times in reached.most_common())}")


def household(
    *granted: Mandate, control: Control = Control.ALGORITHM, market: Providers = Providers.MANY
) -> AnyHousehold:
    machine = AnyHousehold()
    machine.move_in(control, market, (ANNA, BRAM, SAAR, MUTE, KIM), list(granted))
    return machine


def by_a_yes(house: AnyHousehold) -> None:
    house.say(order(), "anna")
    house.say(Act("hesitate"), "anna")
    house.house.clock.turn(2 * MINUTE)
    house.say(YES, "anna")


def by_a_yes_after_a_change(house: AnyHousehold) -> None:
    house.say(order(), "anna")
    house.a_price_changes("coffee_beans", 1001)
    house.say(YES, "anna")
    house.say(YES, "anna")


def with_a_pin(house: AnyHousehold) -> None:
    house.say(order("blue_jeans", 4), "anna")
    house.say(YES, "anna")
    house.say(pin("1111"), "anna")


def as_an_unknown_voice(house: AnyHousehold) -> None:
    for act in (order(), pin("2222"), YES):
        house.say(act, "unknown")


def inside_a_mandate(house: AnyHousehold) -> None:
    house.a_mandate_is_there(mandate())
    house.say(order(), "anna")


def by_a_sensor(house: AnyHousehold) -> None:
    house.a_mandate_is_there(mandate())
    house.a_sensor_reports("canister", 0.5)


def inside_a_mandate_by_voice(house: AnyHousehold) -> None:
    house.a_mandate_is_given_by_voice("anna", 4000, "groceries", again=False)
    house.say(order(), "anna")


def after_notifications(house: AnyHousehold) -> None:
    house.a_sensor_reports("canister", 0.5)
    house.notifications_are_read("anna", "kitchen", YES)
    house.say(YES, "anna")


BUYS: dict[str, tuple[Script, str]] = {
    "a yes": (by_a_yes, "ordered by a yes"),
    "a yes after a change": (by_a_yes_after_a_change, "ordered by a yes"),
    "a PIN": (with_a_pin, "ordered with a PIN"),
    "an unknown voice with a PIN": (as_an_unknown_voice, "ordered by a yes"),
    "a mandate": (inside_a_mandate, "ordered on request inside a mandate"),
    "a sensor": (by_a_sensor, "ordered by a sensor inside a mandate"),
    "a mandate by voice": (inside_a_mandate_by_voice, "ordered on request inside a mandate"),
    "a notification": (after_notifications, "ordered by a yes"),
}


@pytest.mark.parametrize("way", BUYS)
def test_the_judge_lets_what_is_allowed_pass(way: str) -> None:
    script, reached = BUYS[way]
    house = household(market=Providers.ONE)
    script(house)
    assert house.judge.reached[reached] == 1
    assert len(house.judge.before.orders) == 1
    house.time_passes(DAY)
    house.teardown()


def test_the_judge_lets_orders_be_changed() -> None:
    house = household(mandate(limit_per_order=Money(2500)), market=Providers.ONE)
    house.say(order(), "anna")
    more("anna", house)
    more("anna", house)
    house.say(YES, "anna")
    house.say(Act("change_quantity", wanted=(wish("beans", 1),)), "anna")
    for reached in ("changed by a yes", "changed inside a mandate", "made less"):
        assert house.judge.reached[f"an order {reached}"] == 1, reached
    house.time_passes(DAY)
    house.teardown()


def test_the_judge_lets_weeks_be_paid_and_accepted() -> None:
    house = household(mandate(limit_per_period=PeriodLimit(Money(1500), Period.WEEK)))
    house.say(order(), "anna")
    house.goods_and_bills_come("anna", "anna", None, YES, 8)
    house.say(order("beans", 2), "anna")
    house.say(YES, "anna")
    house.goods_and_bills_come("anna", "anna", None, YES, 8)
    house.say(order(), "saar")
    house.say(YES, "saar")
    house.goods_and_bills_come("saar", "saar", YES, NO, 8)
    assert house.judge.reached["paid inside a mandate"] == 1
    assert house.judge.reached["asked after an accepted delivery"] == 1
    assert house.judge.reached["paid by a yes"] == 2
    house.teardown()


def anything_goes(*_: object, **__: object) -> Allowed:
    return Allowed("voice", (Reason("P2", "confirmed"),))


def break_nothing_is_asked(patch: Patch, house: AnyHousehold) -> None:
    """Every order is allowed."""
    patch.setattr(placing, "authorize", anything_goes)
    house.say(order(), "anna")


def break_mandates_cover_all(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(authorization, "violations_of", lambda *_: ())
    house.a_mandate_is_there(mandate(limit_per_order=Money(100)))
    house.say(order(), "anna")


def break_budgets_are_not_counted(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(SqlHomeRecords, "usage_since", lambda *_: Money(0))
    house.a_mandate_is_there(mandate(limit_per_period=PeriodLimit(Money(1500), Period.WEEK)))
    house.say(order(), "anna")
    house.say(order(), "anna")


def break_questions_never_end(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(OpenQuestion, "is_open", lambda *_: True)
    patch.setattr(ApprovalRules, "on", lambda *_: replace(TERMS, confirmation_lives=99 * DAY))
    house.say(order(), "anna")
    house.house.clock.turn(2 * MINUTE + SECOND)
    house.say(YES, "anna")


def break_anybody_may_answer(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(open_question, "not_the_one_asked", lambda *_: None)
    house.say(order(), "anna")
    patch.setattr(placing, "authorize", anything_goes)
    house.say(YES, "bram")


def break_old_prices_hold(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(offering, "requote", lambda _, quote, **__: quote)
    house.say(order(), "anna")
    house.a_price_changes("coffee_beans", 1001)
    house.say(YES, "anna")


def break_what_is_ordered_is_not_what_was_said(patch: Patch, house: AnyHousehold) -> None:
    house.say(order("beans", 1), "anna")
    dearer = house.house.conversation("kitchen")
    assert dearer is not None
    patch.setattr(placing, "authorize", anything_goes)
    patch.setattr(
        offering,
        "requote",
        lambda situation, quote, **_: situation.market.quote(
            quote.retailer, [("beans", 2)], situation.today, quote.slot
        ),
    )
    house.say(YES, "anna")


def break_a_voice_is_enough(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(ApprovalRules, "on", lambda *_: replace(TERMS, voice_limit=Money(10**9)))
    house.say(order("blue_jeans", 4), "anna")
    house.say(YES, "anna")


def break_any_pin_will_do(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(proving, "holders", lambda *_: ("anna",))
    house.say(order("blue_jeans", 4), "anna")
    house.say(YES, "anna")
    house.say(pin("0000"), "anna")


def break_a_request_is_forgotten(patch: Patch, house: AnyHousehold) -> None:
    house.a_mandate_is_there(mandate())
    house.say(order(), "anna")
    patch.setattr(SqlHomeRecords, "answer_to", lambda *_: None)
    heard, first = house.given[-1]
    house.say_again(heard, first)


def break_the_question_is_buried(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(open_question, "put_again", lambda *_: ())
    patch.setattr(policy, "_is_interrupted", lambda *_: False)
    house.say(order(), "anna")
    house.say(Act("thanks"), "anna")
    house.say(YES, "anna")


def break_a_mandate_needs_no_yes(patch: Patch, house: AnyHousehold) -> None:
    def granted(conversation: object, act: object, situation: object) -> object:
        return mandates.grant(conversation, situation, ConfirmMandate(mandate()))  # type: ignore[arg-type]

    patch.setitem(policy.TOPICS, "set_mandate", granted)
    house.say(Act("set_mandate", money=MoneyValue(4000)), "anna")


def break_everybody_hears_everything(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(talking, "stranger", lambda talk, _: say(talk, "repeated", *talk.last_reply.parts))
    house.say(Act("ask_spending"), "anna")
    house.say(Act("repeat"), "unknown")


def more(who: str, house: AnyHousehold) -> None:
    house.say(Act("add_to_basket", wanted=(wish("beans", 1),)), who)


def break_changes_are_not_asked(patch: Patch, house: AnyHousehold) -> None:
    by_a_yes(house)
    patch.setattr(amendment, "authorize", anything_goes)
    more("anna", house)


def break_a_change_counts_what_it_adds_only(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(SqlHomeRecords, "usage_since", lambda *_: Money(0))
    house.a_mandate_is_there(mandate(limit_per_order=None, limit_per_period=PeriodLimit(Money(2500), Period.WEEK)))
    house.say(order("milk_1l", 8), "anna")
    house.say(order(), "anna")
    more("anna", house)


def break_anybody_changes_an_order(patch: Patch, house: AnyHousehold) -> None:
    by_a_yes(house)
    patch.setattr(amendment, "own_orders", lambda situation: list(situation.orders))
    house.say(order("beans", 3), "anna")
    house.say(YES, "anna")
    house.say(Act("change_quantity", wanted=(wish("beans", 2),)), "bram")


def break_shortage_is_demand(patch: Patch, house: AnyHousehold) -> None:
    house.a_mandate_is_there(mandate())
    house.a_sensor_reports("canister", 0.5)
    house.time_passes(2 * DAY)
    patch.setattr(SqlHomeRecords, "keep_pantry", lambda *_: None)
    patch.setattr(SqlHomeRecords, "pantry", lambda _, device: PantryState(device))
    house.a_sensor_reports("canister", 0.5)


def break_paying_is_as_good_as_buying(patch: Patch, house: AnyHousehold) -> None:
    """Buying was never allowed to anybody, and a voice alone grants it."""
    patch.setattr(mandates, "widening", lambda *_: None)
    house.a_mandate_is_there(mandate(allows=frozenset({Allows.PAY})))
    house.a_mandate_is_given_by_voice("anna", 2000, "groceries", again=False)


BROKEN = {name.removeprefix("break_"): script for name, script in dict(globals()).items() if name.startswith("break_")}


class LeavesWhole:
    """Patches nothing."""

    def setattr(self, *_: object, **__: object) -> None: ...
    def setitem(self, *_: object, **__: object) -> None: ...


@pytest.mark.parametrize("broken", BROKEN)
def test_the_judge_objects_when(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    house = household()
    with pytest.raises(AssertionError):
        BROKEN[broken](monkeypatch, house)


@pytest.mark.parametrize("broken", BROKEN)
def test_the_judge_does_not_object_to_the_same_where_nothing_is_broken(broken: str) -> None:
    house = household()
    BROKEN[broken](LeavesWhole(), house)
    house.teardown()
