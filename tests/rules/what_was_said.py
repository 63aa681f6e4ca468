"""What a person heard, from the parts of a reply: which questions, put to whom and when, and what is private in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from skill.dialogue.act import Act
from skill.dialogue.reply import Count, ProductName, Reply, RetailerName, Term
from skill.domain.money import Money
from skill.domain.offer import Quote, Slot

TWO_MINUTES = timedelta(minutes=2)

SPENDING = frozenset(
    {
        "mandate_buys",
        "mandate_left",
        "mandate_only_at",
        "mandate_pays",
        "mandate_read_back",
        "notice_not_cancelled",
        "notice_not_cancelled_slot",
        "notice_not_moved",
        "notice_not_moved_slot",
        "notice_ordered",
        "notice_paid",
        "notice_problem",
        "order_comes",
        "order_on_its_way",
        "order_was_accepted",
        "order_was_delivered",
        "order_was_placed",
        "paid",
        "payment_refused",
        "shall_i_pay",
        "spent",
        "still_to_pay",
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
        "mandate_read_back",
        "say_pin",
        "say_pin_above_limit",
        "say_pin_to_widen",
        "pin_would_do",
        "say_pin_unknown_voice",
        "shall_i_order",
        "shall_i_order_new",
        "shall_i_pay",
        "when_delivered",
        "which_amount",
        "which_brand",
        "which_kind",
        "which_one",
        "which_one_of",
        "which_product",
    }
)
"""What puts a question; after it an earlier one is no longer the one that a yes answers."""

AGAIN = frozenset({"it_is", "it_would_be", "shall_i_order_short", "shall_that_be_allowed"})
"""What puts the open question once more and opens nothing anew."""

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
    pin_open: bool = False
    wished: str | None = None

    def hears(self, act: Act, reply: Reply, person: str | None, now: datetime) -> None:
        """Remembers what this turn leaves open; `person` is the adult who spoke, if it was one."""
        said = {part.key for part in reply.parts}
        self.order_shown_last = "shall_i_order" in said or {"it_is", "shall_i_order_short"} <= said
        if reply.decided == "repeated":
            return
        if "pin_would_do" in said:
            self.wished = act.intent
        elif act.intent != "give_pin" or "pin_wrong" not in said:
            self.wished = None
        if reply.decided == "closed":
            self.proved = None
        asks_pin = bool(
            said & {"say_pin", "say_pin_above_limit", "say_pin_to_widen", "say_pin_unknown_voice", "pin_would_do"}
        )
        self.pin_open = asks_pin or (self.pin_open and not said & QUESTIONS)
        if said & {"say_pin_above_limit", "say_pin_to_widen"}:
            if act.intent == "confirm" and self.asked is not None:
                # The yes stands until the PIN; nothing else may use it.
                assert self.asked.person == person
                assert self.asked.still_holds(now)
                self.yes_awaits_pin, self.asked = (self.asked, now), None
            return
        if said & QUESTIONS - {"say_pin"} or (act.intent in DROPS and reply.decided != "refused"):
            if not said & AGAIN or said & {"shall_i_order", "mandate_read_back"}:
                put_again = (
                    self.asked if self.asked and self.asked.topic == "payment" and "shall_i_pay" in said else None
                )
                self.asked = question_in(reply, person, now) or put_again
            if "say_pin" not in said:
                self.yes_awaits_pin = None
        if reply.decided == "placed" or (act.intent == "confirm" and reply.decided == "changed"):
            self.asked = self.yes_awaits_pin = None


def question_in(reply: Reply, person: str | None, now: datetime) -> Asked | None:
    """The question of which a yes does something, if this reply puts one."""
    order = OrderHeard.in_reply(reply)
    if order is not None:
        return Asked("order", order, person, now)
    for part in reply.parts:
        values = part.values
        match part.key, values.get("retailer"), values.get("total"), values.get("category"), values.get("limit"):
            case "shall_i_pay", RetailerName(retailer), Money(cents), _, _ if reply.decided == "asked_payment":
                return Asked("payment", (retailer, cents), person, now)
            case "mandate_read_back", _, _, Term(category), Money(cents):
                return Asked("mandate", (category, cents), person, now)
    return None
