"""How an order is put before a person: what it is, where, when, for how much, and what changed since it was asked."""

from __future__ import annotations

from skill.dialogue.reply import Count, Deal, KindNamed, Part, ProductName, RetailerName, part
from skill.dialogue.situation import Situation
from skill.domain.offer import Quote


def described(situation: Situation, quote: Quote) -> tuple[Part, ...]:
    """What is ordered, where, when and for how much."""
    parts: list[Part] = []
    for line in quote.lines:
        parts.append(
            part("line", count=Count(line.kind, line.quantity), product=ProductName(line.product), total=line.total)
        )
        if line.promotion:
            parts.append(part("promotion_applies", deal=Deal(line.promotion), saving=line.saving))
    return (*parts, *delivery(situation, quote))


def delivery(situation: Situation, quote: Quote) -> tuple[Part, ...]:
    """Where it comes, when, and what that costs; nothing for what is not brought."""
    parts: list[Part] = []
    if quote.slot is not None:
        key = "delivered_in_free_slot" if not quote.delivery_fee else "delivered_in_slot"
        parts.append(part(key, retailer=RetailerName(quote.retailer), slot=quote.slot, fee=quote.delivery_fee))
        if situation.busy is None:
            parts.append(part("agenda_unreadable"))
        elif any(b.start < quote.slot.end and quote.slot.start < b.end for b in situation.busy):
            parts.append(part("not_at_home_then"))
    return tuple(parts)


def question(situation: Situation, quote: Quote) -> tuple[Part, ...]:
    """The order's question: product, quantity, total with delivery, seller, and that a yes obliges to pay (O1)."""
    asked = part("shall_i_order", total=quote.total, retailer=RetailerName(quote.retailer))
    return (*described(situation, quote), asked)


def what_changed(asked: Quote, fresh: Quote) -> tuple[Part, ...]:
    """Names the change before the new question, so that nobody says yes to the old one by habit."""
    parts: list[Part] = []
    for old, new in zip(asked.lines, fresh.lines, strict=True):
        if old.promotion and not new.promotion:
            parts.append(part("promotion_ended", kind=KindNamed(new.kind)))
        elif old.total != new.total:
            parts.append(part("price_changed", kind=KindNamed(new.kind), old=old.total, new=new.total))
    if asked.slot != fresh.slot and asked.slot is not None:
        parts.append(part("slot_gone", slot=asked.slot))
    return tuple(parts)
