"""P1: unknown means no. A limit without its context, an unknown kind of limit, a missing clock or person refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from skill.dialogue.conversation import ConfirmOrder, OpenQuestion
from skill.domain.authorization import Consent, NeedsConfirmation, Refused, Usage, authorize, payment_violations
from skill.domain.constraint import Circumstances, Purchase, violations
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.person import UNKNOWN_SPEAKER
from skill.domain.proposition import Proposition
from tests.building import (
    ANNA,
    DAY,
    HOME,
    NOW,
    PROPOSITIONS,
    SECOND,
    SOMEBODY_HOME,
    TERMS,
    YES,
    codes,
    mandate,
    nothing_used,
    order,
    quote,
    voice_of,
)
from tests.household import Household, parts_said

WEEKLY = PeriodLimit(Money(10_000), Period.WEEK)


def why_not(granted: Mandate, usage: Usage | None = None) -> set[tuple[str, str]]:
    """Why this mandate does not buy a pack of coffee by itself; nothing when it does."""
    usage = nothing_used(granted) if usage is None else usage
    verdict = authorize(
        quote(), PROPOSITIONS["groceries"], HOME, [granted], usage, None, None, NOW, TERMS, SOMEBODY_HOME
    )
    return codes(verdict.reasons) if isinstance(verdict, NeedsConfirmation | Refused) else set()


def test_p1_a_mandate_of_which_all_is_known_buys() -> None:
    assert why_not(mandate(limit_per_period=WEEKLY)) == set()


def test_p1_no_limit_at_all_refuses() -> None:
    assert why_not(mandate(limit_per_order=None)) == {("P1", "no_limit")}


def test_p1_a_limit_per_period_of_which_the_usage_is_unknown_refuses() -> None:
    assert why_not(mandate(limit_per_period=WEEKLY), Usage({})) == {("P1", "usage_unknown")}
    assert why_not(mandate(limit_per_period=WEEKLY), Usage({"another": Money(0)})) == {("P1", "usage_unknown")}


@pytest.mark.parametrize("grantor", ["nobody", "kim", ""])
def test_p1_a_grantor_whom_we_do_not_know_as_an_adult_refuses(grantor: str) -> None:
    assert ("P1", "unknown_grantor") in why_not(mandate(grantor=grantor))


def test_p1_a_condition_that_nothing_can_judge_refuses() -> None:
    granted = mandate(conditions=frozenset({"while the sun shines"}))
    assert why_not(granted) == {("P1", "unknown_condition")}


@pytest.mark.parametrize(("condition", "code"), [("cheapest", "offers_unknown"), ("renewable", "labels_unknown")])
def test_p1_a_condition_without_what_it_is_judged_by_refuses(condition: str, code: str) -> None:
    assert why_not(mandate(conditions=frozenset({condition}))) == {("P1", code)}


def test_p1_an_amount_in_another_currency_is_not_compared() -> None:
    for foreign in (
        mandate(limit_per_order=Money(10_000, "GBP")),
        mandate(limit_per_order=None, limit_per_period=PeriodLimit(Money(10_000, "GBP"), Period.WEEK)),
        mandate(ask_above={"coffee_beans": Money(10_000, "GBP")}),
    ):
        assert why_not(foreign) == {("P1", "other_currency")}


def test_p1_what_is_no_constraint_is_broken() -> None:
    circumstances = Circumstances(HOME, NOW, Money(0))
    purchase = Purchase(Allows.BUY, "groceries", "grocer", Money(1))
    for unknown in ("sometimes", None, 7):
        found = violations([unknown], purchase, circumstances, "anna-groceries")
        assert codes(each.reason for each in found) == {("P1", "unknown_constraint")}


@pytest.mark.parametrize("proposition", [None, PROPOSITIONS["clothing"]])
def test_p1_an_unknown_proposition_refuses_even_a_yes(proposition: Proposition | None) -> None:
    consent = Consent(quote(), "anna", NOW)
    for given in (None, consent):
        verdict = authorize(
            quote(), proposition, HOME, [mandate()], nothing_used(mandate()), voice_of(ANNA), given, NOW, TERMS
        )
        assert isinstance(verdict, Refused)
        assert codes(verdict.reasons) == {("P1", "unknown_proposition")}


def test_p1_a_yes_of_nobody_refuses() -> None:
    consent = Consent(quote(), "anna", NOW)
    verdict = authorize(quote(), PROPOSITIONS["groceries"], HOME, [], Usage({}), None, consent, NOW, TERMS)
    assert isinstance(verdict, Refused)
    assert codes(verdict.reasons) == {("P1", "nobody_confirmed")}
    stranger = authorize(quote(), PROPOSITIONS["groceries"], HOME, [], Usage({}), UNKNOWN_SPEAKER, consent, NOW, TERMS)
    assert codes(stranger.reasons) == {("P7", "unknown_voice")}


def test_p1_a_clock_that_ran_backwards_closes_the_question() -> None:
    question = OpenQuestion(ConfirmOrder(quote()), "anna", NOW, NOW + TERMS.confirmation_lives)
    assert question.is_open(NOW)
    assert not question.is_open(NOW - SECOND)
    consent = Consent(quote(), "anna", NOW)
    verdict = authorize(
        quote(), PROPOSITIONS["groceries"], HOME, [], Usage({}), voice_of(ANNA), consent, NOW - SECOND, TERMS
    )
    assert codes(verdict.reasons) == {("P3", "question_expired")}


def test_p1_a_yes_after_the_clock_ran_backwards_buys_nothing() -> None:
    house = Household().move_in()
    house.hear(order())
    house.clock.turn(-SECOND)
    assert "question_expired" in parts_said(house.hear(YES))
    house.clock.turn(SECOND)
    assert "nothing_open" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_p1_a_clock_set_back_frees_no_budget() -> None:
    """What was spent next week, by a clock that was wrong, counts in this week as well."""
    house = Household().move_in(mandate(limit_per_period=PeriodLimit(Money(1500), Period.WEEK)))
    house.clock.turn(7 * DAY)
    assert house.hear(order()).reply.decided == "placed"
    house.clock.turn(-7 * DAY)
    assert house.hear(order()).reply.decided == "asked_confirmation"


def test_p1_a_mandate_that_is_not_yet_granted_refuses() -> None:
    assert why_not(mandate(granted=date(2026, 3, 5))) == {("P5", "expired")}


def test_p1_a_payment_without_a_limit_or_by_an_unknown_grantor_is_asked() -> None:
    home = replace(HOME, persons=(ANNA,))
    unlimited = mandate(limit_per_order=None)
    nothing = Money(0)
    assert codes(payment_violations(unlimited, "groceries", "grocer", Money(1), nothing, home, NOW)) == {
        ("P1", "no_limit")
    }
    ghost = mandate(grantor="nobody", allows=frozenset({Allows.PAY}))
    assert codes(payment_violations(ghost, "groceries", "grocer", Money(1), nothing, home, NOW)) == {
        ("P1", "unknown_grantor")
    }
