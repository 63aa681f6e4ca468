"""A sensor reports: a shortage becomes a stored notification, or an order where a mandate covers it (P2, P10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from skill.dialogue import comparing, offering
from skill.dialogue.effects import PlaceOrder
from skill.dialogue.situation import Situation
from skill.domain.authorization import Allowed, Reason, authorize
from skill.domain.decision import Decision
from skill.domain.home import Control, Device, Home
from skill.domain.notification import Notification
from skill.domain.pantry import Judgement, PantryState, Reading, StrangeMessage, judge
from skill.usecases import run_errands
from skill.usecases.carry_out import place
from skill.usecases.parts import Parts
from skill.usecases.picture import AGENDA_AHEAD, situation, stocks
from skill.usecases.ports import HomeRecords

WAITS = timedelta(days=1)
"""A stock is looked at daily at least: what is not proposed now can be tomorrow."""


SOON = timedelta(days=15)
"""Further ahead than any slot that is offered: a stock that lasts beyond it needs no look at the market."""


@dataclass(frozen=True, slots=True)
class ShortageOutcome:
    """`decided` is notified, placed, or None when the reading asked for nothing; `judgement` says what it was."""

    judgement: Judgement | None
    decided: str | None
    kind: str | None
    reasons: tuple[Reason, ...] = ()
    order: str | None = None


def consider_all(
    home_id: str, readings: Sequence[Reading], parts: Parts, strange: Iterable[StrangeMessage] = ()
) -> tuple[ShortageOutcome, ...]:
    """Judges readings of one home in their order, and does what follows; `strange` messages are noted.

    Those at the front that ask for nothing, which is nearly all, are judged and kept in one transaction. From the first
    that may ask for something each has its own, with the whole picture of the home.
    """
    home = parts.home(home_id)
    now = parts.clock()
    done: list[ShortageOutcome] = []
    with parts.records.transaction(home_id) as records:
        for message in strange:
            records.note_strange(message)
        for reading in readings:
            quiet = _quiet(home, _not_of_the_future(reading, now), records)
            if quiet is None:
                break
            done.append(quiet)
    return (*done, *(consider(home_id, reading, parts) for reading in readings[len(done) :]))


def _quiet(home: Home, reading: Reading, records: HomeRecords) -> ShortageOutcome | None:
    """What a reading came to that asks for nothing, kept; None, and nothing kept, when it may ask for something."""
    device = home.device(reading.device)
    if device is None:
        return _unknown(reading, records)
    before = records.pantry(device.id)
    soon = reading.at + SOON if before.use and before.use.known else None
    state, judgement = judge(device, reading, before, home.timezone, on_order=False, too_late=soon)
    if judgement in (Judgement.SHORTAGE, Judgement.KNOWN):
        return None
    return _kept(device, reading, state, judgement, records)


def _unknown(reading: Reading, records: HomeRecords) -> ShortageOutcome:
    """A device that the home does not know: noted, so that somebody can map it."""
    records.note_strange(StrangeMessage(reading.device, "unknown", reading.at))
    return ShortageOutcome(None, None, None)


def _kept(
    device: Device, reading: Reading, state: PantryState, judgement: Judgement, records: HomeRecords
) -> ShortageOutcome:
    """The reading in the records, and what it came to so far; one that was told before changes nothing (P10)."""
    if not records.add_reading(reading, judgement):
        return ShortageOutcome(Judgement.DUPLICATE, None, device.kind)
    records.keep_pantry(state)
    return ShortageOutcome(judgement, None, device.kind)


def _not_of_the_future(reading: Reading, now: datetime) -> Reading:
    """A device's clock may run ahead: nothing is reported from the future."""
    return replace(reading, at=min(reading.at, now))


def consider(home_id: str, reading: Reading, parts: Parts) -> ShortageOutcome:
    """Judges a reading with the whole picture of the home and does what follows. What is told of an unknown device is
    noted and asks nothing; the same reading told twice counts once (P10)."""
    home = parts.home(home_id)
    device = home.device(reading.device)
    now = parts.clock()
    reading = _not_of_the_future(reading, now)
    if device is None:
        with parts.records.transaction(home_id) as records:
            return _unknown(reading, records)
    outside = parts.retailers.outside()
    busy = parts.agendas.busy(home_id, home.head.id, now, now + AGENDA_AHEAD)
    with parts.records.transaction(home_id) as records:
        picture = situation(parts, home, records, outside, busy, now)
        on_order = picture.on_order(device.kind) is not None
        known = records.pantry(device.id)
        too_late = _too_late(device.kind, picture) if known.use and known.use.known else None
        state, judgement = judge(device, reading, known, home.timezone, on_order=on_order, too_late=too_late)
        kept = _kept(device, reading, state, judgement, records)
        if kept.judgement is not Judgement.SHORTAGE:
            return kept
        picture = replace(picture, stocks=stocks(home, {device.kind}, records))
        outcome = _act(device.kind, picture, records, parts)
    if outcome.order is not None:
        parts.promptly(partial(run_errands.run, home_id, parts, now, queued_since=now))
    return outcome


def _too_late(kind: str, picture: Situation) -> datetime | None:
    """When what is ordered a day from now would come: whoever waits for that must have stock until then."""
    tomorrow = replace(picture, now=picture.now + WAITS)
    slots = (offering.best_slot(tomorrow, seller) for seller in _sellers(kind, picture))
    return min((slot.start for slot in slots if slot is not None), default=None)


def _sellers(kind: str, picture: Situation) -> Iterator[str]:
    products = [product.id for product in picture.catalogue.of_kind(kind)]
    for seller in offering.retailers(picture):
        if any(picture.market.price(seller, product, picture.today) is not None for product in products):
            yield seller


def _act(kind: str, picture: Situation, records: HomeRecords, parts: Parts) -> ShortageOutcome:
    now, home = picture.now, picture.home
    found = offering.offers(picture, [product.id for product in picture.catalogue.of_kind(kind)], most=1)
    reasons: tuple[Reason, ...] = (Reason("P2", "a_sensor_is_no_yes", subject=kind),)
    if found and home.control is Control.ALGORITHM:
        quote = found[0].quote
        proposition = picture.propositions.get(quote.category)
        known = comparing.evidence(picture, quote)
        verdict = authorize(
            quote, proposition, home, picture.mandates, picture.usage, None, None, now, picture.approval, known
        )
        reasons = verdict.reasons
        if isinstance(verdict, Allowed):
            grantor = reasons[0].who or home.head.id
            order_id = place(PlaceOrder(quote, grantor, verdict), home, records, now, parts.new_id)
            records.add_decision(Decision(parts.new_id(), now, "placed", reasons, person=grantor, subject=order_id))
            records.keep_notification(Notification(f"ordered:{order_id}", grantor, "ordered", order_id, now))
            return ShortageOutcome(Judgement.SHORTAGE, "placed", kind, reasons, order_id)
    waiting = any(note.kind == "shortage" and note.subject == kind for note in picture.notifications)
    if not waiting:
        note = Notification(parts.new_id(), home.head.id, "shortage", kind, now)
        records.keep_notification(note)
    records.add_decision(Decision(parts.new_id(), now, "notified", reasons, subject=kind))
    return ShortageOutcome(Judgement.SHORTAGE, "notified", kind, reasons)
