"""The demo world's catalogue offers what conversations and stories count on."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlu.catalogue_names import read_catalogue_names
from skill.domain.catalogue import Catalogue
from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.retailers.catalogue_files import read_catalogue

DATA = Path(__file__).parents[3] / "data"
GROCERS = ("groenmarkt", "buurtsuper")
THIJS_BEANS = "coffee_beans_brandt_espresso_500"
STORY_KINDS = (
    "coffee_beans", "milk", "eggs", "bread", "detergent", "apples", "diapers", "cat_food", "olive_oil", "toilet_paper",
    "rain_jacket", "jeans", "dress", "shoes", "travel_cover_winter_sports", "travel_cover_base", "energy",
)  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(DATA)


def _market(catalogue: Catalogue, street: str = "Lindestraat") -> Market:
    return Market(catalogue, Outside(), ZoneInfo("Europe/Amsterdam"), street)


def test_it_covers_an_ordinary_supermarket(catalogue: Catalogue) -> None:
    of_grocers = {product for retailer, product in catalogue.prices if retailer in GROCERS}
    both = [product for product in of_grocers if all((retailer, product) in catalogue.prices for retailer in GROCERS)]
    assert len(of_grocers) >= 150
    assert len(both) >= 100
    assert set(STORY_KINDS) <= set(catalogue.kinds)
    assert len(catalogue.retailers) == 8


def test_every_product_is_for_sale_and_every_kind_has_one(catalogue: Catalogue) -> None:
    assert {product for _, product in catalogue.prices} == set(catalogue.products)
    assert {product.kind for product in catalogue.products.values()} == set(catalogue.kinds)


def test_the_main_groceries_have_a_choice(catalogue: Catalogue) -> None:
    for kind in STORY_KINDS[:10]:
        products = catalogue.of_kind(kind)
        assert len(products) >= (5 if kind == "coffee_beans" else 3), kind
        assert any("own_brand" in product.labels for product in products), kind
        assert any("own_brand" not in product.labels for product in products), kind


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_two_kinds_and_no_two_products_are_called_the_same(language: str) -> None:
    names = read_catalogue_names(DATA, language)
    for named in (names.kinds, names.products):
        called = defaultdict(set)
        for each in named:
            for name in each.names:
                called[name.lower()].add(each.id)
        assert {name: ids for name, ids in called.items() if len(ids) > 1 and named is names.kinds} == {}
    assert [
        name for name, count in Counter(each.names[0].lower() for each in names.products).items() if count > 1
    ] == []


def test_prices_are_known_sixty_days_before_the_stories_begin(catalogue: Catalogue) -> None:
    early = date(2026, 3, 2) - timedelta(days=60)
    assert [key for key, history in catalogue.prices.items() if history.on(early) is None] == []


def test_three_packs_of_beans_for_the_price_of_two(catalogue: Catalogue) -> None:
    for day in (date(2026, 3, 2), date(2026, 11, 21), date(2027, 6, 1)):
        line = _market(catalogue).line("groenmarkt", THIJS_BEANS, 3, day)
        assert line is not None
        assert (line.unit_price, line.total, line.promotion) == (Money(675), Money(1350), "coffee-three-for-two")


def test_some_promotions_run_some_are_over_and_some_are_to_come(catalogue: Catalogue) -> None:
    day = date(2026, 11, 21)
    assert any(promotion.end < day for promotion in catalogue.promotions)
    assert any(promotion.runs_on(day) for promotion in catalogue.promotions)
    assert any(promotion.start > day for promotion in catalogue.promotions)


def test_the_grocer_is_in_the_linden_street_at_five_on_every_working_day(catalogue: Catalogue) -> None:
    delivery = catalogue.retailers["groenmarkt"].delivery
    assert delivery is not None
    assert delivery.window_minutes == 15
    assert delivery.weekdays == set(range(6))
    assert time(17) in delivery.street_starts["Lindestraat"]
    assert len(delivery.street_starts["Lindestraat"]) >= 4


@pytest.mark.parametrize("retailer", GROCERS)
def test_groceries_can_come_within_three_days_from_any_hour(catalogue: Catalogue, retailer: str) -> None:
    for hour in range(24 * 7):
        asked = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour)
        first = next(_market(catalogue).slots(retailer, asked))
        assert first.end - asked <= timedelta(days=3)


def test_clothing_runs_from_cheap_to_dear_and_is_paid_after_its_return_term(catalogue: Catalogue) -> None:
    prices = [
        price
        for (retailer, _), history in catalogue.prices.items()
        if catalogue.retailers[retailer].category == "clothing" and (price := history.on(date(2026, 3, 2)))
    ]
    assert min(prices) <= Money(25_00)
    assert max(prices) >= Money(170_00)
    terms = {name: catalogue.retailers[name].return_days for name in ("modehuis", "draadloos")}
    assert terms == {"modehuis": 14, "draadloos": 30}


def test_fresh_food_is_excluded_from_withdrawal(catalogue: Catalogue) -> None:
    assert not any(catalogue.kinds[kind].returnable for kind in ("milk", "eggs", "bread", "apples", "toothpaste"))
    assert all(catalogue.kinds[kind].returnable for kind in ("coffee_beans", "dress", "detergent"))
