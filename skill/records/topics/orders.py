"""Orders, kept whole as documents."""

from __future__ import annotations

from skill.domain.order import Order
from skill.records.codec import encode, time_text
from skill.records.home_sql import HomeSql


class Orders(HomeSql):
    __slots__ = ()

    def orders(self) -> tuple[Order, ...]:
        return self._documents(self._sql.orders, Order)

    def order(self, order_id: str) -> Order | None:
        return self._document(self._sql.order_by_id, Order, order_id=order_id)

    def keep_order(self, order: Order) -> None:
        self._own(order.home)
        self._run(
            self._sql.keep_order,
            order_id=order.id,
            person_id=order.person,
            retailer_id=order.retailer,
            category=order.quote.category,
            status=order.status.value,
            placed_at=time_text(order.placed_at),
            total_cents=order.total.cents,
            currency=order.total.currency,
            document=encode(order),
        )
