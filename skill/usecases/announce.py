"""Tells the home, once, that something waits to be told: not in its quiet hours, and never what.

What is to be announced is looked for whenever something happened and whenever time passes, so whoever leaves a
notification need not think of it, and what quiet hours held back goes out when they end, unless it ended before them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from skill.domain.home import Home
from skill.domain.notification import Announced, Announcement, Notification
from skill.usecases.as_told import as_told
from skill.usecases.outside_ports import Errand, OutsideFailed
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords

SHOWN_FOR = timedelta(days=7)
"""How long an announcement is worth showing where its kind says nothing of it."""


_OF_A_DELIVERY = ("not_moved", "not_amended", "not_reminded", "not_cancelled", "problem")


def queue(home: Home, records: HomeRecords, parts: Parts, now: datetime) -> None:
    """Queues word of what waits and was not announced, and of what was and waits no more: in the transaction that
    `records` holds."""
    if parts.announcer is None:
        return
    for note in records.notifications():
        if note.announced is None and note.created <= now and not _held_back(note, home, records, parts, now):
            records.keep_notification(note.announced_at(now))
            key = f"announce:{note.id}:{note.created.isoformat()}"
            records.add_errand(Errand(key, "announce", {"notification": note.id}), now)
    for note in records.lit_notifications():
        if not note.waits or note.created > now:
            records.keep_notification(note.dimmed())
            key = f"dim:{note.id}:{note.created.isoformat()}"
            records.add_errand(Errand(key, "dim", {"notification": note.id}), now)


def send(home_id: str, errand: Errand, parts: Parts) -> None:
    """Does an `announce` or a `dim`, as things are now: what was heard or ended meanwhile is not announced any more,
    and what was held up until the quiet hours waits for their end. Raises OutsideFailed."""
    if parts.announcer is None:
        return
    now, home = parts.clock(), parts.home(home_id)
    with parts.records.reading(home_id) as records:
        lit = [note for note in records.notifications() if note.lit]
        note = next((note for note in lit if note.id == errand.body["notification"]), None)
        quiet = note is not None and _held_back(note, home, records, parts, now)
    if errand.kind == "dim":
        parts.announcer.dim(home_id, len(lit))
    elif quiet:
        raise OutsideFailed("the home has its quiet hours", final=False)
    elif note is not None:
        parts.announcer.announce(home_id, _announcement(note, len(lit), parts, now))


def _held_back(note: Notification, home: Home, records: HomeRecords, parts: Parts, now: datetime) -> bool:
    """Told only when asked, or it is quiet there and it can wait until it is not."""
    announced = parts.manners.of(note.kind).announced
    if announced is not Announced.AWAKE:
        return announced is Announced.WHEN_ASKED
    quiet = as_told(home, records).preferences.quiet
    ends = quiet.over(now, home.timezone) if quiet is not None else now
    return ends > now and not _runs_out_before(note, records, ends)


def _runs_out_before(note: Notification, records: HomeRecords, ends: datetime) -> bool:
    """What waits for an answer then has none to wait for: the payment ran out, the delivery came."""
    payment = records.payment(note.subject) if note.kind in ("payment", "problem") else None
    if payment is not None:
        return payment.expires_at is not None and payment.expires_at < ends
    order = records.order(note.subject) if note.kind in _OF_A_DELIVERY else None
    return order is not None and order.is_open and order.slot is not None and order.slot.start < ends


def _announcement(note: Notification, waiting: int, parts: Parts, now: datetime) -> Announcement:
    manner = parts.manners.of(note.kind)
    return Announcement(
        reference=f"{note.id}:{note.created.isoformat()}",
        kind=note.kind,
        urgent=manner.announced is Announced.AT_ONCE,
        at=now,
        until=note.created + (manner.lives or SHOWN_FOR),
        waiting=waiting,
        says=manner.says,
    )
