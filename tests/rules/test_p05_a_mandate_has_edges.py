"""P5: a mandate names grantor, category, optional retailers, a limit per order, a limit per period, conditions,
exceptions and an expiry, and may be revoked at once by voice; `pause_buying` stops every autonomous purchase."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.interpretation import MoneyValue
from skill.dialogue.act import Act
from skill.domain.authorization import (
    Allowed,
    Usage,
    authorize,
    payment_violations,
    period_start,
    violations_of,
)
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.offer import Quote
from skill.domain.person import Speaker
from tests.building import (
    ANNA,
    BRAM,
    DAY,
    HOME,
    HOUR,
    MINUTE,
    MUTE,
    NOW,
    PROPOSITIONS,
    SECOND,
    SOMEBODY_HOME,
    TERMS,
    YES,
    ZONE,
    codes,
    line,
    mandate,
    nothing_used,
    order,
    pin,
    quote,
    voice_of,
    wish,
)
from tests.household import Household, parts_said


def why_not(granted: Mandate, ordered: Quote | None = None, used: int = 0, now: datetime = NOW) -> set[tuple[str, str]]:
    usage = Usage({granted.id: Money(used)})
    return codes(violations_of(granted, Allows.BUY, ordered or quote(), HOME, usage, now))


def per(cents: int, period: Period) -> PeriodLimit:
    return PeriodLimit(Money(cents), period)


@pytest.mark.parametrize(("cents", "covered"), [(1, True), (3998, True), (3999, True), (4000, False), (4001, False)])
def test_p5_under_forty_euros_is_not_forty_euros(cents: int, covered: bool) -> None:
    expected = set() if covered else {("P5", "limit_per_order")}
    assert why_not(mandate(limit_per_order=Money(4000)), quote(cents)) == expected


@pytest.mark.parametrize(("used", "covered"), [(0, True), (2998, True), (2999, True), (3000, False), (9999, False)])
@pytest.mark.parametrize("period", Period)
def test_p5_what_was_used_counts_in_the_period(used: int, covered: bool, period: Period) -> None:
    granted = mandate(limit_per_period=per(4000, period))
    assert why_not(granted, quote(1000), used) == (set() if covered else {("P5", "limit_per_period")})


def test_p5_both_limits_hold() -> None:
    granted = mandate(limit_per_order=Money(1000), limit_per_period=per(1000, Period.WEEK))
    assert why_not(granted, quote(999)) == set()
    assert why_not(granted, quote(1000)) == {("P5", "limit_per_order"), ("P5", "limit_per_period")}


def test_p5_delivery_and_deposit_count_towards_the_limit() -> None:
    dear = replace(quote(3000), lines=(replace(line(3000), deposit=Money(600)),))
    assert dear.slot is not None
    dear = replace(dear, slot=replace(dear.slot, fee=Money(400)))
    assert dear.total == Money(4000)
    assert why_not(mandate(), dear) == {("P5", "limit_per_order")}


def test_p5_another_retailer_category_or_line_is_not_covered() -> None:
    assert why_not(mandate(), quote(retailer="corner")) == {("P5", "other_retailer")}
    assert why_not(mandate(retailers=frozenset()), quote(retailer="corner")) == set(), "none named is every one"
    jeans = quote(product="blue_jeans", retailer="tailor")
    assert ("P5", "other_category") in why_not(mandate(retailers=frozenset()), jeans)
    batteries = replace(quote(), lines=(line(), line(500, "aa_cells")))
    assert why_not(mandate(), batteries) == {("P5", "other_category")}


def test_p5_an_exception_is_asked_about_also_among_other_things() -> None:
    granted = mandate(except_kinds=frozenset({"milk"}))
    assert why_not(granted) == set()
    assert why_not(granted, replace(quote(), lines=(line(), line(100, "milk_1l")))) == {("P5", "excepted_kind")}


@pytest.mark.parametrize(("cents", "covered"), [(1499, True), (1500, False), (1501, False)])
def test_p5_a_kind_that_is_asked_about_above_an_amount(cents: int, covered: bool) -> None:
    granted = mandate(ask_above={"coffee_beans": Money(1500)})
    assert why_not(granted, quote(cents)) == (set() if covered else {("P5", "asked_above")})
    assert why_not(granted, quote(cents, "milk_1l")) == set(), "another kind is not asked about"


TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("granted", "expires", "covered"),
    [
        (TODAY, None, True),
        (TODAY, TODAY + DAY, True),
        (TODAY, TODAY, False),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_p5_a_mandate_holds_from_its_grant_until_its_expiry(granted: date, expires: date | None, covered: bool) -> None:
    found = why_not(mandate(granted=granted, expires=expires))
    assert found == (set() if covered else {("P5", "expired")})


def test_p5_the_day_is_that_of_the_home() -> None:
    """Half past eleven in the evening in UTC is the next day in Amsterdam."""
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert why_not(mandate(expires=date(2026, 3, 5)), now=late) == {("P5", "expired")}
    assert why_not(mandate(expires=date(2026, 3, 5)), now=late - HOUR) == set()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"revoked": NOW}, "revoked"),
        ({"revoked": NOW + DAY}, "revoked"),
        ({"paused": True}, "paused"),
        ({"allows": frozenset({Allows.PAY})}, "does_not_allow_buy"),
        ({"allows": frozenset()}, "does_not_allow_buy"),
    ],
)
def test_p5_revoked_paused_or_only_to_pay(facts: dict[str, object], reason: str) -> None:
    assert why_not(mandate(**facts)) == {("P5", reason)}


@given(cents=st.integers(1, 10_000), used=st.integers(0, 10_000), limit=st.integers(1, 10_000))
def test_p5_what_a_mandate_allows_never_reaches_its_limit(cents: int, used: int, limit: int) -> None:
    granted = mandate(limit_per_order=None, limit_per_period=per(limit, Period.WEEK))
    assert (why_not(granted, quote(cents), used) == set()) == (used + cents < limit)


@pytest.mark.parametrize(
    ("speaker", "covered"), [(None, True), (voice_of(ANNA), True), (voice_of(BRAM), False), (voice_of(MUTE), False)]
)
def test_p5_a_mandate_serves_its_grantor_and_the_sensors(speaker: Speaker | None, covered: bool) -> None:
    verdict = authorize(
        quote(), PROPOSITIONS["groceries"], HOME, [mandate()], nothing_used(mandate()), speaker, None, NOW, TERMS,
        SOMEBODY_HOME,
    )  # fmt: skip
    assert isinstance(verdict, Allowed) == covered


def test_p5_one_of_several_mandates_is_enough_and_is_named() -> None:
    both = [mandate(limit_per_order=Money(1)), mandate(id="second")]
    used = nothing_used(*both)
    verdict = authorize(quote(), PROPOSITIONS["groceries"], HOME, both, used, None, None, NOW, TERMS, SOMEBODY_HOME)
    assert isinstance(verdict, Allowed)
    assert verdict.mandate == "second"


@pytest.mark.parametrize(
    ("period", "now", "start"),
    [
        (Period.DAY, datetime(2026, 3, 4, 0, 30, tzinfo=ZONE), datetime(2026, 3, 4, tzinfo=ZONE)),
        (Period.WEEK, datetime(2026, 3, 8, 23, 59, tzinfo=ZONE), datetime(2026, 3, 2, tzinfo=ZONE)),
        (Period.WEEK, datetime(2026, 3, 9, 0, 0, tzinfo=ZONE), datetime(2026, 3, 9, tzinfo=ZONE)),
        (Period.MONTH, datetime(2026, 3, 1, 0, 0, tzinfo=ZONE), datetime(2026, 3, 1, tzinfo=ZONE)),
        (Period.MONTH, datetime(2026, 3, 29, 12, 0, tzinfo=ZONE), datetime(2026, 3, 1, tzinfo=ZONE)),
        (Period.DAY, datetime(2026, 3, 29, 23, 0, tzinfo=ZONE), datetime(2026, 3, 29, tzinfo=ZONE)),
    ],
)
def test_p5_periods_are_those_of_the_homes_calendar(period: Period, now: datetime, start: datetime) -> None:
    """Also over the change to summer time on 29 March."""
    assert period_start(period, now.astimezone(UTC), ZONE) == start.astimezone(UTC)


def test_p5_a_new_week_has_a_new_budget() -> None:
    house = Household().move_in(mandate(limit_per_period=per(1500, Period.WEEK)))
    assert house.hear(order()).reply.decided == "placed"
    house.clock.turn(4 * DAY)
    assert house.hear(order()).reply.decided == "asked_confirmation", "Sunday is the same week"
    house.clock.turn(DAY)
    assert house.hear(order()).reply.decided == "placed", "Monday is not"


@pytest.mark.parametrize(
    ("used", "amount", "goes"), [(0, 3999, True), (0, 4000, False), (1, 3998, True), (1, 3999, False)]
)
def test_p5_a_payment_goes_by_itself_only_under_the_limit(used: int, amount: int, goes: bool) -> None:
    granted = mandate(limit_per_period=per(4000, Period.WEEK))
    found = payment_violations(granted, "groceries", "grocer", Money(amount), Money(used), HOME, NOW)
    assert codes(found) == (set() if goes else {("P5", "limit_per_period")})


@pytest.mark.parametrize("facts", [{"revoked": NOW}, {"allows": frozenset({Allows.BUY})}, {"category": "clothing"}])
def test_p5_a_mandate_that_does_not_stand_pays_nothing(facts: dict[str, object]) -> None:
    found = payment_violations(mandate(**facts), "groceries", "grocer", Money(1), Money(0), HOME, NOW)
    assert found


def test_p5_revoking_by_voice_works_at_once() -> None:
    house = Household().move_in(mandate())
    assert house.hear(order()).reply.decided == "placed"
    assert house.hear(Act("revoke_mandate")).reply.decided == "changed"
    assert house.hear(order()).reply.decided == "asked_confirmation"
    assert house.sense(50, "canister").decided != "placed"


def test_p5_only_the_grantor_revokes() -> None:
    house = Household().move_in(mandate())
    for who in ("bram", "child", "unknown", "mute"):
        house.hear(Act("revoke_mandate"), who)
    assert house.hear(order()).reply.decided == "placed"


def test_p5_pausing_stops_every_autonomous_purchase_of_the_home_at_once() -> None:
    brams = mandate(id="brams", grantor="bram")
    house = Household().move_in(mandate(), brams)
    assert house.hear(Act("pause_buying"), "bram").reply.decided == "changed"
    assert house.sense(50).decided == "notified"
    assert house.hear(order()).reply.decided == "asked_confirmation"
    assert house.hear(order(), "bram").reply.decided == "asked_confirmation"
    assert house.orders() == ()


def granted_by_voice(house: Household, cents: int = 3000, who: str = "anna", **facts: str) -> str:
    facts = {"category": "groceries", "period": "week"} | facts
    asked = house.hear(Act("set_mandate", money=MoneyValue(cents, "below"), **facts), who)  # type: ignore[arg-type]
    assert asked.reply.decided == "asked_confirmation"
    assert "mandate_read_back" in parts_said(asked)
    return house.hear(YES, who).reply.decided


def test_p5_a_mandate_by_voice_counts_after_it_was_read_back_and_confirmed() -> None:
    house = Household().move_in()
    house.hear(Act("set_mandate", money=MoneyValue(3000, "below"), category="groceries", period="week"))
    assert house.mandates() == ()
    assert house.hear(YES).reply.decided == "changed"
    (given_now,) = house.mandates()
    assert (given_now.grantor, given_now.category) == ("anna", "groceries")
    assert given_now.limit_per_order == Money(3000)
    assert given_now.limit_per_period == per(3000, Period.WEEK)
    assert given_now.expires == date(2027, 3, 4)
    assert house.hear(order()).reply.decided == "placed"


@pytest.mark.parametrize("who", ["bram", "child", "unknown"])
def test_p5_somebody_elses_yes_grants_nothing(who: str) -> None:
    house = Household().move_in()
    house.hear(Act("set_mandate", money=MoneyValue(3000, "below")))
    house.hear(YES, who)
    assert house.mandates() == ()


def test_p5_a_late_yes_grants_nothing() -> None:
    house = Household().move_in()
    house.hear(Act("set_mandate", money=MoneyValue(3000, "below")))
    house.clock.turn(2 * MINUTE + SECOND)
    house.hear(YES)
    assert house.mandates() == ()


def test_p5_a_new_limit_keeps_the_exceptions_that_were_made() -> None:
    before = mandate(except_kinds=frozenset({"milk"}), ask_above={"coffee_beans": Money(900)})
    house = Household().move_in(before)
    assert granted_by_voice(house) == "changed"
    assert house.hear(order("milk_1l")).reply.decided == "asked_confirmation"
    assert house.hear(order("beans")).reply.decided == "asked_confirmation"
    assert house.hear(order("decaf", 1)).reply.decided == "placed"


def test_p5_more_than_a_voice_may_approve_takes_a_pin() -> None:
    """Under EUR 100 is what a voice may approve anyway; a mandate above it asks for more than a voice (A3)."""
    house = Household().move_in()
    assert granted_by_voice(house, 10_000) == "changed"
    assert granted_by_voice(house, 10_001) == "asked_step_up"
    assert {each.limit_per_order for each in house.mandates()} == {Money(10_000)}
    assert house.hear(pin("1111")).reply.decided == "changed"
    assert {each.limit_per_order for each in house.mandates()} == {Money(10_001)}


def test_p5_a_mandate_speaks_of_what_was_named_only() -> None:
    house = Household().move_in()
    granted_by_voice(house, 9000, category="clothing")
    assert house.hear(order()).reply.decided == "asked_confirmation"
    several = Act("order_product", wanted=(wish("blue_jeans"),))
    assert house.hear(several).reply.decided == "placed"


def test_p5_dates_in_this_file_are_what_they_say() -> None:
    assert NOW.astimezone(ZONE).date() == TODAY
    assert TODAY.weekday() == 2
    assert timedelta(days=1) == DAY
