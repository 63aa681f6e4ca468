"""A home comes in, once: its mandates, PINs and what it bought before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from skill.domain.home import Home
from skill.domain.ledger import top_up_entry
from skill.domain.mandate import Mandate
from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus
from skill.usecases import sign_mandates
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords, PinCheck


@dataclass(frozen=True, slots=True)
class Bought:
    """A past order: what was bought that many days ago."""

    days_ago: int
    retailer: str
    lines: tuple[tuple[str, int], ...]


def run(
    home: Home,
    mandates: Iterable[Mandate],
    past: Iterable[Bought],
    pins: Mapping[str, str],
    parts: Parts,
    *,
    wallet: Money = Money(0),
) -> bool:
    """Registers the home; False, and nothing done, when it is there already."""
    now = parts.clock()
    checks = [PinCheck(person, parts.pins.hashed(pin)) for person, pin in pins.items()]
    if not parts.records.add_home(home.id, now):
        return False
    with parts.records.transaction(home.id) as records:
        for mandate in mandates:
            sign_mandates.keep(mandate, home, records, parts.signer, now)
        for check in checks:
            records.keep_pin(check)
        if wallet:
            records.post(top_up_entry("opening", wallet, now))
        ordered = sorted(past, key=lambda order: -order.days_ago)
        for number, order in enumerate(ordered, start=1):
            _keep_past(order, f"{home.id}-past-{number}", home, records, parts, now)
    return True


def _keep_past(bought: Bought, order_id: str, home: Home, records: HomeRecords, parts: Parts, now: datetime) -> None:
    """Priced as on its day; paid before our books begin, so it is asked for by no settlement."""
    day = (now - timedelta(days=bought.days_ago)).astimezone(home.timezone).date()
    quote = Market(parts.catalogue, Outside(), home.timezone, home.street).quote(
        bought.retailer, bought.lines, day, None
    )
    if quote is None:
        return
    at = datetime.combine(day, time(12), home.timezone).astimezone(now.tzinfo)
    records.keep_order(
        Order(
            id=order_id,
            home=home.id,
            person=home.head.id,
            quote=quote,
            placed_at=at,
            approved_by="voice",
            status=OrderStatus.ACCEPTED,
            delivered_at=at + timedelta(days=1),
            payment="before",
        )
    )
