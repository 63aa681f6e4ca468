"""Which ways to pay there are, what each retailer takes, and by which one a bill goes (M4, M6, M8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from skill.domain.money import Money

PAYMENT_REQUEST = "payment_request"
"""What every retailer takes, and what a bill falls back on."""

PAY_LATER_AT_MOST = timedelta(days=50)
"""A deferred payment to the seller is no consumer credit up to here, if it is free of interest and charges (M8;
directive 2023/2225 art. 2(2)(h); in the Netherlands from 2026-11-20)."""


@dataclass(frozen=True, slots=True)
class Method:
    """`payee_collects`: the payee takes the money, on a mandate that was set up once; else the payer sends it each
    time. `open_for`: how long a bill waits for an answer (M6). `since`: when it came up, of what is new."""

    id: str
    payee_collects: bool = False
    open_for: timedelta = timedelta(days=14)
    since: date | None = None


@dataclass(frozen=True, slots=True)
class PayLater:
    """What a seller offers: to be paid `days` after delivery. `interest` and `charges` must be nothing (M8)."""

    days: int
    by_seller: bool = True
    interest: Money = Money(0)
    charges: Money = Money(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a retailer takes, the one it likes best first; `pay_later` only where the seller offers it."""

    takes: tuple[str, ...] = (PAYMENT_REQUEST,)
    pay_later: PayLater | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The kind that a bill goes by; `because` says why it is not the preferred one, None where it is."""

    kind: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentMethods:
    """The methods by id and the retailers' terms. A retailer without terms takes a payment request and nothing else; a
    method that is not described is sent by the payer and open for the usual time: unknown means the stricter (P1)."""

    methods: Mapping[str, Method] = field(default_factory=dict)
    retailers: Mapping[str, Terms] = field(default_factory=dict)

    def method(self, kind: str) -> Method:
        return self.methods.get(kind) or Method(kind)

    def newest(self, retailer: str, today: date) -> Method | None:
        """The way to pay that came up last of those that the retailer takes; None where none of them is new."""
        taken = [self.method(kind) for kind in self.terms(retailer).takes]
        new = [(method.since, method.id) for method in taken if method.since is not None and method.since <= today]
        return self.method(max(new)[1]) if new else None

    def terms(self, retailer: str) -> Terms:
        return self.retailers.get(retailer) or Terms()

    def expires_at(self, kind: str, asked_at: datetime) -> datetime:
        """Until when a bill of this kind waits for an answer."""
        return asked_at + self.method(kind).open_for

    def choose(
        self, preferred: str, retailer: str, amount: Money, *, wallet: Money = Money(0), debit_mandate: bool = False
    ) -> Choice:
        """The preferred kind where the retailer takes it and the household can use it; else a payment request.

        `wallet`: what is in it. `debit_mandate`: the person signed a SEPA mandate. Money that goes to the household is
        a payout, whatever it prefers to pay by.
        """
        if amount < Money(0):
            return Choice("payout", "money_back")
        terms = self.terms(retailer)
        because: str | None = None
        if preferred not in terms.takes:
            because = f"{preferred}_not_taken"
        elif preferred == "wallet" and wallet < amount:
            because = "wallet_too_low"
        elif preferred == "direct_debit" and not debit_mandate:
            because = "no_debit_mandate"
        elif preferred == "pay_later" and (violation := credit_violation(terms.pay_later)) is not None:
            because = violation
        return Choice(preferred) if because is None else Choice(PAYMENT_REQUEST, because)


def credit_violation(offer: PayLater | None) -> str | None:
    """Why a deferred payment is consumer credit, and so refused (M8); None while it is none."""
    if offer is None:
        return "pay_later_not_offered"
    if not offer.by_seller:
        return "pay_later_by_a_third_party"
    if timedelta(days=offer.days) > PAY_LATER_AT_MOST:
        return "pay_later_over_50_days"
    if offer.interest or offer.charges:
        return "pay_later_with_costs"
    return None


def pay_later_day(offer: PayLater, delivered: date) -> date:
    """The day on which it is paid. Raises ValueError for what would be consumer credit."""
    if (violation := credit_violation(offer)) is not None:
        raise ValueError(f"this is consumer credit: {violation}")
    return delivered + timedelta(days=offer.days)
