"""A merchant's slip in the catalogue is answered with file, line and hint; a good catalogue becomes values."""

from datetime import date, time
from pathlib import Path

import pytest

from skill.domain.catalogue import Catalogue, Size
from skill.domain.errors import DataError, Finding
from skill.domain.money import Money
from skill.domain.promotion import BundlePrice, BuyGet, Percent, SecondHalfPrice
from skill.retailers.catalogue_files import read_catalogue

FILES = {
    "kinds/drinks.yml": """\
version: 1
kinds:
  tea:
    category: groceries
    keeps_days: 700
    nl: {name: thee, one: doosje thee, many: doosjes thee, said: [theezakjes]}
    en: {name: tea, one: box of tea, many: boxes of tea}
""",
    "kinds/clothes.yml": """\
version: 1
kinds:
  jeans:
    category: clothing
    nl: {name: spijkerbroek, one: spijkerbroek, many: spijkerbroeken}
    en: {name: jeans, one: pair of jeans, many: pairs of jeans}
""",
    "brands.yml": "version: 1\nbrands:\n  leaf: {name: Leaf, said: [leave]}\n",
    "retailers.yml": """\
version: 1
retailers:
  corner:
    name: Corner
    category: groceries
    pays: weekly
    asks_on: tuesday
    delivery:
      lead_hours: 4
      window_minutes: 60
      days: [monday, sunday]
      from: "09:00"
      until: "12:00"
      every_minutes: 60
      fee: 2.95
      per_street: {Long Lane: ["17:15"]}
  covers: {name: Covers, category: insurance, pays: monthly}
""",
    "products/tea.yml": """\
version: 1
products:
  - id: tea_leaf_mint_20
    kind: tea
    brand: leaf
    size: 20 piece
    nl: {name: Leaf muntthee}
    en: {name: Leaf mint tea, said: [peppermint tea]}
    labels: [organic]
    deposit: 0.25
  - id: tea_loose_1000
    kind: tea
    size: 1 kg
    nl: {name: losse thee}
    en: {name: loose tea}
  - {id: jeans_blue, kind: jeans, size: 1 piece, nl: {name: blauwe spijkerbroek}, en: {name: blue jeans}}
""",
    "prices/corner.yml": """\
version: 1
retailer: corner
prices:
  tea_leaf_mint_20: {2026-02-01: 2.10, 2025-11-01: 2.05}
  tea_loose_1000: {2025-11-01: 9.99}
promotions:
  - {id: a, products: [tea_leaf_mint_20], from: 2026-01-01, until: 2026-02-01, deal: {buy: 2, free: 1}}
  - {id: b, products: [tea_leaf_mint_20], from: 2026-03-01, until: 2026-04-01, deal: {percent: 25}}
  - {id: c, products: [tea_loose_1000], from: 2026-03-01, until: 2026-04-01, deal: {second_half_price: true}}
  - {id: d, products: [tea_loose_1000], from: 2026-05-01, until: 2026-06-01, deal: {quantity: 3, for: 20.00}}
""",
}


def _read(tmp_path: Path, **changes: tuple[str, str]) -> Catalogue:
    """The catalogue above with, in the file of that name, the first text replaced by the second."""
    for name, content in FILES.items():
        path = tmp_path / "data" / "catalogue" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        old, new = changes.get(path.stem, ("", ""))
        assert old in content
        path.write_text(content.replace(old, new, 1) if old else content, encoding="utf-8")
    return read_catalogue(tmp_path / "data")


def _findings(tmp_path: Path, **changes: tuple[str, str]) -> tuple[Finding, ...]:
    with pytest.raises(DataError) as caught:
        _read(tmp_path, **changes)
    return caught.value.findings


def test_a_good_catalogue_becomes_values(tmp_path: Path) -> None:
    catalogue = _read(tmp_path)
    mint = catalogue.products["tea_leaf_mint_20"]
    assert (mint.brand, mint.size, mint.deposit) == ("leaf", Size(20, "piece"), Money(25))
    assert mint.names == {"nl": "Leaf muntthee", "en": "Leaf mint tea"}
    assert mint.labels == {"organic"}
    assert catalogue.products["tea_loose_1000"].size == Size(1000, "g")
    assert catalogue.kinds["tea"].names["nl"].many == "doosjes thee"
    assert catalogue.kinds["tea"].returnable
    assert catalogue.brands == {"leaf": "Leaf"}
    assert catalogue.category_of("jeans_blue") == "clothing"


def test_prices_hold_from_their_date_on_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    history = _read(tmp_path).prices[("corner", "tea_leaf_mint_20")]
    assert history.on(date(2025, 10, 31)) is None
    assert history.on(date(2026, 1, 31)) == Money(205)
    assert history.on(date(2026, 2, 1)) == Money(210)


def test_every_form_of_deal_is_read(tmp_path: Path) -> None:
    deals = [promotion.deal for promotion in _read(tmp_path).promotions]
    assert deals == [BuyGet(2, 1), Percent(25), SecondHalfPrice(), BundlePrice(3, Money(2000))]


def test_delivery_windows_are_written_out_and_end_in_time(tmp_path: Path) -> None:
    corner = _read(tmp_path).retailers["corner"]
    assert corner.delivery is not None
    assert corner.delivery.starts == (time(9), time(10), time(11))
    assert corner.delivery.weekdays == {0, 6}
    assert corner.delivery.street_starts == {"Long Lane": (time(17, 15),)}
    assert corner.delivery.fee == Money(295)
    assert corner.asks_on == 1
    assert _read(tmp_path).retailers["covers"].delivery is None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        ("drinks", "keeps_days", "keeps_day", 5, "unknown-key"),
        ("drinks", "category: groceries", "category: food", 4, "unknown-category"),
        ("drinks", "    en: {name: tea, one: box of tea, many: boxes of tea}\n", "", 4, "missing"),
        ("drinks", "one: doosje thee, ", "", 6, "missing"),
        ("drinks", "  tea:", "  jeans:", 3, "doubled"),
        ("brands", "{name: Leaf, said: [leave]}", "{said: [leave]}", 3, "missing"),
        ("retailers", "asks_on: tuesday", "asks_on: payday", 7, "unknown-asks-on"),
        ("retailers", "fee: 2.95", "fee: 2.955", 15, "bad-amount"),
        ("retailers", 'until: "12:00"', 'until: "09:30"', 13, "no-window"),
        ("retailers", "pays: monthly", "pays: after_return", 17, "missing"),
        ("retailers", "[monday, sunday]", "[monday, sonday]", 11, "unknown-days"),
        ("tea", "id: tea_leaf_mint_20", "id: mint_tea", 3, "id-without-kind"),
        ("tea", "id: tea_loose_1000", "id: tea_leaf_mint_20", 11, "doubled"),
        ("tea", "kind: tea", "kind: thee", 4, "unknown-kind"),
        ("tea", "brand: leaf", "brand: leave", 5, "unknown-brand"),
        ("tea", "size: 20 piece", "size: 20 bags", 6, "bad-size"),
        ("tea", "nl: {name: Leaf muntthee}", "de: {name: Leaf Minztee}", 3, "missing"),
        ("tea", "deposit: 0.25", "deposit: 25 cent", 10, "bad-amount"),
        ("corner", "retailer: corner", "retailer: cornr", 2, "unknown-retailer"),
        ("corner", "tea_loose_1000:", "tea_lose_1000:", 5, "unknown-product"),
        ("corner", "tea_loose_1000:", "jeans_blue:", 5, "wrong-category"),
        ("corner", "2026-02-01: 2.10", "2026-02-31: 2.10", 4, "bad-date"),
        ("corner", "2026-02-01: 2.10", "2026-02-01: 0.00", 4, "bad-amount"),
        ("corner", "until: 2026-02-01", "until: 2025-02-01", 7, "dates-reversed"),
        ("corner", "id: b", "id: a", 8, "doubled"),
        ("corner", "products: [tea_leaf_mint_20]", "products: [tea_leaf]", 7, "unknown-product"),
        ("corner", "{buy: 2, free: 1}", "{buy: 2}", 7, "bad-deal"),
        ("corner", "{percent: 25}", "{percent: 100}", 8, "bad-number"),
        ("corner", "second_half_price: true", "second_half_price: false", 9, "bad-deal"),
    ],
)
def test_a_slip_is_found_on_its_line(tmp_path: Path, file: str, old: str, new: str, line: int, code: str) -> None:
    findings = _findings(tmp_path, **{file: (old, new)})
    found = [(Path(finding.file).stem, finding.line, finding.code) for finding in findings]
    assert (file, line, code) in found
    assert all(finding.file.startswith("data/catalogue/") for finding in findings)


def test_hints_name_what_would_be_right(tmp_path: Path) -> None:
    (finding,) = _findings(tmp_path, tea=("brand: leaf", "brand: leave"))
    assert "leaf" in finding.hint


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    findings = _findings(
        tmp_path,
        tea=("size: 20 piece", "size: huge"),
        corner=("{percent: 25}", "{percent: 0}"),
        brands=("said", "sayd"),
    )
    assert {Path(finding.file).name for finding in findings} == {"tea.yml", "corner.yml", "brands.yml"}


def test_a_catalogue_without_kinds_says_so(tmp_path: Path) -> None:
    _read(tmp_path)
    for path in (tmp_path / "data" / "catalogue" / "kinds").iterdir():
        path.unlink()
    with pytest.raises(DataError) as caught:
        read_catalogue(tmp_path / "data")
    assert ("data/catalogue/kinds", "no-kinds") in {(found.file, found.code) for found in caught.value.findings}
