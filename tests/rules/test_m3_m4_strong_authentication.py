"""M3: a remote payment above EUR 30 never is of low value; the cumulative test is one or the other, by provider.
M4: an amount inside a mandate is not exempt because of the mandate."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.money import Money
from skill.domain.strong_authentication import Basis, Element, SinceLast, strong_authentication
from tests.building import TERMS

LOW = TERMS.low_value
NOTHING = SinceLast(Money(0), 0)
SUMMED, COUNTED = "payment_request", "wallet"


def basis(cents: int, since: SinceLast | None = NOTHING, provider: str = SUMMED) -> Basis:
    return strong_authentication(Money(cents), since, LOW, provider=provider).basis


@pytest.mark.parametrize(("cents", "exempt"), [(1, True), (2999, True), (3000, True), (3001, False), (4000, False)])
@pytest.mark.parametrize("provider", [SUMMED, COUNTED])
def test_m3_above_thirty_euros_never_is_low_value(cents: int, exempt: bool, provider: str) -> None:
    assert basis(cents, NOTHING, provider) is (Basis.LOW_VALUE if exempt else Basis.NEEDED)


@pytest.mark.parametrize(
    ("provider", "since", "exempt"),
    [
        (SUMMED, SinceLast(Money(9000), 99), True),
        (SUMMED, SinceLast(Money(9001), 0), False),
        (COUNTED, SinceLast(Money(99_900), 4), True),
        (COUNTED, SinceLast(Money(0), 5), False),
    ],
)
def test_m3_a_provider_counts_the_sum_or_the_number(provider: str, since: SinceLast, exempt: bool) -> None:
    """Never both, and this payment counts in."""
    assert basis(1000, since, provider) is (Basis.LOW_VALUE if exempt else Basis.NEEDED)


@given(st.lists(st.integers(1, 5000), max_size=40), st.sampled_from([SUMMED, COUNTED]))
def test_m3_no_run_of_exempt_payments_passes_its_bound(amounts: list[int], provider: str) -> None:
    since = NOTHING
    for cents in amounts:
        if basis(cents, since, provider) is Basis.LOW_VALUE:
            since = SinceLast(since.total + Money(cents), since.number + 1)
        else:
            since = NOTHING  # it steps up, and the count begins anew
        assert since.total <= LOW.total or provider == COUNTED
        assert since.number <= LOW.number or provider == SUMMED
        assert since.total <= LOW.payment * since.number


@pytest.mark.parametrize(
    ("since", "provider"), [(None, SUMMED), (NOTHING, "unheard of"), (SinceLast(Money(0, "GBP"), 0), SUMMED)]
)
def test_m3_what_is_unknown_is_not_exempt(since: SinceLast | None, provider: str) -> None:
    """P1."""
    assert basis(100, since, provider) is Basis.NEEDED


def test_m3_without_terms_nothing_is_exempt() -> None:
    nothing = replace(LOW, payment=Money(0))
    assert not strong_authentication(Money(1), NOTHING, nothing, provider=SUMMED).may_go
    assert not strong_authentication(Money(1, "GBP"), NOTHING, LOW, provider=SUMMED).may_go


@pytest.mark.parametrize(
    ("elements", "strong"),
    [
        ((), False),
        ((Element.KNOWLEDGE,), False),
        ((Element.KNOWLEDGE, Element.KNOWLEDGE), False),
        ((Element.KNOWLEDGE, Element.INHERENCE), True),
        ((Element.POSSESSION, Element.INHERENCE), True),
    ],
)
def test_two_kinds_of_proof_are_strong_and_one_is_not(elements: tuple[Element, ...], strong: bool) -> None:
    found = strong_authentication(Money(4000), None, LOW, provider=SUMMED, elements=elements)
    assert found.basis is (Basis.STRONG if strong else Basis.NEEDED)


def test_m4_a_mandate_is_no_argument() -> None:
    """A week of EUR 39.99 inside a mandate of EUR 40: nothing that a mandate says can be told to the rule."""
    assert not any("mandate" in name for name in inspect.signature(strong_authentication).parameters)
    assert basis(3999) is Basis.NEEDED


@pytest.mark.parametrize(("set_up_strong", "expected"), [(True, Basis.PAYEE_INITIATED), (False, Basis.NEEDED)])
def test_m4_what_the_payee_collects_goes_when_its_set_up_was_strong(set_up_strong: bool, expected: Basis) -> None:
    found = strong_authentication(
        Money(3999), None, LOW, provider="direct_debit", by_payee=True, set_up_strong=set_up_strong
    )
    assert found.basis is expected
    assert found.reason.rule == "M4"


def test_m4_a_strong_set_up_exempts_no_payment_that_the_payer_starts() -> None:
    assert not strong_authentication(Money(3999), NOTHING, LOW, provider=SUMMED, set_up_strong=True).may_go
