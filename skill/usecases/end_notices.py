"""What is no longer true is not told: a shortage that was refilled, a debit that was collected."""

from __future__ import annotations

from datetime import datetime

from skill.domain.home import Home
from skill.domain.notification import Manners, Notification
from skill.domain.order import OrderStatus
from skill.domain.payment import AT_THE_BANK, PaymentStatus
from skill.usecases import map_device
from skill.usecases.ports import HomeRecords


def run(home: Home, records: HomeRecords, manners: Manners, now: datetime) -> None:
    """Ends each waiting notification that is over, and keeps with it why."""
    for note in records.notifications():
        because = "too_old" if manners.outlived(note, now) else _over(note, home, records)
        if because is not None:
            records.keep_notification(note.over(now, because))


def _over(note: Notification, home: Home, records: HomeRecords) -> str | None:
    """What became of it; None while it is true. That money was spent or something refused stays news."""
    match note.kind:
        case "shortage":
            devices = map_device.household(home, records).devices
            stocks = [records.pantry(device.id) for device in devices if device.kind == note.subject]
            return "refilled" if stocks and all(stock.short_since is None for stock in stocks) else None
        case "delivered" | "not_moved" | "not_amended" | "not_reminded" | "ordered" | "substitute_refused":
            order = records.order(note.subject)
            return _over_for(note.kind, order.status) if order is not None else None
        case "substitute":
            order = records.order(note.subject)
            return None if order is None or order.is_open else "delivered"
        case "debit":
            payment = records.payment(note.subject)
            if payment is None or payment.status in AT_THE_BANK:
                return None
            return "collected" if payment.status is PaymentStatus.PAID else "not_collected"
    return None


def _over_for(kind: str, status: OrderStatus) -> str | None:
    match kind, status:
        case "ordered" | "not_moved" | "not_amended" | "not_reminded" | "substitute_refused", OrderStatus.CANCELLED:
            return "cancelled"
        case (
            "not_moved" | "not_amended" | "not_reminded",
            OrderStatus.DELIVERED | OrderStatus.ACCEPTED | OrderStatus.RETURNED,
        ):
            return "delivered"
        case "delivered", OrderStatus.ACCEPTED | OrderStatus.RETURNED:
            return "answered"
    return None
