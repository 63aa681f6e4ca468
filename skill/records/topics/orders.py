"""Orders, kept whole as documents."""

from __future__ import annotations

from datetime import datetime

from skill.domain.order import Order
from skill.records.codec import encode, time_text
from skill.records.home_sql import HomeSql
from skill.usecases.ports import LATEST_ORDERS


class Orders(HomeSql):
    __slots__ = ()

    def orders(self) -> tuple[Order, ...]:
        return self._documents(self._sql.orders, Order)

    def current_orders(self, since: datetime) -> tuple[Order, ...]:
        return self._documents(self._sql.current_orders, Order, since=time_text(since), latest=LATEST_ORDERS)

    def open_orders(self) -> tuple[Order, ...]:
        return self._documents(self._sql.open_orders, Order)

    def order(self, order_id: str) -> Order | None:
        return self._document(self._sql.order_by_id, Order, order_id=order_id)

    def keep_order(self, order: Order) -> None:
        self._own(order.home)
        total = order.total
        self._run(
            self._sql.keep_order,
            order_id=order.id,
            person_id=order.person,
            retailer_id=order.retailer,
            category=order.quote.category,
            status=order.status.value,
            placed_at=time_text(order.placed_at),
            total_cents=total.cents,
            currency=total.currency,
            document=encode(order),
        )
