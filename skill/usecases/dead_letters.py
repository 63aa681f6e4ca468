"""Errands that were given up: shown, queued again where that is still what somebody allowed, or dropped."""

from __future__ import annotations

from datetime import datetime

from skill.domain.order import OrderStatus
from skill.domain.payment import PaymentStatus
from skill.usecases.outside_ports import DeadErrand, Errand
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords


class NotQueuedAgain(Exception):
    """What the errand was for is no longer so; the message says what changed."""


def find(parts: Parts, home_id: str | None = None) -> tuple[tuple[str, DeadErrand], ...]:
    """The dead letters of every home, or of one, each with its home; oldest first in a home."""
    homes = (parts.home(home_id).id,) if home_id is not None else parts.records.homes_with_dead_errands()
    found: list[tuple[str, DeadErrand]] = []
    for home in homes:
        with parts.records.reading(home) as records:
            found.extend((home, letter) for letter in records.dead_errands())
    return tuple(found)


def queue_again(home_id: str, key: str, parts: Parts, now: datetime) -> None:
    """Has a dead letter tried anew. Raises LookupError when there is none of that key, NotQueuedAgain when it would do
    what nobody wants any more: an order that was called off is not placed (P2)."""
    with parts.records.transaction(home_id) as records:
        letter = next((each for each in records.dead_errands() if each.errand.key == key), None)
        if letter is None:
            raise LookupError(f"{home_id} has no dead letter {key}")
        changed = _changed(letter.errand, records)
        if changed is not None:
            raise NotQueuedAgain(f"{key} is not tried again: {changed}")
        records.requeue_errand(key, now)


def drop(home_id: str, key: str, parts: Parts) -> None:
    """Takes a dead letter off the list. Raises LookupError when there is none of that key."""
    with parts.records.transaction(home_id) as records:
        if not records.drop_errand(key):
            raise LookupError(f"{home_id} has no dead letter {key}")


def _changed(errand: Errand, records: HomeRecords) -> str | None:
    """Why the errand would no longer do what was decided, or None. Of an unknown kind nothing is known to be wrong:
    whoever runs it checks it."""
    match errand.kind:
        case "place" | "amend" | "cancel" | "move":
            return _changed_order(errand, records)
        case "pay":
            payment = records.payment(errand.subject)
            if (
                payment is None
                or payment.status is not PaymentStatus.APPROVED
                or errand.key != f"pay:{payment.end_to_end}"
            ):
                return "the payment does not wait for this any more; it has to be approved again"
        case "remind" | "forget":
            starts = [entry.start.isoformat() for entry in records.agenda() if entry.id == errand.subject]
            if starts != ([errand.body["start"]] if errand.kind == "remind" else []):
                return "the agenda is not as it was then"
    return None


def _changed_order(errand: Errand, records: HomeRecords) -> str | None:
    order = records.order(errand.subject)
    if order is None:
        return "there is no such order"
    match errand.kind:
        case "place" if not order.is_open:
            return "the order was called off when this was given up; it has to be ordered anew"
        case "cancel" if order.status is not OrderStatus.CANCELLED:
            return "the order stands again; it has to be cancelled anew"
        case "amend":
            return "the order is what it was before; the change has to be asked anew"
        case "move" if order.slot is None or not order.is_open or order.slot.start.isoformat() != errand.body["slot"]:
            return "the order is not to come at that time any more"
    return None
