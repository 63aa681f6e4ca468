"""How a story ended: what the records hold now that they did not hold when it began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from skill.domain.agenda import AgendaEntry
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.offer import Line
from skill.domain.order import Order
from skill.domain.payment import Payment
from skill.stories.story import NOBODY, SECTIONS
from skill.usecases.ports import HomeRecords


@dataclass(frozen=True, slots=True)
class Thing:
    """An order, payment, agenda entry or notification by its facts; a fact may be written in several ways, the first
    of which is shown. `lines` are the parts of an order, each with the facts of the whole."""

    facts: Mapping[str, tuple[str, ...]]
    lines: tuple[Thing, ...] = ()

    def shown(self) -> dict[str, str]:
        """The facts, as a report writes them."""
        written = {key: ways[0] for key, ways in self.facts.items() if ways}
        for key in ("kind", "quantity") if len(self.lines) > 1 else ():
            written[key] = " + ".join(line.facts[key][0] for line in self.lines)
        return written


@dataclass(frozen=True, slots=True)
class Ending:
    orders: tuple[Thing, ...] = ()
    payments: tuple[Thing, ...] = ()
    agenda: tuple[Thing, ...] = ()
    notifications: tuple[Thing, ...] = ()
    announced: tuple[Thing, ...] = ()

    def section(self, name: str) -> tuple[Thing, ...]:
        found: tuple[Thing, ...] = getattr(self, name)
        return found

    def shown(self) -> dict[str, list[dict[str, str]]]:
        """Every section, as a report writes it."""
        return {name: [thing.shown() for thing in self.section(name)] for name in SECTIONS}


@dataclass(frozen=True, slots=True)
class Before:
    """Ids of what was there before the story began."""

    ids: frozenset[str] = field(default_factory=frozenset)

    @staticmethod
    def of(records: HomeRecords) -> Before:
        held: Iterable[Order | Payment | AgendaEntry | Notification] = (
            *records.orders(), *records.payments(), *records.agenda(), *records.notifications(unread=False)
        )  # fmt: skip
        return Before(frozenset(one.id for one in held))


def ending(records: HomeRecords, before: Before, timezone: ZoneInfo) -> Ending:
    """What came since `before`; of notifications those that wait, and those that the home was told to wait."""
    notes = [note for note in records.notifications(unread=False) if note.id not in before.ids]
    return Ending(
        orders=tuple(_order(order, timezone) for order in records.orders() if order.id not in before.ids),
        payments=tuple(_payment(payment) for payment in records.payments() if payment.id not in before.ids),
        agenda=tuple(_entry(entry, timezone) for entry in records.agenda() if entry.id not in before.ids),
        notifications=tuple(_note(note) for note in notes if note.waits),
        announced=tuple(_note(note) for note in notes if note.announced is not None),
    )


def _order(order: Order, timezone: ZoneInfo) -> Thing:
    facts = {
        "retailer": (order.retailer,),
        "status": (order.status.value,),
        "person": (order.person,),
        "approved_by": (order.approved_by,),
        "amount": (_euros(order.total),),
        "slot": (_local(order.slot.start, timezone),) if order.slot else (),
    }
    lines = tuple(Thing({**_line(line), **facts}) for line in order.lines)
    return Thing({**lines[0].facts, **facts}, lines)


def _line(line: Line) -> dict[str, tuple[str, ...]]:
    return {"kind": (line.kind,), "product": (line.product,), "quantity": (str(line.quantity),)}


def _payment(payment: Payment) -> Thing:
    return Thing(
        {
            "kind": (payment.kind,),
            "retailer": (payment.retailer,),
            "amount": (_euros(payment.amount),),
            "approved_by": (payment.approved_by or NOBODY,),
            "status": (payment.status.value,),
            "person": (payment.person,),
        }
    )


def _entry(entry: AgendaEntry, timezone: ZoneInfo) -> Thing:
    return Thing(
        {
            "kind": (entry.kind,),
            "person": (entry.person,),
            "title": (entry.title,),
            "start": (_local(entry.start, timezone),),
            "end": (_local(entry.end, timezone),),
        }
    )


def _note(note: Notification) -> Thing:
    """A shortage may be named by its own kind or by the kind of product that runs out."""
    kinds = (note.kind, note.subject) if note.kind == "shortage" else (note.kind,)
    return Thing({"kind": kinds, "about": (note.subject,), "person": (note.person,)})


def _euros(amount: Money) -> str:
    return f"{'-' if amount.cents < 0 else ''}{abs(amount.cents) // 100}.{abs(amount.cents) % 100:02d}"


def _local(at: datetime, timezone: ZoneInfo) -> str:
    return at.astimezone(timezone).isoformat()
