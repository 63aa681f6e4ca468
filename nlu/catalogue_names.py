"""The names in the catalogue as one language says them: kinds, brands, retailers and products (data/catalogue)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Named:
    """A kind, brand or retailer with every way of saying it, the usual one first."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedProduct:
    id: str
    kind: str
    brand: str | None
    names: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueNames:
    """Everything in the catalogue that can be said in one language, in the order of its files."""

    kinds: tuple[Named, ...] = ()
    brands: tuple[Named, ...] = ()
    retailers: tuple[Named, ...] = ()
    products: tuple[NamedProduct, ...] = ()


def read_catalogue_names(data_dir: Path, language: str, *, imports: bool = False) -> CatalogueNames:
    """Reads the names only (the shop's reader checks the rest); absent files are an empty catalogue.

    With `imports` also those of the assortments that retailers send: they are heard, and nothing is learned from them,
    so that a new assortment needs no training. Raises DataFilesError for files that are not YAML.
    """
    return read_names_of_languages(data_dir, [language], imports=imports)[language]


def read_names_of_languages(
    data_dir: Path, languages: Iterable[str], *, imports: bool = False
) -> dict[str, CatalogueNames]:
    """The names in each language, as read_catalogue_names; each file is read once, which is most of the time."""
    folder = data_dir / "catalogue"
    kinds = [entry for path in sorted((folder / "kinds").glob("*.yml")) for entry in _section(path, "kinds")]
    brands = tuple(Named(id_, _names(entry)) for id_, entry in _section(folder / "brands.yml", "brands"))
    retailers = tuple(Named(id_, _names(entry)) for id_, entry in _section(folder / "retailers.yml", "retailers"))
    products = [
        entry
        for path in sorted((folder / "products").glob("*.yml"))
        for entry in _product_entries(path)
        if "id" in entry and "kind" in entry
    ]
    rows = list(_imported(folder / "imports")) if imports else []
    known = {brand.id for brand in brands}
    new = {row["brand"]: row["brand_name"] for row in rows if row["brand_name"] and row["brand"] not in known}
    return {
        language: CatalogueNames(
            kinds=tuple(Named(id_, _names(entry.get(language))) for id_, entry in kinds),
            brands=(*brands, *(Named(id_, (name,)) for id_, name in new.items())),
            retailers=retailers,
            products=(
                *(_named_product(entry, language) for entry in products),
                *(_imported_product(row, language) for row in rows),
            ),
        )
        for language in languages
    }


def _imported(folder: Path) -> Iterator[dict[str, str]]:
    """The products of data/catalogue/imports that are sold, each once; a row without a kind is of a product that stands
    elsewhere."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, restval=""):
                if row.get("kind") and row.get("prices") and row["id"] not in seen:
                    seen.add(row["id"])
                    yield row


def _imported_product(row: Mapping[str, str], language: str) -> NamedProduct:
    said = (row[f"name_{language}"], *row[f"said_{language}"].split("|"))
    labels = tuple(filter(None, row["labels"].split("|")))
    return NamedProduct(row["id"], row["kind"], row["brand"] or None, tuple(filter(None, dict.fromkeys(said))), labels)


def _named_product(entry: Mapping[str, Any], language: str) -> NamedProduct:
    return NamedProduct(
        str(entry["id"]),
        str(entry["kind"]),
        None if entry.get("brand") is None else str(entry["brand"]),
        _names(entry.get(language)),
        tuple(map(str, entry.get("labels") or ())),
    )


def catalogue_paths(data_dir: Path) -> Iterator[Path]:
    """The files that names come from, in a fixed order."""
    folder = data_dir / "catalogue"
    for name in ("brands.yml", "retailers.yml"):
        if (folder / name).is_file():
            yield folder / name
    for part in ("kinds", "products"):
        yield from sorted((folder / part).glob("*.yml"))


def _section(path: Path, key: str) -> list[tuple[str, Mapping[str, Any]]]:
    content = read_yaml(path) if path.is_file() else None
    section = content.get(key) if isinstance(content, dict) else None
    if not isinstance(section, dict):
        return []
    return [(str(id_), entry) for id_, entry in section.items() if isinstance(entry, dict)]


def _product_entries(path: Path) -> list[Mapping[str, Any]]:
    content = read_yaml(path)
    entries = content.get("products") if isinstance(content, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _names(entry: Any) -> tuple[str, ...]:
    if not isinstance(entry, dict):
        return ()
    said = entry.get("said") or ()
    names: Iterable[Any] = [entry.get("name"), *(said if isinstance(said, list) else [said])]
    return tuple(dict.fromkeys(str(name) for name in names if name))
