"""An order that is still to come is called off. Once it will certainly not come, its money is free, its reminder goes
and the withdrawal from it is answered; until then it may come, so that all of this still stands."""

from __future__ import annotations

from datetime import datetime

from skill.domain.ledger import cancelled_entry
from skill.domain.order import Order, OrderStatus
from skill.usecases import amend, claim
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords


def cancel(order: Order, records: HomeRecords, now: datetime, *, at_retailer: bool = True) -> Order:
    """Undoes an order that is still to come. `at_retailer`: the retailer has it, or may have it, and must be told; its
    budget is free again when the retailer has agreed, for until then it may come and be owed (P6). Returns it as it is
    then."""
    order = order.to(OrderStatus.CANCELLED)
    records.keep_order(order)
    if at_retailer:
        body: dict[str, str | int] = {"order": order.id, "retailer": order.retailer}
        # What the retailer refused a moment ago may be said once more: each statement is an errand of its own.
        key = f"cancel:{order.id}:{now.isoformat()}:{len(order.claims)}"
        records.add_errand(Errand(key, "cancel", body), now)
        return order
    return set_free(order, records, now)


def set_free(order: Order, records: HomeRecords, now: datetime) -> Order:
    """The order will certainly not come."""
    order = claim.called_off(order, now)
    records.keep_order(order)
    amend.release(order, records)
    records.post(cancelled_entry(order, now))
    entry_id = f"delivery:{order.id}"
    records.remove_agenda_entry(entry_id)
    if order.slot is not None:
        forget: dict[str, str | int] = {"entry": entry_id, "person": order.person}
        records.add_errand(Errand(f"forget:{entry_id}:{now.isoformat()}", "forget", forget), now)
    return order
