"""A sensor reports: a shortage becomes a stored notification, or an order where a mandate covers it (P2, P10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from skill.dialogue import comparing, offering
from skill.dialogue.effects import PlaceOrder
from skill.dialogue.situation import Situation
from skill.domain.authorization import Allowed, Reason, authorize
from skill.domain.decision import Decision
from skill.domain.home import Asking, Control, Device, Home
from skill.domain.notification import Notification
from skill.domain.pantry import (
    MOST_HEAD_START,
    Judgement,
    PantryState,
    Reading,
    StrangeMessage,
    head_start,
    judge,
)
from skill.usecases import announce, contacts, map_device, note_strange, run_errands, who_is_home
from skill.usecases.as_told import as_told
from skill.usecases.carry_out import place
from skill.usecases.parts import Parts
from skill.usecases.picture import glance, situation, stocks
from skill.usecases.ports import HomeRecords

WAITS = timedelta(days=1)
"""A stock is looked at daily at least: what is not proposed now can be tomorrow."""


SOON = WAITS + timedelta(days=offering.SLOTS_AHEAD_DAYS + 1)
"""Further ahead than any slot of what is ordered a day from now: a stock that lasts beyond it needs no look at the
market."""


ASKS = (Judgement.SHORTAGE, Judgement.GONE)


@dataclass(frozen=True, slots=True)
class ShortageOutcome:
    """`decided` is notified, placed, or None when the reading asked for nothing; `judgement` says what it was."""

    judgement: Judgement | None
    decided: str | None
    kind: str | None
    reasons: tuple[Reason, ...] = ()
    order: str | None = None


class Pantry:
    """The states of a home's devices while several of their readings are judged: each is read and kept once."""

    def __init__(self, records: HomeRecords) -> None:
        self._records = records
        self._states: dict[str, PantryState] = {}
        self._changed: set[str] = set()

    def of(self, device: str) -> PantryState:
        if device not in self._states:
            self._states[device] = self._records.pantry(device)
        return self._states[device]

    def change(self, state: PantryState) -> None:
        self._states[state.device] = state
        self._changed.add(state.device)

    def keep(self) -> None:
        """Writes what changed, in the transaction in which it was read."""
        for device in sorted(self._changed):
            self._records.keep_pantry(self._states[device])
        self._changed.clear()


def quietly(
    home: Home, reading: Reading, records: HomeRecords, pantry: Pantry, now: datetime
) -> ShortageOutcome | None:
    """What a reading came to that asks for nothing, kept; None, and nothing kept, when it may ask for something: then
    `consider` looks at it with the whole picture. `home` is the household as it is now."""
    device = home.device(reading.device)
    if device is None:
        return _unknown(reading, records)
    reading = _not_of_the_future(reading, now)
    if contacts.is_uncovered(reading, home, records):
        return _in_doubt(device, reading, records)
    device = map_device.with_room_for(reading, device, records)
    before = pantry.of(device.id)
    soon = now + SOON + MOST_HEAD_START if before.use and before.use.known else None
    state, judgement = judge(device, reading, before, home.timezone, on_order=False, too_late=soon)
    if soon is not None and judgement is not Judgement.ENOUGH and reading.amount >= device.low_below:
        soon = now + SOON + head_start(pantry.of(each.id) for each in home.devices)
        state, judgement = judge(device, reading, before, home.timezone, on_order=False, too_late=soon)
    if judgement in ASKS or judgement is Judgement.KNOWN:
        if reading.amount >= device.low_below:
            return None  # perhaps enough until something can come: that is for the market to say
        on_order = _on_order(device.kind, records)
        state, judgement = judge(device, reading, before, home.timezone, on_order=on_order, too_late=soon)
    return None if judgement in ASKS else _kept(device, reading, state, judgement, records, pantry)


def _unknown(reading: Reading, records: HomeRecords) -> ShortageOutcome:
    """A device that the home does not know: noted, so that somebody can map it."""
    note_strange.run([StrangeMessage(reading.device, "unknown", reading.at)], records)
    return ShortageOutcome(None, None, None)


def _kept(
    device: Device, reading: Reading, state: PantryState, judgement: Judgement, records: HomeRecords, pantry: Pantry
) -> ShortageOutcome:
    """The reading in the records, and what it came to so far; one that was told before changes nothing (P10)."""
    if not records.add_reading(reading, judgement):
        return ShortageOutcome(Judgement.DUPLICATE, None, device.kind)
    pantry.change(state)
    return ShortageOutcome(judgement, None, device.kind)


def _in_doubt(device: Device, reading: Reading, records: HomeRecords) -> ShortageOutcome:
    """Kept, and nothing is learned of it: the door was open (P10)."""
    added = records.add_reading(reading, Judgement.DOUBTFUL)
    return ShortageOutcome(Judgement.DOUBTFUL if added else Judgement.DUPLICATE, None, device.kind)


def _not_of_the_future(reading: Reading, now: datetime) -> Reading:
    """A device's clock may run ahead: nothing is reported from the future."""
    return reading if reading.at <= now else replace(reading, at=now)


def consider(home_id: str, reading: Reading, parts: Parts) -> ShortageOutcome:
    """Judges a reading by when something could come, and of a shortage does what follows. What is told of an unknown
    device is noted and asks nothing; the same reading told twice counts once (P10)."""
    home = parts.home(home_id)
    now = parts.clock()
    reading = _not_of_the_future(reading, now)
    outside = parts.retailers.outside()
    busy = who_is_home.nobody_home(home, parts.agendas, now)
    with parts.records.transaction(home_id) as records:
        household = map_device.household(home, records)
        device = household.device(reading.device)
        if device is None:
            return _unknown(reading, records)
        if contacts.is_uncovered(reading, household, records):
            return _in_doubt(device, reading, records)
        device = map_device.with_room_for(reading, device, records)
        known = records.pantry(device.id)
        too_late = None
        if known.use and known.use.known:
            too_late = _too_late(device.kind, glance(parts, household, outside, busy, now))
        if too_late is not None:
            keeps_days = parts.catalogue.kinds[device.kind].keeps_days
            too_late += head_start((records.pantry(each.id) for each in household.devices), keeps_days)
        on_order = _on_order(device.kind, records)
        asks_less = as_told(home, records).preferences.asking is Asking.LESS
        state, judgement = judge(
            device, reading, known, home.timezone, on_order=on_order, too_late=too_late, asks_less=asks_less
        )
        pantry = Pantry(records)
        kept = _kept(device, reading, state, judgement, records, pantry)
        pantry.keep()
        if kept.judgement not in ASKS:
            return kept
        picture = situation(parts, home, records, outside, busy, now)
        picture = replace(picture, stocks=stocks(picture.home, {device.kind}, records))
        outcome = _act(device.kind, judgement, picture, records, parts)
        announce.queue(home, records, parts, now)
    if outcome.order is not None or parts.announcer is not None:
        parts.promptly(partial(run_errands.run, home_id, parts, now, queued_since=now))
    return outcome


def _on_order(kind: str, records: HomeRecords) -> bool:
    return any(kind in order.quote.kinds for order in records.open_orders())


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


def _act(kind: str, judgement: Judgement, picture: Situation, records: HomeRecords, parts: Parts) -> ShortageOutcome:
    """An order where a mandate covers it, but never of what somebody said no to; else a notification."""
    now, home = picture.now, picture.home
    found = offering.offers(picture, [product.id for product in picture.catalogue.of_kind(kind)], most=1)
    reasons: tuple[Reason, ...] = (Reason("P2", "a_sensor_is_no_yes", subject=kind),)
    if found and home.control is Control.ALGORITHM and judgement is not Judgement.GONE:
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
            records.add_decision(
                Decision(parts.new_id(), now, "placed", reasons, person=grantor, subject=order_id, kinds=(kind,))
            )
            records.keep_notification(Notification(f"ordered:{order_id}", grantor, "ordered", order_id, now))
            return ShortageOutcome(judgement, "placed", kind, reasons, order_id)
    waiting = any(note.kind == "shortage" and note.subject == kind for note in picture.notifications)
    if not waiting:
        note = Notification(parts.new_id(), home.head.id, "shortage", kind, now)
        records.keep_notification(note)
    records.add_decision(Decision(parts.new_id(), now, "notified", reasons, subject=kind, kinds=(kind,)))
    return ShortageOutcome(judgement, "notified", kind, reasons)
