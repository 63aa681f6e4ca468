"""Reads data/catalogue: what merchants edit becomes the domain's Catalogue, or findings with file, line and hint."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.catalogue import Catalogue, Kind, KindName, Product, Size
from skill.domain.money import Money
from skill.retailers.imported_files import read_imports
from skill.retailers.imported_promotions import read_promotion_imports
from skill.retailers.price_files import read_prices
from skill.retailers.promotion_files import check_one_at_a_time
from skill.retailers.retailer_files import read_retailers

CATEGORIES = ("groceries", "energy", "insurance", "clothing", "household")
LANGUAGES = ("nl", "en")
EXCLUDED = ("perishable", "hygiene", "service")
_SIZE = re.compile(r"([1-9]\d{0,5}) (g|kg|ml|l|piece|roll|wash)")
_METRIC = {"kg": ("g", 1000), "l": ("ml", 1000)}


def read_catalogue(
    data_dir: Path,
    *,
    imports: bool = True,
    instead: Mapping[str, Path] | None = None,
    instead_promotions: Mapping[str, Path] | None = None,
) -> Catalogue:
    """All that is for sale, from `data_dir`/catalogue; without `imports` only what people write there themselves.

    `instead`: the file to read of a retailer in place of the import that is kept; so for its imported promotions.

    Raises DataError with every fault in every file: unknown keys, kinds, brands, retailers and products, ids that do
    not begin with their kind or stand twice, bad amounts, dates and sizes, missing languages, reversed promotions.
    """
    faults = Faults()
    folder = data_dir / "catalogue"
    shown = f"{data_dir.name}/catalogue"
    kinds: dict[str, Kind] = {}
    for path in _yaml_files(folder / "kinds"):
        _read_kinds(path, f"{shown}/kinds/{path.name}", kinds, faults)
    if not kinds:
        faults.add(f"{shown}/kinds", 1, "no-kinds", "there are no kinds of goods", "write kinds/<department>.yml")
    brands = _read_brands(folder / "brands.yml", f"{shown}/brands.yml", faults)
    retailers = read_retailers(folder / "retailers.yml", f"{shown}/retailers.yml", CATEGORIES, faults)
    products: dict[str, Product] = {}
    for path in _yaml_files(folder / "products"):
        _read_products(path, f"{shown}/products/{path.name}", kinds, brands, products, faults)
    files, weekly = (_by_retailer(at) if imports else {} for at in _import_folders(data_dir))
    imported = read_imports(files | {**(instead or {})}, f"{shown}/imports", kinds, brands, retailers, products, faults)
    for_sale = read_prices(
        [(path, f"{shown}/prices/{path.name}") for path in _yaml_files(folder / "prices")],
        retailers,
        products,
        kinds,
        imported,
        faults,
    )
    weekly |= {**(instead_promotions or {})}
    read_promotion_imports(weekly, f"{shown}/imports/promotions", retailers, products, for_sale, faults)
    check_one_at_a_time(for_sale.promotions.values())
    faults.raise_any()
    return Catalogue(
        kinds,
        brands,
        retailers,
        products,
        for_sale.prices,
        tuple(promotion for promotion, _ in for_sale.promotions.values()),
        frozenset(for_sale.sponsored),
    )


def import_paths(data_dir: Path) -> tuple[Path, ...]:
    """The files that imports keep, in a fixed order."""
    return tuple(path for folder in _import_folders(data_dir) for path in sorted(folder.glob("*.csv")))


def _import_folders(data_dir: Path) -> tuple[Path, Path]:
    """Of assortments, and of promotions."""
    folder = data_dir / "catalogue" / "imports"
    return folder, folder / "promotions"


def _by_retailer(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in folder.glob("*.csv")}


def _yaml_files(folder: Path) -> Iterator[Path]:
    return iter(sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]))


def _read_kinds(path: Path, shown: str, kinds: dict[str, Kind], faults: Faults) -> None:
    file = open_yaml(path, shown, faults, ["kinds"])
    section = file.entry("kinds") if file else None
    keys = ["category", "keeps_days", "returnable", "excluded", "piece", *LANGUAGES]
    for kind_id in section or ():
        entry = section.entry(kind_id, keys) if section else None
        if section is None or entry is None:
            continue
        if kind_id in kinds:
            section.fault(kind_id, "doubled", f"the kind {kind_id!r} stands in two files", "keep one of them")
            continue
        returnable = entry.flag("returnable", default=True)
        if returnable and "excluded" in entry:
            entry.fault(
                "excluded", "not-excluded", "it can be returned, and yet a reason stands here", "drop one of them"
            )
        kinds[kind_id] = Kind(
            id=kind_id,
            category=entry.choice("category", CATEGORIES),
            names=dict(_kind_names(entry)),
            keeps_days=entry.whole("keeps_days", most=3650, default=0),
            returnable=returnable,
            excluded=None if returnable else entry.choice("excluded", EXCLUDED),
            piece=_size(entry, "piece") if "piece" in entry else None,
        )


def _kind_names(entry: Entry) -> Iterator[tuple[str, KindName]]:
    for language in LANGUAGES:
        words = entry.entry(language, ["name", "one", "many", "general", "said"])
        if words is not None:
            words.words("said")
            general = words.text("general") if "general" in words else None
            yield language, KindName(words.text("name"), words.text("one"), words.text("many"), general)


def _read_brands(path: Path, shown: str, faults: Faults) -> dict[str, str]:
    file = open_yaml(path, shown, faults, ["brands"])
    section = file.entry("brands") if file else None
    brands: dict[str, str] = {}
    for brand_id in section or ():
        entry = section.entry(brand_id, ["name", "said"]) if section else None
        if entry is not None:
            entry.words("said")
            brands[brand_id] = entry.text("name")
    return brands


def _read_products(
    path: Path,
    shown: str,
    kinds: Collection[str],
    brands: Collection[str],
    products: dict[str, Product],
    faults: Faults,
) -> None:
    file = open_yaml(path, shown, faults, ["products"])
    keys = ["id", "kind", "brand", "size", "labels", "deposit", *LANGUAGES]
    for entry in file.entries("products", keys, required=True) if file else ():
        product = _product(entry, kinds, brands)
        if product.id in products:
            entry.fault(
                "id", "doubled", f"the product {product.id!r} stands in the catalogue twice", "give it its own id"
            )
        products.setdefault(product.id, product)


def _product(entry: Entry, kinds: Collection[str], brands: Collection[str]) -> Product:
    product_id, kind = entry.id("id"), entry.id("kind")
    if entry.check_known("kind", kind, kinds) and not f"{product_id}_".startswith(f"{kind}_"):
        entry.fault("id", "id-without-kind", f"{product_id!r} does not begin with its kind", f"begin with {kind}_")
    brand = entry.id("brand") if "brand" in entry else None
    if brand is not None:
        entry.check_known("brand", brand, brands)
    return Product(
        id=product_id,
        kind=kind,
        names=_names(entry),
        size=_size(entry),
        brand=brand,
        labels=frozenset(entry.words("labels")),
        deposit=entry.money("deposit", default=Money(0)),
    )


def _names(entry: Entry) -> Mapping[str, str]:
    names = {}
    for language in LANGUAGES:
        words = entry.entry(language, ["name", "said"])
        if words is not None:
            words.words("said")
            names[language] = words.text("name")
    return names


def _size(entry: Entry, key: str = "size") -> Size:
    written = entry.text(key)
    found = _SIZE.fullmatch(written)
    if found is None:
        if written:
            entry.fault(key, "bad-size", f"{written!r} is no size", "write 500 g, 1 l, 10 piece, 8 roll or 40 wash")
        return Size(1, "piece")
    unit, factor = _METRIC.get(found[2], (found[2], 1))
    return Size(int(found[1]) * factor, unit)
