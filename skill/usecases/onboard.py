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
    """Registers the home; False, and nothing done, when it is there already.

    It is registered last of all: a process that is killed midway leaves a home that the next one brings in, not a home
    without its mandates and PINs.
    """
    if home.id in parts.records.homes():
        return False
    now = parts.clock()
    checks = [PinCheck(person, parts.pins.hashed(pin)) for person, pin in pins.items()]
    with parts.records.transaction(home.id) as records:
        if not _has_anything(records):
            _keep(home, mandates, past, checks, wallet, records, parts, now)
    return parts.records.add_home(home.id, now)


def _has_anything(records: HomeRecords) -> bool:
    """Another process kept it all in one transaction, and what it kept may have changed since."""
    return bool(records.pins() or records.mandates() or records.entries() or records.orders())


def _keep(
    home: Home,
    mandates: Iterable[Mandate],
    past: Iterable[Bought],
    checks: Iterable[PinCheck],
    wallet: Money,
    records: HomeRecords,
    parts: Parts,
    now: datetime,
) -> None:
    for mandate in mandates:
        sign_mandates.keep(mandate, home, records, parts.signer, now)
    for check in checks:
        records.keep_pin(check)
    if wallet:
        records.post(top_up_entry("opening", wallet, now))
    ordered = sorted(past, key=lambda order: -order.days_ago)
    for number, order in enumerate(ordered, start=1):
        _keep_past(order, f"{home.id}-past-{number}", home, records, parts, now)


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
