"""Judges what is made of a sensor's readings (P10), from the readings and the orders alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from skill.domain.home import Device, Home
from skill.domain.order import Order, OrderStatus
from skill.domain.pantry import Reading
from skill.usecases.notice_shortage import ShortageOutcome

REMINDED_AFTER, ANSWERED_FOR = timedelta(days=1), timedelta(days=28)
STAYS = timedelta(hours=6)
FORECASTS_AFTER = timedelta(days=6)
"""Above the household's own line nothing is proposed before seven days of use were seen: the seventh ends the sixth
midnight after the first reading."""


@dataclass(slots=True)
class Shortages:
    """`raised`: when a shortage of a device was last proposed, or met stock on order, since its last refill."""

    raised: dict[str, datetime] = field(default_factory=dict)
    last_reading: dict[str, datetime] = field(default_factory=dict)
    first_reading: dict[str, datetime] = field(default_factory=dict)
    last_amount: dict[str, int] = field(default_factory=dict)
    put_in: dict[str, datetime] = field(default_factory=dict)

    def judge(self, outcome: ShortageOutcome, reading: Reading, home: Home, orders: Iterable[Order]) -> None:
        """A proposal is made of a shortage that is new, or that was not answered for long."""
        device, now = home.device(reading.device), reading.at
        if device is None or now < self.last_reading.get(device.id, now) or reading.amount > 2 * device.full:
            assert outcome.decided is None
            return
        self.last_reading[device.id] = now
        self.first_reading.setdefault(device.id, now)
        if reading.amount > device.full // 2 or self._stayed(device, reading):
            self.raised.pop(device.id, None)
        of_kind = [order for order in orders if device.kind in order.quote.kinds]
        on_its_way = [order for order in of_kind if order.is_open]
        if outcome.decided is not None:
            watched = now - self.first_reading[device.id]
            assert reading.amount < device.low_below or watched >= FORECASTS_AFTER, "P10"
            assert not on_its_way, "P10: on order already"
            since = self.raised.get(device.id)
            if since is not None:
                answers = [order for order in of_kind if order.placed_at >= since]
                answered = any(order.status is not OrderStatus.CANCELLED for order in answers)
                assert now - since >= (ANSWERED_FOR if answered else REMINDED_AFTER), "P10"
            self.raised[device.id] = now
        elif reading.amount < device.low_below and on_its_way:
            self.raised.setdefault(device.id, now)

    def _stayed(self, device: Device, reading: Reading) -> bool:
        """Whether what was put in is there six hours later; the product may be stricter about what flaps."""
        rise = reading.amount - self.last_amount.get(device.id, reading.amount)
        self.last_amount[device.id] = reading.amount
        if rise * 20 > device.full * 3:
            self.put_in[device.id] = reading.at
        since = self.put_in.get(device.id)
        return since is not None and reading.at - since >= STAYS and reading.amount >= device.low_below
