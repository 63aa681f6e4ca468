"""What is proposed instead of what cannot be had: the same sort of thing, about as much, not much dearer."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.domain.substitute import MOST_CONTENT, MOST_DEARER, Substitute, substitutes
from skill.domain.unit_price import cents_per_content, unit_price
from tests.skill.domain.small_shop import TODAY, product, shop

WANTED = product("coffee-strong", 500, "organic", "roast")


def found(market: Market, quantity: int = 1, retailers: tuple[str, ...] = ("shop",)) -> list[str]:
    return [each.line.product for each in substitutes(market, WANTED.id, quantity, retailers, TODAY)]


def only(market: Market, quantity: int = 1) -> Substitute:
    (substitute,) = substitutes(market, WANTED.id, quantity, ("shop",), TODAY)
    return substitute


def test_what_is_sold_out_is_never_its_own_substitute() -> None:
    other = product("coffee-mild", 500, "organic", "roast")
    sold_out = Outside(out_of_stock=frozenset({WANTED.id}))
    assert found(shop([(WANTED, 500), (other, 510)], outside=sold_out)) == ["coffee-mild"]


def test_another_kind_or_diet_or_unit_replaces_nothing() -> None:
    tea, decaf, pads = (
        product("tea-mild"),
        product("coffee-decaf", 500, "decaf"),
        product("coffee-pads", 36, unit="piece"),
    )
    assert found(shop([(WANTED, 500), (tea, 500), (decaf, 500), (pads, 500)])) == []


def test_who_eats_no_meat_is_proposed_none() -> None:
    vegan, plain = product("pie-vegan", 500, "vegan"), product("pie-plain", 500)
    assert substitutes(shop([(vegan, 500), (plain, 500)]), vegan.id, 1, ("shop",), TODAY) == ()
    assert [
        each.line.product for each in substitutes(shop([(vegan, 500), (plain, 500)]), plain.id, 1, ("shop",), TODAY)
    ]


def test_the_character_counts_before_the_brand_and_the_size_before_the_price() -> None:
    plain_same_brand = product("coffee-plain", 500, "", "roast")
    organic = product("coffee-organic", 500, "organic", "other")
    larger = product("coffee-organic-large", 600, "organic", "roast")
    market = shop([(WANTED, 500), (plain_same_brand, 400), (organic, 520), (larger, 420)])
    assert found(market) == ["coffee-organic", "coffee-organic-large", "coffee-plain"]


def test_so_many_packs_as_come_to_the_same() -> None:
    kilo, half = product("coffee-kilo", 1000, "organic"), product("coffee-half", 250, "organic")
    two = substitutes(shop([(WANTED, 500), (kilo, 1000), (half, 250)]), WANTED.id, 2, ("shop",), TODAY)
    assert {each.line.product: each.line.quantity for each in two} == {"coffee-kilo": 1, "coffee-half": 4}


def test_a_drum_is_no_substitute_for_a_cup() -> None:
    assert found(shop([(WANTED, 500), (product("coffee-drum", 800, "organic"), 500)])) == []


def test_what_is_a_quarter_dearer_is_proposed_and_what_is_more_is_not() -> None:
    at, above = product("coffee-at", 500), product("coffee-above", 500)
    assert found(shop([(WANTED, 400), (at, 500), (above, 501)])) == ["coffee-at"]


def test_each_product_once_where_it_costs_least() -> None:
    other = product("coffee-mild", 500, "organic")
    market = shop([(WANTED, {"shop": 500}), (other, {"shop": 520, "corner": 480})])
    (one,) = substitutes(market, WANTED.id, 1, ("shop", "corner"), TODAY)
    assert (one.retailer, one.line.total) == ("corner", Money(480))


def test_the_reasons_are_true() -> None:
    same = only(shop([(WANTED, 500), (product("coffee-mild", 500, "organic", "roast"), 500)]))
    assert same.reasons == ("same_brand", "same_character", "same_content", "same_price")
    other = only(shop([(WANTED, 500), (product("coffee-mild", 600, "", "other"), 500)]))
    assert other.reasons == ("cheaper",)


def test_nothing_is_known_of_a_product_that_is_not_in_the_catalogue() -> None:
    assert substitutes(shop([(WANTED, 500)]), "unicorn", 1, ("shop",), TODAY) == ()
    assert substitutes(shop([(WANTED, 500)]), WANTED.id, 0, ("shop",), TODAY) == ()


SHELF = st.dictionaries(
    st.tuples(
        st.integers(50, 2000), st.sampled_from(["", "organic", "vegan", "decaf"]), st.sampled_from([None, "roast"])
    ),
    st.integers(1, 2000),
    max_size=12,
)


@given(SHELF, st.integers(1, 1000), st.integers(1, 20))
def test_any_shelf_gives_only_what_may_replace_it_in_one_order(
    shelf: dict[tuple[int, str, str | None], int], cents: int, quantity: int
) -> None:
    products = [
        (product(f"coffee-{number}", amount, labels, brand), asked)
        for number, ((amount, labels, brand), asked) in enumerate(shelf.items())
    ]
    market = shop([(WANTED, cents), *products])
    every = substitutes(market, WANTED.id, quantity, ("shop",), TODAY, most=99)
    wanted_price, content = Fraction(cents, 500), 500 * quantity
    for each in every:
        own = market.catalogue.products[each.line.product]
        assert (own.kind, own.dietary) == ("coffee", frozenset())
        assert own.id != WANTED.id
        assert 1 / MOST_CONTENT <= Fraction(own.size.amount * each.line.quantity, content) <= MOST_CONTENT
        assert cents_per_content(each.line.total, own.size, each.line.quantity) <= wanted_price * MOST_DEARER
        assert len({"cheaper", "same_price", "dearer"} & set(each.reasons)) == 1
    turned = shop([(WANTED, cents), *reversed(products)])
    assert substitutes(turned, WANTED.id, quantity, ("shop",), TODAY, most=99) == every


def test_a_unit_price_is_told_per_kilo_litre_or_piece() -> None:
    assert unit_price(Money(675), WANTED.size) == unit_price(Money(1350), WANTED.size, 2)
    assert unit_price(Money(675), WANTED.size).price == Money(1350)
    assert unit_price(Money(100), product("milk-a", 1500, unit="ml").size).price == Money(67)
    assert (unit_price(Money(299), product("eggs-a", 10, unit="piece").size).unit) == "piece"
