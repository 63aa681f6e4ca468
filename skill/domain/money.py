"""Money: integer cents and a currency. Never a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import total_ordering


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency's smallest unit; sums of different currencies raise ValueError."""

    cents: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(f"money is integer cents, not {self.cents!r}")

    @staticmethod
    def euros(amount: str | Decimal | int | float) -> Money:
        """Reads what a person wrote in a file (`12.5`, `"12.50"`); more than two decimals raises ValueError."""
        try:
            cents = Decimal(str(amount)) * 100
        except InvalidOperation:
            raise ValueError(f"not an amount: {amount!r}") from None
        if not cents.is_finite() or cents != cents.to_integral_value():
            raise ValueError(f"an amount has two decimals: {amount!r}")
        return Money(int(cents))

    @staticmethod
    def total(amounts: Iterable[Money]) -> Money:
        """The sum; zero euros for nothing."""
        return sum(amounts, start=Money(0))

    def split(self, weights: Iterable[int]) -> tuple[Money, ...]:
        """Parts in proportion to `weights` that add up to the amount to the cent, largest remainders first.

        Equal remainders go to the earlier part. No weight at all, or one below zero, raises ValueError.
        """
        shares = tuple(weights)
        whole = sum(shares)
        if whole <= 0 or min(shares) < 0:
            raise ValueError(f"an amount is not split by {shares!r}")
        size, sign = abs(self.cents), -1 if self.cents < 0 else 1
        parts = [size * share // whole for share in shares]
        by_remainder = sorted(range(len(shares)), key=lambda place: -(size * shares[place] % whole))
        for place in by_remainder[: size - sum(parts)]:
            parts[place] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.cents - other.cents, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.cents * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.cents < other.cents

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{self.currency} {abs(self.cents) // 100}.{abs(self.cents) % 100:02d}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
