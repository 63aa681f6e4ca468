"""Lives a year in many homes against the real use cases: readings, turns, time, and what came of them."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from skill.domain.notification import Notification
from skill.domain.offer import Line
from skill.domain.order import Order, OrderStatus
from skill.domain.report import Report
from skill.home.home_files import HomeFile
from skill.usecases import forget, hear_sensors, pass_time
from skill.usecases.converse import Heard, respond
from skill.usecases.parts import Parts
from skill.usecases.picture import SIZE_UNITS
from year_parts.homes import Stock, stocks_of
from year_parts.permission import Permission
from year_parts.person import ANSWERED, LATE_S, Act, Somebody, is_goods_question, order_of
from year_parts.without import Without

START = datetime(2026, 1, 12, 6, 30, tzinfo=UTC)
HALVES = (timedelta(0), timedelta(hours=12))
"""The sensors report at half past six and half past six."""

MOST_TURNS = 12
"""Nobody talks longer than that in one evening."""


@dataclass(slots=True)
class OneClock:
    """The clock of all homes."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Spent:
    """Processor seconds of this process, so that no other load counts, and how often, by what was done."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    times: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def on(self, what: str, times: int = 1) -> Iterator[None]:
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds[what] += time.process_time() - began
            self.times[what] += times

    def a_second(self, what: str) -> float:
        return self.times[what] / self.seconds[what] if self.seconds[what] else 0.0


@dataclass(slots=True)
class Life:
    """One home's year."""

    number: int
    file: HomeFile
    parts: Parts
    clock: OneClock
    spent: Spent
    counted: Counter[str] = field(default_factory=Counter)
    permission: Permission = field(init=False)
    chance: random.Random = field(init=False)
    person: Somebody = field(init=False)
    stocks: tuple[Stock, ...] = field(init=False)
    levels: dict[str, int] = field(init=False)
    away: range = field(init=False)
    coming: dict[str, Order] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    without: Without = field(default_factory=Without)

    def __post_init__(self) -> None:
        home = self.file.home
        self.chance = random.Random(self.number)  # noqa: S311 - a year that is the same each time
        self.person = Somebody(home.head.profile, self.chance)
        self.permission = Permission(home, self.file.mandates)
        self.stocks = stocks_of(self.number)
        self.levels = {
            stock.device.id: self.chance.randint(stock.device.full // 3, stock.device.full) for stock in self.stocks
        }
        leaves = self.chance.randint(150, 230)
        self.away = range(leaves, leaves + self.chance.randint(0, 21))

    def half_day(self, day: int, *, evening: bool) -> None:
        """Stocks go down and are measured; in the evening time passes, and the person looks at what waits."""
        self._use(day)
        home, now = self.file.home, self.clock.now
        reports = [self._report(stock) for stock in self.stocks]
        with self.spent.on("readings", len(reports)):
            heard = hear_sensors.run(home.id, reports, self.parts)
        for outcome in (each.outcome for each in heard if each.outcome is not None):
            self.counted["told"] += outcome.decided == "notified"
            if outcome.order is not None:
                self._placed(outcome.order, None)
        if not evening:
            return
        with self.spent.on("days"):
            pass_time.run(home.id, now, self.parts)
            forget.run(home.id, now, self.parts)
        self._unpack(now)
        with self.parts.records.reading(home.id) as records:
            waiting = records.notifications()
        self._count_without(waiting, away=day in self.away)
        if day not in self.away:
            self._evening(waiting)

    def _count_without(self, waiting: tuple[Notification, ...], *, away: bool) -> None:
        """The stocks that end the day with less than a portion, and why."""
        coming = {kind for order in self.coming.values() for kind in order.quote.kinds}
        self.without.evening(waiting, coming, [stock.device.kind for stock in self.stocks])
        for stock in self.stocks:
            kind = stock.device.kind
            self.counted["stock days"] += 1
            if self.levels[stock.device.id] < stock.portion:
                self.counted["short days"] += 1
                self.counted[f"without: {self.without.why(kind, away=away, coming=kind in coming)}"] += 1

    def _use(self, day: int) -> None:
        if day in self.away:
            return
        guests = 3 if self.chance.randrange(60) == 0 else 1
        for stock in self.stocks:
            times = self.chance.randint(*stock.times) * guests
            self.levels[stock.device.id] = max(0, self.levels[stock.device.id] - times * stock.portion)

    def _report(self, stock: Stock) -> Report:
        wavers = 0 if stock.device.measures == "count" else self.chance.randint(-4, 4)
        amount = max(0, min(stock.device.full * 2, self.levels[stock.device.id] + wavers))
        return Report((stock.device.id,), self.clock.now, ((stock.device.measures, Decimal(amount)),))

    def _unpack(self, now: datetime) -> None:
        """What was brought is put away, up to twice what a device holds."""
        for order in [each for each in self.coming.values() if each.slot is None or each.slot.end <= now]:
            with self.parts.records.reading(self.file.home.id) as records:
                fresh = records.order(order.id)
            if fresh is None or fresh.status is OrderStatus.CANCELLED:
                self.counted["cancelled"] += 1
            elif fresh.status is OrderStatus.PLACED:
                continue
            else:
                for line in fresh.lines:
                    self._put_away(line)
            del self.coming[order.id]

    def _put_away(self, line: Line) -> None:
        size = self.parts.catalogue.products[line.product].size
        for stock in self.stocks:
            if stock.device.kind == line.kind:
                same = SIZE_UNITS[stock.device.measures] == size.unit
                amount = size.amount if same else stock.pack or 0
                full = stock.device.full * 2
                self.without.filled(line.kind)
                self.levels[stock.device.id] = min(full, self.levels[stock.device.id] + amount * line.quantity)

    def _evening(self, waiting: tuple[Notification, ...]) -> None:
        if _calls(waiting) and self.person.looks():
            self._talk(Act("read_notifications"))
            return
        coming = {kind for order in self.coming.values() for kind in order.quote.kinds}
        for stock in self.stocks:
            # Who sees the bottom asks for it, now and then.
            low = self.levels[stock.device.id] < stock.portion * 2
            if low and stock.device.kind not in coming and self.chance.randrange(3) == 0:
                self.counted["asked for"] += 1
                self._talk(order_of(stock.device.kind, self.parts.catalogue))
                return

    def _talk(self, act: Act | None) -> None:
        """Until nothing is asked any more, or the person says nothing."""
        began = self.clock.now
        turns = 0
        while act is not None and turns < MOST_TURNS:
            turns += 1
            act = self._turn(act)
        self.clock.now = began

    def _turn(self, act: Act) -> Act | None:
        home = self.file.home
        self.counted["turns"] += 1
        request = f"{home.id}-{self.counted['turns']}"
        with self.spent.on("turns"):
            answer = respond(Heard(request, home.id, home.head.id, "nl-NL", act=act), self.parts)
        reply = answer.reply
        if reply.decided == "placed":
            self._placed(None, act)
        self.counted["paid by voice"] += reply.decided == "changed" and any(part.key == "paid" for part in reply.parts)
        self.permission.heard(reply, self.clock.now)
        self.counted["questions"] += reply.decided in ANSWERED or is_goods_question(reply)
        self.without.said(act, reply)
        said = self.person.answer(reply)
        if reply.decided in ANSWERED:
            self.without.answered(said, late=said is not None and said.after_s == LATE_S)
        self.clock.now += timedelta(seconds=said.after_s if said else 5)
        return said.act if said else None

    def _placed(self, order_id: str | None, act: Act | None) -> None:
        """An order was placed: by what was said (`act`), or by a sensor (`order_id`)."""
        with self.parts.records.reading(self.file.home.id) as records:
            fresh = [order for order in records.open_orders() if order.id not in self.known]
        if order_id is not None:
            fresh = [order for order in fresh if order.id == order_id]
        if len(fresh) != 1:
            self.permission.broken.append(f"{self.file.home.id}: one order was told, {len(fresh)} are there")
        for order in fresh:
            self.known.add(order.id)
            self.coming[order.id] = order
            self.without.placed(order.quote.kinds)
            self.counted["orders"] += 1
            self.counted["autonomous"] += act is None
            self.counted["by mandate"] += order.approved_by == "mandate"
            self.counted["cents"] += order.total.cents
            if act is None:
                self.permission.sensed(order, self.clock.now)
            else:
                self.permission.said(order, act, self.clock.now)


def _calls(waiting: tuple[Notification, ...]) -> bool:
    """Whether the speaker lights up."""
    return bool(waiting)
