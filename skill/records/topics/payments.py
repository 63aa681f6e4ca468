"""Payments: one a period, retailer and person (P12)."""

from __future__ import annotations

from skill.domain.payment import Payment
from skill.records.codec import encode, time_text
from skill.records.home_sql import HomeSql


class Payments(HomeSql):
    __slots__ = ()

    def payments(self) -> tuple[Payment, ...]:
        return self._documents(self._sql.payments, Payment)

    def owed_payments(self) -> tuple[Payment, ...]:
        return self._documents(self._sql.owed_payments, Payment)

    def payment(self, payment_id: str) -> Payment | None:
        return self._document(self._sql.payment_by_id, Payment, payment_id=payment_id)

    def add_payment(self, payment: Payment) -> bool:
        """Raises ValueError when its id belongs to a payment of another period, retailer or person."""
        if self._run(self._sql.add_payment, **self._payment_row(payment)) == 1:
            return True
        taken = self._run(
            self._sql.payment_of_bundle, retailer_id=payment.retailer, period=payment.period, person_id=payment.person
        )
        if taken is None:
            raise ValueError(f"another payment has the id {payment.id}")
        return False

    def keep_payment(self, payment: Payment) -> None:
        """Replaces it by its id, or adds it; ValueError when another has its period, retailer and person."""
        row = self._payment_row(payment)
        if self._run(self._sql.change_payment, **row) == 0 and not self.add_payment(payment):
            raise ValueError(f"another payment than {payment.id} is of {payment.period} at {payment.retailer}")

    def _payment_row(self, payment: Payment) -> dict[str, str | int]:
        self._own(payment.home)
        return {
            "payment_id": payment.id,
            "person_id": payment.person,
            "retailer_id": payment.retailer,
            "period": payment.period,
            "kind": payment.kind,
            "status": payment.status.value,
            "asked_at": time_text(payment.asked_at),
            "amount_cents": payment.amount.cents,
            "currency": payment.amount.currency,
            "document": encode(payment),
        }
