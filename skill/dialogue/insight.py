"""Insight: what was spent, and why something was decided. For the person it concerns only (P7, P11)."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import ordering
from skill.dialogue.act import Act
from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Part, RetailerName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, say, stranger
from skill.domain.authorization import Reason, period_start
from skill.domain.mandate import Period
from skill.domain.money import Money
from skill.domain.order import OrderStatus

TOLD = frozenset({"placed", "refused", "asked_confirmation", "asked_payment", "asked_step_up", "changed", "cancelled"})
"""Outcomes worth explaining."""


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
        and order.status not in (OrderStatus.CANCELLED, OrderStatus.RETURNED)
        and (act.retailer is None or order.retailer == act.retailer)
        and (act.category is None or order.quote.category == act.category)
    ]
    total = Money.total(order.total for order in spent)
    parts = [part("spent", total=total, period=Term(f"this_{period.value}"), number=len(spent))]
    unpaid = Money.total(payment.amount for payment in situation.payments if payment.person == person.id)
    if unpaid:
        parts.append(part("still_to_pay", total=unpaid))
    return say(conversation, "informed", *parts)


def explain_decision(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The reasons of the last decision, or of the order that holds the product that was named."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    decisions = [d for d in situation.decisions if d.outcome in TOLD and d.reasons and d.person in (None, person.id)]
    # "That" is what was bought, if anything was: a refusal of somebody else in between is not asked about.
    decisions.sort(key=lambda decision: decision.outcome != "placed")
    if act.wanted:
        named = set(ordering.resolve(situation, act.wanted[0]))
        orders = {o.id for o in situation.orders if named & {line.product for line in o.lines}}
        decisions = [d for d in decisions if d.subject in orders]
    if not decisions:
        return say(conversation, "informed", part("nothing_to_explain"))
    latest = decisions[0]
    parts = [part(f"because_{latest.outcome}"), *(spoken_reason(situation, reason) for reason in latest.reasons)]
    return say(conversation, "informed", *parts)


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
