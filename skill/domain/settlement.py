"""What is asked when: orders of a retailer bundled into one payment per period. Planning is pure (P12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from skill.domain.catalogue import Catalogue, Retailer
from skill.domain.home import Home
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus
from skill.domain.person import Profile

ASK_AT = time(8, 0)
"""Local hour at which a period's payment is asked."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One payment to ask: unique by (period, retailer, person) in a home."""

    period: str
    retailer: str
    person: str
    category: str
    amount: Money
    orders: tuple[str, ...]


def ask_time(retailer: Retailer, order: Order, home: Home) -> datetime | None:
    """When the payment that holds this delivered order is asked, in UTC; None while that is not known.

    weekly: the retailer's next weekday after delivery. monthly: the first of the next month. after_return: when the
    return term is over. A `safety` person's order is asked for when she accepted it, not before (P9).
    """
    delivered = order.delivered_at
    if delivered is None or order.payment is not None:
        return None
    person = home.person(order.person)
    if person is None or person.profile is Profile.SAFETY:
        return None
    day = delivered.astimezone(home.timezone).date()
    if retailer.pays == "weekly":
        ahead = (retailer.asks_on - day.weekday() - 1) % 7 + 1
        due = day + timedelta(days=ahead)
    elif retailer.pays == "monthly":
        due = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    else:
        due = day + timedelta(days=retailer.return_days + 1)
    return datetime.combine(due, ASK_AT, home.timezone).astimezone(UTC)


def plan(
    orders: Iterable[Order], catalogue: Catalogue, home: Home, until: datetime
) -> tuple[tuple[datetime, Bundle], ...]:
    """The payments that are due up to `until`, each with its time, earliest first. Re-planning gives the same."""
    bundles: dict[tuple[datetime, str, str], list[Order]] = {}
    for order in orders:
        if order.status not in (OrderStatus.DELIVERED, OrderStatus.ACCEPTED):
            continue
        due = ask_time(catalogue.retailers[order.retailer], order, home)
        if due is not None and due <= until:
            bundles.setdefault((due, order.retailer, order.person), []).append(order)
    return tuple((due, bundle_of(held, home, due)) for (due, _, _), held in sorted(bundles.items(), key=lambda b: b[0]))


def bundle_of(orders: list[Order], home: Home, due: datetime) -> Bundle:
    """One payment for orders of one retailer and person."""
    day = due.astimezone(home.timezone).date()
    return Bundle(
        period=f"until {day.isoformat()}",
        retailer=orders[0].retailer,
        person=orders[0].person,
        category=orders[0].quote.category,
        amount=Money.total(order.total for order in orders),
        orders=tuple(order.id for order in orders),
    )
