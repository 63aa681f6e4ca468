"""An order that is still to come is called off: its reminder goes, and its money is free once it will certainly not
come."""

from __future__ import annotations

from datetime import datetime

from skill.domain.ledger import cancelled_entry
from skill.domain.order import Order, OrderStatus
from skill.usecases import amend
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords


def cancel(order: Order, records: HomeRecords, now: datetime, *, at_retailer: bool = True) -> None:
    """Undoes an order that is still to come; its reminder goes. `at_retailer`: the retailer has it, or may have it, and
    must be told; its budget is free again when the retailer has agreed, for until then it may come and be owed (P6)."""
    records.keep_order(order.to(OrderStatus.CANCELLED))
    entry_id = f"delivery:{order.id}"
    records.remove_agenda_entry(entry_id)
    if at_retailer:
        body: dict[str, str | int] = {"order": order.id, "retailer": order.retailer}
        records.add_errand(Errand(f"cancel:{order.id}:{now.isoformat()}", "cancel", body), now)
    else:
        set_free(order, records, now)
    if order.slot is not None:
        forget: dict[str, str | int] = {"entry": entry_id, "person": order.person}
        records.add_errand(Errand(f"forget:{entry_id}:{now.isoformat()}", "forget", forget), now)


def set_free(order: Order, records: HomeRecords, now: datetime) -> None:
    """What was set aside for an order that will certainly not come."""
    amend.release(order, records)
    records.post(cancelled_entry(order, now))
