"""A retailer's table becomes data/catalogue/imports/<retailer>.csv: whole or not at all, with the prices of before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from skill.checked_yaml import Faults
from skill.domain.catalogue import Catalogue, Product, Retailer
from skill.domain.money import Money
from skill.retailers.imported_files import rows_of
from skill.retailers.imported_rows import COLUMNS, PROMOTIONS_KEPT, ImportedRow, Promoted, ended, product_of
from skill.retailers.incoming_rows import BETWEEN, HINT, MAX_FAULTS, IncomingRow
from skill.retailers.incoming_table import IncomingTable
from skill.retailers.kept_file import KeptFile, alone_in, csv_line
from skill.retailers.kinds_by_name import kinds_by_name, nearest
from skill.retailers.price_files import may_sell
from skill.retailers.row_values import amount, day, deal, deal_text, gtin, size, slug, yes


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do, in products. `bytes_written` is the size of the file that is kept."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    one_language: int = 0
    bytes_written: int = 0


@dataclass(slots=True)
class Importing:
    """One import. `catalogue` is what people write themselves, without imports; `since` the day from which a price
    holds where the table tells none."""

    catalogue: Catalogue
    retailer: Retailer
    since: date
    faults: Faults
    outcome: Outcome = field(default_factory=Outcome)
    _lines: dict[str, int] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _brands: dict[str, str] = field(default_factory=dict)

    def run(self, table: IncomingTable, kept: KeptFile, lock: Path, *, part: bool, dry_run: bool) -> Outcome:
        """Reads `table` and replaces the file that is kept in one step.

        What the table does not name is no longer sold, unless it is `part` of the assortment; its name is kept.
        Raises DataError with every fault, and then nothing is kept. One import at a time has the folder `lock`.
        """
        self._kinds = kinds_by_name(self.catalogue)
        self._brands = {name.lower(): brand for brand, name in self.catalogue.brands.items()}
        with alone_in(lock):
            before = self._before(kept.path)
            rows: dict[str, str] = {}
            for row in table.rows:
                imported = self._row(row, before, table.name)
                if imported is not None:
                    rows[imported.id] = csv_line(imported.cells())
                if len(self.faults.findings) >= MAX_FAULTS:
                    break
            if not rows and not self.faults.findings:
                self.faults.add(table.name, 1, "empty", "the table has no products", "nothing was imported")
            self.faults.raise_any()
            others = [before[each] for each in before.keys() - rows.keys()]
            if not part:
                self.outcome.gone = sum(each.is_sold for each in others)
                others = [each.no_longer_sold() for each in others if each.product is not None]
            rows |= {each.id: csv_line(each.cells()) for each in others}
            size = kept.keep(csv_line(COLUMNS), rows, self._lines, table.name, dry_run=dry_run)
            self.outcome.bytes_written = size
        return self.outcome

    def _before(self, kept: Path) -> dict[str, ImportedRow]:
        found = {row.id: row for _, row in rows_of(kept, kept.name, self.faults)} if kept.is_file() else {}
        self.faults.raise_any()
        return found

    def _row(self, row: IncomingRow, before: Mapping[str, ImportedRow], file: str) -> ImportedRow | None:
        """The row as it will be kept; None after a fault, which is told by its column."""
        column = "gtin"
        try:
            number = gtin(row["gtin"]) if row["gtin"] else ""
            column = "kind"
            kind = self._kind(row["kind"])
            column = "id"
            product_id = self._id(row, number, kind)
            old = before.get(product_id)
            column = "price"
            prices = self._prices(row, old)
            column = "promotion"
            promotions = self._promotions(row, product_id, old)
            column = "product"
            brand = self._brands.get(row["brand"].lower()) or slug(row["brand"])
            brand_name = "" if brand in self.catalogue.brands else row["brand"]
            product = None if product_id in self.catalogue.products else _product(row, product_id, kind, brand)
            said_nl, said_en = _listed(row["said_nl"]), _listed(row["said_en"])
            paid = yes(row["sponsored"])
            made = ImportedRow(
                product_id, product, brand_name, prices, promotions, paid, said_nl, said_en, number
            ) if product else ImportedRow(product_id, None, "", prices, promotions, paid)  # fmt: skip
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            self.faults.add(file, row.line, f"bad-{column}", message, hint or HINT)
            return None
        self._lines[product_id] = row.line
        was_sold = old is not None and old.is_sold
        self.outcome.new += not was_sold
        self.outcome.changed += was_sold and old != made
        self.outcome.same += old == made
        self.outcome.one_language += product is not None and not (row["name_nl"] and row["name_en"])
        return made

    def _kind(self, written: str) -> str:
        kind = self._kinds.get(written.lower())
        if kind is None:
            hint = nearest(written, self._kinds)
            raise ValueError(f"there is no kind {written!r}; {hint}; add it to data/catalogue/kinds")
        if not may_sell(self.retailer, self.catalogue.kinds[kind].category):
            category = self.catalogue.kinds[kind].category
            raise ValueError(f"{self.retailer.name} sells {self.retailer.category}, and {kind} is {category}")
        return kind

    def _id(self, row: IncomingRow, number: str, kind: str) -> str:
        """One that begins with its kind as it is; else the article number makes one, or the retailer's own."""
        written = slug(row["id"])
        if not written and not number:
            raise ValueError("a product needs an id or a gtin")
        product_id = written if f"{written}_".startswith(f"{kind}_") else f"{kind}_{number or written}"
        if product_id in self._lines:
            raise ValueError(f"{product_id!r} stands on line {self._lines[product_id]} as well")
        return product_id

    def _prices(self, row: IncomingRow, old: ImportedRow | None) -> tuple[tuple[date, Money], ...]:
        """The history with the new price, where it is another one than before (O4)."""
        price = amount(row["price"])
        since = day(row["price_since"]) if row["price_since"] else self.since
        if not price:
            raise ValueError("nothing is sold for nothing; a price is at least 0.01")
        before = tuple(each for each in old.prices if each[0] != since) if old else ()
        if before and before[-1][0] > since:
            raise ValueError(f"a price of {before[-1][0]} is known already, and this one holds from {since}")
        return before if before and before[-1][1] == price else (*before, (since, price))

    def _promotions(self, row: IncomingRow, product_id: str, old: ImportedRow | None) -> tuple[Promoted, ...]:
        """What runs now, and what ran not long ago: that was a price too (O4). A promotion that is no longer named ends
        on the day before."""
        made: tuple[Promoted, ...] = ()
        if row["promotion"]:
            of, running = deal(row["promotion"]), old.promotions if old else ()
            same = next((each for each in running if each.deal == of and each.end >= self.since), None)
            start = day(row["promotion_from"]) if row["promotion_from"] else same.start if same else self.since
            name = slug(row["promotion_id"]) or f"{product_id}_{start:%Y%m%d}"
            mixed = yes(row["promotion_mixed"])
            if mixed and not row["promotion_id"]:
                raise ValueError("what counts together needs a promotion_id that its rows share")
            made = (Promoted(name, of, start, day(row["promotion_until"]), mixed),)
        first = made[0].start if made else self.since
        if made and first < self.since:
            self._ran_as_it_did(made[0], old)
        before = [ended(each, first - timedelta(days=1)) for each in (old.promotions if old else ())]
        ran = [each for each in before if each is not None and each.end >= self.since - PROMOTIONS_KEPT]
        taken = {each.id for each in made}
        return (
            *(replace(each, id=f"{each.id}_{each.start:%Y%m%d}") if each.id in taken else each for each in ran),
            *made,
        )

    def _ran_as_it_did(self, made: Promoted, old: ImportedRow | None) -> None:
        """A price of the last 30 days is no other one afterwards (O4)."""
        for each in old.promotions if old else ():
            if each.deal != made.deal and each.start < self.since and each.end >= made.start:
                raise ValueError(
                    f"{deal_text(each.deal)} ran from {each.start}, also after {made.start}; "
                    f"let the new one begin on {self.since} or later"
                )


def _product(row: IncomingRow, product_id: str, kind: str, brand: str) -> Product:
    content, labels = size(row["size"]), _listed(row["labels"])
    return product_of(product_id, kind, brand, content, row["deposit"], labels, row["name_nl"], row["name_en"])


def _listed(written: str) -> str:
    """A cell with several words, by commas, semicolons or bars, as the kept file has it."""
    words = (word.strip() for word in written.replace(",", BETWEEN).replace(";", BETWEEN).split(BETWEEN))
    return BETWEEN.join(word for word in words if word)
