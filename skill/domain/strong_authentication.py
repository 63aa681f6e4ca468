"""Strong customer authentication: was it applied, is the payment exempt or out of its scope, or is it still needed.

M2: the answer is stored with the payment. M3: the low-value exemption (RTS 2018/389 art. 16). M4: that an amount lies
within a mandate exempts nothing, so a mandate is no argument here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from skill.domain.approval import Cumulative, LowValue
from skill.domain.money import Money
from skill.domain.reason import Reason


class Element(StrEnum):
    """What proves a payer (PSD2 art. 4(30)); two of different kinds make an authentication strong."""

    KNOWLEDGE = "knowledge"
    """A PIN."""
    POSSESSION = "possession"
    """A device that the platform or bank knows."""
    INHERENCE = "inherence"
    """A voice that the platform recognised."""


class Basis(StrEnum):
    """What is stored with a payment."""

    STRONG = "strong"
    LOW_VALUE = "low_value"
    PAYEE_INITIATED = "payee_initiated"
    INCOMING = "incoming"
    """Money back from a retailer: the payer is the other side."""
    NEEDED = "needed"
    """Nothing lets it go: it steps up, or goes over a rail that authenticates by itself."""


@dataclass(frozen=True, slots=True)
class SinceLast:
    """Low-value payments of this payer at this provider since the last strong authentication, without this one."""

    total: Money
    number: int


@dataclass(frozen=True, slots=True)
class Authentication:
    basis: Basis
    reason: Reason

    @property
    def may_go(self) -> bool:
        return self.basis is not Basis.NEEDED


def strong_authentication(
    amount: Money,
    since_last: SinceLast | None,
    terms: LowValue,
    *,
    provider: str,
    elements: Collection[Element] = (),
    by_payee: bool = False,
    set_up_strong: bool = False,
) -> Authentication:
    """Which authentication or exemption applies to a remote payment of `amount`, and why.

    `elements`: what proved the payer for this very payment. `by_payee`: the payee collects it under a mandate of the
    rail (a direct debit), which is outside the rule when `set_up_strong`: that mandate was set up with strong
    authentication. `since_last` None is unknown, and what is unknown is not exempt (P1).
    """
    if len(set(elements)) >= 2:
        return Authentication(Basis.STRONG, Reason("M2", "strongly_authenticated", amount))
    if by_payee:
        if set_up_strong:
            return Authentication(Basis.PAYEE_INITIATED, Reason("M4", "payee_initiated", amount))
        return Authentication(Basis.NEEDED, Reason("M4", "set_up_without_authentication", amount))
    why_not = _not_low_value(amount, since_last, terms, provider)
    if why_not is not None:
        return Authentication(Basis.NEEDED, why_not)
    return Authentication(Basis.LOW_VALUE, Reason("M3", "low_value", amount, terms.payment))


def _not_low_value(amount: Money, since_last: SinceLast | None, terms: LowValue, provider: str) -> Reason | None:
    """Why the exemption does not hold. We count this payment in, which is stricter than the letter ("previous")."""
    if amount.currency != terms.payment.currency or amount > terms.payment or amount.cents < 0:
        return Reason("M3", "above_low_value", amount, terms.payment)
    test = terms.test.get(provider)
    if test is None or since_last is None or since_last.total.currency != amount.currency:
        return Reason("P1", "since_last_unknown", amount)
    if test is Cumulative.SUM and since_last.total + amount > terms.total:
        return Reason("M3", "low_value_used_up", amount, terms.total, max(terms.total - since_last.total, Money(0)))
    if test is Cumulative.NUMBER and since_last.number + 1 > terms.number:
        return Reason("M3", "low_value_used_up", amount)
    return None
