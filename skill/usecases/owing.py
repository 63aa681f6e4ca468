"""What an order's life posts to the books, and what of it is to be asked: each event once (M1, P12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.domain.catalogue import Catalogue, Retailer
from skill.domain.correction import ANSWERED_CLAIM, NOTHING_TO_REPLACE, Correction, CorrectionKind, fault_of
from skill.domain.decision import Decision
from skill.domain.home import Home
from skill.domain.ledger import Entry, correction_entry, delivery_entry, deposit_entry, returned_entry
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.order import Order, OrderStatus
from skill.domain.person import Profile
from skill.domain.reason import Reason
from skill.domain.settlement import BundleKey, Charge, first_due, next_due, period_of_order, period_until
from skill.usecases import amend, claim, replace_goods
from skill.usecases.ports import HomeRecords


@dataclass(frozen=True, slots=True)
class Owing:
    """One home's records, open for writing, and what is needed to know when something is asked."""

    home: Home
    catalogue: Catalogue
    records: HomeRecords

    def deliver(self, order: Order, at: datetime) -> Order:
        """The order is delivered: a cost, a debt, and a charge on the bundle of its period."""
        there = order.to(OrderStatus.DELIVERED, at)
        self.records.keep_order(there)
        amend.commit(there, self.records)
        entry = delivery_entry(there, at)
        if self.records.post(entry):
            self._charge(entry, there.total, there.person, there.retailer, there, at)
        return there

    def correct(self, correction: Correction, at: datetime) -> str | None:
        """Takes in what a retailer reports; returns why it is not believed, which is kept and told, or None.

        A report that comes again changes nothing (P12).
        """
        fault = self._taken(correction, at)
        if fault is not None:
            self._refuse(correction, fault, at)
        return fault

    def _taken(self, correction: Correction, at: datetime) -> str | None:
        if correction.kind is CorrectionKind.BOTTLES:
            return self._bottles(correction, at)
        order = self.records.order(correction.order)
        if order is not None and correction.kind is CorrectionKind.SUBSTITUTED:
            return replace_goods.take(correction, order, self.home, self.catalogue, self.records, at)
        if order is not None and self._knows(correction, order):
            return None
        charged = self.records.charged(correction.order)
        fault = fault_of(correction, order, charged)
        if order is not None and claim.is_answered(order, correction):
            fault = ANSWERED_CLAIM
        if order is None or fault is not None:
            return fault
        if correction.kind is CorrectionKind.RETURNED:
            self._return(order, charged, at)
        elif self.records.post(entry := correction_entry(correction, order, at)):
            self._credit(order, entry, charged + correction.amount, at)
            self._charge(entry, correction.amount, order.person, order.retailer, order, at)
            claim.answered(order, correction, self.records, at)
        return None

    def _refuse(self, correction: Correction, fault: str, at: datetime) -> None:
        """Nothing of the report is lost: what it said, and why it was not believed (P11). Once (P12)."""
        key = f"correction:{correction.retailer}:{correction.id}"
        if self.records.was_decided(key):
            return
        order = self.records.order(correction.order)
        person = order.person if order is not None else correction.person
        subject = order.id if order is not None else correction.retailer
        kinds = tuple(line.kind for line in order.lines if line.product == correction.product) if order else ()
        rule = "P3" if fault == "dearer_than_was_confirmed" else "M1"
        reason = Reason(rule, f"report_{fault}", correction.amount, who=person, subject=subject)
        self.records.add_decision(Decision(key, at, "refused", (reason,), person, subject=subject, kinds=kinds))
        if order is not None and fault not in (NOTHING_TO_REPLACE, ANSWERED_CLAIM):
            note = Notification(f"correction:{correction.id}", order.person, "problem", order.id, at)
            self.records.keep_notification(note)

    def _knows(self, correction: Correction, order: Order) -> bool:
        if correction.kind is CorrectionKind.RETURNED:
            return order.status is OrderStatus.RETURNED
        posted = f"corrected:{order.id}:{correction.id}"
        return any(entry.id == posted for entry in self.records.delivery_entries(order.id))

    def _bottles(self, correction: Correction, at: datetime) -> str | None:
        person = self.home.person(correction.person) or self.home.head
        fault = fault_of(correction, None, Money(0))
        if fault is None and correction.retailer not in self.catalogue.retailers:
            fault = "unknown_retailer"
        if fault is None and self.records.post(entry := deposit_entry(correction, at)):
            self._charge(entry, correction.amount, person.id, correction.retailer, None, at)
        return fault

    def _return(self, order: Order, charged: Money, at: datetime) -> None:
        """It went back whole: its entries are reversed, what it cost comes back, its budget is free again (P6)."""
        self.records.keep_order(order.to(OrderStatus.RETURNED))
        claim.all_back(self.records.order(order.id) or order, self.records, at)
        entry = returned_entry(order, self.records.delivery_entries(order.id), at)
        if self.records.post(entry) and charged:
            self._credit(order, entry, Money(0, charged.currency), at)
            self._charge(entry, -charged, order.person, order.retailer, order, at)

    def _credit(self, order: Order, entry: Entry, costs: Money, at: datetime) -> None:
        amend.credit(order, entry.id, costs, at, self.records)

    def _charge(
        self, entry: Entry, amount: Money, person: str, retailer: str, order: Order | None, at: datetime
    ) -> None:
        seller = self.catalogue.retailers[retailer]
        key, due = self._open_bundle(person, seller, order, amount.currency, at)
        ordered = order.id if order is not None else ""
        self.records.add_charge(Charge(entry.id, key, seller.category, ordered, amount, at, due))

    def _open_bundle(
        self, person_id: str, retailer: Retailer, order: Order | None, currency: str, at: datetime
    ) -> tuple[BundleKey, datetime | None]:
        """The bundle of the order while that is open, else the next one that is."""
        person = self.home.person(person_id)
        if order is not None and (person is None or person.profile is Profile.SAFETY):
            own = BundleKey(self.home.id, retailer.id, person_id, period_of_order(order))
            if not self.records.is_closed(own):
                return own, None
        zone = self.home.timezone
        delivered = order.delivered_at if order is not None else None
        due = first_due(retailer, delivered, zone) if delivered else next_due(retailer, at, zone)
        while True:
            key = BundleKey(self.home.id, retailer.id, person_id, period_until(due, zone, currency))
            if not self.records.is_closed(key):
                return key, due
            due = next_due(retailer, max(due, at), zone)
