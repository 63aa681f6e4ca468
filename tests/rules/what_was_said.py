"""What a person heard, from the parts of a reply: which questions, put to whom and when, and what is private in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from skill.dialogue.act import Act
from skill.dialogue.reply import Count, ProductName, Reply, RetailerName, Term
from skill.domain.money import Money
from skill.domain.offer import Quote, Slot

TWO_MINUTES = timedelta(minutes=2)

SPENDING = frozenset(
    {
        "amended",
        "claimed_already",
        "going_back_already",
        "how_many_wrong",
        "notice_claim_refused",
        "notice_refunded",
        "problem_noted",
        "cancellation_acknowledged",
        "cancelled_already",
        "shall_i_cancel",
        "shall_i_withdraw",
        "too_late_to_cancel",
        "too_late_to_return",
        "which_was_wrong",
        "withdrawal_acknowledged",
        "could_still_be_added",
        "it_becomes",
        "notice_not_amended",
        "shall_i_amend",
        "taken_off",
        "too_late_to_change",
        "mandate_buys",
        "mandate_left",
        "mandate_only_at",
        "mandate_pays",
        "device_read_back",
        "device_read_back_instead",
        "forget_which",
        "mandate_read_back",
        "mandate_read_back_pays",
        "notice_not_cancelled",
        "notice_not_cancelled_slot",
        "notice_not_moved",
        "notice_not_moved_slot",
        "notice_not_reminded",
        "notice_not_reminded_slot",
        "notice_ordered",
        "notice_paid",
        "notice_problem",
        "order_comes",
        "order_on_its_way",
        "order_came",
        "order_was_placed",
        "paid",
        "payment_refused",
        "shall_i_pay",
        "spent",
        "still_to_pay",
        "stays_away",
        "comes_instead",
        "shall_i_take_it",
        "substitute_left",
        "substitute_offered",
        "about_order",
        "claim_waits",
        "mandate_leaves",
        "not_asked_yet",
        "came_back",
        "spent_at",
        "still_to_come",
        "why_approved_by_voice",
        "why_confirmed",
        "why_within_mandate",
    }
)
"""What nobody tells to a voice that it does not know (P7)."""

QUESTIONS = frozenset(
    {
        "advice_for_what",
        "how_many",
        "is_everything_right",
        "device_read_back",
        "device_read_back_instead",
        "forget_which",
        "mandate_read_back",
        "mandate_read_back_pays",
        "say_pin",
        "say_pin_above_limit",
        "say_pin_to_pay_so",
        "say_pin_to_widen",
        "pin_would_do",
        "say_pin_unknown_voice",
        "shall_i_amend",
        "shall_i_order",
        "shall_i_pay_so",
        "shall_i_remember_brand",
        "shall_i_remember_retailer",
        "shall_i_remember_size",
        "shall_i_order_new",
        "shall_i_order_that",
        "shall_i_pay",
        "shall_i_take_it",
        "shall_i_cancel",
        "shall_i_withdraw",
        "when_delivered",
        "which_amount",
        "which_device",
        "which_kind",
        "which_one",
        "which_one_of",
        "which_product",
    }
)
"""What puts a question; after it an earlier one is no longer the one that a yes answers."""

AGAIN = frozenset(
    {
        "it_becomes",
        "shall_i_amend_short",
        "it_is",
        "it_would_be",
        "shall_i_order_short",
        "shall_that_be_allowed",
        "question_waits_for",
    }
)
"""What puts the open question once more, or tells others that it waits, and opens nothing anew."""

PUT = frozenset({"shall_i_order", "shall_i_amend", "shall_i_cancel", "shall_i_withdraw", "shall_i_take_it"})
"""What puts all of an order, of a change to one, of a withdrawal or of a substitute."""

ASKS_PIN = frozenset(
    {
        "say_pin",
        "say_pin_above_limit",
        "say_pin_to_widen",
        "say_pin_to_pay_so",
        "say_pin_unknown_voice",
        "pin_would_do",
    }
)

DROPS = frozenset({"deny", "cancel", "stop", "goodbye"})
"""What ends an open question."""


@dataclass(frozen=True, slots=True)
class OrderHeard:
    """An order's question as it was heard: what, where, when, for how much."""

    retailer: str
    lines: tuple[tuple[str, int, int], ...]
    slot: Slot | None
    cents: int

    @staticmethod
    def in_reply(reply: Reply) -> OrderHeard | None:
        lines, slot, asked = [], None, None
        for part in reply.parts:
            values = part.values
            match part.key, values.get("product"), values.get("count"), values.get("total"), values.get("slot"):
                case "line", ProductName(product), Count(_, number), Money(cents), _:
                    lines.append((product, number, cents))
                case "delivered_in_slot" | "delivered_in_free_slot", _, _, _, Slot() as said:
                    slot = said
                case "shall_i_order", _, _, Money(cents), _:
                    retailer = values["retailer"]
                    assert isinstance(retailer, RetailerName)
                    asked = retailer.retailer, cents
        return OrderHeard(asked[0], tuple(lines), slot, asked[1]) if asked else None

    @staticmethod
    def of_a_change(reply: Reply) -> OrderHeard | None:
        """What an order was said to become: its changed lines, and the new total."""
        parts = tuple(replace(each, key=each.key.replace("shall_i_amend", "shall_i_order")) for each in reply.parts)
        heard = OrderHeard.in_reply(replace(reply, parts=parts))
        return heard if any(part.key == "shall_i_amend" for part in reply.parts) else None

    def is_what_it_became(self, before: Quote, after: Quote) -> bool:
        """Only what was said changed, and it costs what was said."""
        changed = tuple((x.product, x.quantity, x.total.cents) for x in after.lines if x not in before.lines)
        slot = after.slot if after.slot != before.slot else None
        return (self.retailer, self.lines, self.slot, self.cents) == (after.retailer, changed, slot, after.total.cents)

    def is_what_was_ordered(self, quote: Quote) -> bool:
        lines = tuple((line.product, line.quantity, line.total.cents) for line in quote.lines)
        return (self.retailer, self.lines, self.slot, self.cents) == (
            quote.retailer,
            lines,
            quote.slot,
            quote.total.cents,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: to whom it was put and when. `what` is the order as heard, or (retailer, cents), or mandate facts."""

    topic: str
    what: object
    person: str | None
    at: datetime

    def still_holds(self, now: datetime) -> bool:
        return timedelta(0) <= now - self.at <= TWO_MINUTES


@dataclass(slots=True)
class Talk:
    """One conversation as the judge remembers it."""

    asked: Asked | None = None
    yes_awaits_pin: tuple[Asked, datetime] | None = None
    proved: tuple[str, datetime] | None = None
    order_shown_last: bool = False
    payment_shown_last: bool = False
    pin_open: bool = False
    wished: str | None = None

    def hears(self, act: Act, reply: Reply, person: str | None, now: datetime) -> None:
        """Remembers what this turn leaves open; `person` is the adult who spoke, if it was one."""
        said = {part.key for part in reply.parts}
        shown = ("it_is", "shall_i_order_short"), ("it_becomes", "shall_i_amend_short")
        self.order_shown_last = bool(said & PUT) or any(set(each) <= said for each in shown)
        self.payment_shown_last = "shall_i_pay" in said
        if reply.decided == "repeated":
            return
        if "pin_would_do" in said:
            self.wished = act.intent
        elif act.intent != "give_pin" or "pin_wrong" not in said:
            self.wished = None
        if reply.decided == "closed":
            self.proved = None
        asks_pin = bool(said & ASKS_PIN)
        self.pin_open = asks_pin or (self.pin_open and not said & QUESTIONS)
        if said & {"say_pin_above_limit", "say_pin_to_widen"}:
            if act.intent == "confirm" and self.asked is not None:
                # The yes stands until the PIN; nothing else may use it.
                assert self.asked.person == person
                assert self.asked.still_holds(now)
                self.yes_awaits_pin, self.asked = (self.asked, now), None
            return
        if said & QUESTIONS - {"say_pin"} or (act.intent in DROPS and reply.decided != "refused"):
            if not said & AGAIN or said & (PUT | {"mandate_read_back", "mandate_read_back_pays"}):
                same = {
                    "payment": "shall_i_pay",
                    "cancellation": "shall_i_cancel",
                    "withdrawal": "shall_i_withdraw",
                    "substitute": "shall_i_take_it",
                }
                put_again = self.asked if self.asked and same.get(self.asked.topic) in said else None
                self.asked = question_in(reply, person, now) or put_again
            if not said & {"say_pin", "question_waits_for"}:
                self.yes_awaits_pin = None
        if reply.decided == "placed" or (act.intent == "confirm" and reply.decided in ("changed", "cancelled")):
            self.asked = self.yes_awaits_pin = None


_TOPICS = {"shall_i_withdraw": "withdrawal", "shall_i_cancel": "cancellation", "shall_i_take_it": "substitute"}


def question_in(reply: Reply, person: str | None, now: datetime) -> Asked | None:
    """The question of which a yes does something, if this reply puts one."""
    change = OrderHeard.of_a_change(reply)
    if change is not None:
        return Asked("change", change, person, now)
    order = OrderHeard.in_reply(reply)
    if order is not None:
        return Asked("order", order, person, now)
    for part in reply.parts:
        values = part.values
        match part.key, values.get("retailer"), values.get("total"), values.get("category"), values.get("limit"):
            case "shall_i_pay", RetailerName(retailer), Money(cents), _, _ if reply.decided == "asked_payment":
                return Asked("payment", (retailer, cents), person, now)
            case key, RetailerName(seller), Money(money), _, _ if (
                key in _TOPICS and reply.decided == "asked_confirmation"
            ):
                return Asked(_TOPICS[key], (seller, money), person, now)
            case "mandate_read_back" | "mandate_read_back_pays", _, _, Term(category), Money(cents):
                return Asked("mandate", (category, cents), person, now)
    return None
