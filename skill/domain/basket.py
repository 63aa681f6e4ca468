"""What a household collected and has not ordered yet."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class BasketLine:
    product: str
    quantity: int
    added_by: str


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines in the order added; a product stands in it once."""

    lines: tuple[BasketLine, ...] = ()

    def add(self, product: str, quantity: int, added_by: str) -> Basket:
        """Adds to what is there already; a quantity below one raises ValueError."""
        if quantity < 1:
            raise ValueError("a basket holds at least one of a product")
        if self.holds(product):
            old = next(line for line in self.lines if line.product == product)
            return self.with_quantity(product, old.quantity + quantity)
        return Basket((*self.lines, BasketLine(product, quantity, added_by)))

    def remove(self, product: str) -> Basket:
        return Basket(tuple(line for line in self.lines if line.product != product))

    def with_quantity(self, product: str, quantity: int) -> Basket:
        """Sets the number of a product that is in the basket; zero removes it."""
        if quantity < 1:
            return self.remove(product)
        return Basket(
            tuple(replace(line, quantity=quantity) if line.product == product else line for line in self.lines)
        )

    def holds(self, product: str) -> bool:
        return any(line.product == product for line in self.lines)
