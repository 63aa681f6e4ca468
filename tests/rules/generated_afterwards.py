"""What may happen after an order in a generated household: it is changed, goods go back, something is not there."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from nlu.interpretation import MomentValue
from skill.dialogue.act import Act, Wanted
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.money import Money
from skill.domain.person import Recognised
from tests.building import DAY, HOUR, SECOND, YES, order, pin, wish
from tests.household import Household
from tests.rules.generated_words import acts, answers, digits, moments, speakers, wishes
from tests.rules.judge import Judge


class AfterTheOrder(RuleBasedStateMachine):
    """Rules for a household that can `say` things and let time pass."""

    house: Household
    judge: Judge
    weighs: bool

    def say(self, act: Act, speaker: str, device: str = "kitchen", how: Recognised = Recognised.VOICE) -> None:
        raise NotImplementedError

    def time_passes(self, span: timedelta) -> None:
        raise NotImplementedError

    @rule(
        who=st.sampled_from(["anna", "anna", "bram", "saar"]),
        other=speakers,
        intent=st.sampled_from(["add_to_basket", "add_to_basket", "change_quantity", "remove_from_basket"]),
        wanted=st.lists(wishes, min_size=1, max_size=2),
        between=st.none() | acts | answers,
        fails=st.none() | st.sampled_from(["refuse", "refuse", "time_out", "late"]),
        wait=st.sampled_from([SECOND] * 4 + [121 * SECOND, HOUR]),
    )
    def an_order_is_changed(
        self,
        who: str,
        other: str,
        intent: str,
        wanted: list[Wanted],
        between: Act | None,
        fails: str | None,
        wait: timedelta,
    ) -> None:
        """Somebody orders, then wants it otherwise, and perhaps somebody else speaks or the retailer will not."""
        self.say(order(wanted[0].text, 2), who)
        self.say(YES, who)
        if fails is not None:
            self.house.retailers.fail_next(fails, kind="amend")
        self.say(Act(intent, wanted=tuple(wanted)), who)
        if between is not None:
            self.say(between, other)
        self.house.clock.turn(wait)
        self.say(YES, other)
        self.say(YES, who)
        self.say(Act(intent, wanted=tuple(wanted[:1])), other)

    @rule(
        who=st.sampled_from(["anna", "anna", "bram", "saar"]),
        other=speakers,
        intent=st.sampled_from(["return_product", "return_product", "report_problem"]),
        product=st.sampled_from(["beans", "beans", "milk_1l", "aa_cells", "blue_jeans"]),
        number=st.sampled_from([None, 1, 1, 2, 12]),
        between=st.none() | acts | answers,
        refused=st.booleans(),
        days_on=st.sampled_from([1, 3, 3, 9, 16]),
    )
    def goods_go_back(
        self,
        who: str,
        other: str,
        intent: str,
        product: str,
        number: int | None,
        between: Act | None,
        refused: bool,
        days_on: int,
    ) -> None:
        """Something is bought, comes, and is wrong or not wanted any more; the retailer may not agree."""
        self.say(order(product, 2), who)
        self.say(YES, who)
        self.time_passes(days_on * DAY)
        if refused:
            self.house.retailers.fail_next("refuse", kind="take_back" if intent == "return_product" else "complain")
        self.say(Act(intent, wanted=(wish(product, number),), reason="torn"), who)
        if between is not None:
            self.say(between, other)
        self.say(YES, other)
        self.say(YES, who)
        self.time_passes(HOUR)
        self.say(Act(intent, wanted=(wish(product, number),)), other)
        self.say(YES, who)
        self.time_passes(days_on * DAY)

    @rule(
        who=st.sampled_from(["anna", "anna", "bram", "saar"]),
        other=speakers,
        intent=st.sampled_from(["cancel_order", "return_product"]),
        product=st.sampled_from(["beans", "milk_1l", "blue_jeans"]),
        between=st.none() | acts | answers,
        fails=st.none() | st.sampled_from(["refuse", "time_out", "late"]),
        wait=st.sampled_from([SECOND] * 4 + [121 * SECOND, HOUR, DAY]),
    )
    def an_order_is_called_off(
        self, who: str, other: str, intent: str, product: str, between: Act | None, fails: str | None, wait: timedelta
    ) -> None:
        """Something is on its way and not wanted any more; somebody else may answer, and the retailer may not agree."""
        self.say(order(product, 1), who)
        self.say(YES, who)
        if fails is not None:
            self.house.retailers.fail_next(fails, kind="cancel")
        self.say(Act(intent), who)
        if between is not None:
            self.say(between, other)
        self.time_passes(wait)
        self.say(YES, other)
        self.say(YES, who)
        self.say(Act(intent), other)
        self.say(YES, who)

    @rule(
        who=st.sampled_from(["anna", "bram", "saar"]),
        way=st.sampled_from(["direct_debit", "direct_debit", "wallet", "forget", "ask_less"]),
        other=speakers,
        between=st.none() | acts | answers,
        guess=digits,
    )
    def a_way_to_pay_is_told(self, who: str, way: str, other: str, between: Act | None, guess: str) -> None:
        """Somebody would rather pay otherwise, or be asked less; neither lets anything be bought."""
        self.say(Act("set_preference", preferences=(way,)), who)
        if between is not None:
            self.say(between, other)
        self.say(YES, who)
        self.say(pin(guess), other)
        self.say(pin(guess), who)
        self.say(order("beans", 1), who)

    @rule(
        who=st.sampled_from(["anna", "bram", "saar"]),
        other=speakers,
        moment=moments,
        fails=st.none() | st.sampled_from(["refuse", "time_out", "late"]),
        between=st.none() | acts | answers,
    )
    def a_delivery_is_moved(
        self, who: str, other: str, moment: MomentValue | None, fails: str | None, between: Act | None
    ) -> None:
        """An order stands, and somebody would rather have it at another time; the retailer may not."""
        self.say(order("beans", 1), who)
        self.say(YES, who)
        if fails is not None:
            self.house.retailers.fail_next(fails, kind="move")
        self.say(Act("change_delivery", moment=moment), other)
        if between is not None:
            self.say(between, other)
        self.say(YES, other)
        self.say(YES, who)

    @rule(
        product=st.sampled_from(["beans", "milk_1l", "decaf"]),
        kind=st.sampled_from([CorrectionKind.WEIGHED, CorrectionKind.MISSING]),
        cents=st.sampled_from([-1000, -100, -1, 1, 100, 5000]),
    )
    def goods_are_weighed(self, product: str, kind: CorrectionKind, cents: int) -> None:
        """A retailer reports another weight, perhaps a dearer one: nobody pays more than was confirmed."""
        came = [each for each in self.house.orders() if each.is_there and product in {x.product for x in each.lines}]
        if not came or not self.weighs:
            return
        report = Correction(
            self.house.new_id(), kind, came[-1].retailer, Money(cents), came[-1].id, product=product
        )  # fmt: skip
        self.house.retailers.report(self.house.home.id, report)
        self.judge.weighed = True
        self.time_passes(SECOND)

    @rule(
        who=st.sampled_from(["anna", "bram", "saar", "saar"]),
        product=st.sampled_from(["beans", "beans", "milk_1l"]),
        offered=st.sampled_from(["decaf", "decaf", "beans", "milk_1l", None]),
        cents=st.sampled_from([1, 800, 1600, 2001]),
        other=speakers,
        act=answers,
    )
    def something_is_not_there(
        self, who: str, product: str, offered: str | None, cents: int, other: str, act: Act
    ) -> None:
        """The retailer lacks what was ordered, and perhaps has something else."""
        self.say(Act("order_product", wanted=(wish(product, 2), wish("aa_cells", 1))), who)
        self.say(YES, who)
        coming = [each for each in self.house.orders() if each.is_open]
        if coming:
            report = Correction(
                self.house.new_id(), CorrectionKind.SUBSTITUTED, coming[-1].retailer, Money(cents), coming[-1].id,
                product=product, offered=offered, quantity=2,
            )  # fmt: skip
            self.house.retailers.report(self.house.home.id, report)
            self.time_passes(SECOND)
        self.say(Act("read_notifications"), who)
        self.say(act, other)
        self.say(YES, who)
        self.say(Act("read_notifications"), who)
        self.say(act, who)
