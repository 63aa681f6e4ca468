"""Makes a story's world events happen at the simulated outside parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.dialogue import offering
from skill.dialogue.conversation import ChooseOffer, ConfirmOrder, ConfirmProposal, Conversation, ProveIdentity
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.market import Market
from skill.domain.money import Money
from skill.domain.offer import Offer, Quote
from skill.domain.order import OrderStatus
from skill.domain.substitute import substitutes
from skill.payments.simulated_rail import SimulatedRail
from skill.retailers.simulated import SimulatedRetailers
from skill.stories.scripted import ScriptedAgendas
from skill.stories.story import WorldEvent
from skill.usecases import take_corrections, who_is_home
from skill.usecases.parts import Parts
from skill.usecases.picture import situation

_HOW = {"retailer_refuses": "refuse", "retailer_silent": "time_out", "retailer_late": "late"}


@dataclass(frozen=True, slots=True)
class Happened:
    """`note` says honestly what the event does not do; `impossible` what kept it from happening at all."""

    note: str | None = None
    impossible: str | None = None


def happen(
    event: WorldEvent,
    home: str,
    conversation: str,
    parts: Parts,
    retailers: SimulatedRetailers,
    rail: SimulatedRail,
    agendas: ScriptedAgendas,
) -> Happened:
    """Changes the outside as the event says."""
    amount = event.amount or Money(0)
    match event.name:
        case "price":
            retailers.change_price(event.subject, amount)
        case "promotion_ends":
            retailers.end_promotion(event.subject)
        case "out_of_stock":
            retailers.out_of_stock(event.subject)
        case "slot_gone":
            return _slot_gone(event.subject, home, conversation, parts, retailers)
        case "retailer_refuses" | "retailer_silent" | "retailer_late":
            retailers.fail_next(_HOW[event.name], kind=event.subject)
        case "agenda":
            agendas.readable = event.subject != "unreadable"
            agendas.writable = event.subject != "read_only"
        case "returned":
            return _returned(event.subject, home, parts, retailers)
        case "weighed":
            return _reported(CorrectionKind.WEIGHED, event.subject, amount, home, parts, retailers)
        case "missing":
            return _reported(CorrectionKind.MISSING, event.subject, -amount, home, parts, retailers)
        case "substituted":
            return _substituted(event.subject, home, parts, retailers)
        case "bottles_back":
            return _bottles(event.subject, amount, home, parts, retailers)
        case "payment_fails":
            rail.refuse_all(event.subject)
        case "trip_planned":
            return Happened(note=f"trip_planned: {event.subject} is recorded; nothing acts on a planned trip yet")
        case _:
            return Happened(impossible=f"nobody makes {event.name} happen")
    return Happened()


def _slot_gone(retailer: str, home_id: str, conversation: str, parts: Parts, retailers: SimulatedRetailers) -> Happened:
    """The slot that the open question names is taken; when none is open, the one that would be offered next."""
    now = parts.clock()
    home = parts.home(home_id)
    busy = who_is_home.nobody_home(home, parts.agendas, now)
    with parts.records.reading(home_id) as records:
        held = records.conversation(conversation)
        picture = situation(parts, home, records, retailers.outside(), busy, now)
    starts = _asked_slots(held, retailer, now)
    if not starts:
        slot = offering.best_slot(picture, retailer)
        starts = [slot.start] if slot is not None else []
    for start in starts:
        retailers.slot_gone(retailer, start)
    return Happened() if starts else Happened(impossible=f"{retailer} has no free slot to lose")


def _asked_slots(conversation: Conversation | None, retailer: str, now: datetime) -> list[datetime]:
    if conversation is None or conversation.open is None or not conversation.open.is_open(now):
        return []
    quotes: tuple[Quote, ...] = ()
    match conversation.open.subject:
        case ConfirmOrder(quote) | ConfirmProposal(Offer(quote)) | ProveIdentity(ConfirmOrder(quote)):
            quotes = (quote,)
        case ChooseOffer(offers):
            quotes = tuple(offer.quote for offer in offers)
    slots = [quote.slot for quote in quotes if quote.slot is not None and quote.retailer == retailer]
    return sorted({slot.start for slot in slots})


def _returned(kind: str, home_id: str, parts: Parts, retailers: SimulatedRetailers) -> Happened:
    """The latest delivered order of this kind went back whole, says its retailer."""
    return _reported(CorrectionKind.RETURNED, kind, Money(0), home_id, parts, retailers)


def _reported(
    what: CorrectionKind, kind: str, amount: Money, home_id: str, parts: Parts, retailers: SimulatedRetailers
) -> Happened:
    """The retailer of the latest delivered order of this kind reports something of it."""
    back = {OrderStatus.DELIVERED, OrderStatus.ACCEPTED}
    with parts.records.reading(home_id) as records:
        orders = [one for one in records.orders() if one.status in back and kind in one.quote.kinds]
    if not orders:
        return Happened(impossible=f"no {kind} was delivered of which anything could be said")
    order = orders[-1]
    product = next(line.product for line in order.lines if line.kind == kind)
    retailers.report(home_id, Correction(parts.new_id(), what, order.retailer, amount, order.id, product=product))
    return _taken(home_id, parts)


def _substituted(kind: str, home_id: str, parts: Parts, retailers: SimulatedRetailers) -> Happened:
    """The retailer of the latest order of this kind that is to come does not have it, and offers what is nearest."""
    home, now = parts.home(home_id), parts.clock()
    with parts.records.reading(home_id) as records:
        orders = [order for order in records.open_orders() if kind in order.quote.kinds]
    if not orders:
        return Happened(impossible=f"no {kind} is on its way")
    order = orders[-1]
    line = next(line for line in order.lines if line.kind == kind)
    market = Market(parts.catalogue, retailers.outside(), home.timezone, home.street)
    day = now.astimezone(home.timezone).date()
    nearest = next(iter(substitutes(market, line.product, line.quantity, [order.retailer], day)), None)
    offer = nearest.line if nearest is not None else None
    report = Correction(
        parts.new_id(),
        CorrectionKind.SUBSTITUTED,
        order.retailer,
        offer.total if offer is not None else Money(0),
        order.id,
        product=line.product,
        offered=offer.product if offer is not None else None,
        quantity=offer.quantity if offer is not None else 0,
    )
    retailers.report(home_id, report)
    return _taken(home_id, parts)


def _bottles(retailer: str, amount: Money, home_id: str, parts: Parts, retailers: SimulatedRetailers) -> Happened:
    """Bottles were handed in: their deposit comes back."""
    retailers.report(home_id, Correction(parts.new_id(), CorrectionKind.BOTTLES, retailer, -amount))
    return _taken(home_id, parts)


def _taken(home_id: str, parts: Parts) -> Happened:
    faults = take_corrections.run(home_id, parts, parts.clock())
    return Happened(note=f"not believed: {', '.join(faults)}") if faults else Happened()
