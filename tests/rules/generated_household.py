"""A household to which anything may happen in any order: the state machine that the generated conversations run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from nlu.interpretation import MoneyValue, OrdinalValue, ProductValue
from skill.dialogue.act import Act, Wanted
from skill.domain.home import Control, Providers
from skill.domain.mandate import Mandate
from skill.domain.market import Market
from skill.domain.money import Money
from skill.domain.pantry import Reading
from skill.domain.person import Person, Recognised
from skill.usecases import converse, run_errands
from skill.usecases.converse import Answer, Heard
from tests.building import (
    CATALOGUE,
    DAY,
    HOUR,
    KIND_OF,
    MINUTE,
    PINS,
    SECOND,
    YES,
    home,
    order,
    pin,
)
from tests.household import Household, new_home
from tests.rules.generated_afterwards import AfterTheOrder
from tests.rules.generated_words import (
    CATEGORIES,
    PRODUCTS,
    acts,
    amounts,
    answers,
    devices,
    digits,
    faults,
    households,
    mandates,
    numbers,
    ordinals,
    sound_mandates,
    spans,
    speakers,
    ways,
)
from tests.rules.judge import Judge


class AnyHousehold(AfterTheOrder):
    """Every rule is something that happens; after each the judge looks at what came of it."""

    house: Household
    judge: Judge

    @initialize(
        control=st.sampled_from(Control),
        market=st.sampled_from(Providers),
        persons=households,
        granted=st.lists(mandates | sound_mandates, max_size=3),
        weighs=st.sampled_from([False, False, False, True]),
    )
    def move_in(
        self,
        control: Control,
        market: Providers,
        persons: tuple[Person, ...],
        granted: list[Mandate],
        weighs: bool = False,
    ) -> None:
        """`weighs`: whether retailers report other weights; what is paid is then known less exactly."""
        self.weighs = weighs
        self.house = Household(home=new_home(home(control, market, *persons))).move_in(*granted)
        self.judge = Judge(self.house)
        self.given: list[tuple[Heard, Answer]] = []

    def say(self, act: Act, speaker: str, device: str = "kitchen", how: Recognised = Recognised.VOICE) -> None:
        """One turn, judged."""
        self.house.requests += 1
        heard = Heard(
            f"request{self.house.requests}",
            self.house.home.id,
            speaker,
            "nl-NL",
            act=act,
            conversation=device,
            recognised=how,
        )
        answer = converse.respond(heard, self.house.parts)
        self.given.append((heard, answer))
        self.judge.turn(heard, answer)

    @rule(act=acts, speaker=speakers, device=devices, how=ways)
    def anything_is_said(self, act: Act, speaker: str, device: str, how: Recognised) -> None:
        self.say(act, speaker, device, how)

    @rule(act=answers, speaker=speakers, device=devices, how=ways)
    def something_is_answered(self, act: Act, speaker: str, device: str, how: Recognised) -> None:
        self.say(act, speaker, device, how)

    @rule(product=st.sampled_from(PRODUCTS), number=st.none() | numbers, speaker=speakers, device=devices)
    def something_is_wished(self, product: str, number: int | None, speaker: str, device: str) -> None:
        self.say(order(product, number), speaker, device)

    @rule(
        product=st.sampled_from(["beans", "milk_1l", "blue_jeans", "ski_cover"]),
        number=st.sampled_from([1, 2, 12]),
        between=st.none() | acts | answers,
        who=st.sampled_from(["anna", "anna", "bram", "saar"]),
        other=speakers,
        wait=st.sampled_from([SECOND] * 4 + [2 * MINUTE, 121 * SECOND]),
    )
    def something_is_bought(
        self, product: str, number: int, between: Act | None, who: str, other: str, wait: timedelta
    ) -> None:
        """The way to a purchase, with something in between."""
        self.say(order(product, number), who)
        if between is not None:
            self.say(between, other)
        self.house.clock.turn(wait)
        self.say(YES, who)

    @rule(who=speakers, guesses=st.lists(digits, min_size=1, max_size=6), unknown=st.booleans())
    def pins_are_tried(self, who: str, guesses: list[str], unknown: bool) -> None:
        self.say(order("blue_jeans", 4), who)
        self.say(YES, who)
        for guess in guesses:
            self.say(pin(guess), "unknown" if unknown else who)
        self.say(YES, who)

    @rule(who=speakers, device=devices, act=st.none() | answers)
    def notifications_are_read(self, who: str, device: str, act: Act | None) -> None:
        self.say(Act("read_notifications"), who, device)
        if act is not None:
            self.say(act, who, device)

    @rule(who=speakers, cents=amounts, category=st.sampled_from(CATEGORIES), again=st.booleans())
    def a_mandate_is_given_by_voice(self, who: str, cents: int, category: str, again: bool) -> None:
        act = Act("set_mandate", money=MoneyValue(cents, "below"), category=category, period="week")
        self.say(act, who)
        self.say(YES, who)
        if again and who in PINS:
            self.say(pin(PINS[who]), who)

    @rule(
        who=st.sampled_from(["anna", "anna", "bram", "saar", "unknown"]),
        other=speakers,
        first=st.none() | answers,
        act=answers,
        days_on=st.sampled_from([1, 2, 8, 9, 35]),
    )
    def goods_and_bills_come(self, who: str, other: str, first: Act | None, act: Act, days_on: int) -> None:
        """Some days later: what came is accepted, what is asked is answered, perhaps by somebody else."""
        self.time_passes(days_on * DAY)
        self.say(Act("accept_delivery"), other)
        if first is not None:
            self.say(first, other)
        self.say(Act("read_notifications"), who)
        self.say(act, who)

    @rule(
        asked=st.sampled_from(["ask_alternatives", "ask_advice", "order_product", "checkout"]),
        product=st.sampled_from(PRODUCTS),
        cents=st.none() | st.sampled_from([1, 999, 3000]),
        ordinal=ordinals,
        who=speakers,
        gone=st.booleans(),
    )
    def an_offer_is_chosen(
        self, asked: str, product: str, cents: int | None, ordinal: OrdinalValue | None, who: str, gone: bool
    ) -> None:
        """One of several, while the market moves."""
        wanted = Wanted(product, ProductValue(KIND_OF[product], ()))
        self.say(Act(asked, wanted=(wanted,)), who)
        if cents is not None:
            self.a_price_changes(KIND_OF[product], cents)
        if gone:
            self.slots_are_taken("grocer", 1)
        self.say(Act("choose_option", ordinal=ordinal), who)
        self.say(YES, who)

    @precondition(lambda self: self.given)
    @rule(data=st.data(), act=acts, speaker=speakers)
    def a_request_comes_twice(self, data: st.DataObject, act: Act, speaker: str) -> None:
        heard, first = data.draw(st.sampled_from(self.given))
        self.say_again(replace(heard, speaker=speaker, act=act), first)

    def say_again(self, heard: Heard, first: Answer) -> None:
        self.judge.repeated(converse.respond(heard, self.house.parts), first)

    @rule(
        device=st.sampled_from(["canister", "canister", "fridge", "ski_rack", "no such device"]), part=st.floats(0, 2)
    )
    def a_sensor_reports(self, device: str, part: float) -> None:
        found = self.house.home.device(device)
        amount = int((found.low_below if found else 1) * part * part * 2)
        outcome = self.house.sense(amount, device)
        self.judge.sensed(outcome, Reading(device, amount, self.house.clock.now))

    @rule(span=spans)
    def the_clock_is_turned(self, span: timedelta) -> None:
        self.house.clock.turn(span)

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.house.wait(span)
        self.judge.time_passed()

    @rule(kind=st.sampled_from(["coffee_beans", "milk", "jeans"]), cents=st.sampled_from([1, 500, 1001, 5000]))
    def a_price_changes(self, kind: str, cents: int) -> None:
        self.house.retailers.change_price(kind, Money(cents))
        self.judge.shelf.prices[kind] = cents

    @rule(kind=st.sampled_from(["coffee_beans", "milk", "beans"]), ends=st.booleans())
    def a_promotion_or_the_stock_ends(self, kind: str, ends: bool) -> None:
        if ends:
            self.house.retailers.end_promotion(kind)
            self.judge.shelf.promotions_ended.add(kind)
        else:
            self.house.retailers.out_of_stock(kind)
            self.judge.shelf.sold_out.add(kind)

    @rule(retailer=st.sampled_from(["grocer", "grocer", "corner", "tailor"]), how_many=st.integers(1, 3))
    def slots_are_taken(self, retailer: str, how_many: int) -> None:
        market = Market(CATALOGUE, self.house.retailers.outside(), self.house.home.timezone, self.house.home.street)
        for slot in list(market.slots(retailer, self.house.clock.now))[:how_many]:
            self.house.retailers.slot_gone(retailer, slot.start)
            self.judge.shelf.slots_gone.add((retailer, slot.start))

    @rule(at_retailer=st.booleans(), script=faults)
    def the_outside_fails(self, at_retailer: bool, script: list[str]) -> None:
        (self.house.retailers if at_retailer else self.house.rail).fail_next(*script)

    @rule(granted=sound_mandates, product=st.sampled_from(["beans", "milk_1l"]), who=speakers, sensed=st.booleans())
    def a_mandate_is_used(self, granted: Mandate, product: str, who: str, sensed: bool) -> None:
        self.a_mandate_is_there(granted)
        self.say(order(product, 1), who)
        self.say(order(product, 1), granted.grantor)
        if sensed:
            self.a_sensor_reports("fridge" if product == "beans" else "canister", 0.5)

    @rule(granted=mandates)
    def a_mandate_is_there(self, granted: Mandate) -> None:
        """Granted elsewhere, in an app."""
        with self.house.records.transaction(self.house.home.id) as tx:
            tx.keep_mandate(granted)
        self.judge.look()

    @invariant()
    def the_books_are_right(self) -> None:
        if hasattr(self, "judge"):
            self.judge.books()

    def teardown(self) -> None:
        """In the end every errand is done or given up: each order is at its retailer once, or nowhere."""
        if not hasattr(self, "house"):
            return
        house = self.house
        for _ in range(60):
            house.clock.turn(HOUR)
            run_errands.run(self.house.home.id, house.parts, house.clock.now)
            with house.records.reading(self.house.home.id) as tx:
                if not tx.errands():
                    break
        self.judge.look()
        self.judge.books()
        self.judge.everything_outside_is_as_we_say()
        house.retailers.close()
        house.rail.close()
