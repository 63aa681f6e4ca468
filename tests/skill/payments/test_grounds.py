"""M2, M3, M4: each payment of ours leaves on a ground that is kept; a mandate to us is none by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill.domain.money import Money
from skill.domain.payment_authentication import accepted_at_the_bank, authenticate, since_last
from skill.domain.payment_methods import Method
from skill.domain.person import Recognised
from skill.domain.strong_authentication import Authentication, Basis, SinceLast
from tests.building import ACCOUNTS, TERMS

COLLECTED, SENT = Method("payment_request", payee_collects=True), Method("payment_request")
ACCOUNT = ACCOUNTS[0]
NOTHING_YET = SinceLast(Money(0), 0)


def ground(cents: int, by: str = "voice", recognised: Recognised = Recognised.VOICE, **facts: object) -> Authentication:
    """For a payment that the payer sends, from an account that was linked strongly; `facts` replace any of it."""
    usual: dict[str, object] = {"method": SENT, "account": ACCOUNT, "since": NOTHING_YET, "low_value": TERMS.low_value}
    return authenticate(Money(cents), by, recognised, **(usual | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize("cents", [1, 1350, 3000, 3999, 4000])
def test_m4_inside_a_mandate_nothing_leaves_over_a_rail_that_the_payer_sends(cents: int) -> None:
    found = ground(cents, "mandate", Recognised.NOT)
    assert (found.basis, found.reason.code) == (Basis.NEEDED, "needs_proof")


def test_m4_inside_a_mandate_it_is_collected_where_that_was_set_up_strongly() -> None:
    assert ground(3999, "mandate", Recognised.NOT, method=COLLECTED).basis is Basis.PAYEE_INITIATED
    weak = replace(ACCOUNT, strongly=False)
    assert not ground(3999, "mandate", Recognised.NOT, method=COLLECTED, account=weak).may_go
    assert not ground(3999, "mandate", Recognised.NOT, method=COLLECTED, account=None).may_go


def test_m3_a_voice_pays_thirty_euros_of_what_the_payer_sends_and_not_a_cent_more() -> None:
    assert ground(3000).basis is Basis.LOW_VALUE
    assert not ground(3001).may_go
    assert not ground(3000, since=SinceLast(Money(7001), 3)).may_go


@pytest.mark.parametrize("recognised", [Recognised.PIN, Recognised.PLATFORM])
def test_m2_who_proved_who_they_are_pays_on_that(recognised: Recognised) -> None:
    assert ground(50_000, recognised=recognised).basis is Basis.STRONG


def test_p1_what_is_unknown_lets_nothing_go() -> None:
    assert not ground(1, since=None).may_go
    assert not ground(1, method=Method("unheard_of")).may_go


def test_m3_a_proof_begins_the_count_anew_and_a_ground_that_is_unknown_counts() -> None:
    low, strong, collected = ground(100), accepted_at_the_bank(Money(1)), ground(100, method=COLLECTED)
    assert since_last([(Money(900), low), (Money(100), strong), (Money(20), low)]) == SinceLast(Money(20), 1)
    assert since_last([(Money(900), collected), (Money(30), None)]) == SinceLast(Money(30), 1)
