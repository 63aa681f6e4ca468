"""What is asked when: what a household owes a retailer is bundled into one payment per period (P12). Pure.

Every delivery, correction and return adds a charge to the bundle of its period, retailer and person. A bundle is open
until it is settled; then it is closed for good, and what comes later goes into the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from skill.domain.catalogue import Retailer
from skill.domain.money import Money
from skill.domain.order import Order

ASK_AT = time(8, 0)
"""Local hour at which a period's payment is asked."""

REFUND_WITHIN = timedelta(days=14)
"""How long money back may wait for a bundle that it lowers (CRD 2011/83/EU art. 13(1): 14 days after a withdrawal)."""


class Outcome(StrEnum):
    """How a bundle was closed. `even`: it came to nothing; `carried`: its credit lowers the next bundle."""

    ASKED = "asked"
    PAID_OUT = "paid_out"
    EVEN = "even"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class BundleKey:
    """One payment at most: unique by (period, retailer, person) in a home."""

    home: str
    retailer: str
    person: str
    period: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What one event adds to what is asked; below zero it is a credit. `id` is that of its entry in the books.

    `due`: when its bundle is asked, in UTC; None: when the person said that the goods are right (P9). `at`: when it
    happened, from which on a credit may wait for REFUND_WITHIN. `order` is empty for bottles.
    """

    id: str
    bundle: BundleKey
    category: str
    order: str
    amount: Money
    at: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Charges that are asked together. `credit_since`: when the oldest credit in it happened; None without one."""

    key: BundleKey
    category: str
    amount: Money
    orders: tuple[str, ...]
    due: datetime
    credit_since: datetime | None = None


def first_due(retailer: Retailer, delivered: datetime, timezone: ZoneInfo) -> datetime:
    """When the bundle of what was delivered then is asked, in UTC.

    weekly: the retailer's next weekday after delivery. monthly: the first of the next month. after_return: when the
    return term is over.
    """
    if retailer.pays == "after_return":
        return _asked_on(delivered, retailer.return_days + 1, timezone)
    return next_due(retailer, delivered, timezone)


def next_due(retailer: Retailer, after: datetime, timezone: ZoneInfo) -> datetime:
    """The next time that this retailer's bundles are asked on a day after `after`; after_return: the next day."""
    day = after.astimezone(timezone).date()
    if retailer.pays == "weekly":
        return _asked_on(after, (retailer.asks_on - day.weekday() - 1) % 7 + 1, timezone)
    if retailer.pays == "monthly":
        return _asked_on(after, ((day.replace(day=1) + timedelta(days=32)).replace(day=1) - day).days, timezone)
    return _asked_on(after, 1, timezone)


def _asked_on(moment: datetime, days: int, timezone: ZoneInfo) -> datetime:
    day = moment.astimezone(timezone).date() + timedelta(days=days)
    return datetime.combine(day, ASK_AT, timezone).astimezone(UTC)


def period_until(due: datetime, timezone: ZoneInfo, currency: str = "EUR") -> str:
    """The name of a bundle's period: the local day on which it is asked. Currencies are never bundled together."""
    day = f"until {due.astimezone(timezone).date().isoformat()}"
    return day if currency == "EUR" else f"{day} {currency}"


def period_of_order(order: Order) -> str:
    """What a `safety` person ordered is asked by itself, once she accepted it (P9)."""
    return f"order {order.id}"


def plan(charges: Iterable[Charge], until: datetime) -> tuple[Bundle, ...]:
    """The bundles of open charges that are due up to `until`, earliest first. Re-planning gives the same.

    The records plan the same in SQL (queries/settlement.sql), which a property test holds against this.
    """
    held: dict[BundleKey, list[Charge]] = {}
    for charge in charges:
        if charge.due is not None and charge.due <= until:
            held.setdefault(charge.bundle, []).append(charge)
    bundles = [_bundle_of(key, parts) for key, parts in held.items()]
    return tuple(sorted(bundles, key=_in_order))


def _in_order(bundle: Bundle) -> tuple[str, datetime, str, str]:
    return bundle.key.home, bundle.due, bundle.key.retailer, bundle.key.person


def _bundle_of(key: BundleKey, charges: list[Charge]) -> Bundle:
    due = {charge.due for charge in charges}
    if len(due) != 1 or None in due:
        raise ValueError(f"the charges of {key} are due at different times")
    amounts = [charge.amount for charge in charges]
    return Bundle(
        key=key,
        category=charges[0].category,
        amount=sum(amounts[1:], start=amounts[0]),
        orders=tuple(sorted({charge.order for charge in charges if charge.order})),
        due=next(at for at in due if at is not None),
        credit_since=min((charge.at for charge in charges if charge.amount.cents < 0), default=None),
    )


def closed_without_payment(bundle: Bundle, retailer: Retailer, timezone: ZoneInfo) -> Outcome | None:
    """How a bundle that asks nothing is closed; None for one that asks.

    A credit lowers the next bundle where the retailer's data says `refunds: next_bundle` and that one comes within
    REFUND_WITHIN; else it is paid out.
    """
    if bundle.amount.cents > 0:
        return None
    if not bundle.amount:
        return Outcome.EVEN
    since = bundle.credit_since or bundle.due
    waits = next_due(retailer, bundle.due, timezone) - since <= REFUND_WITHIN
    return Outcome.CARRIED if retailer.refunds == "next_bundle" and waits else Outcome.PAID_OUT
