"""What counts first for whom; and that nothing else, least of all who pays, moves an offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.catalogue import Product
from skill.domain.home import PackSize, Preferences
from skill.domain.offer import Offer, Slot
from skill.domain.ranking import Criterion, Household, decided_by, rank
from tests.skill.domain.small_shop import TODAY, product, shop

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
PLAIN = product("tea-plain", 20)
ORGANIC = product("tea-organic", 20, "organic", "leaf")
DECAF = product("tea-decaf", 20, "decaf")
LARGE = product("tea-large", 80, "", "leaf")


def offered(
    goods: list[tuple[Product, int]], *, sponsored: frozenset[tuple[str, str]] = frozenset(), hours: int = 0
) -> tuple[list[Offer], Household]:
    of = shop(goods)
    catalogue = replace(of.catalogue, sponsored=sponsored)
    offers = []
    for at, (each, _) in enumerate(goods):
        start = NOON + timedelta(hours=hours * (len(goods) - at))
        slot = Slot("shop", start, start + timedelta(minutes=15))
        quote = of.quote("shop", [(each.id, 1)], TODAY, slot)
        assert quote is not None
        offers.append(Offer(quote))
    return offers, Household(catalogue, ["tea-plain"], Preferences(brands={"tea": "leaf"}))


@pytest.mark.parametrize(("size", "fit"), [(PackSize.LARGE, "tea-large"), (PackSize.SMALL, "tea-plain")])
def test_the_pack_that_is_preferred_fits_wholly_and_the_others_in_part(size: PackSize, fit: str) -> None:
    _, household = offered([(PLAIN, 300), (LARGE, 600)])
    household = Household(household.catalogue, [], Preferences(sizes={"tea": size}))
    fits = {each.id: household.fits_size(each) for each in (PLAIN, LARGE)}
    assert fits[fit] == 1
    assert sorted(fits.values()) == [Fraction(1, 4), 1]


GOODS = [(PLAIN, 300), (ORGANIC, 500), (DECAF, 100), (LARGE, 600)]


@pytest.mark.parametrize(
    ("criteria", "first"),
    [
        ("same_diet unit_price", "tea-large"),
        ("unit_price", "tea-decaf"),
        ("same_diet total", "tea-plain"),
        ("last_bought", "tea-plain"),
        ("known unit_price", "tea-plain"),
        ("same_diet new unit_price", "tea-large"),
        ("preferred total", "tea-organic"),
        ("sustainable", "tea-organic"),
        ("delivery", "tea-large"),
        ("known_brand", "tea-decaf"),  # of the one bought no brand is known: equal, so by product
    ],
)
def test_what_counts_first_comes_first(criteria: str, first: str) -> None:
    offers, household = offered(GOODS, hours=1)
    assert rank(offers, tuple(map(Criterion, criteria.split())), household)[0].line.product == first


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({}, "tea-plain"),
        ({"tea": frozenset({"decaf"})}, "tea-decaf"),
        ({"": frozenset({"decaf"})}, "tea-decaf"),
        ({"coffee": frozenset({"decaf"})}, "tea-plain"),
        ({"tea": frozenset({"gluten_free"})}, "tea-plain"),  # there is none: as they had it last
    ],
)
def test_a_diet_that_was_told_counts_before_what_they_had_last(told: dict[str, frozenset[str]], first: str) -> None:
    offers, before = offered([(PLAIN, 300), (DECAF, 900)])
    household = Household(before.catalogue, before.rank, Preferences(labels=told))
    assert rank(offers, (Criterion.SAME_DIET, Criterion.TOTAL), household)[0].line.product == first


def test_each_offer_has_the_reasons_that_are_true_of_it() -> None:
    offers, household = offered(GOODS)
    reasons = {each.line.product: each.reasons for each in rank(offers, (Criterion.TOTAL,), household)}
    assert reasons == {
        "tea-plain": ("last_bought",),
        "tea-organic": ("sustainable", "new", "preferred_brand"),
        "tea-decaf": ("new", "cheapest"),
        "tea-large": ("new", "preferred_brand"),
    }


def test_why_one_stands_before_the_other_is_the_first_that_differs() -> None:
    offers, household = offered(GOODS)
    criteria = (Criterion.SAME_DIET, Criterion.NEW, Criterion.UNIT_PRICE)
    plain, organic, decaf, large = offers
    assert decided_by(organic, decaf, criteria, household) is Criterion.SAME_DIET
    assert decided_by(organic, plain, criteria, household) is Criterion.NEW
    assert decided_by(large, organic, criteria, household) is Criterion.UNIT_PRICE
    assert decided_by(large, large, criteria, household) is None


SHELF = st.lists(
    st.tuples(st.integers(10, 90), st.sampled_from(["", "organic", "decaf"]), st.sampled_from([None, "leaf"])),
    min_size=1,
    max_size=8,
)
CRITERIA = st.lists(st.sampled_from(Criterion), unique=True).map(tuple)


@given(SHELF, st.lists(st.integers(1, 900), min_size=8, max_size=8), CRITERIA, st.sets(st.integers(0, 7)), st.data())
def test_no_sponsored_flag_moves_a_rank_or_makes_a_reason(
    shelf: list[tuple[int, str, str | None]],
    cents: list[int],
    criteria: tuple[Criterion, ...],
    paid: set[int],
    data: st.DataObject,
) -> None:
    goods = [
        (product(f"tea-{at}", amount, labels, brand), cents[at]) for at, (amount, labels, brand) in enumerate(shelf)
    ]
    offers, household = offered(goods)
    _, paying = offered(goods, sponsored=frozenset(("shop", f"tea-{at}") for at in paid))
    ranked = rank(offers, criteria, household)
    assert rank(data.draw(st.permutations(offers)), criteria, paying) == ranked
    assert {offer.line.product for offer in ranked} == {each.id for each, _ in goods}


def test_nothing_is_ranked_of_nothing() -> None:
    _, household = offered([(PLAIN, 1)])
    assert rank([], (Criterion.TOTAL,), household) == []
