"""A delivery took place: the order is delivered, and the debt is in the books."""

from __future__ import annotations

from datetime import datetime, timedelta

from skill.domain.catalogue import Catalogue
from skill.domain.home import Home
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.domain.person import Profile
from skill.usecases import replace_goods
from skill.usecases.owing import Owing
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords

PARCEL_TIME = timedelta(days=2)
"""How long an order without a slot takes, where goods are sent."""


def expected_at(order: Order, catalogue: Catalogue) -> datetime:
    """When an order is with the person: at the end of its slot, at once for services, else after PARCEL_TIME."""
    if order.slot is not None:
        return order.slot.end
    category = catalogue.retailers[order.retailer].category
    return order.placed_at + (PARCEL_TIME if category == "clothing" else timedelta(0))


def on_the_way(records: HomeRecords) -> tuple[Order, ...]:
    """Open orders that their retailer has as we have them: what was not received there is not delivered, whatever the
    clock says, nor what we do not know that it agreed to."""
    unsent = {errand.body["order"] for errand in records.errands() if errand.kind in ("place", "amend")}
    return tuple(order for order in records.open_orders() if order.id not in unsent)


def run(home_id: str, until: datetime, parts: Parts) -> int:
    """Delivers what was to come up to `until`; returns how many. A re-run delivers nothing twice (P12)."""
    delivered = 0
    home = parts.home(home_id)
    with parts.records.transaction(home_id) as records:
        for order in on_the_way(records):
            at = expected_at(order, parts.catalogue)
            if at > until:
                continue
            comes = replace_goods.unanswered(order, records, at)
            if not comes.is_open:
                continue  # nothing was left of it
            there = Owing(home, parts.catalogue, records).deliver(comes, at)
            if _must_accept(there, home):
                note = Notification(f"delivered:{order.id}", order.person, "delivered", order.id, at)
                records.keep_notification(note)
            delivered += 1
    return delivered


def _must_accept(order: Order, home: Home) -> bool:
    """Only who has to say that the goods are right is told that they came: the others were promised no questions."""
    person = home.person(order.person)
    return person is not None and person.profile is Profile.SAFETY
