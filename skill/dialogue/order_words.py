"""How an order is put before a person: what it is, where, when, for how much, and what changed since it was asked."""

from __future__ import annotations

from collections.abc import Iterable

from skill.dialogue.reply import Count, Deal, KindNamed, Part, ProductName, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.domain.agenda import Presence, presence
from skill.domain.money import Money
from skill.domain.offer import Line, Quote
from skill.domain.promotion import Percent
from skill.domain.reason import Reason
from skill.domain.unit_price import UnitPrice, unit_price


def described(situation: Situation, quote: Quote) -> tuple[Part, ...]:
    """What is ordered, where, when and for how much."""
    return (*lines(situation, quote.retailer, quote.lines), *delivery(situation, quote))


def lines(situation: Situation, retailer: str, ordered: Iterable[Line]) -> tuple[Part, ...]:
    """Each line with what it costs, and the promotion that applies."""
    parts: list[Part] = []
    ordered = tuple(ordered)
    last = {line.promotion: at for at, line in enumerate(ordered)}
    for at, line in enumerate(ordered):
        parts.append(
            part("line", count=Count(line.kind, line.quantity), product=ProductName(line.product), total=line.total)
        )
        if line.promotion and last[line.promotion] == at:  # what spans lines is told once, after the last of them
            parts.extend(_promotion(situation, retailer, ordered, line.promotion))
    deposit = Money.total(line.deposit for line in ordered)
    if deposit:
        parts.append(part("deposit_included", deposit=deposit))
    return (*parts, *sponsored(situation, ((retailer, line.product) for line in ordered)))


def sponsored(situation: Situation, offered: Iterable[tuple[str, str]]) -> tuple[Part, ...]:
    """Which of these (retailer, product) somebody pays for: never told of without a word about it."""
    paid = dict.fromkeys(
        product for retailer, product in offered if (retailer, product) in situation.catalogue.sponsored
    )
    items: tuple[Value, ...] = tuple(ProductName(product) for product in paid)
    return (part("sponsored", items=items, number=len(items)),) if items else ()


def sponsored_in(situation: Situation, quotes: Iterable[Quote]) -> tuple[Part, ...]:
    """The same of what is offered or ordered."""
    return sponsored(situation, ((quote.retailer, line.product) for quote in quotes for line in quote.lines))


def _promotion(situation: Situation, retailer: str, ordered: tuple[Line, ...], promotion: str) -> tuple[Part, ...]:
    promoted = [line for line in ordered if line.promotion == promotion]
    said = deal(situation, retailer, promoted[0].product)
    saving = Money.total(line.saving for line in promoted)
    if said is None or said.promotion != promotion:
        return ()
    return (part("promotion_applies", deal=said, saving=saving) if saving else part("promotion_counts", deal=said),)


def deal(situation: Situation, retailer: str, product: str) -> Deal | None:
    """The promotion that runs on a product, as it may be told: a percentage is what it comes to beside the lowest price
    of 30 days, and one that comes to nothing is no promotion (O4)."""
    market, day = situation.market, situation.today
    promotion = market.promotion(retailer, product, day)
    if promotion is None:
        return None
    if not isinstance(promotion.deal, Percent):
        return Deal(promotion.id)
    percent = market.true_percent(retailer, product, promotion, day)
    return Deal(promotion.id, percent) if percent else None


def delivery(situation: Situation, quote: Quote) -> tuple[Part, ...]:
    """Where it comes, when, and what that costs; nothing for what is not brought."""
    parts: list[Part] = []
    if quote.slot is not None:
        key = "delivered_in_free_slot" if not quote.delivery_fee else "delivered_in_slot"
        parts.append(part(key, retailer=RetailerName(quote.retailer), slot=quote.slot, fee=quote.delivery_fee))
        match presence(situation.busy, quote.slot.start, quote.slot.end):
            case Presence.UNKNOWN:
                parts.append(part("agenda_unreadable"))
            case Presence.AWAY:
                parts.append(part("not_at_home_then"))
    return tuple(parts)


def question(situation: Situation, quote: Quote) -> tuple[Part, ...]:
    """The order's question: product, quantity, total with delivery, seller, and that a yes obliges to pay (O1)."""
    unsure = quote.slot is not None and situation.busy is None
    key = "shall_i_order_if_home" if unsure else "shall_i_order"
    asked = part(key, total=quote.total, retailer=RetailerName(quote.retailer))
    return (*described(situation, quote), asked)


def in_short(quote: Quote) -> tuple[Part, ...]:
    """The question once more. All that the law wants said right before a yes (O1): what was said in between must not
    have hidden any of it."""
    items: tuple[Value, ...] = tuple(Count(line.kind, line.quantity) for line in quote.lines)
    facts = part("it_is", items=items, total=quote.total, retailer=RetailerName(quote.retailer))
    return (facts, part("shall_i_order_short"))


def pin_asked(reasons: tuple[Reason, ...]) -> Part:
    """Why a PIN is asked after the yes: it is much money, or the voice is not known."""
    above = reasons[0].code == "above_voice_limit"
    return part("say_pin_above_limit" if above else "say_pin_unknown_voice")


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


def kinds(ordered: Iterable[Line]) -> tuple[Value, ...]:
    """What is ordered, each kind once."""
    return tuple(KindNamed(kind) for kind in dict.fromkeys(line.kind for line in ordered))


def in_place_of(gone: str, line: Line) -> Part:
    """What would come instead of a product, at what price."""
    return part("in_its_place", gone=ProductName(gone), product=ProductName(line.product), total=line.total)


def by_content(situation: Situation, line: Line) -> UnitPrice:
    """What a line costs per kilogram, litre or piece (O4)."""
    return unit_price(line.total, situation.catalogue.products[line.product].size, line.quantity)
