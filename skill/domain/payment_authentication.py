"""On what ground a payment of ours may leave: what proved the payer, and who moves the money (M2, M3, M4)."""

from __future__ import annotations

from collections.abc import Iterable

from skill.domain.approval import LowValue
from skill.domain.home import LinkedAccount
from skill.domain.money import Money
from skill.domain.payment_methods import Method
from skill.domain.person import Recognised
from skill.domain.reason import Reason
from skill.domain.strong_authentication import Authentication, Basis, Element, SinceLast, strong_authentication

PROVED_BY = {
    Recognised.NOT: frozenset[Element](),
    Recognised.VOICE: frozenset({Element.INHERENCE}),
    Recognised.PIN: frozenset({Element.KNOWLEDGE, Element.POSSESSION}),  # said to a device that is linked to the home
    Recognised.PLATFORM: frozenset({Element.KNOWLEDGE, Element.INHERENCE}),
}
"""What each way to be recognised proves of the payer."""


def accepted_at_the_bank(amount: Money) -> Authentication:
    """The person approved it in the app of their own bank, which authenticated them."""
    return Authentication(Basis.STRONG, Reason("M2", "accepted_at_the_bank", amount))


def since_last(approvals: Iterable[tuple[Money, Authentication | None]]) -> SinceLast:
    """Adds up the low-value ones since the last strong authentication, oldest first. One without a known ground counts
    as exempted: unknown means no (P1)."""
    total, number = Money(0), 0
    for amount, authentication in approvals:
        if authentication is not None and authentication.basis is Basis.STRONG:
            total, number = Money(0), 0
        elif authentication is None or authentication.basis is Basis.LOW_VALUE:
            total, number = total + amount, number + 1
    return SinceLast(total, number)


def authenticate(
    amount: Money,
    approved_by: str,
    recognised: Recognised,
    *,
    method: Method,
    account: LinkedAccount | None,
    since: SinceLast | None,
    low_value: LowValue,
) -> Authentication:
    """The ground for this payment, or what is NEEDED first.

    Inside a mandate to us nobody is there to start a payment, so it goes only over a rail on which the payee collects,
    set up strongly by the person's own `account`: the mandate itself exempts nothing (M4).
    """
    collected = method.payee_collects and account is not None and account.strongly
    if approved_by == "mandate" and not collected:
        return Authentication(Basis.NEEDED, Reason("M4", "needs_proof", amount))
    return strong_authentication(
        amount,
        since,
        low_value,
        provider=method.id,
        elements=PROVED_BY[recognised],
        by_payee=collected,
        set_up_strong=collected,
    )
