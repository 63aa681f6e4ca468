"""What promotions take off an order: properties for the sums, examples for what each deal is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.market import Market
from skill.domain.money import Money
from skill.domain.offer import Quote
from skill.domain.promotion import BundlePrice, BuyGet, Deal, Goods, MinimumSpend, Percent, Promotion, SecondHalfPrice
from tests.skill.domain.small_shop import TODAY, product, shop

IDS = ("crisps-a", "crisps-b", "crisps-c", "crisps-d")


def promotion(deal: Deal, *ids: str, mixed: bool = False, name: str = "deal") -> Promotion:
    return Promotion(name, "shop", frozenset(ids or IDS), date(2026, 3, 1), date(2026, 3, 31), deal, mixed)


def market(cents: Sequence[int], *promotions: Promotion) -> Market:
    return shop([(product(name), price) for name, price in zip(IDS, cents, strict=False)], *promotions)


def quoted(of: Market, *wanted: tuple[str, int]) -> Quote:
    quote = of.quote("shop", wanted, TODAY, None)
    assert quote is not None
    return quote


def cents(of: Market, *wanted: tuple[str, int]) -> int:
    return quoted(of, *wanted).total.cents if wanted else 0


@pytest.mark.parametrize(
    ("deal", "quantity", "total"),
    [
        (BuyGet(2, 1), 2, 400),
        (BuyGet(2, 1), 3, 400),
        (BuyGet(2, 1), 7, 1000),
        (BuyGet(1, 1), 1, 200),
        (SecondHalfPrice(), 1, 200),
        (SecondHalfPrice(), 2, 300),
        (SecondHalfPrice(), 3, 500),
        (BundlePrice(3, Money(500)), 2, 400),
        (BundlePrice(3, Money(500)), 3, 500),
        (BundlePrice(3, Money(700)), 3, 600),  # a bundle that would be dearer is none
        (Percent(25), 3, 450),
        (MinimumSpend(Money(600), Money(150)), 2, 400),
        (MinimumSpend(Money(600), Money(150)), 3, 450),
        (MinimumSpend(Money(600), Money(150)), 9, 1650),  # once an order
    ],
)
def test_each_deal_by_the_number(deal: Deal, quantity: int, total: int) -> None:
    assert cents(market([200], promotion(deal, IDS[0])), (IDS[0], quantity)) == total


@pytest.mark.parametrize(
    ("deal", "each", "total"),
    [
        (BundlePrice(3, Money(500)), [200, 190, 180], 500),
        (BundlePrice(3, Money(500)), [200, 190, 90], 480),  # cheaper without the bundle
        (BuyGet(2, 1), [300, 200, 100], 500),  # the cheapest is free
        (SecondHalfPrice(), [300, 100], 350),
    ],
)
def test_three_for_five_mix_and_match(deal: Deal, each: list[int], total: int) -> None:
    wanted = [(name, 1) for name, _ in zip(IDS, each, strict=False)]
    assert cents(market(each, promotion(deal, mixed=True)), *wanted) == total
    assert cents(market(each, promotion(deal, mixed=False)), *wanted) == sum(each)


def test_a_minimum_spend_counts_what_is_in_no_other_promotion_at_shelf_prices() -> None:
    off = promotion(MinimumSpend(Money(1000), Money(300)), *IDS, name="from-ten")
    half = promotion(Percent(50), IDS[0], name="half")
    both = market([600, 600, 400], off, half)
    assert cents(both, (IDS[0], 1), (IDS[1], 1)) == 300 + 600
    assert cents(both, (IDS[1], 1), (IDS[2], 1)) == 1000 - 300
    assert {line.promotion for line in quoted(both, (IDS[0], 1), (IDS[1], 1), (IDS[2], 1)).lines} == {
        "half",
        "from-ten",
    }


def test_it_runs_from_its_first_day_to_its_last() -> None:
    of = market([200], promotion(BuyGet(1, 1), IDS[0]))
    totals = [of.line("shop", IDS[0], 2, day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31))]
    assert [line.total.cents if line else None for line in totals] == [400, 200, 200]
    after = of.line("shop", IDS[0], 2, date(2026, 4, 1))
    assert after is not None
    assert after.promotion is None


MONEY = st.integers(1, 3000).map(Money)
GROUPED = st.one_of(
    st.builds(BuyGet, st.integers(1, 4), st.integers(1, 3)),
    st.just(SecondHalfPrice()),
    st.builds(BundlePrice, st.integers(2, 6), MONEY),
)
DEALS = st.one_of(GROUPED, st.builds(Percent, st.integers(1, 90)))
PRICES = st.lists(st.integers(1, 2000), min_size=len(IDS), max_size=len(IDS))
WANTED = st.dictionaries(st.sampled_from(IDS), st.integers(1, 12), min_size=1).map(lambda found: tuple(found.items()))
SPEND = st.tuples(st.integers(1, 5000), st.integers(1, 3000)).map(lambda s: MinimumSpend(Money(sum(s)), Money(s[1])))


@st.composite
def shops(draw: st.DrawFn) -> tuple[Market, list[int]]:
    """Four products, two promotions that share none of them, and a minimum spend over all."""
    prices = draw(PRICES)
    first, second, spend = draw(DEALS), draw(DEALS), draw(SPEND)
    cut = draw(st.integers(0, len(IDS)))
    running = [
        Promotion("one", "shop", frozenset(IDS[:cut]), TODAY, TODAY, first, mixed=draw(st.booleans())),
        Promotion("two", "shop", frozenset(IDS[cut:3]), TODAY, TODAY, second, mixed=draw(st.booleans())),
        Promotion("all", "shop", frozenset(IDS), TODAY, TODAY, spend),
    ]
    return market(prices, *draw(st.permutations(running))[: draw(st.integers(0, 3))]), prices


@given(shops(), WANTED)
def test_an_order_is_never_dearer_than_its_shelf_prices_and_no_line_is_below_nothing(
    of: tuple[Market, list[int]], wanted: tuple[tuple[str, int], ...]
) -> None:
    quote = quoted(of[0], *wanted)
    for line in quote.lines:
        assert 0 <= line.total.cents <= line.unit_price.cents * line.quantity
        assert (line.promotion is not None) == (line.total < line.unit_price * line.quantity)
    assert quote.total == Money.total(line.total for line in quote.lines)


@given(shops(), WANTED)
def test_the_order_in_which_goods_are_named_changes_no_cent_of_any_line(
    of: tuple[Market, list[int]], wanted: tuple[tuple[str, int], ...]
) -> None:
    turned = tuple(reversed(wanted))
    assert set(quoted(of[0], *wanted).lines) == set(quoted(of[0], *turned).lines)


@given(shops(), WANTED, st.sampled_from(IDS))
def test_one_more_never_costs_more_than_it_costs_by_itself(
    of: tuple[Market, list[int]], wanted: tuple[tuple[str, int], ...], extra: str
) -> None:
    """The monotonicity that is true of every deal. The other way round is not: the third of "three for five", or what
    reaches a minimum spend, makes the whole cheaper."""
    market_, prices = of
    more = dict(wanted) | {extra: dict(wanted).get(extra, 0) + 1}
    assert cents(market_, *more.items()) <= cents(market_, *wanted) + prices[IDS.index(extra)]


@given(PRICES, st.one_of(st.just(SecondHalfPrice()), st.builds(Percent, st.integers(1, 90))), st.booleans(), WANTED)
def test_one_more_never_makes_the_whole_cheaper_where_a_deal_has_no_price_of_its_own(
    prices: list[int], deal: Deal, mixed: bool, wanted: tuple[tuple[str, int], ...]
) -> None:
    of = market(prices, promotion(deal, mixed=mixed and not isinstance(deal, Percent)))
    for extra in IDS:
        more = dict(wanted) | {extra: dict(wanted).get(extra, 0) + 1}
        assert cents(of, *more.items()) >= cents(of, *wanted)


@given(PRICES, GROUPED, st.booleans(), WANTED, WANTED)
def test_two_orders_are_never_cheaper_than_the_same_goods_in_one(
    prices: list[int],
    deal: Deal,
    mixed: bool,
    first: tuple[tuple[str, int], ...],
    second: tuple[tuple[str, int], ...],
) -> None:
    of = market(prices, promotion(deal, mixed=mixed))
    both = dict(first)
    for name, quantity in second:
        both[name] = both.get(name, 0) + quantity
    assert cents(of, *both.items()) <= cents(of, *first) + cents(of, *second)


@given(GROUPED, st.integers(1, 2000), st.integers(1, 40))
def test_what_is_mixed_of_one_product_is_what_is_not_mixed(deal: Deal, price: int, quantity: int) -> None:
    goods: list[Goods] = [(Money(price), quantity - quantity // 2), (Money(price), quantity // 2)]
    together = promotion(deal, mixed=True).savings(goods)
    alone = promotion(deal).price(Money(price), quantity)
    assert Money(price) * quantity - Money.total(together) == alone
