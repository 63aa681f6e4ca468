"""`boodschap catalogue`: a retailer's table is taken over whole or not at all, and its prices of before live on."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from nlu.catalogue_names import read_catalogue_names
from skill.cli import main
from skill.domain.catalogue import Size
from skill.domain.money import Money
from skill.domain.promotion import BundlePrice
from skill.retailers.catalogue_files import read_catalogue
from tests.skill.commands.handing_in import HEAD, ROWS, kept, table, take


def test_what_was_imported_is_for_sale(data: Path) -> None:
    assert take(table(data, *ROWS)).exit_code == 0
    catalogue = read_catalogue(data)
    beans, cola = catalogue.products["coffee_beans_k1"], catalogue.products["cola_k2"]
    assert (beans.names["en"], beans.brand, beans.labels) == (
        'Bergmans "sterke" bonen',
        "bergmans",
        {"organic", "fairtrade"},
    )
    assert cola.size == Size(1980, "ml")
    assert catalogue.prices[("groenmarkt", "cola_k3")].on(date(2026, 3, 1)) == Money(350)
    (deal,) = catalogue.promotions_on("groenmarkt", "cola_k2")
    assert (deal.deal, deal.products, deal.mixed) == (BundlePrice(3, Money(900)), {"cola_k2", "cola_k3"}, True)
    names = read_catalogue_names(data, "nl", imports=True)
    assert {"coffee_beans_k1", "cola_k2"} <= {product.id for product in names.products}
    assert "bergmans" in {brand.id for brand in names.brands}
    assert names.products[: len(read_catalogue_names(data, "nl").products)] == read_catalogue_names(data, "nl").products


def test_a_new_price_is_a_new_entry_and_the_rest_stays_as_it_was(data: Path) -> None:
    """O4: the lowest price of 30 days is known because no import forgets a price."""
    take(table(data, *ROWS))
    before = kept(data).read_text(encoding="utf-8").splitlines()
    dearer = ROWS[0].replace("7,49", "7,99")
    outcome = json.loads(take(table(data, dearer, *ROWS[1:]), "--json", since="2026-03-08").output)
    assert (outcome["new"], outcome["changed"], outcome["same"], outcome["gone"]) == (0, 1, 2, 0)
    after = kept(data).read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == [
        next(line for line in before if "k1" in line).replace("2026-03-01=7.49", "2026-03-01=7.49|2026-03-08=7.99")
    ]
    history = read_catalogue(data).prices[("groenmarkt", "coffee_beans_k1")]
    assert history.lowest(date(2026, 3, 20)) == Money(749)


def test_the_same_table_twice_is_the_same_file(data: Path) -> None:
    take(table(data, *ROWS))
    before = kept(data).read_bytes()
    take(table(data, *reversed(ROWS), encoding="utf-8"), since="2026-03-09")
    assert kept(data).read_bytes() == before


def test_a_promotion_that_is_no_longer_named_ends_the_day_before(data: Path) -> None:
    take(table(data, *ROWS))
    without = [row.replace("3 voor 9,00;prik;2026-12-31;ja", ";;;") for row in ROWS]
    take(table(data, *without), since="2026-03-10")
    (ended,) = read_catalogue(data).promotions_on("groenmarkt", "cola_k2")
    assert ended.end == date(2026, 3, 9)


def test_what_the_table_does_not_name_is_gone_unless_it_is_a_part(data: Path) -> None:
    take(table(data, *ROWS))
    assert "2 gone" not in take(table(data, ROWS[0]), "--part").output
    assert "cola_k2" in read_catalogue(data).products
    assert "2 gone" in take(table(data, ROWS[0])).output
    assert "cola_k2" not in {product.id for product in read_catalogue_names(data, "nl", imports=True).products}
    assert "0 gone" in take(table(data, ROWS[0])).output, "it was gone already"
    assert json.loads(take(table(data, *ROWS), "--json").output)["new"] == 2


def test_what_is_no_longer_sold_is_still_called_by_its_name(data: Path) -> None:
    """Whoever ordered it hears what they ordered, also after a restart; nobody can order it."""
    take(table(data, *ROWS))
    before = read_catalogue(data)
    take(table(data, ROWS[0]))
    after = read_catalogue(data)
    assert after.products["cola_k2"].names == before.products["cola_k2"].names
    assert {before.brands[each.brand] for each in before.products.values() if each.brand} == {
        after.brands[each.brand] for each in after.products.values() if each.brand
    }
    assert not {("groenmarkt", "cola_k2"), ("groenmarkt", "cola_k3")} & after.prices.keys()
    assert after.promotions_on("groenmarkt", "cola_k2") == ()


def test_a_product_that_stands_in_the_catalogue_gets_a_price_with_the_history_that_it_had(data: Path) -> None:
    row = "coffee_beans_brandt_espresso_500;coffee_beans;other name;Brandt;500 g;6,25;;;;;;"
    assert take(table(data, row)).exit_code == 0
    history = read_catalogue(data).prices[("groenmarkt", "coffee_beans_brandt_espresso_500")]
    assert [price.cents for _, price in history.since] == [695, 675, 625]


def test_a_promotion_beside_one_that_stands_in_the_catalogue_is_refused_and_nothing_is_kept(data: Path) -> None:
    row = "coffee_beans_brandt_espresso_500;coffee_beans;x;Brandt;500 g;6,25;;1+1;;2026-03-31;;"
    done = take(table(data, row))
    assert (done.exit_code, "coffee-three-for-two" in done.output) == (1, True)
    assert not list((data / "catalogue" / "imports").iterdir())


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("koffiebonen", "koffiebone", 2, "coffee_beans"),
        ("500 g", "1 vat", 2, "6 x 330 ml"),
        ("7,49", "7,499", 2, "12,50"),
        ("7,49", "0", 2, "nothing"),
        ("k3;", "k2;", 4, "line 3"),
        ("3 voor 9,00;prik", "gratis;prik", 3, "2+1"),
        ("2026-12-31", "31-12-2026", 3, "2026-03-02"),
        ("Prik cola;", ";", 3, "name"),
        ("cola;Prik cola;", "jeans;Prik;", 3, "groceries"),
        (";x", "", 2, "columns"),
        ("price;labels", "pryce;labels", 1, "price"),
        ("price;labels", "cost;labels", 1, "price"),
    ],
)
def test_one_fault_keeps_all_of_it_out_and_is_named(data: Path, old: str, new: str, line: int, said: str) -> None:
    take(table(data, ROWS[0]))
    before = kept(data).read_bytes()
    rows = "\n".join([HEAD, *ROWS]).replace(old, new, 1).split("\n")
    done = take(table(data, *rows[1:], head=rows[0]))
    assert done.exit_code == 1, done.output
    assert f"table.csv:{line}: " in done.output
    assert said in done.output
    assert kept(data).read_bytes() == before


def test_a_gtin_with_a_wrong_check_digit_is_no_gtin(data: Path) -> None:
    head = "gtin,kind,name_nl,size,price"
    assert take(table(data, "8710400280507,melk,Melk,1 l,1.19", head=head)).exit_code == 0
    assert "milk_8710400280507" in read_catalogue(data).products
    done = take(table(data, "8710400280508,melk,Melk,1 l,1.19", head=head))
    assert (done.exit_code, "check digit" in done.output) == (1, True)


def test_a_dry_run_keeps_nothing(data: Path) -> None:
    assert "not kept" in take(table(data, *ROWS), "--dry-run").output
    assert not list((data / "catalogue" / "imports").iterdir())


def test_killed_midway_the_old_file_is_as_it_was(data: Path) -> None:
    take(table(data, *ROWS))
    before = kept(data).read_bytes()
    many = [f"n{at};cola;Cola {at};Prik;1 l;1,{at % 100:02d};;;;;;" for at in range(20_000)]
    command = [sys.executable, "-m", "skill.cli", "catalogue", "import", str(table(data, *many))]
    running = subprocess.Popen(
        [*command, "--retailer", "groenmarkt", "--since", "2026-03-02"], env={**os.environ}, stdout=subprocess.DEVNULL
    )
    part = kept(data).with_name(".groenmarkt.csv.part")
    while not part.exists() and running.poll() is None:
        pass
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert kept(data).read_bytes() == before
    assert take(table(data, *ROWS)).exit_code == 0
    assert not part.exists()


def test_check_names_what_somebody_broke_by_hand(data: Path) -> None:
    take(table(data, *ROWS))
    assert CliRunner().invoke(main, ["catalogue", "check"]).exit_code == 0
    kept(data).write_text(kept(data).read_text().replace("2026-03-01=7.49", "2026-03-01=free"))
    done = CliRunner().invoke(main, ["catalogue", "check", "--json"])
    with kept(data).open() as file:
        line = next(at for at, row in enumerate(csv.reader(file), start=1) if row[0] == "coffee_beans_k1")
    (found,) = json.loads(done.output)
    assert (done.exit_code, found["file"], found["line"]) == (1, "data/catalogue/imports/groenmarkt.csv", line)
    elsewhere = CliRunner().invoke(main, ["catalogue", "check", str(data / "catalogue" / "prices")])
    assert elsewhere.exit_code == 0
