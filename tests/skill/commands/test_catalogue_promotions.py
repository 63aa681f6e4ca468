"""A table of promotions: this week's deals, on products, kinds, brands or everything, whole or not at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.domain.promotion import BundlePrice, BuyGet, Deal, MinimumSpend, Percent, SecondHalfPrice
from skill.retailers.catalogue_files import read_catalogue
from tests.skill.commands.handing_in import ROWS, table, take

HEAD = "promotion;promotion_from;promotion_until;products;kinds;brands;everything;promotion_mixed;promotion_id"
WEEK = (
    "2+1 gratis;2026-03-02;2026-03-08;k1;;;;;beans",
    "2e halve prijs;2026-03-02;2026-03-08;;thee;;;ja;",
    "10%;2026-03-02;2026-03-08;;;Zonnetje;;;",
    "5,00 korting vanaf 25,00;2026-03-02;2026-03-08;;;;ja;;spend",
)
ASSORTMENT = (
    ROWS[0],
    "t1;thee;Thee;Zonnehof;20 stuks;2,00;;;;;;",
    "z1;cola;Zonnetje cola;Zonnetje;1 l;2,00;;;;;;",
    "z2;fruit juice;Sap;Zonnetje;1 l;2,50;;;;;;",
)


@pytest.fixture
def shop(data: Path) -> Path:
    """A retailer of whom only what is imported is for sale."""
    for path in (data / "catalogue" / "prices").glob("groenmarkt*.yml"):
        path.unlink()
    kinds = read_catalogue(data).kinds
    rows = [row.replace("fruit juice", next(kind for kind in kinds if "juice" in kind)) for row in ASSORTMENT]
    done = take(table(data, *rows))
    assert done.exit_code == 0, done.output
    return data


def promotions(data: Path) -> Path:
    return data / "catalogue" / "imports" / "promotions" / "groenmarkt.csv"


def on(data: Path, product: str, day: date) -> list[Deal]:
    found = read_catalogue(data).promotions_on("groenmarkt", product)
    return [each.deal for each in found if each.runs_on(day)]


def week(data: Path, *rows: str, since: str = "2026-03-02", options: tuple[str, ...] = ()) -> str:
    done = take(table(data, *rows, head=HEAD), *options, since=since)
    assert done.exit_code == 0, done.output
    return done.output


def test_every_deal_runs_on_what_it_names_from_its_first_day_to_its_last(shop: Path) -> None:
    assert "4 promotions are new" in week(shop, *WEEK)
    monday, sunday = date(2026, 3, 2), date(2026, 3, 8)
    spend = MinimumSpend(Money(2500), Money(500))
    for day in (monday, sunday):
        assert on(shop, "coffee_beans_k1", day) == [BuyGet(2, 1), spend]
        assert on(shop, "tea_t1", day) == [SecondHalfPrice(), spend]
        assert on(shop, "cola_z1", day) == [Percent(10), spend]
    assert on(shop, "coffee_beans_k1", date(2026, 3, 1)) == on(shop, "cola_z1", date(2026, 3, 9)) == []


def test_a_table_in_yaml_and_the_same_table_twice_make_the_same_file(shop: Path) -> None:
    week(shop, "3 voor 5,00;2026-03-02;2026-03-08;k1|z1;;;;;")
    before = promotions(shop).read_bytes()
    path = shop.parent / "table.yml"
    row = "- {promotion: 3 for 5.00, promotion_from: 2026-03-02, promotion_until: 2026-03-08, products: [k1, z1]}\n"
    path.write_text(row)
    done = json.loads(take(path, "--json", since="2026-03-03").output)
    assert (done["new"], done["changed"], done["same"], done["ended"], done["running"]) == (0, 0, 1, 0, 1)
    assert promotions(shop).read_bytes() == before
    assert on(shop, "cola_z1", date(2026, 3, 2)) == [BundlePrice(3, Money(500))]


def test_what_is_over_and_what_has_not_begun_is_taken_and_said(shop: Path) -> None:
    over = "25%;2026-02-16;2026-02-22;k1;;;;;"
    done = week(shop, over, "25%;2026-03-09;2026-03-15;k1;;;;;")
    assert "1 have not begun yet" in done
    assert "1 are over already" in done
    assert on(shop, "coffee_beans_k1", date(2026, 3, 2)) == []
    assert on(shop, "coffee_beans_k1", date(2026, 3, 9)) == [Percent(25)]


def test_next_week_handed_in_early_leaves_this_week_as_it_is(shop: Path) -> None:
    week(shop, *WEEK)
    assert ", 0 ended" in week(shop, "1+1;2026-03-09;2026-03-15;k1;;;;;", since="2026-03-06")
    assert on(shop, "coffee_beans_k1", date(2026, 3, 8))[0] == BuyGet(2, 1)
    assert on(shop, "coffee_beans_k1", date(2026, 3, 9)) == [BuyGet(1, 1)]


def test_what_this_week_does_not_name_any_more_ended_yesterday_unless_it_is_a_part(shop: Path) -> None:
    week(shop, *WEEK)
    week(shop, *WEEK[1:3], since="2026-03-04", options=("--part",))
    assert on(shop, "coffee_beans_k1", date(2026, 3, 4))[0] == BuyGet(2, 1)
    assert ", 2 ended" in week(shop, *WEEK[1:3], since="2026-03-04")
    assert on(shop, "coffee_beans_k1", date(2026, 3, 4)) == []
    assert on(shop, "coffee_beans_k1", date(2026, 3, 3))[0] == BuyGet(2, 1)


def test_o4_a_reduction_that_ran_cannot_be_undone_and_measures_the_next_one(shop: Path) -> None:
    """25 % that ran last week, on 7.49: the next 10 % saves nothing from the lowest price of 30 days."""
    week(shop, "25%;2026-03-02;;k1;;;;;last".replace(";;k1", ";2026-03-08;k1"))
    rewritten = take(table(shop, "5%;2026-03-02;2026-03-08;k1;;;;;last", head=HEAD), since="2026-03-05")
    assert (rewritten.exit_code, "has run since 2026-03-02" in rewritten.output) == (1, True)
    week(shop, "10%;2026-03-09;2026-03-15;k1;;;;;now", since="2026-03-09")
    market = Market(read_catalogue(shop), Outside(), ZoneInfo("Europe/Amsterdam"), "Dorpsstraat")
    today = datetime(2026, 3, 9, 12, tzinfo=UTC).date()
    promotion = market.promotion("groenmarkt", "coffee_beans_k1", today)
    assert promotion is not None
    assert market.true_percent("groenmarkt", "coffee_beans_k1", promotion, today) == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2+1;2026-03-08;2026-03-02;k1;;;;;", "ends (2026-03-02) before it begins (2026-03-08)"),
        ("2+1;2026-03-02;2026-03-08;nothing;;;;;", "'nothing' is none of the products"),
        ("2+1;2026-03-02;2026-03-08;;jeans;;;;", "'jeans' is none of the kinds"),
        ("2+1;2026-03-02;2026-03-08;;;Nobody;;;", "'Nobody' is none of the brands"),
        ("2+1;2026-03-02;2026-03-08;k1;thee;;;;", "on which goods?"),
        ("2+1;2026-03-02;2026-03-08;;;;;;", "on which goods?"),
        ("2+1;2026-03-02;2026-03-08;;;;nee;;", "on which goods?"),
        ("2+1;2026-03-02;;k1;;;;;", "is no date"),
        ("gratis;2026-03-02;2026-03-08;k1;;;;;", "no deal that we know"),
        ("30,00 korting vanaf 25,00;2026-03-02;2026-03-08;;;;ja;;", "as much as has to be spent"),
        ("10%;2026-03-02;2026-03-08;k1;;;;ja;", "mixed or not"),
        ("10%;2026-03-02;2026-03-08;;;zonnetje;;;", "give it its own id"),
        ("1+1;2026-03-05;2026-03-10;k1;;;;;other", "in 'groenmarkt-beans' as well until 2026-03-08"),
    ],
)
def test_one_fault_keeps_the_whole_table_out_and_is_named(shop: Path, row: str, said: str) -> None:
    done = take(table(shop, *WEEK, row, head=HEAD), since="2026-03-02")
    assert (done.exit_code, "table.csv:6: " in done.output, said in done.output) == (1, True, True), done.output
    assert not promotions(shop).exists()


def test_a_number_of_several_products_is_no_name(shop: Path) -> None:
    extra = "t1;cola;Cola;Prik;1 l;1,00;;;;;;"
    assert take(table(shop, extra), "--part").exit_code == 0
    done = take(table(shop, "1+1;2026-03-02;2026-03-08;t1;;;;;", head=HEAD))
    assert "number of several products" in done.output
    assert take(table(shop, "1+1;2026-03-02;2026-03-08;tea_t1;;;;;", head=HEAD)).exit_code == 0


def test_what_goes_out_of_the_assortment_leaves_its_promotion(shop: Path) -> None:
    week(shop, *WEEK)
    assert take(table(shop, ROWS[0])).exit_code == 0
    found = read_catalogue(shop)
    assert {product for each in found.promotions for product in each.products if each.retailer == "groenmarkt"} == {
        "coffee_beans_k1"
    }


def test_a_file_that_somebody_broke_by_hand_is_told(shop: Path) -> None:
    week(shop, *WEEK)
    promotions(shop).write_text(promotions(shop).read_text().replace("2+1", "2+"))
    done = take(table(shop, ROWS[0]))
    assert (done.exit_code, "data/catalogue/imports/promotions/groenmarkt.csv:2: " in done.output) == (1, True)
    (promotions(shop).with_name("nobody.csv")).write_text("x\n")
    assert "nobody.csv:1: there is no retailer" in take(table(shop, ROWS[0])).output
