"""Insight: what was spent, and why something was decided. For the person it concerns only (P7, P11)."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import ordering, why_this
from skill.dialogue.act import Act
from skill.dialogue.conversation import ChooseOffer, ConfirmProposal, Conversation
from skill.dialogue.reply import KindNamed, Part, RetailerName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, say, stranger
from skill.domain.authorization import Reason, period_start
from skill.domain.claim import ClaimStatus
from skill.domain.decision import Decision
from skill.domain.mandate import Allows, Period
from skill.domain.mandate_change import in_force
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus
from skill.domain.person import Person

TOLD = frozenset(
    {
        "placed",
        "refused",
        "asked_confirmation",
        "asked_payment",
        "asked_step_up",
        "changed",
        "cancelled",
        "declined",
        "notified",
    }
)
"""Outcomes worth explaining."""

OF_PAYMENT = frozenset({"shall_i_pay", "paid", "payment_refused", "still_to_pay", "notice_unpaid", "notice_debit"})
"""After these words "why" is about the bill."""

JUST_DECIDED = frozenset({"changed", "refused", "cancelled", "declined", "asked_step_up"})
"""After such an answer "why" is about that answer."""


def ask_spending(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """What this person ordered in the running period, by retailer when one is named."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    period = Period(act.period) if act.period in ("day", "week", "month") else Period.MONTH
    start = period_start(period, situation.now, situation.home.timezone)
    spent = [
        order
        for order in situation.orders
        if order.person == person.id
        and order.placed_at >= start
        and order.status is not OrderStatus.CANCELLED
        and (act.retailer is None or order.retailer == act.retailer)
        and (act.category is None or order.quote.category == act.category)
    ]
    total = Money.total(order.total for order in spent)
    parts = [part("spent", total=total, period=Term(f"this_{period.value}"), number=len(spent))]
    back = Money.total(_came_back(order) for order in spent)
    if back:
        parts.append(part("came_back", total=back))
    sellers = dict.fromkeys(order.retailer for order in spent)
    if len(sellers) > 1:
        for seller in list(sellers)[:SELLERS_TOLD]:
            there = Money.total(order.total for order in spent if order.retailer == seller)
            parts.append(part("spent_at", retailer=RetailerName(seller), total=there))
    coming = Money.total(order.total for order in spent if order.is_open)
    if coming and coming != total:
        parts.append(part("still_to_come", total=coming))
    unpaid = Money.total(payment.amount for payment in situation.payments if payment.person == person.id)
    if unpaid:
        parts.append(part("still_to_pay", total=unpaid))
    not_asked = Money.total(situation.charged.get(order.id, Money(0)) for order in spent)
    if not_asked.cents > 0:
        parts.append(part("not_asked_yet", total=not_asked))
    return say(conversation, "informed", *parts, *_left_of_mandates(situation, person, act.category))


SELLERS_TOLD = 3


def _came_back(order: Order) -> Money:
    """What its retailer agreed to give back of it, or never asked."""
    if order.status is OrderStatus.RETURNED:
        return order.total
    return Money.total(claim.amount for claim in order.claims if claim.status is ClaimStatus.ACCEPTED)


def _left_of_mandates(situation: Situation, person: Person, category: str | None) -> tuple[Part, ...]:
    """What may still be ordered without asking in the running period."""
    told = []
    for mandate in situation.mandates:
        limit, used = mandate.limit_per_period, situation.usage.of(mandate)
        buys = Allows.BUY in mandate.allows and not mandate.paused and in_force(mandate, situation.today)
        if mandate.grantor != person.id or not buys or limit is None or used is None or limit.period is Period.ORDER:
            continue
        if category in (None, mandate.category) and used.currency == limit.amount.currency:
            left = max(limit.amount - used, Money(0, used.currency))
            about = Term(f"category_{mandate.category}")
            told.append(part("mandate_leaves", category=about, left=left, period=Term(f"this_{limit.period.value}")))
    return tuple(told)


def explain_decision(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Why this is offered, while it is; else the reasons of the last decision, or of the last about what was named."""
    offered = () if act.wanted else why_this.told(conversation, situation)
    person = situation.speaker.known_adult
    if person is None:
        return say(conversation, "informed", *offered) if offered else stranger(conversation, situation)
    opened = conversation.open
    if offered and opened is not None and isinstance(opened.subject, ChooseOffer | ConfirmProposal):
        return say(conversation, "informed", *offered)
    decisions = [d for d in situation.decisions if d.outcome in TOLD and d.reasons and d.person in (None, person.id)]
    if act.wanted:
        decisions = _about(situation, act, decisions)
    elif not _just_told(conversation, person):
        # "That" is what was bought, if anything was: a refusal of somebody else in between is not asked about.
        decisions.sort(key=lambda decision: decision.outcome != "placed")
    elif conversation.last_reply and any(each.key in OF_PAYMENT for each in conversation.last_reply.parts):
        decisions.sort(key=lambda decision: not any(reason.rule[0] == "M" for reason in decision.reasons))
    if not decisions:
        return say(conversation, "informed", part("nothing_to_explain"))
    latest = decisions[0]
    parts = [part(f"because_{latest.outcome}"), *(spoken_reason(situation, reason) for reason in latest.reasons)]
    order = next((order for order in situation.orders if order.id == latest.subject), None)
    if order is not None and not act.wanted and latest.outcome != "placed":
        kinds = tuple(KindNamed(kind) for kind in sorted(order.quote.kinds))
        parts.insert(1, part("about_order", kinds=kinds, retailer=RetailerName(order.retailer)))
    return say(conversation, "informed", *parts, *offered)


def _just_told(conversation: Conversation, person: Person) -> bool:
    """Whether the last answer here was a decision that this person heard, or a bill of theirs."""
    last = conversation.last_reply
    if last is None or conversation.told != person.id:
        return False
    return last.decided in JUST_DECIDED or any(each.key in OF_PAYMENT for each in last.parts)


def _about(situation: Situation, act: Act, decisions: list[Decision]) -> list[Decision]:
    """Those about the product that was named: orders that held it, and what was said, asked or seen of its kind."""
    named = set(ordering.resolve(situation, act.wanted[0]))
    products = situation.catalogue.products
    kinds = {products[product].kind for product in named if product in products}
    orders = {o.id for o in situation.orders if named & {line.product for line in o.lines}}
    return [each for each in decisions if (kinds & set(each.kinds) if each.kinds else each.subject in orders)]


def spoken_reason(situation: Situation, reason: Reason) -> Part:
    """A reason as a sentence (P11)."""
    values: dict[str, Value] = {}
    if reason.amount is not None:
        values["amount"] = reason.amount
    if reason.limit is not None:
        values["limit"] = reason.limit
    if reason.left is not None:
        values["left"] = reason.left
    person = situation.home.person(reason.who) if reason.who else None
    values["person"] = person.name if person else (reason.who or Term("somebody"))
    if reason.subject in situation.catalogue.retailers:
        values["retailer"] = RetailerName(reason.subject or "")
    return replace(part(f"why_{reason.code}"), values=values)
